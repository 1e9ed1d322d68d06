"""The link to share, and its code."""

from urllib.parse import urlsplit

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from playground.app.compare import share
from playground.words.catalogue import translator


@pytest.mark.parametrize("host", ["localhost:8501", "127.0.0.1:8501", "[::1]:8501"])
def test_a_code_leads_to_the_server_where_the_link_would_lead_a_phone_to_itself(host: str) -> None:
    link = urlsplit(f"http://{host}/tuning?language=en")
    reached = share.reach(link)
    assert reached == link or not share._is_own(reached.hostname or "localhost")
    assert (reached.port, reached.path, reached.query) == (8501, "/tuning", "language=en")


@pytest.mark.parametrize(
    "address", ["https://class.example.org/?a=1", "http://10.0.0.7:8501/", "http://[fe80::1]:8501/"]
)
def test_a_link_that_others_can_open_stays_as_it_is(address: str) -> None:
    assert share.reach(urlsplit(address)).geturl() == address


@pytest.mark.parametrize(
    ("listens", "opened", "alone"),
    [
        ("127.0.0.1", "localhost:8501", True),
        ("localhost", "127.0.0.1:8501", True),
        ("127.0.0.1", "class.example.org", False),  # by a proxy on this computer
        ("0.0.0.0", "localhost:8501", False),
        (None, "localhost:8501", False),
    ],
)
def test_a_server_that_listens_to_its_computer_alone_names_no_other_address(
    monkeypatch: pytest.MonkeyPatch, listens: str | None, opened: str, alone: bool
) -> None:
    monkeypatch.setattr(st, "get_option", {"server.address": listens}.get)
    link = urlsplit(f"http://{opened}/join")
    assert share.is_alone(link) == alone
    if alone:
        assert share.reach(link) == link


def _show_code(address: str) -> None:
    from urllib.parse import urlsplit

    from playground.app.compare.share import show_code
    from playground.words.catalogue import translator

    show_code(urlsplit(address), translator("en"))


@pytest.mark.parametrize(("opened", "codes"), [("class.example.org", 1), ("localhost:8501", 0)])
def test_what_no_phone_reaches_has_no_code_to_point_it_at(
    monkeypatch: pytest.MonkeyPatch, opened: str, codes: int
) -> None:
    monkeypatch.setattr(share, "is_alone", lambda link: link.hostname == "localhost")
    shown = AppTest.from_function(_show_code, args=(f"http://{opened}/",)).run()
    assert not shown.exception
    assert len(shown.get("html")) == codes
    text = translator("en")
    said = text.text("share.code", host=opened) if codes else text.text("share.alone")
    assert [caption.value for caption in shown.caption] == [said]
