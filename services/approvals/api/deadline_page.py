"""期限说明页: the same explanation as one page to be printed, with nothing outside itself."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from fastapi import Response

from services.approvals.api import printed
from services.approvals.api.explained import Explained
from services.approvals.api.printed import Cells, day, half_day, number, paragraph, row
from services.approvals.domain.case.explaining import (
    ClockReading,
    Entered,
    StopEntry,
    counted,
    gravest,
)
from shared.kernel.effective import BUSINESS_ZONE, Effective, Precision
from shared.kernel.texts.deadlines import BINDS, CLOCKS, LIGHTS, PAGE, PAUSES, UNITS, WEEKDAYS


def answer(explained: Explained) -> Response:
    """Answer with the page."""
    return printed.answer(page(explained), explained.version, explained.knowing)


def page(explained: Explained) -> str:
    """Write the page."""
    clocks = "".join(_clock(reading) for reading in (*explained.reads, *explained.duties))
    return printed.page(
        PAGE["title"],
        _facts(_of_case(explained)),
        clocks or paragraph(PAGE["no_clock"]),
        _stops(explained.stops),
        paragraph(PAGE["printed"]),
    )


def _of_case(explained: Explained) -> Iterable[tuple[str, str]]:
    record, light = explained.record, gravest(explained.reads)
    item = f"{record.item.code} {record.item.name}" if record.item else PAGE["nothing"]
    yield "project", record.project_name
    yield "item", item
    yield "department", explained.department or PAGE["nothing"]
    yield "case", record.case_id
    for name in ("received_on", "complete_on", "accepted_on", "ended_on"):
        yield name, day(getattr(record.clock, name))
    yield "at", half_day(explained.at)
    yield "light", PAGE["nothing"] if light is None else LIGHTS[light]
    yield "calendar_version", explained.calendar_version


def _clock(reading: ClockReading) -> str:
    notes = [PAGE["unit_unverified"]] if reading.other else []
    if reading.reckoning.provisional:
        notes.append(PAGE["provisional"])
    said = (paragraph(note) for note in notes)
    return printed.section(CLOCKS[reading.kind], _facts(_of_clock(reading)), *said, _days(reading))


def _of_clock(reading: ClockReading) -> Iterable[tuple[str, str]]:
    clock, shows = reading.clock, reading.reckoning
    unit = UNITS[clock.unit]
    yield "binds", BINDS[reading.binds]
    yield "source", reading.source + ("" if reading.verified else PAGE["unverified"])
    yield "start", day(clock.start)
    if reading.begun_anew_on is not None:
        yield "begun_anew_on", day(reading.begun_anew_on)
    yield "limit", f"{number(clock.limit)}{unit}"
    for added in clock.extensions:
        yield "extensions", f"{number(added.days)}，{added.reason}（{added.approved_by}）"
    yield "used", f"{number(shows.used)}{unit}"
    yield "remaining", f"{number(shows.remaining)}{unit}"
    yield "warn_at", f"{number(clock.warn_at)}{unit}"
    yield "due", PAGE["stands"] if shows.due is None else half_day(shows.due)
    if reading.other is not None:
        yield "if_other_unit", half_day(reading.other.due)
    yield "light", LIGHTS[shows.light]


def _days(reading: ClockReading) -> str:
    rows = [
        row(
            [
                day(one.day),
                WEEKDAYS[one.day.weekday()],
                number(one.counted),
                one.reason,
            ],
            "" if one.counted else "off",
        )
        for one in reading.reckoning.days
    ]
    total = row([PAGE["sum"], "", number(counted(reading)), ""])
    heads = ("day", "weekday", "counted", "reason")
    return _table(heads, [*rows, total], caption=PAGE["days"])


def _stops(entries: Sequence[StopEntry]) -> str:
    if not entries:
        return ""
    heads = ("what", "since", "until", "reason", "article", "begun", "ended")
    rows = [row(_of_stop(entry), "late" if entry.after else "") for entry in entries]
    return printed.section(PAGE["stops"], _table(heads, rows))


def _of_stop(entry: StopEntry) -> Cells:
    stop, begun = entry.stop, _entered(entry.begun)
    if entry.after:
        limits = "、".join(CLOCKS[clock] for clock in entry.after)
        begun = f"{begun}，{PAGE['entered_late'].format(clocks=limits)}"
    return (
        PAUSES[stop.what],
        half_day(stop.since),
        PAGE["open"] if stop.until is None else half_day(stop.until),
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
    return day(effective.earliest_day)


def _moment(moment: datetime) -> str:
    return moment.astimezone(BUSINESS_ZONE).strftime("%Y-%m-%d %H:%M")


def _facts(named: Iterable[tuple[str, str]]) -> str:
    return printed.facts((PAGE[name], value) for name, value in named)


def _table(heads: Sequence[str], rows: Sequence[str], caption: str = "") -> str:
    return printed.table([PAGE[head] for head in heads], rows, caption)
