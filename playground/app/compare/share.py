"""The link that carries the page as it is: to copy, and as a QR code to point a phone at."""

import ipaddress
import socket
from urllib.parse import SplitResult, urlsplit

import segno
import streamlit as st

from playground.app.browser.parts import show_part
from playground.app.session import settings
from playground.app.shell.navigation import show_link
from playground.words.catalogue import Translator

_DOTS = 4  # pixels a module of the code, and modules around it
_ELSEWHERE = ("192.0.2.1", 9)
"""An address that nobody has (RFC 5737): asked which way leads there, the system names its own."""


def show_share(text: Translator) -> None:
    """Offer the link that opens the page as it is, in another browser too."""
    label = text.text("share.button")
    with st.popover(label, icon=":material/share:", key="share", on_change="rerun") as popover:
        if not popover.open:
            return
        st.markdown(text.text("share.about"))
        here = urlsplit(st.context.url or "")
        link = here._replace(path=here.path or "/", query=settings.write_link())
        words = {
            "copy": text.text("share.copy"),
            "copied": text.text("share.copied"),
            "failed": text.text("share.failed"),
        }
        show_part("copy", text=link.geturl(), words=words)
        with st.container(key="share_link"):
            st.code(link.geturl(), language=None, wrap_lines=True)
        show_code(link, text)
        st.caption(text.text("share.pictures"))
        show_link("class", text.text("share.class"))


def show_code(link: SplitResult, text: Translator) -> None:
    """Show a link as a QR code: to what others reach in this network, where the page was opened on the server
    itself; or say that nobody else reaches it.
    """
    if is_alone(link):
        st.caption(text.text("share.alone"))
        return
    reachable = reach(link)
    try:
        code = segno.make_qr(reachable.geturl(), error="l")
    except segno.DataOverflowError:
        st.caption(text.text("share.too_long"))
        return
    picture = code.svg_data_uri(scale=_DOTS, border=_DOTS, light="white")
    st.html(f'<img class="np-code" src="{picture}" alt="{text.text("share.code", host=reachable.netloc)}">')
    st.caption(text.text("share.code", host=reachable.netloc))


def is_alone(link: SplitResult) -> bool:
    """Return whether no other computer reaches this server: it listens to its own alone, and the page was not
    opened by the name of a proxy before it.
    """
    return _is_own(link.hostname or "") and _is_own(st.get_option("server.address") or "")


def reach(link: SplitResult) -> SplitResult:
    """Return a link by which other computers reach this server, as far as it can be known."""
    if not _is_own(link.hostname or "") or is_alone(link):
        return link
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        try:
            asked.connect(_ELSEWHERE)  # nothing is sent
        except OSError:
            return link
        host = asked.getsockname()[0]
    return link._replace(netloc=f"{host}:{link.port}" if link.port else host)


def _is_own(host: str) -> bool:
    """Return whether a name means the computer itself to every computer."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
