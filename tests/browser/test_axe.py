"""What axe-core finds on every page: at a desk in English, light and dark; on a phone in Chinese, dark."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from playground.app.session.choices import PARTS
from playground.app.shell.navigation import PAGES
from playground.words.catalogue import translator
from tests.browser.stage import DESKTOP, PHONE, Stage
from tests.support import skip_or_fail

Enter = Callable[..., Stage]
AXE = Path(__file__).parents[1] / "js" / "node_modules" / "axe-core" / "axe.min.js"
# What Streamlit itself builds, which no style or script of ours can mend: the rule, where, and why.
STREAMLITS = {
    ("presentation-role-conflict", ".stFileUploader"): "its place for files is presentation, and has a name",
}
# Chromium and Firefox lead the Tab key to what scrolls and holds nothing else to stop at; axe does not know.
_LOOK = """async () => {
    const rules = {'scrollable-region-focusable': {enabled: false}};
    const {violations} = await axe.run(document, {resultTypes: ['violations'], rules});
    return violations.flatMap(
        ({id, nodes}) => nodes.map(({target, html}) => [id, target.join(' '), html.slice(0, 160)]));
}"""
_HEADINGS = """() => [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')]
    .map(each => Number(each.tagName[1]))"""
_WITHIN = "([target, place]) => Boolean(document.querySelector(target)?.closest(place))"


@pytest.fixture(scope="module")
def axe() -> str:
    if not AXE.exists():
        skip_or_fail("needs axe-core: npm ci in tests/js")
    return AXE.read_text(encoding="utf-8")


def find(stage: Stage, scheme: str, viewport: dict[str, int]) -> list[Any]:
    """Return what axe finds of ours, with its rule, place and markup."""
    stage.page.emulate_media(color_scheme=scheme)
    stage.page.set_viewport_size(viewport)
    stage.wait_until_still()  # colours fade, and charts follow the width
    return [
        found
        for found in stage.page.evaluate(_LOOK)
        if not any(
            found[0] == rule and stage.page.evaluate(_WITHIN, [found[1], place]) for rule, place in STREAMLITS
        )
    ]


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_of_ours(enter: Enter, axe: str, name: str) -> None:
    stage = enter(f"{'' if name == 'playground' else name}?num_iterations=300", opened=PARTS)
    stage.page.evaluate(axe)
    assert find(stage, "light", DESKTOP) == []
    assert find(stage, "dark", DESKTOP) == []
    levels = stage.page.evaluate(_HEADINGS)
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert stage.page.title() == f"{translator('en').text(f'app.pages.{name}')} · Neuron Playground"
    assert stage.page.evaluate("document.documentElement.lang") == "en"
    stage.choose("language", "中文")
    stage.page.wait_for_function("() => document.documentElement.lang === 'zh'")
    stage.wait_for_script()
    assert find(stage, "dark", PHONE) == []
