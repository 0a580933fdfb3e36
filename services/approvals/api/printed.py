"""可打印的页: a page with nothing outside itself. Whatever people entered is text, never markup."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from html import escape

from fastapi import Response
from fastapi.responses import HTMLResponse

from shared.adapters.answers import Knowing
from shared.kernel.half_days import Half, HalfDay
from shared.kernel.texts.deadlines import HALVES

NOTHING = "—"
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
_STYLE = """
body{font:14px/1.6 "Songti SC","SimSun",serif;margin:2em auto;max-width:52em;padding:0 1em}
h1{font-size:1.5em;text-align:center}h2{font-size:1.15em;margin:1.6em 0 .4em}
table{border-collapse:collapse;width:100%}th,td{border:1px solid #888;padding:.2em .5em}
th{background:#eee;text-align:left;font-weight:normal}td.n{text-align:right}
tr.off td{color:#777}.late{font-weight:bold}caption{text-align:left;padding:.4em 0}
@page{size:A4;margin:18mm}
@media print{body{margin:0;max-width:none;font-size:11px}thead{display:table-header-group}
tr{break-inside:avoid}h2{break-after:avoid}th{background:none}}
"""
Cells = Sequence[str]


def answer(page: str, version: int, knowing: Knowing) -> Response:
    """Answer with a page; it may load nothing and run nothing."""
    headers = {
        **knowing.headers,
        "ETag": f'"v{version}"',
        "Vary": "Accept",
        "Content-Security-Policy": _POLICY,
    }
    return HTMLResponse(page, headers=headers)


def page(title: str, *parts: str) -> str:
    """Write a page of these parts under a title."""
    title = escape(title)
    return (
        '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8">'
        f"<title>{title}</title><style>{_STYLE}</style></head><body><h1>{title}</h1>"
        f"{''.join(parts)}</body></html>"
    )


def section(title: str, *parts: str) -> str:
    """Write parts that belong together under a heading."""
    return f"<section><h2>{escape(title)}</h2>{''.join(parts)}</section>"


def facts(pairs: Iterable[tuple[str, str]]) -> str:
    """Write names and values side by side."""
    rows = (f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in pairs)
    return f"<table>{''.join(rows)}</table>"


def table(heads: Sequence[str], rows: Sequence[str], caption: str = "") -> str:
    """Write rows under their heads."""
    titles = "".join(f"<th>{escape(head)}</th>" for head in heads)
    above = f"<caption>{escape(caption)}</caption>" if caption else ""
    return f"<table>{above}<thead><tr>{titles}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def row(cells: Cells, kind: str = "") -> str:
    """Write one row; its kind says how it looks."""
    mark = f' class="{kind}"' if kind else ""
    return f"<tr{mark}>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"


def paragraph(text: str) -> str:
    """Write a sentence by itself."""
    return f"<p>{escape(text)}</p>"


def half_day(one: HalfDay | None) -> str:
    """Write a day with its half."""
    if one is None:
        return NOTHING
    half = HALVES["morning" if one.half is Half.MORNING else "afternoon"]
    return f"{one.day.isoformat()} {half}"


def day(one: date | None) -> str:
    """Write a day."""
    return NOTHING if one is None else one.isoformat()


def number(one: Decimal) -> str:
    """Write a number without what it does not need."""
    return f"{one.normalize():f}" if one else "0"


def is_wanted(accept: str) -> bool:
    """Tell whether a page is asked for rather than data: what is named first among the best."""
    best, wanted = 0.0, False
    for part in accept.split(","):
        kind, *parameters = (piece.strip().lower() for piece in part.split(";"))
        quality = _quality(parameters)
        if kind in _KINDS and quality > best:
            best, wanted = quality, _KINDS[kind]
    return wanted


_KINDS = {
    "text/html": True,
    "application/xhtml+xml": True,
    "text/*": True,
    "application/json": False,
    "application/*": False,
    "*/*": False,
}


def _quality(parameters: Sequence[str]) -> float:
    given = next((one[2:] for one in parameters if one.startswith("q=")), "1")
    try:
        return float(given)
    except ValueError:
        return 0.0
