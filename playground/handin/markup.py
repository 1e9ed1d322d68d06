"""HTML that cannot be broken from outside: whatever is not made here is written as text."""

import html

_VOID = ("meta", "img")


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


def element(name: str, /, *children: str, **attributes: str) -> Html:
    """Return an element; children that are no `Html`, and all attributes, are escaped.

    An underscore at the end of an attribute's name is left out (``class_``), others become hyphens.
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{html.escape(value)}"' for key, value in attributes.items()
    )
    end = "" if name in _VOID else f"</{name}>"
    return Html(f"<{name}{written}>{join(children)}{end}")


def join(children: tuple[str, ...] | list[Html]) -> Html:
    """Return children one after another, escaped unless they are `Html`."""
    return Html("".join(child if isinstance(child, Html) else html.escape(child) for child in children))
