"""Numbers, names and operators to a graph, by precedence climbing (T. Norvell, "Parsing Expressions by
Recursive Descent", 1999): as in Python, ``**`` binds to the right and tighter than a minus sign before it.
"""

import math
from dataclasses import dataclass

from playground.graph.errors import GraphError
from playground.graph.nodes import Graph, Node
from playground.graph.operations import BINARY, FUNCTIONS, NEGATE, POWER, Operation
from playground.graph.tokens import Token, read_tokens
from playground.words.catalogue import Message

MAX_NESTING = 40
MAX_NODES = 60
_SIGN = 3
"""How tightly a minus sign before one number binds: more than * and /, less than ``**``."""

_RESULTS = ("J", "L", "F", "G")
_BETWEEN = "uvstpqrhkmn"
"""Names for the result and for what is computed on the way, as in the lesson."""


def parse(text: str) -> Graph:
    """Read an expression: numbers, names, + - * / ``**``, brackets, exp, log and sigmoid.

    What is written twice is one node: every name, and every part of the expression.

    Raises
    ------
    GraphError
        It cannot be read. The error says where, and in a sentence why.
    """
    return _Parser(text).read()


@dataclass(frozen=True)
class _Draft:
    """A node that has no name yet; its inputs are places in the list of drafts."""

    operation: Operation | None
    inputs: tuple[int, ...]
    written: str
    position: int
    length: int


class _Parser:
    """The text, how far it has been read, and the nodes found so far."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = read_tokens(text)
        self._token = next(self._tokens)
        self._before = self._token
        self._nesting = 0
        self._drafts: list[_Draft] = []
        self._places: dict[object, int] = {}

    def read(self) -> Graph:
        if self._token.kind == "end":
            raise GraphError(Message("graph.errors.empty"), 0)
        result = self._expression(1)
        if self._token.text == ")":
            raise self._error(Message("graph.errors.closes_nothing"))
        if self._token.kind != "end":
            raise self._missing_operator()
        return _name_all(self._text, self._drafts, result)

    # --- From token to token --------------------------------------------------------------------

    def _take(self) -> Token:
        self._before, self._token = self._token, next(self._tokens)
        return self._before

    def _error(self, message: Message, token: Token | None = None) -> GraphError:
        token = token or self._token
        return GraphError(message, token.position, max(1, len(token.text)))

    def _missing_operator(self) -> GraphError:
        before, after = self._before.text, self._token.text
        return self._error(Message("graph.errors.missing_operator", before=before, after=after))

    # --- The grammar ----------------------------------------------------------------------------

    def _expression(self, least: int) -> int:
        """Read operands joined by operators that bind at least so tightly; return the place of the node."""
        left = self._operand()
        while (known := BINARY.get(self._token.text)) and known[0] >= least:
            operator, (binding, operation) = self._take(), known
            right = self._nested(_SIGN + 1) if operation is POWER else self._expression(binding + 1)
            left = self._add(operation, (left, right), operator)
        return left

    def _nested(self, least: int) -> int:
        """Read what stands inside: Python's own stack bounds how deep that may go."""
        self._nesting += 1
        if self._nesting > MAX_NESTING:
            raise self._error(Message("graph.errors.too_deep", limit=MAX_NESTING), self._before)
        place = self._expression(least)
        self._nesting -= 1
        return place

    def _operand(self) -> int:
        token = self._token
        if token.kind == "number":
            return self._number()
        if token.kind == "name":
            return self._named()
        if token.text == "(":
            return self._bracket()
        if token.text in ("-", "+"):
            return self._signed()
        raise self._error(self._what_is_missing())

    def _what_is_missing(self) -> Message:
        if self._token is self._before:
            return Message("graph.errors.begins_with", operator=self._token.text)
        if self._token.kind == "end":
            return Message("graph.errors.ends_after", before=self._before.text)
        return Message("graph.errors.missing_operand", before=self._before.text, after=self._token.text)

    def _number(self) -> int:
        token = self._take()
        value = float(token.text)
        if math.isinf(value) or (value == 0 and token.text.lower().split("e")[0].strip("0.")):
            raise self._error(Message("graph.errors.number_range", number=token.text), token)
        return self._add_leaf(token.text, value, token)

    def _named(self) -> int:
        token = self._take()
        operation = FUNCTIONS.get(token.text)
        if self._token.text != "(":
            if operation:
                raise self._error(Message("graph.errors.function_alone", name=token.text), token)
            return self._add_leaf(token.text, token.text, token)
        if not operation:
            known = ", ".join(FUNCTIONS)
            raise self._error(Message("graph.errors.unknown_function", name=token.text, known=known), token)
        return self._add(operation, (self._bracket(),), token)

    def _bracket(self) -> int:
        opened = self._take()
        place = self._nested(1)
        if self._token.kind == "end":
            raise self._error(Message("graph.errors.never_closed"), opened)
        if self._token.text != ")":
            raise self._missing_operator()
        self._take()
        return place

    def _signed(self) -> int:
        sign = self._take()
        place = self._nested(_SIGN)
        draft = self._drafts[place]
        if sign.text == "+":
            return place
        if draft.operation or draft.written[0].isalpha():
            return self._add(NEGATE, (place,), sign)
        number = draft.written.removeprefix("-") if draft.written[0] == "-" else f"-{draft.written}"
        return self._add_leaf(number, float(number), sign)

    # --- The nodes ------------------------------------------------------------------------------

    def _add_leaf(self, written: str, key: object, token: Token) -> int:
        return self._keep(key, _Draft(None, (), written, token.position, len(token.text)))

    def _add(self, operation: Operation, inputs: tuple[int, ...], token: Token) -> int:
        draft = _Draft(operation, inputs, token.text, token.position, len(token.text))
        return self._keep((operation, inputs), draft)

    def _keep(self, key: object, draft: _Draft) -> int:
        """Return the place of a node; one that was there before keeps its own."""
        place = self._places.setdefault(key, len(self._drafts))
        if place == len(self._drafts):
            if place == MAX_NODES:
                message = Message("graph.errors.too_many", limit=MAX_NODES)
                raise GraphError(message, draft.position, draft.length)
            self._drafts.append(draft)
        return place


def _name_all(text: str, drafts: list[_Draft], result: int) -> Graph:
    """Give every node a name that the text does not use: J for the result, u, v, ... on the way there."""
    used = {draft.written for draft in drafts if not draft.operation}
    between = (name for name in (*_BETWEEN, *(f"u{i}" for i in range(1, 2 * MAX_NODES))) if name not in used)
    last = (name for name in (*_RESULTS, *(f"J{i}" for i in range(1, 2 * MAX_NODES))) if name not in used)
    names: list[str] = []
    nodes: dict[str, Node] = {}
    needed = _all_below(drafts, result)
    for place, draft in enumerate(drafts):
        names.append(draft.written)
        if place not in needed:  # a number whose sign came after
            continue
        if draft.operation:
            names[place] = next(last if place == result else between)
        name = names[place]
        inputs = tuple(names[i] for i in draft.inputs)
        number = float(name) if not draft.operation and not name[0].isalpha() else None
        constant = number is not None or (bool(inputs) and all(nodes[i].constant for i in inputs))
        nodes[name] = Node(name, draft.operation, inputs, number, constant, draft.position, draft.length)
    return Graph(text, nodes, names[result])


def _all_below(drafts: list[_Draft], result: int) -> set[int]:
    """Return the places of the result and of all that it is made of."""
    found, waiting = {result}, [result]
    while waiting:
        fresh = set(drafts[waiting.pop()].inputs) - found
        found |= fresh
        waiting += fresh
    return found
