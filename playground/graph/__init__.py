"""An expression that a student types, as a computation graph with its derivatives.

`parse` reads the text, without Python's own `eval`, and gives a `Graph`. ``graph.evaluate({"a": 7.0, ...})``
computes the value of every node from left to right, and from right to left the derivative of the result by
every node: reverse mode, as in A. Griewank and A. Walther, "Evaluating Derivatives", 2008, chapter 3.
"""

from playground.graph.checking import Check, Errors, Nudge, check_derivatives, compute_errors, compute_nudge
from playground.graph.errors import GraphError
from playground.graph.nodes import Evaluation, Graph, Node
from playground.graph.parser import parse
from playground.graph.steps import Share, Step, choose_steps, share_out

__all__ = [
    "Check",
    "Errors",
    "Evaluation",
    "Graph",
    "GraphError",
    "Node",
    "Nudge",
    "Share",
    "Step",
    "check_derivatives",
    "choose_steps",
    "compute_errors",
    "compute_nudge",
    "parse",
    "share_out",
]
