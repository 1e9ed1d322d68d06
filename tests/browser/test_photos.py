"""The lesson's photos, where they are: the page opens with them."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from playground.data.contents import Dataset
from tests.browser.expecting import COUNT, RATE, expect_all_to_follow
from tests.browser.stage import PROJECT, Stage, serving


@pytest.fixture(scope="module")
def address(chromium: str, photos: Dataset) -> Iterator[str]:
    """Start the app with every data set of this machine."""
    with serving(PROJECT / "app.py") as address:
        yield address


def test_the_page_opens_with_the_photos_and_follows_both_sliders(
    enter: Callable[..., Stage], photos: Dataset
) -> None:
    stage = enter()
    expect(stage.page.get_by_role("combobox", name="Pictures", exact=True)).to_have_value(
        "Cat photos (the lesson's)"
    )
    expect_all_to_follow(stage, photos)
    stage.press(RATE, "ArrowRight", 3)
    stage.drag(COUNT, 40)
    stage.wait_until_idle()
    expect_all_to_follow(stage, photos)
