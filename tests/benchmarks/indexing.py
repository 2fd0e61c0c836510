"""Passages embedded a second: by the packaged model's own engine, and by sentence-transformers.

Run: ``python tests/benchmarks/indexing.py SET.jsonl.gz [SET.jsonl.gz …]``; rows have ``lang`` and
``context``.

Each way has a process of its own, for its peak of memory, and they take turns on the same
passages, so that whatever else the machine does slows all of them.
"""

from __future__ import annotations

import argparse
import resource
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from question_sets import read_rows

from qa_bot.embedding.packaged import PackagedEmbedder

TURN = 64

_embedder: PackagedEmbedder


class Way:
    """A way of embedding at work in a process of its own."""

    def __init__(self, name: str, dtype: str | None = None) -> None:
        self.name = name
        self._process = ProcessPoolExecutor(1, get_context("spawn"))
        self.start_seconds = self._process.submit(start, dtype).result()
        self.turn_seconds: list[float] = []

    def take_turn(self, passages: list[str]) -> None:
        self.turn_seconds.append(self._process.submit(embed, passages).result())

    def peak_megabytes(self) -> float:
        return self._process.submit(peak_megabytes).result()


def start(dtype: str | None) -> float:
    """Load the model in this process and embed once: seconds."""
    global _embedder  # noqa: PLW0603  # the process has but one
    begun = time.perf_counter()
    _embedder = PackagedEmbedder(engine_tokens=0 if dtype else 10**9)
    if dtype:
        import torch

        from qa_bot.embedding.documents import document_model

        _embedder._document_model = document_model(_embedder._file, dtype=getattr(torch, dtype))
    _embedder.embed_documents(["warm"])
    return time.perf_counter() - begun


def embed(passages: list[str]) -> float:
    begun = time.perf_counter()
    _embedder.embed_documents(passages)
    return time.perf_counter() - begun


def peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def distinct_passages(paths: list[Path], languages: list[str], *, count: int) -> list[str]:
    rows = (row for path in paths for row in read_rows(path))
    found = list(dict.fromkeys(row["context"] for row in rows if row["lang"] in languages))
    if len(found) < count:
        raise SystemExit(f"{len(found)} distinct passages of {count}: name more files or languages")
    return found[:count]


def row(way: Way, engine: Way, *, passages: int, tokens: int) -> str:
    seconds = sum(way.turn_seconds)
    ratios = [one / two for one, two in zip(engine.turn_seconds, way.turn_seconds, strict=True)]
    return (
        f"| {way.name} | {passages / seconds:.1f} | {tokens / seconds:,.0f} "
        f"| {sum(engine.turn_seconds) / seconds:.2f} ({min(ratios):.2f} to {max(ratios):.2f}) "
        f"| {way.start_seconds:.1f} s | {way.peak_megabytes():,.0f} MB |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", type=Path, nargs="+", help="rows of SQuAD's layout, .jsonl.gz")
    parser.add_argument("--lang", nargs="+", default=["ar"], help="languages of the passages")
    parser.add_argument("--passages", type=int, default=500, help="how many")
    options = parser.parse_args()
    passages = distinct_passages(options.paths, options.lang, count=options.passages)
    engine = Way("the package's engine")
    ways = [
        engine,
        Way("sentence-transformers, bfloat16", "bfloat16"),
        Way("sentence-transformers, float32", "float32"),
    ]
    for begin in range(0, len(passages), TURN):
        for way in ways:
            way.take_turn(passages[begin : begin + TURN])
    tokens = sum(map(PackagedEmbedder().count_tokens, passages))
    print(f"{len(passages)} passages, {tokens:,} tokens\n")
    print("| documents by | passages/s | tokens/s | ratio (turn by turn) | start | peak memory |")
    print("|---|---|---|---|---|---|")
    for way in ways:
        print(row(way, engine, passages=len(passages), tokens=tokens))


if __name__ == "__main__":
    main()
