"""Any sentence-transformers model, by name or folder, for questions and documents alike.

Nothing is downloaded: a model named as on the Hugging Face Hub is looked up among those already
on this machine.
"""

from __future__ import annotations

import math
from contextlib import contextmanager
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from qa_bot.embedding.batches import embed_in_batches
from qa_bot.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray
    from sentence_transformers import SentenceTransformer

_BATCH = 32
# For a model that sets itself no limit, such as one of static word vectors.
_DEFAULT_WINDOW_TOKENS = 512
_TINY = np.finfo(np.float32).tiny
_DEFAULT_ORGANISATION = "sentence-transformers"


class SentenceTransformerEmbedder:
    """Embeds with a model that is on this machine, under the prompts it brings with it.

    Args:
        name: its folder, or its name on the Hugging Face Hub.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def verify(self) -> None:
        """Load the model: nobody has told which files it should have."""
        _ = self._model

    @cached_property
    def dimension(self) -> int:
        """The length of a vector."""
        return len(self._model.encode("", show_progress_bar=False))

    @cached_property
    def max_tokens(self) -> int:
        """The model's window, less its special tokens and its longest prompt."""
        limit = self._model.max_seq_length
        if limit is None or limit == math.inf:
            return _DEFAULT_WINDOW_TOKENS
        prompts = (self.count_tokens(prompt or "") for prompt in self._model.prompts.values())
        specials = self._model.tokenizer.num_special_tokens_to_add()
        return int(limit - specials - max(prompts, default=0))

    def count_tokens(self, text: str) -> int:
        """The tokens of the text alone."""
        return len(self._encode_tokens(_encodable(text)))

    def embed_documents(
        self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """Embed documents (n, dimension), under the model's prompt for documents."""
        return self._embed(self._model.encode_document, texts, progress=progress)

    def embed_questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed questions (n, dimension), under the model's prompt for questions."""
        return self._embed(self._model.encode_query, texts)

    def _embed(
        self,
        encode: Callable[..., NDArray[np.float32]],
        texts: Sequence[str],
        *,
        progress: Callable[[int], None] | None = None,
    ) -> NDArray[np.float32]:
        return embed_in_batches(
            partial(self._encode, encode),
            texts,
            size=_BATCH,
            dimension=self.dimension,
            progress=progress,
        )

    def _encode(
        self, encode: Callable[..., NDArray[np.float32]], texts: list[str]
    ) -> NDArray[np.float32]:
        windows = [
            (row, window)
            for row, text in enumerate(texts)
            for window in self._windows(_encodable(text))
        ]
        rows = [row for row, _ in windows]
        vectors = encode([window for _, window in windows], show_progress_bar=False)
        # An empty text has no tokens, and a vector all the same.
        weights = [max(self.count_tokens(window), 1) for _, window in windows]
        sums = np.zeros((len(texts), self.dimension), np.float32)
        np.add.at(sums, rows, vectors * np.array(weights, np.float32)[:, None])
        lengths = np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), _TINY)
        unit: NDArray[np.float32] = sums / lengths
        return unit

    def _windows(self, text: str) -> list[str]:
        if len(text) <= 1 or self.count_tokens(text) <= self.max_tokens:
            return [text]
        half = len(text) // 2
        blank = text.rfind(" ", 1, half)
        middle = blank if blank > 0 else half
        return self._windows(text[:middle]) + self._windows(text[middle:])

    @cached_property
    def _encode_tokens(self) -> Callable[[str], Any]:
        from transformers import PreTrainedTokenizerBase

        tokenizer = self._model.tokenizer
        # It would warn of every text that is longer than the window.
        quiet = {"verbose": False} if isinstance(tokenizer, PreTrainedTokenizerBase) else {}
        return partial(tokenizer.encode, add_special_tokens=False, **quiet)

    @cached_property
    def _model(self) -> SentenceTransformer:
        from sentence_transformers import SentenceTransformer

        folder = _local_folder(self.name)
        try:
            with _no_progress_bars():
                return SentenceTransformer(str(folder), local_files_only=True)
        except Exception as exc:  # the libraries below raise theirs: OSError, SafetensorError, …
            raise ModelError(
                f"the embedding model in {folder} cannot be loaded ({exc}): fetch it anew, "
                "or set QA_BOT_EMBEDDING_MODEL to another"
            ) from exc


def _encodable(text: str) -> str:
    return text.encode(errors="replace").decode()


def _local_folder(name: str) -> Path:
    # SentenceTransformer(name, local_files_only=True) would do, were it not that the libraries
    # below it then ask the network what to call themselves.
    from huggingface_hub import snapshot_download

    folder = Path(name).expanduser()
    if name and folder.is_dir():
        return folder
    hub_name = name if "/" in name else f"{_DEFAULT_ORGANISATION}/{name}"
    try:
        return Path(snapshot_download(hub_name, local_files_only=True))
    except (OSError, ValueError) as exc:
        raise ModelError(
            f"the embedding model {name!r} is not on this machine: "
            f"fetch it once with `hf download {hub_name}`, or set QA_BOT_EMBEDDING_MODEL "
            "to the folder of a sentence-transformers model"
        ) from exc


@contextmanager
def _no_progress_bars() -> Iterator[None]:
    from transformers.utils import logging

    shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # not annotated there
    try:
        yield
    finally:
        if shown:
            logging.enable_progress_bar()  # type: ignore[no-untyped-call]  # not annotated there
