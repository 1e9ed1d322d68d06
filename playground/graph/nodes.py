"""A graph and its nodes: values from left to right, derivatives from right to left."""

import math
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from numbers import Real
from types import MappingProxyType

from playground.graph.errors import GraphError, Undefined
from playground.graph.operations import Operation
from playground.words.catalogue import Message


@dataclass(frozen=True)
class Node:
    """A name, a number, or what an operation makes of other nodes.

    Attributes
    ----------
    name
        Its name in the graph: a number's is the number as it was typed.
    operation
        What is done; None for names and numbers.
    inputs
        The names of the nodes of which it is made; the same one may stand there twice.
    number
        The value of a number; None for all others.
    constant
        Whether it is made of numbers alone, so that no name can change it.
    position, length
        Where in the text it comes from: the place of its operator.
    """

    name: str
    operation: Operation | None
    inputs: tuple[str, ...]
    number: float | None
    constant: bool
    position: int
    length: int


@dataclass(frozen=True)
class Evaluation:
    """Every number in a graph, by the names of the nodes.

    Attributes
    ----------
    values
        The value of every node.
    derivatives
        The derivative of the result by every node. By a number of the text it may not exist, as that by the
        exponent of (-3) ** 2: it is NaN there.
    slopes
        The local derivatives of every operation, by each of its inputs; NaN likewise.
    """

    values: Mapping[str, float]
    derivatives: Mapping[str, float]
    slopes: Mapping[str, tuple[float, ...]]


@dataclass(frozen=True, eq=False)
class Graph:
    """A computation graph.

    Attributes
    ----------
    text
        The expression as it was typed.
    nodes
        The nodes by name, each after those of which it is made.
    result
        The name of the node that is the value of the expression.
    """

    text: str
    nodes: Mapping[str, Node]
    result: str

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names that need a number, in the order of the text."""
        return tuple(n.name for n in self.nodes.values() if not n.operation and not n.constant)

    @cached_property
    def consumers(self) -> Mapping[str, tuple[str, ...]]:
        """Of every node, the nodes that are made of it, each once."""
        found: dict[str, list[str]] = {name: [] for name in self.nodes}
        for node in self.nodes.values():
            for name in dict.fromkeys(node.inputs):
                found[name].append(node.name)
        return MappingProxyType({name: tuple(consumers) for name, consumers in found.items()})

    @cached_property
    def ancestors(self) -> Mapping[str, frozenset[str]]:
        """Of every node, all nodes that it is made of, by whatever way."""
        found: dict[str, frozenset[str]] = {}
        for node in self.nodes.values():
            found[node.name] = frozenset(node.inputs).union(*(found[name] for name in node.inputs))
        return MappingProxyType(found)

    @cached_property
    def backward_order(self) -> tuple[str, ...]:
        """All nodes, each after those that are made of it: the order in which derivatives can be computed."""
        waiting = {name: len(consumers) for name, consumers in self.consumers.items()}
        order, ready = [], deque([self.result])
        while ready:
            order.append(ready.popleft())
            for name in dict.fromkeys(self.nodes[order[-1]].inputs):
                waiting[name] -= 1
                if not waiting[name]:
                    ready.append(name)
        return tuple(order)

    def evaluate(self, values: Mapping[str, float]) -> Evaluation:
        """Compute every node and the derivative of the result by it.

        Parameters
        ----------
        values
            A finite number for each of `names`.

        Raises
        ------
        GraphError
            A name has no number, one that is not in the text has, or an operation has no finite value or
            derivative here. An operation is told at its place in the text, a name too many at its end.
        """
        found = self.compute_values(values)
        slopes = {node.name: self._slopes(node, found) for node in self.nodes.values() if node.operation}
        derivatives = self._derivatives(slopes)
        return Evaluation(MappingProxyType(found), MappingProxyType(derivatives), MappingProxyType(slopes))

    def compute_values(
        self, values: Mapping[str, float], held: Mapping[str, float] | None = None
    ) -> dict[str, float]:
        """Compute the values only; those of nodes that are `held` are taken as they are. The parameters are
        else those of `evaluate`, and so are the errors.
        """
        self._refuse_strangers(values)
        found: dict[str, float] = {}
        for node in self.nodes.values():
            if held and node.name in held:
                found[node.name] = held[node.name]
            elif node.operation:
                inputs = [found[name] for name in node.inputs]
                found[node.name] = _compute(node, node.operation.compute, inputs)
            else:
                found[node.name] = self._read(node, values) if node.number is None else node.number
        return found

    def _refuse_strangers(self, values: Mapping[str, float]) -> None:
        for name in values:
            if name not in self.names:
                raise GraphError(Message("graph.errors.unknown_name", name=name), len(self.text))

    def _read(self, node: Node, values: Mapping[str, float]) -> float:
        value = values.get(node.name)
        if isinstance(value, Real):
            try:
                number = float(value)
            except OverflowError:
                number = math.inf
            if math.isfinite(number):
                return number
        raise GraphError(Message("graph.errors.no_number", name=node.name), node.position, node.length)

    def _slopes(self, node: Node, values: Mapping[str, float]) -> tuple[float, ...]:
        """Return the local derivatives of an operation, by each of its inputs."""
        known = [values[name] for name in (*node.inputs, node.name)]
        found = []
        for slope, name in zip(node.operation.slopes if node.operation else (), node.inputs, strict=True):
            try:
                found.append(_compute(node, slope, known))
            except GraphError:
                if not self.nodes[name].constant:
                    raise
                found.append(math.nan)  # nobody asks for it
        return tuple(found)

    def _derivatives(self, slopes: Mapping[str, tuple[float, ...]]) -> dict[str, float]:
        """Return the derivatives of the result: what came from above times the local derivative, summed."""
        derivatives = dict.fromkeys(self.backward_order, 0.0) | {self.result: 1.0}
        for node in (self.nodes[name] for name in self.backward_order):
            for name, slope in zip(node.inputs, slopes.get(node.name, ()), strict=True):
                derivatives[name] += derivatives[node.name] * slope
                if not (self.nodes[name].constant or math.isfinite(derivatives[name])):
                    raise GraphError(Message("graph.errors.too_large"), node.position, node.length)
        return derivatives


def _compute(node: Node, function: Callable[..., float], inputs: Sequence[float]) -> float:
    """Call one of an operation's functions; tell at its place if that gives no finite number."""
    try:
        value = float(function(*inputs))
    except Undefined as undefined:
        raise GraphError(undefined.message, node.position, node.length) from undefined
    except OverflowError:
        value = math.inf
    if not math.isfinite(value):
        raise GraphError(Message("graph.errors.too_large"), node.position, node.length)
    return value
