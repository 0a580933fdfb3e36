"""停计记录: when a stop was so, when that was entered, and whether a limit had passed by then."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import pytest

from services.approvals.domain import commands as asked
from services.approvals.domain import events as said
from services.approvals.domain.case.explaining import StopEntry, stop_entries
from services.approvals.domain.catalogue import Procedure
from services.approvals.domain.terms import ClockKind
from shared.kernel.recorded import Recorded
from tests.domain.approvals.stories import (
    CALENDAR,
    HANDLER,
    OFFICER,
    accept,
    day,
    end,
    moment,
    now,
    on,
    receive,
    recompute,
    recorded,
    request_supplement,
    start,
    supplement,
    told,
    warn,
)

ACCEPTED = (receive(), accept())


def stored(*commands: asked.CaseCommand, at: Sequence[datetime]) -> list[Recorded[said.CaseEvent]]:
    """Return what follows from these, recorded at these moments."""
    events = told(commands)
    effective = [command.effective for command in commands]
    made = recorded(events, effective=effective)
    return [replace(one, recorded_at=when) for one, when in zip(made, at, strict=True)]


def entries(*commands: asked.CaseCommand, at: Sequence[datetime]) -> Sequence[StopEntry]:
    return stop_entries(stored(*commands, at=at))


def test_a_stop_entered_in_time_is_not_late() -> None:
    at = [moment(day(n)) for n in (0, 0, 2, 4)]
    (entry,) = entries(*ACCEPTED, request_supplement(day(2)), supplement(day(4)), at=at)
    assert entry.after == ()
    assert (entry.begun.recorded_at, entry.begun.by) == (moment(day(2)), HANDLER)
    assert entry.begun.effective.earliest_day == day(2)
    assert entry.ended is not None
    assert entry.ended.recorded_at == moment(day(4))
    assert entry.stop.until is not None


@pytest.mark.parametrize(
    ("entered_on", "after"),
    [
        (9, ()),
        (10, (ClockKind.PROMISED,)),
        (30, (ClockKind.PROMISED,)),
    ],
)
def test_a_pause_entered_after_the_limit_had_passed_says_so(
    entered_on: int, after: tuple[ClockKind, ...]
) -> None:
    at = [moment(day(n)) for n in (0, 0, entered_on)]
    (entry,) = entries(*ACCEPTED, request_supplement(day(2)), at=at)
    assert (entry.after, entry.ended) == (after, None)
    assert entry.begun.effective.earliest_day == day(2)
    assert entry.begun.recorded_at == moment(day(entered_on))


def test_a_procedure_the_law_names_concerns_both_limits() -> None:
    at = [moment(day(n)) for n in (0, 0, 30)]
    (hearing,) = entries(*ACCEPTED, start(day(2)), at=at)
    (survey,) = entries(*ACCEPTED, start(day(2), Procedure.SITE_SURVEY), at=at)
    assert set(hearing.after) == {ClockKind.STATUTORY, ClockKind.PROMISED}
    assert survey.after == (ClockKind.PROMISED,)


def test_a_limit_that_the_calendar_moved_is_past_when_it_now_is() -> None:
    years = {**CALENDAR.years}
    off = {**years[2026].workdays_off, day(3): "台风"}
    years[2026] = replace(years[2026], workdays_off=off)
    moved = recompute(replace(CALENDAR, version="CN-5", years=years))
    late = request_supplement(day(2))
    later = replace(late, calendar=moved.calendar)
    events = told((*ACCEPTED, moved, later))
    at = [moment(day(n)) for n in (0, 0, 1, 1, 10)]
    made = [replace(one, recorded_at=when) for one, when in zip(recorded(events), at, strict=True)]
    (entry,) = stop_entries(made)
    assert entry.after == ()
    (unmoved,) = entries(*ACCEPTED, late, at=[moment(day(n)) for n in (0, 0, 10)])
    assert unmoved.after == (ClockKind.PROMISED,)


def test_entries_come_as_they_were_entered_whatever_the_order_of_the_world() -> None:
    past = (*ACCEPTED, start(day(2)), end(day(3)), request_supplement(day(4)))
    at = [moment(day(n)) for n in (0, 0, 2, 3, 4)]
    events = stored(*past, at=at)
    shown = stop_entries(list(reversed(events)))
    assert [entry.stop.what for entry in shown] == ["hearing", "supplement"]
    assert [entry.ended is None for entry in shown] == [False, True]


def test_what_else_happens_to_a_case_stops_nothing() -> None:
    noted = asked.NoteOfficer(**on(day(1)), officer=OFFICER)
    warned = warn(moment(day(7), 12))
    at = [moment(day(n)) for n in (0, 0, 1, 7)]
    assert entries(*ACCEPTED, noted, warned, at=at) == []


def test_a_stop_of_the_very_moment_is_shown_with_its_hour() -> None:
    asking = asked.RequestSupplement(**now(day(2), hour=9), calendar=CALENDAR, missing=("图",))
    at = [moment(day(n)) for n in (0, 0, 2)]
    (entry,) = entries(*ACCEPTED, asking, at=at)
    assert entry.begun.effective.start == moment(day(2), 9)
