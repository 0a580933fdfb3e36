"""期限说明页: the same explanation as one page to be printed, with nothing outside itself."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from html import escape

from fastapi import Response
from fastapi.responses import HTMLResponse

from services.approvals.api.explained import Explained
from services.approvals.domain.case.explaining import (
    ClockReading,
    Entered,
    StopEntry,
    counted,
    gravest,
)
from shared.kernel.clock import Half, HalfDay
from shared.kernel.effective import BUSINESS_ZONE, Effective, Precision
from shared.kernel.texts.approvals import CLOCKS, PAUSES
from shared.kernel.texts.deadlines import BINDS, HALVES, LIGHTS, PAGE, UNITS, WEEKDAYS

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


def answer(explained: Explained) -> Response:
    """Answer with the page; it may load nothing and run nothing."""
    headers = {
        **explained.knowing.headers,
        "ETag": f'"v{explained.version}"',
        "Vary": "Accept",
        "Content-Security-Policy": _POLICY,
    }
    return HTMLResponse(page(explained), headers=headers)


def page(explained: Explained) -> str:
    """Write the page. Whatever people have entered is text, never markup."""
    title = escape(PAGE["title"])
    clocks = "".join(_clock(reading) for reading in (*explained.reads, *explained.duties))
    return (
        '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8">'
        f"<title>{title}</title><style>{_STYLE}</style></head><body><h1>{title}</h1>"
        f"{_facts(_of_case(explained))}"
        f"{clocks or _paragraph(PAGE['no_clock'])}{_stops(explained.stops)}"
        f"{_paragraph(PAGE['printed'])}</body></html>"
    )


def _of_case(explained: Explained) -> Iterable[tuple[str, str]]:
    record, light = explained.record, gravest(explained.reads)
    item = f"{record.item.code} {record.item.name}" if record.item else PAGE["nothing"]
    yield "project", record.project_name
    yield "item", item
    yield "case", record.case_id
    for name in ("received_on", "complete_on", "accepted_on", "ended_on"):
        yield name, _day(getattr(record.clock, name))
    yield "at", _half_day(explained.at)
    yield "light", PAGE["nothing"] if light is None else LIGHTS[light]
    yield "calendar_version", explained.calendar_version


def _clock(reading: ClockReading) -> str:
    notes = [PAGE["unit_unverified"]] if reading.other else []
    if reading.reckoning.provisional:
        notes.append(PAGE["provisional"])
    return (
        f"<section><h2>{escape(CLOCKS[reading.kind])}</h2>{_facts(_of_clock(reading))}"
        f"{''.join(_paragraph(note) for note in notes)}{_days(reading)}</section>"
    )


def _of_clock(reading: ClockReading) -> Iterable[tuple[str, str]]:
    clock, shows = reading.clock, reading.reckoning
    unit = UNITS[clock.unit]
    yield "binds", BINDS[reading.binds]
    yield "source", reading.source + ("" if reading.verified else PAGE["unverified"])
    yield "start", _day(clock.start)
    if reading.begun_anew_on is not None:
        yield "begun_anew_on", _day(reading.begun_anew_on)
    yield "limit", f"{_number(clock.limit)}{unit}"
    for added in clock.extensions:
        yield "extensions", f"{_number(added.days)}，{added.reason}（{added.approved_by}）"
    yield "used", f"{_number(shows.used)}{unit}"
    yield "remaining", f"{_number(shows.remaining)}{unit}"
    yield "warn_at", f"{_number(clock.warn_at)}{unit}"
    yield "due", PAGE["stands"] if shows.due is None else _half_day(shows.due)
    if reading.other is not None:
        yield "if_other_unit", _half_day(reading.other.due)
    yield "light", LIGHTS[shows.light]


def _days(reading: ClockReading) -> str:
    rows = [
        _row(
            [
                _day(one.day),
                WEEKDAYS[one.day.weekday()],
                _number(one.counted),
                one.reason,
            ],
            "" if one.counted else "off",
        )
        for one in reading.reckoning.days
    ]
    total = _row([PAGE["sum"], "", _number(counted(reading)), ""])
    heads = ("day", "weekday", "counted", "reason")
    return _table(heads, [*rows, total], caption=PAGE["days"])


def _stops(entries: Sequence[StopEntry]) -> str:
    if not entries:
        return ""
    heads = ("what", "since", "until", "reason", "article", "begun", "ended")
    rows = [_row(_of_stop(entry), "late" if entry.after else "") for entry in entries]
    return f"<section><h2>{escape(PAGE['stops'])}</h2>{_table(heads, rows)}</section>"


def _of_stop(entry: StopEntry) -> Cells:
    stop, begun = entry.stop, _entered(entry.begun)
    if entry.after:
        limits = "、".join(CLOCKS[clock] for clock in entry.after)
        begun = f"{begun}，{PAGE['entered_late'].format(clocks=limits)}"
    return (
        PAUSES[stop.what],
        _half_day(stop.since),
        PAGE["open"] if stop.until is None else _half_day(stop.until),
        stop.reason,
        stop.article or PAGE["nothing"],
        begun,
        PAGE["open"] if entry.ended is None else _entered(entry.ended),
    )


def _entered(entered: Entered) -> str:
    return f"{_effective(entered.effective)}（{_moment(entered.recorded_at)}）"


def _effective(effective: Effective) -> str:
    if effective.precision is Precision.INSTANT:
        return _moment(effective.start)
    return _day(effective.earliest_day)


def _moment(moment: datetime) -> str:
    return moment.astimezone(BUSINESS_ZONE).strftime("%Y-%m-%d %H:%M")


def _half_day(half_day: HalfDay | None) -> str:
    if half_day is None:
        return PAGE["nothing"]
    half = HALVES["morning" if half_day.half is Half.MORNING else "afternoon"]
    return f"{half_day.day.isoformat()} {half}"


def _day(day: date | None) -> str:
    return PAGE["nothing"] if day is None else day.isoformat()


def _number(number: Decimal) -> str:
    return f"{number.normalize():f}" if number else "0"


def _facts(facts: Iterable[tuple[str, str]]) -> str:
    rows = (
        f"<tr><th>{escape(PAGE[name])}</th><td>{escape(value)}</td></tr>" for name, value in facts
    )
    return f"<table>{''.join(rows)}</table>"


def _table(heads: Sequence[str], rows: Sequence[str], caption: str = "") -> str:
    titles = "".join(f"<th>{escape(PAGE[head])}</th>" for head in heads)
    above = f"<caption>{escape(caption)}</caption>" if caption else ""
    return f"<table>{above}<thead><tr>{titles}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _row(cells: Cells, kind: str = "") -> str:
    mark = f' class="{kind}"' if kind else ""
    return f"<tr{mark}>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"


def _paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>"


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
