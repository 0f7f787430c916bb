"""HTML that is escaped by construction: text becomes Markup only through `tag`, which escapes everything that is not Markup."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

_VOID = {"meta", "br", "line", "rect", "path", "circle"}


class Markup(str):
    """Text that is markup already."""

    __slots__ = ()


Child = str | Markup | None


def tag(element: str, /, *children: Child | Iterable[Child], **attributes: str | float | None) -> Markup:
    """`tag("td", "a < b", class_="n")` gives `<td class="n">a &lt; b</td>`. Attributes that are None are left out.

    A trailing underscore of an attribute is dropped and inner ones become hyphens: `class_`, `stroke_width`.
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_number(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    inner = join(*children)
    if element in _VOID and not inner:
        return Markup(f"<{element}{written}/>")
    return Markup(f"<{element}{written}>{inner}</{element}>")


def join(*children: Child | Iterable[Child]) -> Markup:
    """Children one after the other; plain text escaped."""
    return Markup("".join(_escaped(child) for child in children))


def _escaped(child: Child | Iterable[Child]) -> str:
    if child is None:
        return ""
    if isinstance(child, Markup):
        return child
    if isinstance(child, str):
        return escape(child)
    return "".join(_escaped(each) for each in child)


def _number(value: str | float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def table(
    caption: str, headings: Iterable[str], rows: Iterable[Iterable[Child]], *, numeric: Iterable[int] = ()
) -> Markup:
    """An accessible table in a box that scrolls by itself on narrow screens; `numeric` columns are set right."""
    right = set(numeric)
    head = [
        tag("th", heading, scope="col", class_="n" if index in right else None)
        for index, heading in enumerate(headings)
    ]
    body = []
    for row in rows:
        cells = [
            tag("th", cell, scope="row") if index == 0 else tag("td", cell, class_="n" if index in right else None)
            for index, cell in enumerate(row)
        ]
        body.append(tag("tr", cells))
    inner = tag("table", tag("caption", caption), tag("thead", tag("tr", head)), tag("tbody", body))
    return tag("div", inner, class_="scroll", tabindex="0", role="region", aria_label=caption)
