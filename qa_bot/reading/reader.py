"""The span reader: where in a passage the answer to a question stands, if it does."""

from __future__ import annotations

from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from qa_bot.embedding.tokens import UnigramTokenizer
from qa_bot.embedding.weights import ModelFile, installed_file
from qa_bot.errors import ModelError
from qa_bot.reading.pairs import PairMaker
from qa_bot.reading.spans import Span, spans

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from qa_bot.reading.pairs import Pair

_BATCH_TOKENS: Final = 4096
"""Padded tokens that are read at once: more would only take more memory."""


class SpanReader:
    """Reads passages for a question, in any language each.

    What it looks words up in is the packaged model; what it loads itself are the layers that were
    trained on top. See MODEL_CARD.md beside them.

    Args:
        model: the ONNX file of the layers.
        packaged: the file of the packaged model; that of the installed package where not given.
    """

    def __init__(self, model: Path, *, packaged: Path | None = None) -> None:
        self._model = model
        self._packaged = packaged

    def read(self, question: str, passages: Sequence[str], *, count: int = 3) -> list[list[Span]]:
        """The likeliest answers of each passage, best first.

        Args:
            question: in any language.
            passages: raw texts of any length.
            count: spans a passage, at most; none where a passage holds no word.

        Raises:
            ModelError: where the reader's file is missing or damaged.
        """
        rows = [
            (number, pair)
            for number, passage in enumerate(passages)
            for pair in self._pairs.pairs(question, passage)
        ]
        found: list[list[Span]] = [[] for _ in passages]
        for (number, pair), logits in zip(
            rows, self.logits([pair for _, pair in rows]), strict=True
        ):
            found[number] += spans(passages[number], pair, logits, count=count)
        return [_distinct(each)[:count] for each in found]

    def logits(self, pairs: Sequence[Pair]) -> list[NDArray[np.float32]]:
        """What the model says of each row: (tokens, 2), as a start and as an end."""
        found: list[NDArray[np.float32]] = [np.empty((0, 2), np.float32)] * len(pairs)
        for batch in _batches(pairs):
            lengths = np.array([len(pairs[index].ids) for index in batch], np.int32)
            words = np.zeros((len(batch), lengths.max(), self._file.shape.hidden), np.float32)
            for row, index in enumerate(batch):
                words[row, : lengths[row]] = self._file.word_vectors(pairs[index].ids)
            (logits,) = self._session.run(None, {"words": words, "lengths": lengths})
            for index, row, length in zip(batch, logits, lengths, strict=True):
                found[index] = row[:length]
        return found

    @cached_property
    def _file(self) -> ModelFile:
        return ModelFile(self._packaged or installed_file())

    @cached_property
    def _pairs(self) -> PairMaker:
        tokenizer = UnigramTokenizer(self._file)
        return PairMaker(tokenizer, bos=self._file.bos, eos=self._file.eos)

    @cached_property
    def _session(self) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        # Threads that spin while they wait take the cores from everything else.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            return onnxruntime.InferenceSession(
                self._model, options, providers=["CPUExecutionProvider"]
            )
        except Exception as exc:  # what it raises derives from nothing narrower
            raise ModelError(
                f"the reader {self._model} does not load ({exc}): reinstall qa_bot"
            ) from exc


@cache
def load_reader() -> SpanReader:
    """The reader that ships with the bot, one a process; its files are read when first used."""
    return SpanReader(Path(__file__).with_name("reader.onnx"))


def _batches(pairs: Sequence[Pair]) -> Iterator[list[int]]:
    """Indices of rows of about one length together."""
    batch: list[int] = []
    for index in sorted(range(len(pairs)), key=lambda index: len(pairs[index].ids)):
        if batch and (len(batch) + 1) * len(pairs[index].ids) > _BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def _distinct(found: Sequence[Span]) -> list[Span]:
    """The best of spans that overlap, as windows of one passage do."""
    kept: list[Span] = []
    for span in sorted(found, key=lambda span: -span.score):
        if not any(map(span.overlaps, kept)):
            kept.append(span)
    return kept
