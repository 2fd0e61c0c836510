"""The command that trains the reader."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Final, NamedTuple

import torch

from qa_bot.embedding.tokens import UnigramTokenizer
from qa_bot.embedding.weights import ModelFile, installed_file
from qa_bot.errors import QABotError, TrainingError
from qa_bot.reading.pairs import PairMaker
from qa_bot.reading.train import data, evaluate, fit
from qa_bot.reading.train.examples import (
    EIGHTH,
    FIFTH,
    FIRST,
    FOURTH,
    SECOND,
    SEVENTH,
    SIXTH,
    THIRD,
    make_examples,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qa_bot.reading.train.examples import Mixture
    from qa_bot.reading.train.model import SpanModel

_PROGRAM: Final = "python -m qa_bot.reading.train"
_INTERRUPTED: Final = 130


class _Round(NamedTuple):
    """A round of training.

    Args:
        mixture: what is shown.
        recipe: how.
        start: numbers of the rounds whose readers' mean it begins with; none, for the packaged
            model.
    """

    mixture: Mixture
    recipe: fit.Recipe
    start: tuple[int, ...]


_USUAL: Final = fit.Recipe(rate=2e-4, head_rate=4e-4)

_ROUNDS: Final = (
    _Round(FIRST, fit.Recipe(rate=2.5e-4, head_rate=1e-3), start=()),
    _Round(SECOND, _USUAL, start=(1,)),
    _Round(THIRD, fit.Recipe(rate=1.5e-4, head_rate=3e-4), start=(1, 2)),
    _Round(THIRD, _USUAL, start=(1, 2, 3)),
    _Round(FOURTH, _USUAL, start=(1, 2, 3, 4)),
    _Round(FIFTH, _USUAL, start=(5,)),
    _Round(SIXTH, _USUAL, start=(6,)),
    _Round(SEVENTH, _USUAL, start=(7,)),
    _Round(EIGHTH, _USUAL, start=(8,)),
)
_SHIPPED: Final = (1, 2, 3, 4, *4 * (5, 6), *12 * (7, 8, 9))
"""The rounds whose readers' mean ships, each as often as it counts: each of the last three as much
as those before together, and of these the first four, which were not shown the project's own
questions, as much as the fifth and as the sixth."""

_REPORTS: Final = 5
"""How often the reader is measured on the way of a round."""

_SAMPLE: Final = 7
"""Every n-th question is asked on the way; at the end of a round all are."""

_KEPT: Final = 100
"""Steps between two checkpoints, at most."""

_RANGE_SAMPLE: Final = 64
"""Examples that show the export how large states become."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Train a reader, or go on where a run was broken off.

    Args:
        arguments: of the command line; the process's own where not given.

    Returns:
        The exit code: 0 done, 1 error, 130 interrupted.
    """
    options = _parser().parse_args(arguments)
    try:
        _train(options)
    except QABotError as exc:
        return _failed(str(exc), 1)
    except KeyboardInterrupt:
        last = _checkpoint(options.out, _reached(options.out))
        kept = f"goes on from {last}" if last.exists() else "begins anew"
        return _failed(f"interrupted; the same command {kept}", _INTERRUPTED)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=_PROGRAM,
        description="Train the span reader, or go on where a run into the same folder broke off.",
        epilog="Exit codes: 0 done, 1 error, 2 wrong usage, 130 interrupted.",
    )
    parser.add_argument("--data", type=Path, required=True, help="folder of the question sets")
    parser.add_argument(
        "--out", type=Path, required=True, help="folder for checkpoints and for reader.onnx"
    )
    parser.add_argument(
        "--seed", type=int, default=0, help="of all that is drawn by chance (default: 0)"
    )
    parser.add_argument(
        "--device",
        choices=["cpu", "cuda"],
        default="cuda" if torch.cuda.is_available() else "cpu",
        help="where to train (default: cuda where there is a GPU)",
    )
    return parser


def _train(options: argparse.Namespace) -> None:
    # What is missing for the last step is to show before the first.
    from qa_bot.reading.train.export import export

    _check(options.out, options.device)
    file = ModelFile(installed_file())
    file.verify()
    pairs = PairMaker(UnigramTokenizer(file), bos=file.bos, eos=file.eos)
    rows = data.split(data.read_sets(options.data, data.TRAINING))
    sets = {
        "ARCD": evaluate.readings(data.read_sets(options.data, [data.ARABIC_DEVELOPMENT])),
        **evaluate.crossed(rows.held_out),
    }
    report = _Report(sets, pairs, file, time.monotonic())
    for number in range(_reached(options.out), len(_ROUNDS) + 1):
        each = _ROUNDS[number - 1]
        recipe = replace(each.recipe, seed=options.seed + number - 1)
        examples = make_examples(rows.training, each.mixture, pairs=pairs, seed=recipe.seed)
        _say(round=number, examples=len(examples), tokens=sum(len(e.ids) for e in examples))
        start = _mean(options.out, each.start, file) if each.start else None
        trainer = fit.Trainer(file, examples, recipe=recipe, device=options.device, start=start)
        _run(trainer, _checkpoint(options.out, number), report=report)
    # The last round is always gone through, if only to report what its checkpoint holds.
    model = _mean(options.out, _SHIPPED, file).to(options.device)
    report.write(model, nth=1, rounds="mean")
    export(model, options.out / "reader.onnx", file=file, sample=examples[-_RANGE_SAMPLE:])


def _mean(out: Path, rounds: Sequence[int], file: ModelFile) -> SpanModel:
    return fit.mean_of([_checkpoint(out, number) for number in rounds], file)


def _checkpoint(out: Path, number: int) -> Path:
    return out / f"round-{number}.pt"


def _reached(out: Path) -> int:
    """The last round that has a checkpoint, or else the first."""
    rounds = range(1, len(_ROUNDS) + 1)
    return max((number for number in rounds if _checkpoint(out, number).exists()), default=1)


def _check(out: Path, device: str) -> None:
    if device == "cuda" and not torch.cuda.is_available():
        raise TrainingError("--device cuda: torch finds no GPU here; --device cpu needs none")
    try:
        out.mkdir(parents=True, exist_ok=True)
        TemporaryFile(dir=out).close()
    except OSError as exc:
        raise TrainingError(
            f"--out {out} is no folder to write to ({exc}): name one that is, or a new one"
        ) from exc


def _run(trainer: fit.Trainer, checkpoint: Path, *, report: _Report) -> None:
    """Train to the end of a round; its last report comes in any case."""
    if checkpoint.exists():
        trainer.load(checkpoint)
    every = max(1, trainer.steps // _REPORTS)
    losses: list[float] = []

    def write(nth: int) -> None:
        loss = round(fmean(losses), 3) if losses else None
        report.write(trainer.model, nth=nth, step=trainer.step, steps=trainer.steps, loss=loss)
        losses.clear()

    for loss in trainer.run():
        losses.append(loss)
        due = trainer.step % every == 0 and trainer.step < trainer.steps
        if due or trainer.step % _KEPT == 0:
            trainer.save(checkpoint)
        if due:
            write(_SAMPLE)
    trainer.save(checkpoint)
    write(1)


@dataclass(frozen=True, slots=True)
class _Report:
    """Measures the reader in training, and says how far it is."""

    sets: Mapping[str, Sequence[evaluate.Reading]]
    pairs: PairMaker
    file: ModelFile
    began: float

    def write(self, model: SpanModel, *, nth: int, **about: object) -> None:
        """A line of JSON.

        Args:
            model: the reader as it is.
            nth: of every set's questions, every n-th is asked.
            about: what else the line is to say.
        """
        asked = {name: questions[::nth] for name, questions in self.sets.items()}
        figures = evaluate.figures(model, asked, pairs=self.pairs, file=self.file)
        _say(
            **about,
            minutes=round((time.monotonic() - self.began) / 60, 1),
            figures={name: [round(figure, 1) for figure in pair] for name, pair in figures.items()},
        )


def _say(**what: object) -> None:
    sys.stdout.write(json.dumps(what, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def _failed(message: str, code: int) -> int:
    line = " ".join(message.split())
    sys.stderr.write(f"{_PROGRAM}: {line}\n")
    return code


if __name__ == "__main__":
    # These hold for the whole process: who calls `main` in another one is spared them.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    fit.keep_memory()
    sys.exit(main())
