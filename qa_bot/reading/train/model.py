"""The reader as a torch model: the packaged encoder, and a head that points at the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

import numpy as np
import torch
from torch import nn
from torch.nn import functional

if TYPE_CHECKING:
    from qa_bot.embedding.weights import ModelFile, Shape

_HEAD: Final = 2
"""What the head says of a token: how well the answer starts there, and ends there."""

_PARTS: Final = {
    "attend": ("q", "k", "v"),
    "join": ("ao",),
    "norm": ("aln",),
    "widen": ("fi",),
    "narrow": ("fo",),
    "last_norm": ("oln",),
}
"""The parts of a layer, and what the packaged file calls the tensors that each is made of."""


class SpanModel(nn.Module):
    """From the word vectors of rows of tokens to logits of the answer's start and end.

    Args:
        shape: sizes of the packaged encoder.
        dropout: share of what the feed-forward half of a layer adds that is left out in training.
    """

    def __init__(self, shape: Shape, *, dropout: float = 0.0) -> None:
        super().__init__()
        self.positions = nn.Parameter(torch.zeros(shape.positions, shape.hidden))
        self.norm = nn.LayerNorm(shape.hidden, eps=shape.epsilon)
        self.layers = nn.ModuleList(_Layer(shape, dropout) for _ in range(shape.layers))
        self.head = nn.Linear(shape.hidden, _HEAD)

    def forward(self, words: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """Logits (rows, tokens, 2) from word vectors (rows, tokens, hidden) and lengths (rows,)."""
        count = words.shape[1]
        padding = torch.arange(count, device=words.device) >= lengths[:, None]
        mask = torch.zeros(padding.shape, dtype=words.dtype, device=words.device)
        mask = mask.masked_fill(padding, torch.finfo(words.dtype).min)[:, None, None, :]
        states = self.norm(words + self.positions[:count])
        for layer in self.layers:
            states = layer(states, mask)
        return cast("torch.Tensor", self.head(states.to(self.head.weight.dtype)))

    def load_packaged(self, file: ModelFile) -> None:
        """Begin with the packaged encoder; the head keeps its random values."""
        # Rows are all of one type: its vector is part of every position's.
        types = file.tensor("emb.type").reshape(file.shape.types, -1)
        positions = file.tensor("emb.pos").reshape(file.shape.positions, -1)
        packaged = {
            "positions": positions + types[0],
            "norm.weight": file.tensor("emb.ln.w"),
            "norm.bias": file.tensor("emb.ln.b"),
        }
        for number in range(file.shape.layers):
            for name, parts in _PARTS.items():
                for kind in ("weight", "bias"):
                    tensors = [file.tensor(f"l{number}.{part}.{kind[0]}") for part in parts]
                    packaged[f"layers.{number}.{name}.{kind}"] = np.concatenate(tensors)
        state = self.state_dict()
        for name, values in packaged.items():
            state[name].copy_(torch.tensor(values).view_as(state[name]))


class _Layer(nn.Module):
    """A layer of BERT: attention, then the feed-forward half; a norm ends each of them."""

    def __init__(self, shape: Shape, dropout: float) -> None:
        super().__init__()
        self.heads = shape.heads
        self.attend = nn.Linear(shape.hidden, 3 * shape.hidden)
        self.join = nn.Linear(shape.hidden, shape.hidden)
        self.norm = nn.LayerNorm(shape.hidden, eps=shape.epsilon)
        self.widen = nn.Linear(shape.hidden, shape.feed_forward)
        self.narrow = nn.Linear(shape.feed_forward, shape.hidden)
        self.last_norm = nn.LayerNorm(shape.hidden, eps=shape.epsilon)
        self.dropout = nn.Dropout(dropout)

    def forward(self, states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        states = self.norm(states + self.join(self._attended(states, mask)))
        wide = functional.gelu(self.widen(states))
        return cast("torch.Tensor", self.last_norm(states + self.dropout(self.narrow(wide))))

    def _attended(self, states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        rows, count, hidden = states.shape
        split = self.attend(states).view(rows, count, 3, self.heads, hidden // self.heads)
        query, key, value = split.permute(2, 0, 3, 1, 4)
        # On a CPU this is a third faster than torch's fused attention, whose way back is slow.
        scale = (hidden // self.heads) ** -0.5
        weights = (query * scale @ key.transpose(-1, -2) + mask).softmax(-1)
        attended: torch.Tensor = (weights @ value).transpose(1, 2).reshape(rows, count, hidden)
        return attended
