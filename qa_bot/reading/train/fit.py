"""The training itself: batches, gradients, checkpoints; on a GPU, or on every core of a CPU.

The weights that are trained are float32. Copies in bfloat16 calculate the gradients: one on a GPU;
on a CPU one a core, since cores that share a batch wait for each other more than they calculate.
Where there are several, dropout depends on which is faster, and two runs differ a little.
"""

from __future__ import annotations

import copy
import ctypes
import math
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

import torch
from torch.nn import functional
from torch.nn.utils import clip_grad_norm_
from torch.nn.utils.rnn import pad_sequence

from qa_bot.errors import TrainingError
from qa_bot.reading.train.model import SpanModel

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from qa_bot.embedding.weights import ModelFile
    from qa_bot.reading.train.examples import Example

_CPU_TOKENS: Final = 768
"""Padded tokens that go through the model at once: with more a CPU's caches overflow."""

_GPU_TOKENS: Final = 32_768

_NOWHERE: Final = -1e4
"""The logit of a token that cannot be the answer's."""

_M_TRIM_THRESHOLD: Final = -1
_M_MMAP_MAX: Final = -4
_M_ARENA_MAX: Final = -8
"""Options of glibc's `mallopt`."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a reader is trained.

    Args:
        seed: of the examples, of dropout and of the head.
        batch: examples a step.
        rate: the highest learning rate, after the warm-up; it falls to 0 in a line.
        head_rate: the same for the head, which begins with nothing.
        warm_up: share of the steps in which the rate rises.
        decay: of the weights (AdamW).
        dropout: see `SpanModel`.
        clip: length that a longer gradient is cut to.
    """

    seed: int = 0
    batch: int = 32
    rate: float = 2.5e-4
    head_rate: float = 1e-3
    warm_up: float = 0.06
    decay: float = 0.01
    dropout: float = 0.1
    clip: float = 1.0


class Trainer:
    """Fits a reader to examples, step by step.

    Args:
        file: the packaged model, which it begins with and looks words up in.
        examples: in the order in which they are shown; what is left of them after the last full
            batch is not.
        recipe: how.
        device: `"cpu"` or `"cuda"`.
        start: a reader to begin with in the place of the packaged model.

    Attributes:
        model: the reader in training.
        steps: how many there are in all.
        step: how many are done.

    Raises:
        TrainingError: where there are too few examples for one step.
    """

    def __init__(
        self,
        file: ModelFile,
        examples: Sequence[Example],
        *,
        recipe: Recipe,
        device: str,
        start: SpanModel | None = None,
    ) -> None:
        self.steps = len(examples) // recipe.batch
        if not self.steps:
            raise TrainingError(
                f"{len(examples)} examples do not fill one batch of {recipe.batch}: give more rows"
            )
        self.step = 0
        self._file = file
        self._examples = examples
        self._recipe = recipe
        torch.manual_seed(recipe.seed)
        self.model = SpanModel(file.shape, dropout=recipe.dropout)
        self.model.load_packaged(file)
        if start is not None:
            self.model.load_state_dict(start.state_dict())
        self.model.to(device)
        on_cpu = device == "cpu"
        self._tokens = _CPU_TOKENS if on_cpu else _GPU_TOKENS
        replicas = torch.get_num_threads() if on_cpu else 1
        self._replicas = [_half(self.model) for _ in range(replicas)]
        self._optimiser = _optimiser(self.model, recipe)
        self._schedule = torch.optim.lr_scheduler.LambdaLR(self._optimiser, self._rate)

    def _rate(self, step: int) -> float:
        """The learning rate at a step, as a share of the highest."""
        warm = max(1, math.ceil(self._recipe.warm_up * self.steps))
        return min((step + 1) / warm, (self.steps - step) / max(1, self.steps - warm))

    def run(self) -> Iterator[float]:
        """Train to the end; after every step, its mean loss."""
        with ThreadPoolExecutor(
            len(self._replicas), initializer=torch.set_num_threads, initargs=(1,)
        ) as threads:
            while self.step < self.steps:
                yield self._advance(threads)

    def _advance(self, threads: ThreadPoolExecutor) -> float:
        start = self.step * self._recipe.batch
        batch = self._examples[start : start + self._recipe.batch]
        # Whichever replica is free takes the next part.
        parts = iter(list(_parts(batch, self._tokens)))
        losses = threads.map(lambda replica: self._gradients(replica, parts), self._replicas)
        mean = sum(losses) / len(batch)
        self._update()
        self.step += 1
        return mean

    def _gradients(self, replica: SpanModel, parts: Iterator[list[Example]]) -> float:
        total = 0.0
        for part in parts:
            loss = self._loss(replica, part)
            torch.autograd.backward(loss / self._recipe.batch)
            total += float(loss.detach())
        return total

    def _loss(self, replica: SpanModel, part: Sequence[Example]) -> torch.Tensor:
        logits = logits_of(replica, part, file=self._file).float()
        places = torch.tensor([example.answer for example in part], device=logits.device)
        first = torch.tensor([example.first for example in part], device=logits.device)
        lengths = torch.tensor([len(example.ids) for example in part], device=logits.device)
        place = torch.arange(logits.shape[1], device=logits.device)
        # `<s>` says "no answer"; the question, the last token and padding are no places at all.
        out = (place < first[:, None]) & (place > 0) | (place >= lengths[:, None] - 1)
        logits = logits.masked_fill(out[..., None], _NOWHERE)
        return functional.cross_entropy(logits, places, reduction="sum")

    def _update(self) -> None:
        for master, *shares in zip(
            self.model.parameters(), *(r.parameters() for r in self._replicas), strict=True
        ):
            gradients = [share.grad.float() for share in shares if share.grad is not None]
            master.grad = torch.stack(gradients).sum(0)
        clip_grad_norm_(self.model.parameters(), self._recipe.clip)
        self._optimiser.step()
        self._schedule.step()
        self._share()

    @torch.no_grad()
    def _share(self) -> None:
        for replica in self._replicas:
            for own, master in zip(replica.parameters(), self.model.parameters(), strict=True):
                own.copy_(master)
                own.grad = None

    def save(self, path: Path) -> None:
        """Keep all that is needed to go on, or nothing: the file is replaced at once.

        Raises:
            TrainingError: where it cannot be written.
        """
        state = {
            "fingerprint": self._fingerprint(),
            "step": self.step,
            "model": self.model.state_dict(),
            "optimiser": self._optimiser.state_dict(),
            "schedule": self._schedule.state_dict(),
        }
        unfinished = path.with_suffix(".unfinished")
        try:
            torch.save(state, unfinished)
            unfinished.replace(path)
        except (OSError, RuntimeError) as exc:
            raise TrainingError(
                f"the checkpoint {path} cannot be written ({_first_line(exc)}): make room for it"
            ) from exc

    def load(self, path: Path) -> None:
        """Go on from what `save` kept.

        Raises:
            TrainingError: where it is damaged, or was kept by a run with another recipe or with
                other examples.
        """
        state = _checkpoint(path, self.model.positions.device)
        if other := _differences(state["fingerprint"], self._fingerprint()):
            raise TrainingError(
                f"the checkpoint {path} is of another run ({other}): train with what that one was "
                "given, or into another folder"
            )
        self.step = state["step"]
        self.model.load_state_dict(state["model"])
        self._optimiser.load_state_dict(state["optimiser"])
        self._schedule.load_state_dict(state["schedule"])
        self._share()

    def _fingerprint(self) -> dict[str, object]:
        """What must be the same for one run to go on where another was broken off."""
        tokens = sum(len(example.ids) for example in self._examples)
        return asdict(self._recipe) | {"examples": len(self._examples), "tokens": tokens}


def mean_of(checkpoints: Sequence[Path], file: ModelFile) -> SpanModel:
    """The reader whose weights are the mean of several ones of one run.

    Readers of rounds that follow each other lie in one basin, and their mean generalises better
    than each of them (Wortsman et al. 2022, "Model soups").

    Args:
        checkpoints: what `Trainer.save` kept, each as often as it counts.
        file: the packaged model.

    Raises:
        TrainingError: where a checkpoint is missing or damaged.
    """
    model = SpanModel(file.shape)
    states = {path: _checkpoint(path, model.positions.device)["model"] for path in set(checkpoints)}
    model.load_state_dict(
        {
            name: torch.stack([states[path][name] for path in checkpoints]).mean(0)
            for name in model.state_dict()
        }
    )
    return model


def _checkpoint(path: Path, device: torch.device) -> dict[str, Any]:
    parts = ("fingerprint", "step", "model", "optimiser", "schedule")
    try:
        state = torch.load(path, map_location=device, weights_only=True)
        return {part: state[part] for part in parts}
    except Exception as exc:  # what a damaged file raises derives from nothing narrower
        raise TrainingError(
            f"{path} is no checkpoint of this program ({type(exc).__name__}: {_first_line(exc)}): "
            "move it away to begin anew"
        ) from exc


def _differences(there: Mapping[str, object], here: Mapping[str, object]) -> str:
    return ", ".join(
        f"{name} {there.get(name)} and not {here.get(name)}"
        for name in dict.fromkeys([*there, *here])
        if there.get(name) != here.get(name)
    )


def _first_line(exc: Exception) -> str:
    return str(exc).partition("\n")[0]


def _optimiser(model: SpanModel, recipe: Recipe) -> torch.optim.Optimizer:
    head = list(model.head.parameters())
    rest = [p for name, p in model.named_parameters() if not name.startswith("head.")]
    return torch.optim.AdamW(
        [{"params": rest, "lr": recipe.rate}, {"params": head, "lr": recipe.head_rate}],
        betas=(0.9, 0.98),
        weight_decay=recipe.decay,
        fused=True,
    )


def logits_of(model: SpanModel, part: Sequence[Example], *, file: ModelFile) -> torch.Tensor:
    """Run rows through a model: logits (rows, tokens, 2)."""
    like = model.positions
    rows = [torch.from_numpy(file.word_vectors(example.ids)) for example in part]
    words = pad_sequence(rows, batch_first=True).to(like.device, like.dtype)
    lengths = torch.tensor([len(row) for row in rows], device=like.device)
    logits: torch.Tensor = model(words, lengths)
    return logits


def _parts(batch: Sequence[Example], tokens: int) -> Iterator[list[Example]]:
    """Examples of about one length together, so that little is padded."""
    part: list[Example] = []
    for example in sorted(batch, key=lambda example: len(example.ids), reverse=True):
        if part and (len(part) + 1) * len(part[0].ids) > tokens:
            yield part
            part = []
        part.append(example)
    yield part


def _half(model: SpanModel) -> SpanModel:
    replica = copy.deepcopy(model).bfloat16()
    replica.head.float()
    return replica


def keep_memory() -> None:
    """Have the C library keep freed memory: to fetch it anew halves the speed on a CPU."""
    with suppress(AttributeError, OSError):  # another C library
        libc = ctypes.CDLL(None)
        for option, value in ((_M_MMAP_MAX, 0), (_M_TRIM_THRESHOLD, -1), (_M_ARENA_MAX, 1)):
            libc.mallopt(option, value)
