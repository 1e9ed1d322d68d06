"""Pictures side by side, each with a caption, on sheets of ours.

Not with `st.image`: Streamlit forgets a picture as soon as the page is drawn anew, often before the browser
has fetched it, and packs it with loss.
"""

import html
from collections.abc import Sequence

import streamlit as st

from playground.app.browser.sheets import Owner, publish_picture
from playground.data.contents import Pictures


def show_row(owner: Owner, pictures: Sequence[Pictures], captions: Sequence[str]) -> None:
    """Show an owner's pictures (height, width, 3) with captions, which also tell who cannot see them."""
    figures = (
        f'<figure><img src="{publish_picture(owner, picture)}" alt="{html.escape(caption)}">'
        f"<figcaption>{html.escape(caption)}</figcaption></figure>"
        for picture, caption in zip(pictures, captions, strict=True)
    )
    st.html(f'<div class="np-row">{"".join(figures)}</div>')
