"""A graph one node at a time: first the values, then the derivatives."""

from dataclasses import dataclass

from playground.graph.nodes import Evaluation, Graph


@dataclass(frozen=True)
class Step:
    """What is computed in a step: nothing yet (``start``), a value (``forward``) or a derivative
    (``backward``), and of which node.
    """

    kind: str
    node: str


@dataclass(frozen=True)
class Share:
    """What one consumer adds to the derivative by a node: the derivative by the consumer, from above, times
    the consumer's local derivative by the node.

    Attributes
    ----------
    consumer
        The node that is made of it.
    above
        The derivative of the result by the consumer.
    local
        The derivative of the consumer by the node, all its other inputs held fixed.
    held
        Those of the other inputs that are made of the node too. Without naming them the local derivative
        would be written as the whole one is: in b b + b, with u = b b, both would be dJ/db.
    """

    consumer: str
    above: float
    local: float
    held: tuple[str, ...]


def choose_steps(graph: Graph) -> tuple[Step, ...]:
    """Return the steps: the names have their numbers, every operation in an order in which its inputs are
    there, and back, every node after all that are made of it. Numbers of the text have no steps.
    """
    forward = [Step("forward", node.name) for node in graph.nodes.values() if node.operation]
    backward = [Step("backward", name) for name in graph.backward_order if not graph.nodes[name].constant]
    return (Step("start", graph.result), *forward, *backward)


def share_out(graph: Graph, evaluation: Evaluation, name: str) -> tuple[Share, ...]:
    """Return of what the derivative by a node is the sum; of the result itself, nothing."""
    return tuple(
        Share(
            consumer,
            evaluation.derivatives[consumer],
            sum(
                slope
                for slope, of in zip(evaluation.slopes[consumer], graph.nodes[consumer].inputs, strict=True)
                if of == name
            ),
            tuple(
                of
                for of in dict.fromkeys(graph.nodes[consumer].inputs)
                if of != name and name in graph.ancestors[of]
            ),
        )
        for consumer in graph.consumers[name]
    )
