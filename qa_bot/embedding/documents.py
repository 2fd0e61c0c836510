"""The packaged model as a sentence-transformers model, made in memory.

Importing this module takes seconds: it is imported when the first large index is built. The
tokens, the windows and the pooling are those of the package's own engine, so that documents
embedded here and questions embedded there share one space.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

import torch
from sentence_transformers import SentenceTransformer
from tokenizers import Tokenizer
from tokenizers.models import Unigram
from tokenizers.pre_tokenizers import Metaspace
from torch.nn.functional import normalize
from torch.nn.utils.rnn import pad_sequence
from transformers import BertConfig, BertModel

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qa_bot.embedding.weights import ModelFile

# Padded tokens that run at once: 512 to 2,048 are about as fast as each other, from 4,096 on the
# activations leave the cache, and it takes a quarter longer.
_BATCH_TOKENS = 1024

_EMBEDDINGS = {
    "embeddings.position_embeddings.weight": "emb.pos",
    "embeddings.token_type_embeddings.weight": "emb.type",
    "embeddings.LayerNorm.weight": "emb.ln.w",
    "embeddings.LayerNorm.bias": "emb.ln.b",
}
_LAYER_PARTS = {
    "attention.self.query": "q",
    "attention.self.key": "k",
    "attention.self.value": "v",
    "attention.output.dense": "ao",
    "attention.output.LayerNorm": "aln",
    "intermediate.dense": "fi",
    "output.dense": "fo",
    "output.LayerNorm": "oln",
}


def document_model(file: ModelFile, *, dtype: torch.dtype | None = None) -> SentenceTransformer:
    """The sentence-transformers model of a file.

    Args:
        file: the packaged model.
        dtype: what it calculates in; the fastest that loses nothing where not given.
    """
    encoder = PackagedEncoder(file, dtype or _fastest_dtype())
    prompts = {"query": "query: ", "document": "passage: "}
    return SentenceTransformer(modules=[encoder], device="cpu", prompts=prompts)


def _fastest_dtype() -> torch.dtype:
    # Without these instructions bfloat16 is emulated, and slower than float32.
    native = ("avx512_bf16", "amx_bf16")
    capabilities = torch.cpu.get_capabilities()
    return torch.bfloat16 if any(map(capabilities.get, native)) else torch.float32


class _Window(NamedTuple):
    text: int
    ids: list[int]


class PackagedEncoder(torch.nn.Module):
    """The only module of the model: from texts to vectors of unit length.

    Args:
        file: the packaged model.
        dtype: what it calculates in.
    """

    def __init__(self, file: ModelFile, dtype: torch.dtype) -> None:
        super().__init__()
        self.tokenizer = _tokenizer(file)
        self.bert = _bert(file).to(dtype)
        self._dtype = dtype
        self._file = file
        self._content = file.shape.positions - 2

    def preprocess(
        self, inputs: Sequence[str], prompt: str | None = None, **_: object
    ) -> dict[str, Any]:
        """Split texts into windows of tokens (called by sentence-transformers)."""
        windows = [
            _Window(index, ids)
            for index, text in enumerate(inputs)
            for ids in self._windows((prompt or "") + text)
        ]
        return {"windows": windows, "texts": len(inputs)}

    # What releases before 6 call instead; they prepend the prompt themselves.
    tokenize = preprocess

    def forward(self, features: dict[str, Any]) -> dict[str, Any]:
        """Average the windows of each text, weighted by their tokens, to unit length."""
        sums = torch.zeros(features["texts"], self._file.shape.hidden)
        batches = list(_batches(features["windows"]))
        with _one_thread_each() as threads:
            for batch, means in zip(batches, threads.map(self._means, batches), strict=True):
                weights = torch.tensor([len(window.ids) - 2 for window in batch])
                texts = torch.tensor([window.text for window in batch])
                sums.index_add_(0, texts, means * weights[:, None])
        features["sentence_embedding"] = normalize(sums, dim=-1)
        return features

    def token_ids(self, text: str) -> list[int]:
        """The tokens of a text, each unknown character one of its own, as in the engine."""
        encoding = self.tokenizer.encode(self._file.normalise(text), add_special_tokens=False)
        if self._file.unknown not in encoding.ids:
            return encoding.ids
        spans = zip(encoding.ids, encoding.offsets, strict=True)
        return [
            id_
            for id_, (start, end) in spans
            for _ in range(end - start if id_ == self._file.unknown else 1)
        ]

    def _windows(self, text: str) -> Iterator[list[int]]:
        ids = self.token_ids(text)
        for start in range(0, len(ids), self._content):
            yield [self._file.bos, *ids[start : start + self._content], self._file.eos]

    # The mode of inference is a thread's own.
    @torch.inference_mode()
    def _means(self, windows: list[_Window]) -> torch.Tensor:
        vectors = (self._file.word_vectors(window.ids) for window in windows)
        words = [torch.from_numpy(array).to(self._dtype) for array in vectors]
        lengths = torch.tensor(list(map(len, words)))
        padded = pad_sequence(words, batch_first=True)
        mask = torch.arange(padded.shape[1]) < lengths[:, None]
        # Without a mask attention is faster.
        attention_mask = None if mask.all() else mask
        output = self.bert(inputs_embeds=padded, attention_mask=attention_mask)
        states: torch.Tensor = output.last_hidden_state
        return (states.float() * mask[..., None]).sum(1) / lengths[:, None]


@contextmanager
def _one_thread_each() -> Iterator[ThreadPoolExecutor]:
    """Threads that run one batch each, in place of one batch that all threads share.

    Sharing makes them wait for each other several hundred times a batch. With other programs on
    the same cores that costs up to nine tenths of the speed.
    """
    count = torch.get_num_threads()
    try:
        with ThreadPoolExecutor(count, initializer=torch.set_num_threads, initargs=(1,)) as threads:
            yield threads
    finally:
        # What a thread sets for itself is what threads to come begin with.
        torch.set_num_threads(count)


def _batches(windows: list[_Window]) -> Iterator[list[_Window]]:
    batch: list[_Window] = []
    for window in sorted(windows, key=lambda window: len(window.ids)):
        if (len(batch) + 1) * len(window.ids) > _BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(window)
    yield batch


def _tokenizer(file: ModelFile) -> Tokenizer:
    pieces = file.pieces()
    # No text may spell the unknown token, and NUL is in none.
    pieces[file.unknown] = ("\0", 0.0)
    tokenizer = Tokenizer(Unigram(pieces, file.unknown))
    tokenizer.pre_tokenizer = Metaspace()
    return tokenizer


def _bert(file: ModelFile) -> torch.nn.Module:
    shape = file.shape
    config = BertConfig(
        vocab_size=1,
        hidden_size=shape.hidden,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        intermediate_size=shape.feed_forward,
        max_position_embeddings=shape.positions,
        type_vocab_size=shape.types,
        layer_norm_eps=shape.epsilon,
    )
    bert: torch.nn.Module = BertModel(config, add_pooling_layer=False)
    # Words come as vectors: the file decodes them as they are needed.
    bert.set_submodule("embeddings.word_embeddings", torch.nn.Identity())
    with torch.no_grad():
        for name, parameter in bert.named_parameters():
            values = torch.tensor(file.tensor(_name_in_file(name)))
            parameter.copy_(values.view_as(parameter))
    return bert


def _name_in_file(parameter: str) -> str:
    if parameter in _EMBEDDINGS:
        return _EMBEDDINGS[parameter]
    _, _, layer, rest = parameter.split(".", 3)
    part, kind = rest.rsplit(".", 1)
    return f"l{layer}.{_LAYER_PARTS[part]}.{kind[0]}"
