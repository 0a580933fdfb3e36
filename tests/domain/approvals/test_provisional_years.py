"""Provisional years: what was corrected stays, until the notice comes and says what it drops."""

from dataclasses import replace
from datetime import date

from services.approvals.domain import commands as asked
from services.approvals.domain import events as said
from services.approvals.domain.calendar.working_calendar import CALENDAR
from shared.adapters.calendar_source import provisional_year
from shared.kernel.working_days import Year, is_working, why
from tests.domain.approvals.test_calendar import (
    after,
    calendar_after,
    correct,
    off,
    publish,
    told,
    worked,
)
from tests.harness.given_when_then import Story, asking_again_changes_nothing

MOURNING, EXTRA = date(2027, 2, 24), date(2027, 3, 3)


def provisional(**days: Year) -> asked.PublishYear:
    return publish(2027, **{"year": provisional_year(2027), **days})


def with_off(year: Year, day: date, name: str) -> Year:
    return replace(year, workdays_off={**year.workdays_off, day: name})


def test_a_provisional_year_published_again_keeps_what_was_corrected() -> None:
    corrected = correct(off(MOURNING, "哀悼日"), off(EXTRA))
    again = with_off(provisional_year(2027), EXTRA, "植树节调休")
    (event,) = after(provisional(), corrected).when(provisional(year=again)).events or ()
    assert isinstance(event, said.CalendarYearPublished)
    assert event.dropped == ()
    assert [(one.day, one.from_name, one.to_name) for one in event.kept] == [
        (MOURNING, "工作日", "哀悼日"),
        (EXTRA, "植树节调休", "临时放假"),
    ]
    calendar = calendar_after(provisional(), corrected, provisional(year=again)).calendar
    assert [why(calendar, day) for day in (MOURNING, EXTRA)] == ["哀悼日", "临时放假"]


def test_publishing_a_corrected_provisional_year_again_changes_nothing() -> None:
    past = told(provisional(), correct(off(EXTRA)))
    asking_again_changes_nothing(CALENDAR, past, provisional())
    Story(CALENDAR).given(*past).when(provisional()).then_nothing()


def test_what_was_corrected_back_is_kept_no_longer() -> None:
    there_and_back = (correct(off(EXTRA)), correct(worked(EXTRA)))
    again = with_off(provisional_year(2027), EXTRA, "植树节调休")
    calendar = calendar_after(provisional(), *there_and_back, provisional(year=again)).calendar
    assert why(calendar, EXTRA) == "植树节调休"


def test_a_correction_stands_against_every_publication_that_is_provisional() -> None:
    """Corrected to what the first one said, but no longer what the second said."""
    again = with_off(provisional_year(2027), EXTRA, "植树节调休")
    commands = (provisional(), correct(off(EXTRA)), provisional(year=again))
    back = (*commands, correct(worked(EXTRA)), provisional(year=again))
    assert is_working(calendar_after(*back).calendar, EXTRA)


def test_a_notice_replaces_all_and_names_what_it_drops() -> None:
    corrected = correct(off(MOURNING, "哀悼日"), off(EXTRA))
    notice = replace(provisional_year(2027), provisional=False)
    official = with_off(notice, MOURNING, "哀悼日")
    (event,) = after(provisional(), corrected).when(publish(2027, official)).events or ()
    assert isinstance(event, said.CalendarYearPublished)
    dropped = said.CorrectedDay(
        day=EXTRA, from_working=False, to_working=True, from_name="临时放假", to_name="工作日"
    )
    assert (event.kept, event.dropped) == ((), (dropped,))
    state = calendar_after(provisional(), corrected, publish(2027, official))
    assert (state.calendar.years[2027], state.corrections) == (official, {})
