"""The link to share, and its code."""

from urllib.parse import urlsplit

import pytest
import streamlit as st

from playground.app.compare import share


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
