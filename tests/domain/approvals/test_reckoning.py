"""最早开工日: reckoned when something moves it or days pass, told when it slips too far."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import reduce

import pytest

from services.approvals.domain import commands as asked
from services.approvals.domain import events as said
from services.approvals.domain.case import CASE
from services.approvals.domain.case_state import Case
from services.approvals.domain.catalogue import BASIC, Milestone
from services.approvals.domain.catalogue.composing import compose
from services.approvals.domain.earliest_start import SLIP_DAYS
from services.approvals.domain.plan import PLAN
from services.approvals.domain.plan_state import Plan
from services.approvals.domain.reckoning import LOOK_AGAIN, ReckonEarliestStart, reckon, timers
from services.approvals.domain.terms import Standing
from shared.kernel.asked import SYSTEM
from shared.kernel.effective import BUSINESS_ZONE, Effective
from shared.kernel.rejected import Rejected
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


def asking(today: date, *cases: Case) -> ReckonEarliestStart:
    at = moment(today)
    effective = Effective.at_instant(at)
    return ReckonEarliestStart(by=SYSTEM, at=at, effective=effective, cases=(CASE_ID,) * len(cases))


def reckoned(
    plan: Plan, today: date, *cases: Case, calendar: Calendar = CALENDAR
) -> list[said.PlanEvent]:
    found = reckon(asking(today, *cases), plan, calendar, cases)
    assert {index for index, _ in found} <= {0}
    return [event for _, event in found]


def after(plan: Plan, events: Sequence[said.PlanEvent]) -> Plan:
    return reduce(PLAN.evolve, events, plan)


OPENED = decided(_OPENED, PLAN.initial)


def test_the_first_reckoning_says_when_and_by_what_chain() -> None:
    (event,) = reckoned(OPENED, MONDAY)
    assert isinstance(event, said.EarliestStartReckoned)
    assert (event.from_on, event.to_on) == (None, date(2026, 3, 12))
    assert event.working_days == 8
    assert event.chain == ("A01", "A12", "commencement")
    assert event.look_again_on == date(2026, 3, 10)
    assert after(OPENED, [event]).announced == date(2026, 3, 12)


def test_reckoning_again_the_same_day_says_nothing_new() -> None:
    plan = after(OPENED, reckoned(OPENED, MONDAY))
    assert reckoned(plan, MONDAY) == []


def test_what_comes_earlier_is_told_by_the_reckoning() -> None:
    plan = after(OPENED, reckoned(OPENED, MONDAY))
    applied = asked.NoteApplication(**on(MONDAY), item_code="A01", case=CASE_ID)
    granted = asked.NoteGrant(**on(MONDAY), item_code="A01", case=CASE_ID, standing=Standing.FILED)
    filed = decided(granted, decided(applied, plan))
    case = CASE.fold(told([receive(FILING)]))
    (event,) = reckoned(filed, MONDAY, case)
    assert isinstance(event, said.EarliestStartReckoned)
    assert (event.from_on, event.to_on) == (date(2026, 3, 12), date(2026, 3, 11))
    assert after(filed, [event]).announced == date(2026, 3, 11)


def test_a_small_slip_is_noted_but_not_told() -> None:
    plan = after(OPENED, reckoned(OPENED, MONDAY))
    (event,) = reckoned(plan, date(2026, 3, 9))
    assert isinstance(event, said.EarliestStartReckoned)
    assert event.to_on == date(2026, 3, 19)
    assert after(plan, [event]).announced == date(2026, 3, 12)


def test_slips_add_up_until_they_are_told() -> None:
    plan = after(OPENED, reckoned(OPENED, MONDAY))
    plan = after(plan, reckoned(plan, date(2026, 3, 9)))
    moved, slipped = reckoned(plan, date(2026, 3, 10))
    assert isinstance(moved, said.EarliestStartReckoned)
    assert slipped == said.EarliestStartSlipped(
        from_on=date(2026, 3, 12),
        to_on=date(2026, 3, 20),
        working_days=SLIP_DAYS + 1,
        chain=("A01", "A12", "commencement"),
    )
    told_of = after(plan, [moved, slipped])
    assert told_of.announced == date(2026, 3, 20)
    assert len(reckoned(told_of, date(2026, 3, 11))) == 1


def test_what_is_under_way_and_goes_on_does_not_slip() -> None:
    applied = asked.NoteApplication(**on(MONDAY), item_code="B02", case=CASE_ID)
    plan = decided(applied, OPENED)
    case = CASE.fold(told([receive(), accept()]))
    first = after(plan, reckoned(plan, MONDAY, case))
    (again,) = reckoned(first, day(1), case)
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
    plan = decided(command, after(OPENED, reckoned(OPENED, MONDAY)))
    assert reckoned(plan, day(30)) == []
    assert timers(plan) == {}


def test_what_was_never_planned_is_not_reckoned() -> None:
    assert reckoned(PLAN.initial, MONDAY) == []


def test_a_year_that_nobody_has_published_is_not_guessed() -> None:
    only = Calendar(version="CN-1", years={2026: CALENDAR.years[2026]})
    assert reckoned(OPENED, date(2026, 12, 30), calendar=only) == []


def test_after_some_quiet_days_it_is_time_to_look_again() -> None:
    assert timers(OPENED) == {}
    plan = after(OPENED, reckoned(OPENED, MONDAY))
    look = datetime(2026, 3, 10, 1, tzinfo=BUSINESS_ZONE)
    assert timers(plan) == {LOOK_AGAIN: look}
    assert look - moment(MONDAY) < timedelta(days=8)


def test_nothing_is_noted_of_a_plan_that_goes_no_further() -> None:
    closed = decided(asked.ClosePlan(**on(MONDAY), reason="terminated"), OPENED)
    (event,) = reckoned(OPENED, MONDAY)
    assert isinstance(event, said.EarliestStartReckoned)
    noting = asked.NoteEarliestStart(
        **on(MONDAY),
        on=event.to_on,
        working_days=event.working_days,
        chain=event.chain,
        later_by=0,
        look_again_on=event.look_again_on,
        calendar_version="CN-4",
    )
    with pytest.raises(Rejected, match="plan-closed"):
        PLAN.decide(noting, closed)
