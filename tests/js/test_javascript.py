"""What the page's JavaScript computes, in Node's own test runner, and what crosses to it, under one name on
both sides. Lint and types are `npm run lint` and `npm run types` in this folder.
"""

import json
import random
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints, is_typeddict

import pytest

from playground.app.browser import payloads
from playground.words.numbers import (
    Number,
    write_cost,
    write_costs,
    write_digits,
    write_percent,
    write_relation,
)
from tests.support import skip_or_fail

HERE = Path(__file__).parent
SCRIPTS = Path(payloads.__file__).parent / "js"
OLDEST_NODE = (20, 19)  # from here on a script says by its contents that it is a module
WRITTEN = {str: "string", int: "number", float: "number", bool: "boolean", Any: "any", type(None): "null"}


@pytest.fixture(scope="module")
def node() -> str:
    path = shutil.which("node") or skip_or_fail("needs Node for the tests of the JavaScript")
    version = subprocess.run([path, "--version"], capture_output=True, text=True, check=True).stdout
    found = tuple(map(int, re.findall(r"\d+", version)[:2]))
    if found < OLDEST_NODE:
        skip_or_fail(f"needs Node {'.'.join(map(str, OLDEST_NODE))} or newer, not {version.strip()}")
    return path


# The whole check is another runner's: it cannot be had without a process.
def test_what_the_scripts_compute(node: str) -> None:
    ran = subprocess.run([node, "--test"], cwd=HERE, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout
    assert int(re.findall(r"^# pass (\d+)", ran.stdout, re.M)[0]) >= 20


def write_in_javascript(node: str, calls: list[tuple[str, list[object]]]) -> list[Any]:
    """Return what functions of numbers.js make of arguments."""
    script = f"""import * as numbers from {json.dumps((SCRIPTS / "numbers.js").as_uri())};
        const write = ([name, given]) => numbers[name](...given);
        console.log(JSON.stringify({json.dumps(calls)}.map(write)));"""
    command = [node, "--input-type=module", "-"]
    ran = subprocess.run(command, input=script, capture_output=True, text=True, check=True)
    return list(json.loads(ran.stdout))


def test_numbers_are_written_as_python_writes_them(node: str) -> None:
    chance = random.Random(0)
    values = [chance.uniform(-1, 1) * 10 ** chance.randrange(-6, 6) for _ in range(300)]
    values += [whole / 2**k for whole in range(-40, 40) if whole for k in range(5)]
    calls: list[tuple[str, list[object]]] = []
    expected: list[object] = []
    for value, digits in [(value, digits) for value in values for digits in range(1, 5)]:
        calls += [("writeFixed", [value, digits]), ("writeDigits", [value, digits])]
        expected += [f"{Number(value):.{digits}f}", write_digits(value, digits)]
    costs = [0.0, 0.001, 0.00099999, 1.7e-111, 12.5, *(abs(value) ** 3 for value in values)]
    shares = [
        0.0,
        100.0,
        81.25,
        1972.46,
        99.98,
        99.9999,
        0.0197,
        1e-6,
        3.3e-7,
        1e-9,
        2.04e-33,
        *(abs(value) % 100 for value in values),
    ]
    pairs = [[cost, cost * (1 + chance.choice([0, 1e-6, 1e-3]))] for cost in costs]
    calls += [("writeCost", [cost]) for cost in costs] + [("writePercent", [share]) for share in shares]
    expected += [*map(write_cost, costs), *map(write_percent, shares)]
    calls += [("writeCosts", [pair]) for pair in pairs]
    expected += [write_costs(*pair) for pair in pairs]
    inside = [0.0, 9.7e-6, 0.5, 0.99994, 0.99996, 0.9999995, 1.0, *(abs(value) % 1 for value in values)]
    calls += [("writeRelation", [each, decimals]) for each in inside for decimals in (2, 4)]
    expected += [write_relation(each, decimals) for each in inside for decimals in (2, 4)]
    wrong = [
        (call, written, right)
        for call, written, right in zip(calls, write_in_javascript(node, calls), expected, strict=True)
        if written != right
    ]
    assert wrong == []


def write_type(hint: Any) -> str:
    """Write a Python type as TypeScript does."""
    if is_typeddict(hint):
        return str(hint.__name__)
    origin, parts = get_origin(hint), [write_type(part) for part in get_args(hint)]
    if origin is list:
        return f"{parts[0]}[]"
    if origin is tuple:
        return f"[{', '.join(parts)}]"
    if origin is dict:
        return f"Record<{', '.join(parts)}>"
    return " | ".join(parts) if parts else WRITTEN[hint]


def of_python() -> dict[str, dict[str, str]]:
    """Return every payload's keys, those that may be absent with a question mark, and their types."""
    return {
        name: {
            key + ("" if key in kind.__required_keys__ else "?"): write_type(hint)
            for key, hint in get_type_hints(kind).items()
        }
        for name, kind in vars(payloads).items()
        if is_typeddict(kind)
    }


def of_javascript() -> dict[str, dict[str, str]]:
    """Return the same of the interfaces in types.d.ts; an interface has what it extends as well."""
    declared = (SCRIPTS / "types.d.ts").read_text(encoding="utf-8").partition("// --- What only")[0]
    found: dict[str, dict[str, str]] = {}
    for name, bases, body in re.findall(
        r"interface (\w+)(?: extends ([\w, ]+))? \{\n(.*?)\n\}", declared, re.S
    ):
        found[name] = dict(re.findall(r"^  (\w+\??): (.+);$", body, re.M))
        for base in re.findall(r"\w+", bases):
            found[name] |= found[base]
    return found


def test_what_crosses_has_the_same_names_keys_and_types_on_both_sides() -> None:
    assert of_python() == of_javascript()
    assert {"Frame", "FilmHeader", "Pins", "MapLine", "QuestionPart"} <= set(of_python())
