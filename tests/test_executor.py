import os
import signal
import threading
import time
from functools import partial
from pathlib import Path

import pytest

from analysis.executor import Here, Processes, WorkerLost, _uninterrupted


def write(folder: Path, part: int) -> None:
    (folder / str(part)).write_text("done")


def die_once(folder: Path, part: int) -> None:
    """The process of part 3 is killed the first time that it is done."""
    if part == 3 and not (folder / "died").exists():
        (folder / "died").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    write(folder, part)


def die(folder: Path, part: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def fail(folder: Path, part: int) -> None:
    raise OSError(28, "No space left on device")


def take_long(folder: Path, part: int) -> None:
    (folder / "process").write_text(str(os.getpid()))
    time.sleep(60)


@pytest.fixture
def two():  # type: ignore[no-untyped-def]
    workers = Processes(2)
    yield workers
    workers.close()


def test_here_does_one_after_the_other(tmp_path: Path) -> None:
    assert list(Here().run(partial(write, tmp_path), range(3))) == [0, 1, 2]
    assert (tmp_path / "2").exists()
    Here().close()


def test_a_part_whose_process_dies_is_done_again(tmp_path: Path, two: Processes) -> None:
    assert sorted(two.run(partial(die_once, tmp_path), range(8))) == list(range(8))
    assert all((tmp_path / str(n)).exists() for n in range(8))
    assert list(two.run(partial(write, tmp_path), [])) == []


def test_few_are_taken_up_at_a_time(tmp_path: Path, two: Processes) -> None:
    taken = []
    numbers = (taken.append(n) or n for n in range(100))  # type: ignore[func-returns-value]
    next(two.run(partial(write, tmp_path), numbers))
    assert len(taken) == 4


def test_what_always_dies_is_given_up_with_its_number(tmp_path: Path, two: Processes) -> None:
    with pytest.raises(WorkerLost, match="partition 5: the process"):
        list(two.run(partial(die, tmp_path), [5]))


def test_a_fault_of_the_machine_comes_through(tmp_path: Path, two: Processes) -> None:
    with pytest.raises(OSError, match="No space left"):
        list(two.run(partial(fail, tmp_path), [0]))


def test_closing_ends_the_processes(tmp_path: Path) -> None:
    workers = Processes(2)
    workers._submit(partial(take_long, tmp_path), 0)
    while not (tmp_path / "process").exists() or not (tmp_path / "process").read_text():
        time.sleep(0.02)
    before = set(threading.enumerate())
    workers.close()
    assert before - set(threading.enumerate())  # the pool's own thread, which could trip over the end of the interpreter
    process = Path("/proc") / (tmp_path / "process").read_text()
    until = time.monotonic() + 10
    while process.exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert not process.exists()


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_ctrl_c_waits_while_a_process_is_started_whichever_thread_it_comes_to() -> None:
    other, end, done = threading.Thread(target=lambda: end.wait(30)), threading.Event(), list[str]()
    other.start()  # it doesn't hold the signal back
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # tests started with & inherit that it is ignored
    try:
        with pytest.raises(KeyboardInterrupt), _uninterrupted():
            os.kill(os.getpid(), signal.SIGINT)
            for _ in range(100):
                time.sleep(0.001)
            done.append("started")
        assert done == ["started"]
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
        assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, [])
    finally:
        signal.signal(signal.SIGINT, before)
        end.set()
        other.join()
