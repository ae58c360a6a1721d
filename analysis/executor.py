"""Where the work on partitions is done: here, in processes of this machine, or on a Dask cluster.

All three take a task and the numbers of partitions, and yield each number when its task is done, in whatever order. No
more than twice as many as there are workers are taken up at a time, so that the numbers may come from a generator that
makes the partitions on the way, and memory stays flat.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.connection import wait as wait_for
from typing import Any, Protocol

Task = Callable[[int], None]
RETRIES = 5  # times that a partition may lose its worker


class WorkerLost(RuntimeError):
    """A partition whose worker ended again and again; the message says which."""


class Executor(Protocol):
    """Does a task for each partition, and gives back what it holds when it is closed."""

    def run(self, task: Task, parts: Iterable[int]) -> Iterator[int]:
        """Do the task for each of the parts; yield the number of each that is done. What a task raises is raised."""

    def close(self) -> None:
        """Stop at once, whatever is being done."""


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def executor(workers: int = 1, scheduler: str = "") -> Executor:
    """The executor for so many processes of this machine, or for the Dask scheduler at an address."""
    if scheduler:
        return Cluster(scheduler)
    return Processes(workers) if workers > 1 else Here()


class Here:
    """One partition after the other, in this process."""

    def run(self, task: Task, parts: Iterable[int]) -> Iterator[int]:
        for part in parts:
            task(part)
            yield part

    def close(self) -> None:
        pass


class Processes:
    """Processes of this machine, each with one thread. One that dies is replaced, and its partition done again."""

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._pool = self._new()

    def _new(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(self._workers, multiprocessing.get_context("spawn"), initializer=_prepare)

    def run(self, task: Task, parts: Iterable[int]) -> Iterator[int]:
        more, again, lost = iter(parts), list[int](), Counter[int]()
        running: dict[Future[None], int] = {}
        while True:
            while len(running) < 2 * self._workers:
                part = again.pop() if again else next(more, None)
                if part is None:
                    break
                running[self._submit(task, part)] = part
            if not running:
                return
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                part = running.pop(future)
                try:
                    future.result()
                except BrokenProcessPool:
                    lost[part] += 1
                    if lost[part] > RETRIES:
                        raise _lost(part) from None
                    again.append(part)
                else:
                    yield part

    def _submit(self, task: Task, part: int) -> Future[None]:
        with _uninterrupted():
            try:
                return self._pool.submit(task, part)
            except BrokenProcessPool:
                self._pool.shutdown(wait=False)
                self._pool = self._new()
                return self._pool.submit(task, part)

    def close(self) -> None:
        processes = list((self._pool._processes or {}).values())  # a pool of Python 3.14 can end them itself
        manager: Any = self._pool._executor_manager_thread  # a thread, once there are processes
        self._pool.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.terminate()
        if manager is not None:  # or it may close its pipe while the interpreter, ending, writes to it, with a traceback
            manager.join(timeout=10)


class Cluster:
    """The workers of a Dask cluster, which must see the same files under the same paths."""

    def __init__(self, address: str) -> None:
        try:
            from dask.distributed import Client
        except ImportError as error:
            raise ImportError("a cluster needs the package dask.distributed: pip install '.[cluster]'") from error
        self._client: Any = Client(address, set_as_default=False)

    def run(self, task: Task, parts: Iterable[int]) -> Iterator[int]:
        from dask.distributed import as_completed
        from distributed.scheduler import KilledWorker

        more, lost = iter(parts), Counter[int]()
        running: dict[Any, int] = {}
        completed = as_completed(loop=self._client.loop)

        def start(part: int) -> None:
            future = self._client.submit(task, part, pure=False)
            running[future.key] = part
            completed.add(future)

        while True:
            while len(running) < 2 * max(1, sum(self._client.nthreads().values())):
                part = next(more, None)
                if part is None:
                    break
                start(part)
            if not running:
                return
            future = next(completed)
            part = running.pop(future.key)
            try:
                future.result()
            except KilledWorker:
                lost[part] += 1
                if lost[part] > RETRIES:
                    raise _lost(part) from None
                start(part)
            else:
                yield part

    def close(self) -> None:
        self._client.close(timeout=2)


def _lost(part: int) -> WorkerLost:
    return WorkerLost(
        f"partition {part}: the process that works on it ended {RETRIES + 1} times, for want of memory perhaps; "
        "smaller partitions (--size) need less, in a folder of their own"
    )


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Ctrl-C waits until this is done, and the processes that it starts never get it, not even while they load."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "pthread_sigmask"):
        yield
        return
    came: list[int] = []  # a signal may come to another thread, which the mask doesn't hold back
    handler = signal.signal(signal.SIGINT, lambda number, _: came.append(number))
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        signal.signal(signal.SIGINT, handler)
        if came:
            signal.raise_signal(signal.SIGINT)


def _prepare() -> None:
    """In a new process: leave Ctrl-C to the parent, and end when the parent does, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    wait_for([sentinel])
    os._exit(1)
