"""Nodes and chain rule as formulas: plain for the boxes of a drawing, LaTeX for the page."""

import re
from collections.abc import Sequence

from playground.graph.nodes import Evaluation, Graph
from playground.graph.numbers import is_rounded, write_latex_number
from playground.graph.steps import Share, share_out
from playground.words.numbers import MINUS

LATEX_DIGITS = 6
_IN_ONE_LINE = 2  # consumers; of more, the rule and the numbers take a line each
_FEWER_DIGITS = 4
APPROXIMATELY = r"\approx"


def write_formula(graph: Graph, name: str, longest: int | None = None) -> str:
    """Return what a node is made of, such as ``b · c``; of a name or a number, itself. What is longer than
    the longest allowed is cut.
    """
    node = graph.nodes[name]
    if not node.operation:
        return shorten(name, longest)
    inputs = [shorten(of, longest) for of in node.inputs]
    return node.operation.plain.format(**dict(zip("xy", inputs, strict=False)))


def shorten(name: str, longest: int | None) -> str:
    """Return a name or a number with its true minus sign; cut if it is too long."""
    written = name.replace("-", MINUS)
    return written if longest is None or len(written) <= longest else f"{written[: longest - 1]}…"


def write_forward(graph: Graph, evaluation: Evaluation, name: str) -> str:
    """Return how the value of a node is computed, as LaTeX: with names, with numbers, the value."""
    node = graph.nodes[name]
    if not node.operation:
        return f"{write_name(name)} {equals(evaluation.values[name])}"
    names = dict(zip("xy", map(write_name, node.inputs), strict=False))
    numbers = {
        key: write_latex_number(evaluation.values[of]) for key, of in zip("xy", node.inputs, strict=False)
    }
    latex = node.operation.latex
    inputs = [evaluation.values[of] for of in node.inputs]
    steps = [(latex.format(**names), []), (latex.format(**numbers), inputs)]
    return _chain(write_name(name), steps, evaluation.values[name], LATEX_DIGITS)


def write_backward(graph: Graph, evaluation: Evaluation, name: str) -> str:
    """Return how the derivative by a node is computed, as LaTeX: what came from above times the local one;
    above the result itself there is nothing.
    """
    by, value = write_derivative(graph.result, name), evaluation.derivatives[name]
    shares = share_out(graph, evaluation, name)
    if not shares:
        return f"{by} {equals(value)}"
    rule = " + ".join(_write_rule(graph, share, name) for share in shares)
    symbols = " + ".join(_in_symbols(graph, share, name) for share in shares)
    above, local = [share.above for share in shares], [share.local for share in shares]
    if len(shares) <= _IN_ONE_LINE:
        products = _write_products(graph, shares, LATEX_DIGITS)
        steps = [(rule, []), (symbols, above), (products, above + local)]
        # Of a node that goes straight into the result, the rule says nothing new.
        return _chain(by, [step for step in steps if step[0] != by], value, LATEX_DIGITS)
    numbers = _write_products(graph, shares, _FEWER_DIGITS)
    second = _chain("", [(numbers, above + local)], value, _FEWER_DIGITS)
    return rf"\begin{{aligned}} {by} &= {rule} \\ &{second} \end{{aligned}}"


def write_name(name: str) -> str:
    r"""Return a name as LaTeX: one letter in italics, digits after it below, words upright."""
    if match := re.fullmatch("([A-Za-z])_?([0-9]+)", name):
        return f"{match[1]}_{{{match[2]}}}"
    if not name[0].isalpha():
        return write_latex_number(float(name))
    escaped = name.replace("_", r"\_")
    return name if len(name) == 1 else rf"\mathrm{{{escaped}}}"


def write_derivative(of: str, by: str) -> str:
    """Return a derivative as LaTeX."""
    return rf"\frac{{\partial {write_name(of)}}}{{\partial {write_name(by)}}}"


def equals(value: float, digits: int = LATEX_DIGITS) -> str:
    """Return the sign for equal, or for nearly equal where writing rounds, and the number."""
    return f"{APPROXIMATELY if is_rounded(value, digits) else '='} {_bare(value, digits)}"


def _write_rule(graph: Graph, share: Share, name: str) -> str:
    """Return a term of the chain rule; what a local derivative holds fixed tells it from the whole one."""
    local = write_derivative(share.consumer, name)
    if share.held:
        local = rf"\left.{local}\right|_{{{', '.join(map(write_name, share.held))}}}"
    return _times(graph, share, write_derivative(graph.result, share.consumer), local)


def _write_products(graph: Graph, shares: Sequence[Share], digits: int) -> str:
    return " + ".join(
        _times(graph, share, write_latex_number(share.above, digits), write_latex_number(share.local, digits))
        for share in shares
    )


def _times(graph: Graph, share: Share, above: str, local: str) -> str:
    """Return a product; the result's own derivative is 1 and left out."""
    return local if share.consumer == graph.result else rf"{above} \cdot {local}"


def _chain(left: str, steps: Sequence[tuple[str, Sequence[float]]], value: float, digits: int) -> str:
    """Return a chain of equations. Each step holds the numbers of the one before; from the first on that
    writing rounds, the signs say so. What already is the value is not written twice.
    """
    written, rounded = left, False
    for latex, numbers in dict(steps).items():
        if latex.strip("()") == _bare(value, digits):
            continue
        rounded = any(is_rounded(number, digits) for number in numbers)
        written += rf" {APPROXIMATELY if rounded else '='} {latex}"
    last = f"{APPROXIMATELY} {_bare(value, digits)}" if rounded else equals(value, digits)
    return f"{written} {last}"


def _bare(value: float, digits: int = LATEX_DIGITS) -> str:
    """Return a number as it stands alone, without brackets."""
    return write_latex_number(value, digits).removeprefix("(").removesuffix(")")


def _in_symbols(graph: Graph, share: Share, name: str) -> str:
    """Return a share with its local derivative as a formula, such as 3 · c."""
    node = graph.nodes[share.consumer]
    letters = dict(zip("xy", map(write_name, node.inputs), strict=False)) | {"v": write_name(node.name)}
    slopes = node.operation.slopes_latex if node.operation else ()
    found = [slope.format(**letters) for slope, of in zip(slopes, node.inputs, strict=True) if of == name]
    alone = share.consumer == graph.result and len(graph.consumers[name]) == 1
    local = " + ".join(found) if alone or len(found) == 1 else f"({' + '.join(found)})"
    return _times(graph, share, write_latex_number(share.above), local)
