"""最早开工日: reckoned when something moves it or days pass, told when it slips too far."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import reduce

import pytest

from services.approvals.domain import commands as asked
from services.approvals.domain import events as said
from services.approvals.domain.case import CASE
from services.approvals.domain.case.state import Case
from services.approvals.domain.catalogue import BASIC, Milestone
from services.approvals.domain.catalogue.composing import compose
from services.approvals.domain.events.calendar import SLIP_DAYS
from services.approvals.domain.outlook.earliest_start import OUTLOOK, Outlook
from services.approvals.domain.outlook.reckoning import (
    LOOK_AGAIN,
    Known,
    ReckonEarliestStart,
    reckon,
    timers,
)
from services.approvals.domain.plan import PLAN
from services.approvals.domain.plan.state import Plan
from services.approvals.domain.terms import Standing
from shared.kernel.asked import SYSTEM
from shared.kernel.decider import About
from shared.kernel.effective import BUSINESS_ZONE, Effective
from shared.kernel.working_days import Calendar
from tests.domain.approvals.stories import (
    CALENDAR,
    CASE_ID,
    FILING,
    LEAD,
    MONDAY,
    PARK,
    PROJECT,
    SPECIALIST,
    accept,
    day,
    moment,
    on,
    receive,
    told,
)

_OPENED = asked.OpenPlan(
    **on(MONDAY),
    project=PROJECT,
    lead=LEAD,
    project_name="年产十万吨项目",
    park=PARK,
    specialist=SPECIALIST,
    composition=compose(BASIC, "basic", {}),
)


def decided(command: asked.PlanCommand, plan: Plan) -> Plan:
    return reduce(PLAN.evolve, PLAN.decide(command, plan), plan)


OPENED = decided(_OPENED, PLAN.initial)


def reckoned(
    outlook: Outlook,
    today: date,
    *cases: Case,
    plan: Plan = OPENED,
    calendar: Calendar = CALENDAR,
    slip_days: int = SLIP_DAYS,
) -> list[said.OutlookEvent]:
    at = moment(today)
    command = ReckonEarliestStart(
        by=SYSTEM, at=at, effective=Effective.at_instant(at), cases=(CASE_ID,) * len(cases)
    )
    known = Known(plan=plan, cases=cases, calendar=calendar, slip_days=slip_days)
    found = reckon(command, outlook, known)
    assert {index for index, _ in found} <= {0}
    return [event for _, event in found]


def after(outlook: Outlook, events: Sequence[said.OutlookEvent]) -> Outlook:
    return reduce(OUTLOOK.evolve, events, outlook)


NONE = OUTLOOK.initial
FIRST = after(NONE, reckoned(NONE, MONDAY))


def test_the_first_reckoning_says_when_and_by_what_chain() -> None:
    (event,) = reckoned(NONE, MONDAY)
    assert isinstance(event, said.EarliestStartReckoned)
    assert (event.from_on, event.to_on) == (None, date(2026, 3, 12))
    assert event.working_days == 8
    assert event.chain == ("A01", "A12", "commencement")
    assert event.look_again_on == date(2026, 3, 10)
    assert FIRST.announced == date(2026, 3, 12)
    assert OUTLOOK.about(FIRST) == About(lead=LEAD, project=PROJECT)


def test_reckoning_again_the_same_day_says_nothing_new() -> None:
    assert reckoned(FIRST, MONDAY) == []


def test_what_comes_earlier_is_told_by_the_reckoning() -> None:
    applied = asked.NoteApplication(**on(MONDAY), item_code="A01", case=CASE_ID)
    granted = asked.NoteGrant(**on(MONDAY), item_code="A01", case=CASE_ID, standing=Standing.FILED)
    filed = decided(granted, decided(applied, OPENED))
    (event,) = reckoned(FIRST, MONDAY, CASE.fold(told([receive(FILING)])), plan=filed)
    assert isinstance(event, said.EarliestStartReckoned)
    assert (event.from_on, event.to_on) == (date(2026, 3, 12), date(2026, 3, 11))
    assert after(FIRST, [event]).announced == date(2026, 3, 11)


def test_a_small_slip_is_noted_but_not_told() -> None:
    (event,) = reckoned(FIRST, date(2026, 3, 9))
    assert isinstance(event, said.EarliestStartReckoned)
    assert event.to_on == date(2026, 3, 19)
    assert after(FIRST, [event]).announced == date(2026, 3, 12)


def test_slips_add_up_until_they_are_told() -> None:
    second = after(FIRST, reckoned(FIRST, date(2026, 3, 9)))
    moved, slipped = reckoned(second, date(2026, 3, 10))
    assert isinstance(moved, said.EarliestStartReckoned)
    assert slipped == said.EarliestStartSlipped(
        from_on=date(2026, 3, 12),
        to_on=date(2026, 3, 20),
        working_days=SLIP_DAYS + 1,
        chain=("A01", "A12", "commencement"),
    )
    told_of = after(second, [moved, slipped])
    assert told_of.announced == date(2026, 3, 20)
    assert len(reckoned(told_of, date(2026, 3, 11))) == 1


def test_what_slip_is_borne_is_for_the_park_to_say() -> None:
    later = date(2026, 3, 4)
    (event,) = reckoned(FIRST, later)
    assert isinstance(event, said.EarliestStartReckoned)
    _, slipped = reckoned(FIRST, later, slip_days=1)
    assert isinstance(slipped, said.EarliestStartSlipped)
    assert slipped.working_days == 2
    (strict,) = reckoned(NONE, MONDAY, slip_days=0)
    assert isinstance(strict, said.EarliestStartReckoned)
    assert strict.look_again_on == date(2026, 3, 3)


def test_what_is_under_way_and_goes_on_is_counted_with_its_clock() -> None:
    applied = asked.NoteApplication(**on(MONDAY), item_code="B02", case=CASE_ID)
    plan = decided(applied, OPENED)
    case = CASE.fold(told([receive(), accept()]))
    first = after(NONE, reckoned(NONE, MONDAY, case, plan=plan))
    (again,) = reckoned(first, day(1), case, plan=plan)
    assert isinstance(again, said.EarliestStartReckoned)
    assert again.working_days == 8


@pytest.mark.parametrize(
    "command",
    [
        asked.ClosePlan(**on(MONDAY), reason="terminated"),
        asked.NoteMilestone(**on(MONDAY), milestone=Milestone.COMMENCEMENT, on=MONDAY),
    ],
)
def test_what_is_over_or_has_begun_is_not_reckoned(command: asked.PlanCommand) -> None:
    assert reckoned(FIRST, day(30), plan=decided(command, OPENED)) == []


def test_what_was_never_planned_is_not_reckoned() -> None:
    assert reckoned(NONE, MONDAY, plan=PLAN.initial) == []


def test_a_year_that_nobody_has_published_is_not_guessed() -> None:
    only = Calendar(version="CN-1", years={2026: CALENDAR.years[2026]})
    assert reckoned(NONE, date(2026, 12, 30), calendar=only) == []


def test_after_some_quiet_days_it_is_time_to_look_again() -> None:
    assert timers(NONE) == {}
    look = datetime(2026, 3, 10, 1, tzinfo=BUSINESS_ZONE)
    assert timers(FIRST) == {LOOK_AGAIN: look}
    (event,) = reckoned(FIRST, date(2026, 3, 10))[:1]
    assert timers(after(FIRST, [event]))[LOOK_AGAIN] > look
