"""The trained reader as one ONNX file that runs without torch, its matrices rounded.

Both sides of a product are rounded to whole numbers: weights here, to 7 bits, with one scale a
column, and states as they come, to 8, with one scale for all of them. A few features of the states
are far larger than the rest and would take all the steps for themselves, so what makes them large
is moved over to the weights, which are rounded column by column and can bear it (SmoothQuant, Xiao
et al., 2023).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import torch
from torch import nn

from qa_bot.errors import TrainingError
from qa_bot.reading.train.fit import logits_of

try:
    import onnx
    from onnx import TensorProto, helper, numpy_helper
except ImportError as exc:
    raise TrainingError(
        f"what writes the reader's file is missing ({exc}): pip install 'qa_bot[train]'"
    ) from exc

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from qa_bot.embedding.weights import ModelFile, Shape
    from qa_bot.reading.train.examples import Example
    from qa_bot.reading.train.model import SpanModel

    Arrays = Mapping[str, NDArray[np.float32]]

_OPSET: Final = 17
_IR: Final = 10
_FUSED: Final = "com.microsoft"
"""onnxruntime's own operators, which do at once what would take several."""

_LARGEST: Final = 63
"""Of a rounded weight, in steps to either side of 0, which makes 7 bits: with 8, processors without
VNNI would overflow where they add up pairs of products."""

_MOVED: Final = 0.7
"""How much of the states' range goes over to the weights, as an exponent: 0 none, 1 all."""


def export(
    model: SpanModel, path: Path, *, file: ModelFile, sample: Sequence[Example] | None
) -> None:
    """Write the model that `SpanReader` runs.

    Its inputs are the word vectors (rows, tokens, hidden) and the number of tokens of each row;
    its output are logits (rows, tokens, 2).

    Args:
        model: the trained reader.
        path: where to.
        file: the packaged model.
        sample: rows that show how large states become; without them nothing is rounded.

    Raises:
        TrainingError: where the file cannot be written.
    """
    shape = file.shape
    weights = {name: value.float().cpu().numpy() for name, value in model.state_dict().items()}
    ranges = None if sample is None else _ranges(model, sample, file)
    graph = _Graph(weights, ranges)
    states = graph.norm("norm", graph.node("Add", "words", _positions(graph)), shape)
    for number in range(shape.layers):
        states = _layer(graph, f"layers.{number}", states, shape)
    product = graph.node("MatMul", states, graph.constant("head", weights["head.weight"].T))
    bias = graph.constant("head.bias", weights["head.bias"])
    graph.node("Add", product, bias, output="logits")
    try:
        onnx.save(graph.model(shape), path)
    except OSError as exc:
        raise TrainingError(
            f"the reader {path} cannot be written ({exc}): make room for it"
        ) from exc


class _Graph:
    """Nodes and constants under construction; every node's output has a name of its own."""

    def __init__(self, weights: Arrays, ranges: Arrays | None) -> None:
        self.weights = weights
        self.ranges = ranges
        self._nodes: list[onnx.NodeProto] = []
        self._constants: dict[str, onnx.TensorProto] = {}

    def node(
        self, kind: str, *inputs: str, output: str = "", domain: str = "", **options: Any
    ) -> str:
        output = output or f"{kind}.{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, inputs, [output], domain=domain, **options))
        return output

    def constant(self, name: str, values: NDArray[Any]) -> str:
        self._constants[name] = numpy_helper.from_array(np.ascontiguousarray(values), name)
        return name

    def weight(self, name: str) -> str:
        return self.constant(name, self.weights[name])

    def norm(self, name: str, states: str, shape: Shape) -> str:
        scale, bias = self.weight(f"{name}.weight"), self.weight(f"{name}.bias")
        return self.node("LayerNormalization", states, scale, bias, epsilon=shape.epsilon)

    def products(self, name: str, states: str, *, parts: int = 1) -> list[str]:
        """States times the matrix (out, in) of a linear layer, without its bias, in equal parts."""
        matrix = self.weights[f"{name}.weight"]
        if self.ranges is not None:
            moved = _moved(self.ranges[name], matrix)
            states = self.node("Mul", states, self.constant(f"{name}.moved", 1 / moved))
            matrix = matrix * moved
        return [
            self._product(f"{name}.{part}", states, columns.T)
            for part, columns in enumerate(np.split(matrix, parts))
        ]

    def _product(self, name: str, states: str, matrix: NDArray[np.float32]) -> str:
        if self.ranges is None:
            return self.node("MatMul", states, self.constant(name, matrix))
        scales = np.abs(matrix).max(0) / _LARGEST
        constants = (
            self.constant(name, np.rint(matrix / scales).astype(np.int8)),
            self.constant(f"{name}.scales", scales),
            self.constant(f"{name}.zeros", np.zeros(len(scales), np.int8)),
        )
        return self.node("DynamicQuantizeMatMul", states, *constants, domain=_FUSED)

    def model(self, shape: Shape) -> onnx.ModelProto:
        described = helper.make_tensor_value_info
        words: list[str | int] = ["rows", "tokens", shape.hidden]
        logits: list[str | int] = ["rows", "tokens", 2]
        graph = helper.make_graph(
            self._nodes,
            "reader",
            [
                described("words", TensorProto.FLOAT, words),
                described("lengths", TensorProto.INT32, ["rows"]),
            ],
            [described("logits", TensorProto.FLOAT, logits)],
            list(self._constants.values()),
        )
        opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_FUSED, 1)]
        return helper.make_model(
            graph, opset_imports=opsets, ir_version=_IR, producer_name="qa_bot"
        )


def _positions(graph: _Graph) -> str:
    """The first position vectors, as many as the rows have tokens."""
    count = graph.node("Shape", "words", start=1, end=2)
    start = graph.constant("start", np.zeros(1, np.int64))
    return graph.node("Slice", graph.weight("positions"), start, count)


def _layer(graph: _Graph, name: str, states: str, shape: Shape) -> str:
    bias = graph.weight(f"{name}.attend.bias")
    attended = graph.node(
        "MultiHeadAttention",
        *graph.products(f"{name}.attend", states, parts=3),
        bias,
        "lengths",
        domain=_FUSED,
        num_heads=shape.heads,
    )
    half = _Half(graph, name, shape)
    states = half.added(states, attended, by="join", norm="norm")
    [wide] = graph.products(f"{name}.widen", states)
    wide = graph.node("BiasGelu", wide, graph.weight(f"{name}.widen.bias"), domain=_FUSED)
    return half.added(states, wide, by="narrow", norm="last_norm")


@dataclass(frozen=True, slots=True)
class _Half:
    """How each half of a layer ends."""

    graph: _Graph
    name: str
    shape: Shape

    def added(self, states: str, more: str, *, by: str, norm: str) -> str:
        """The norm of states plus what a linear layer makes of more."""
        names = (f"{norm}.weight", f"{norm}.bias", f"{by}.bias")
        constants = [self.graph.weight(f"{self.name}.{each}") for each in names]
        [product] = self.graph.products(f"{self.name}.{by}", more)
        return self.graph.node(
            "SkipLayerNormalization",
            product,
            states,
            *constants,
            domain=_FUSED,
            epsilon=self.shape.epsilon,
        )


@torch.inference_mode()
def _ranges(model: SpanModel, sample: Sequence[Example], file: ModelFile) -> Arrays:
    """The largest absolute value of each feature that enters a linear layer, by its name."""
    ranges: dict[str, NDArray[np.float32]] = {}

    def watch(name: str) -> Callable[[nn.Module, tuple[torch.Tensor, ...], torch.Tensor], None]:
        def note(_: nn.Module, inputs: tuple[torch.Tensor, ...], __: torch.Tensor) -> None:
            largest = inputs[0].abs().flatten(0, -2).amax(0).float().cpu().numpy()
            ranges[name] = np.maximum(ranges.get(name, 0), largest)

        return note

    watched = [(name, part) for name, part in model.named_modules() if isinstance(part, nn.Linear)]
    hooks = [part.register_forward_hook(watch(name)) for name, part in watched]
    model.eval()
    for example in sample:
        logits_of(model, [example], file=file)
    for hook in hooks:
        hook.remove()
    return ranges


def _moved(largest: NDArray[np.float32], matrix: NDArray[np.float32]) -> NDArray[np.float32]:
    """What each feature of the states is divided by, and its weights multiplied with."""
    states = np.maximum(largest, 1e-2)
    weights = np.maximum(np.abs(matrix).max(0), 1e-6)
    factors = states**_MOVED / weights ** (1 - _MOVED)
    scaled: NDArray[np.float32] = (factors / np.exp(np.log(factors).mean())).astype(np.float32)
    return scaled
