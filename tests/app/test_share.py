"""The link to share, and its code."""

from urllib.parse import urlsplit

import pytest

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
