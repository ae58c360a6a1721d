"""Text to the numbers that the models read, and the models themselves (ONNX, on the CPU).

A word-piece tokenizer without case or accents (Devlin et al. 2019) loses what a newspaper shows by its typography, so
each piece carries a *surface* beside its id: how it is written, whether it stands between quotation marks, whether it
begins a paragraph. The models read the surface through their token-type embedding.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from analysis.quotations import paragraphs, quotations

if TYPE_CHECKING:
    import onnxruntime
    from tokenizers import Tokenizer

SURFACES = 18
CLS, SEP = 101, 102
_CASE, _QUOTED, _PARAGRAPH = 1, 3, 9
_LOADING = Lock()  # several threads may want a model at once, and one copy is enough
_PLAIN = str.maketrans({**dict.fromkeys("“”„‟«»＂", '"'), **dict.fromkeys("‘’‚‹›", "'")})


@dataclass(frozen=True, slots=True)
class Pieces:
    """The word pieces of a text: `ids`, character offsets `starts` and `ends`, and `surface`, each of shape (n,)."""

    ids: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    surface: np.ndarray

    @property
    def quoted(self) -> np.ndarray:
        """Which pieces stand between double quotation marks."""
        return np.asarray(self.surface % _PARAGRAPH // _QUOTED == 1)

    @property
    def begins(self) -> np.ndarray:
        """Which pieces begin a paragraph."""
        return self.surface >= _PARAGRAPH

    def __len__(self) -> int:
        return len(self.ids)


def tokenizer() -> Tokenizer:
    """The word-piece tokenizer that ships with the package."""
    with _LOADING:
        return _tokenizer()


@lru_cache(maxsize=1)
def _tokenizer() -> Tokenizer:
    from tokenizers import BertWordPieceTokenizer

    with resources.as_file(resources.files("analysis") / "models" / "vocab.txt") as vocab:
        found: Tokenizer = BertWordPieceTokenizer(str(vocab), lowercase=True)
    return found


def session(name: str) -> onnxruntime.InferenceSession:
    """The model `analysis/models/NAME.onnx`, on one thread: the same sums in the same order at every run."""
    with _LOADING:
        return _session(name)


@lru_cache(maxsize=8)
def _session(name: str) -> onnxruntime.InferenceSession:
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")  # else onnxruntime keeps a record of its use in the home folder
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    model = (resources.files("analysis") / "models" / f"{name}.onnx").read_bytes()
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def encode(text: str) -> Pieces:
    """Word pieces of `text`; offsets are into `text` itself.

    Quotation marks of every style are read as straight ones, so that style makes no difference to the models.
    """
    marks = text.translate(_PLAIN).replace("''", '" ').replace("``", '" ')  # keeps the length
    encoding = tokenizer().encode(marks, add_special_tokens=False)
    offsets = np.array(encoding.offsets, dtype=np.int64).reshape(-1, 2)
    ids = np.array(encoding.ids, dtype=np.int64)
    starts, ends = offsets[:, 0], offsets[:, 1]
    return Pieces(ids, starts, ends, _surface(text, starts, ends))


def _surface(text: str, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    quoted = np.zeros(len(text) + 1, dtype=np.int64)
    for q in quotations(text):
        quoted[q.start : q.end] = 1 if q.double else 2
    first = {int(np.searchsorted(starts, start)) for start, _ in paragraphs(text)}
    surface = np.zeros(len(starts), dtype=np.int64)
    for i, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
        written = text[start:end]
        case = 0
        if written[:1].isupper():
            word_end = end
            while word_end < len(text) and word_end - start < 40 and text[word_end].isalnum():
                word_end += 1
            case = 2 if word_end - start > 1 and text[start:word_end].isupper() else 1
        surface[i] = case * _CASE + int(quoted[start]) * _QUOTED + (i in first) * _PARAGRAPH
    return surface
