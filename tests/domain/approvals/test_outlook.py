"""展望: what a plan still has ahead of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import reduce

import pytest

from services.approvals.domain import commands as asked
from services.approvals.domain.case import CASE
from services.approvals.domain.case.state import Case
from services.approvals.domain.catalogue import BASIC, Basis, Milestone, NeedKind
from services.approvals.domain.catalogue.composing import compose
from services.approvals.domain.outlook import Look, ahead_of, in_working_days, without_time
from services.approvals.domain.plan import PLAN
from services.approvals.domain.plan.state import Plan
from services.approvals.domain.scheduling import Ahead, Rests, Task, schedule
from services.approvals.domain.terms import Standing
from shared.kernel.timing import LimitUnit
from tests.domain.approvals.plan_words import PROMISABLE
from tests.domain.approvals.small_catalogue import need
from tests.domain.approvals.stories import (
    CALENDAR,
    CASE_ID,
    LEAD,
    MONDAY,
    PARK,
    PERMIT,
    PROJECT,
    SPECIALIST,
    accept,
    day,
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


def plan_after(*commands: asked.PlanCommand, opened: asked.OpenPlan = _OPENED) -> Plan:
    plan = PLAN.initial
    for command in (opened, *commands):
        plan = reduce(PLAN.evolve, PLAN.decide(command, plan), plan)
    return plan


def with_items(**changes: object) -> asked.OpenPlan:
    composition = _OPENED.composition
    items = tuple(replace(item, **changes) for item in composition.items)  # type: ignore[arg-type]  # fields of Item
    return replace(_OPENED, composition=replace(composition, items=items))


def apply(code: str) -> asked.NoteApplication:
    return asked.NoteApplication(**on(MONDAY), item_code=code, case=CASE_ID)


def granted(code: str) -> asked.NoteGrant:
    return asked.NoteGrant(**on(MONDAY), item_code=code, case=CASE_ID, standing=Standing.GRANTED)


def case_after(commands: Sequence[asked.CaseCommand]) -> Case:
    return CASE.fold(told(commands))


def seen(
    plan: Plan, case: Case | None = None, today: date = MONDAY, *, only_law: bool = False
) -> Ahead:
    cases = {} if case is None else {CASE_ID: case}
    look = Look(target=Milestone.COMMENCEMENT, today=today, calendar=CALENDAR, only_law=only_law)
    return ahead_of(plan, cases, look)


def task(ahead: Ahead, code: str) -> Task:
    return next(one for one in ahead.tasks if one.code == code)


def test_what_is_not_applied_for_takes_what_is_promised() -> None:
    found = task(seen(plan_after()), "B02")
    assert found.remaining == 7
    assert found.used == 0
    assert not found.begun
    assert not found.done


def test_what_is_not_promised_takes_what_the_law_allows() -> None:
    ahead = seen(plan_after(opened=with_items(promised=None)))
    assert task(ahead, "B02").remaining == 20
    # 30 natural days from Monday 2 March 2026 hold 22 working days.
    assert task(ahead, "A12").remaining == 22


def test_what_has_no_limit_takes_no_time_and_is_named() -> None:
    plan = plan_after(opened=with_items(promised=None, statutory=None))
    assert task(seen(plan), "B02").remaining == 0
    assert [item.code for item in without_time(plan)] == ["A01", "A12", "B02"]
    assert [item.code for item in without_time(plan_after())] == []


def test_it_says_what_its_time_rests_on() -> None:
    case = case_after([receive(PERMIT), accept()])
    for plan, ahead, rests in (
        (plan_after(), None, Rests.PROMISED),
        (plan_after(opened=with_items(promised=None)), None, Rests.STATUTORY),
        (plan_after(opened=with_items(promised=None, statutory=None)), None, Rests.NOTHING),
        (plan_after(apply("B02")), case, Rests.PROMISED),
    ):
        assert task(seen(plan, ahead), "B02").rests_on is rests
    by_law = replace(PERMIT, promised=None)
    without = case_after([receive(by_law), accept()])
    found = task(seen(plan_after(apply("B02")), without, day(2)), "B02")
    assert (found.rests_on, found.remaining) == (Rests.STATUTORY, Decimal(18))
    assert task(seen(plan_after()), "commencement").rests_on is None


@pytest.mark.parametrize(
    ("basis", "kind"), [(Basis.LAW, NeedKind.MAY_ISSUE), (Basis.PRACTICE, None)]
)
def test_what_is_promised_keeps_nobody_from_beginning(basis: Basis, kind: NeedKind | None) -> None:
    """What the law wants is there before the end all the same; a custom is done with."""
    wanted = replace(need("A01", NeedKind.MAY_START), basis=basis)
    opened = with_items(needs=(wanted,), omission=PROMISABLE)
    promise = asked.PromisePrerequisite(
        **on(MONDAY), item_code="B02", needed="A01", until=date(2026, 12, 1)
    )

    def kinds(ahead: Ahead) -> list[NeedKind]:
        return [edge.kind for edge in ahead.edges if edge.after == "B02"]

    assert kinds(seen(plan_after(opened=opened))) == [NeedKind.MAY_START]
    promised = seen(plan_after(promise, opened=opened))
    assert kinds(promised) == ([] if kind is None else [kind])
    assert [edge.kind for edge in promised.edges if edge.after == "A12"] == [NeedKind.MAY_START]


def test_what_is_under_way_takes_what_its_clock_has_left() -> None:
    case = case_after([receive(PERMIT), accept()])
    found = task(seen(plan_after(apply("B02")), case, day(2)), "B02")
    assert found.remaining == 5
    assert found.used == 2
    assert found.begun


def test_before_its_clock_runs_a_case_takes_all_its_time() -> None:
    case = case_after([receive(PERMIT)])
    found = task(seen(plan_after(apply("B02")), case, day(2)), "B02")
    assert found.remaining == 7
    assert found.used == 0
    assert found.begun


def test_on_the_day_of_acceptance_nothing_is_used() -> None:
    case = case_after([receive(PERMIT), accept()])
    assert task(seen(plan_after(apply("B02")), case), "B02").used == 0


def test_what_is_overdue_still_takes_half_a_day() -> None:
    case = case_after([receive(PERMIT), accept()])
    found = task(seen(plan_after(apply("B02")), case, day(60)), "B02")
    assert found.remaining == Decimal("0.5")


def test_what_is_granted_is_done() -> None:
    plan = plan_after(apply("A01"), granted("A01"))
    assert task(seen(plan), "A01").done
    assert task(seen(plan), "A01").begun is False


def test_a_milestone_takes_no_time_and_may_have_been_reached() -> None:
    noted = asked.NoteMilestone(**on(MONDAY), milestone=Milestone.COMMENCEMENT, on=MONDAY)
    waiting = task(seen(plan_after()), "commencement")
    assert (waiting.name, waiting.held_by, waiting.done) == ("开工", None, False)
    assert waiting.remaining == 0
    assert task(seen(plan_after(noted)), "commencement").done


def test_what_something_waits_for_is_ahead_too() -> None:
    waiting = with_items(needs=(need("completion", NeedKind.MAY_START),))
    codes = [one.code for one in seen(plan_after(opened=waiting)).tasks]
    assert codes == ["A01", "A12", "B02", "commencement", "completion"]


def test_the_law_alone_leaves_out_customs() -> None:
    plan = plan_after()
    bases = {need.basis for item in BASIC.items for need in item.needs}
    assert bases == set(Basis)
    assert len(seen(plan, only_law=True).edges) < len(seen(plan).edges)
    assert schedule(seen(plan, only_law=True)).days < schedule(seen(plan)).days


@pytest.mark.parametrize(
    ("amount", "unit", "days"),
    [
        ("3.5", LimitUnit.WORKING_DAYS, "3.5"),
        ("7", LimitUnit.NATURAL_DAYS, "5"),
        ("0.5", LimitUnit.NATURAL_DAYS, "1"),
        ("12", LimitUnit.WORKING_HOURS, "1.5"),
        ("1", LimitUnit.WORKING_HOURS, "0.5"),
        ("48", LimitUnit.NATURAL_HOURS, "2"),
    ],
)
def test_any_limit_is_so_many_working_days(amount: str, unit: LimitUnit, days: str) -> None:
    assert in_working_days(Decimal(amount), unit, MONDAY, CALENDAR) == Decimal(days)


def test_over_a_holiday_it_takes_half_a_day_at_least() -> None:
    friday_before = date(2026, 2, 14)
    days = in_working_days(Decimal(7), LimitUnit.NATURAL_DAYS, friday_before, CALENDAR)
    assert days == Decimal("0.5")
