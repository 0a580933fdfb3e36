"""What is no licence has a life-cycle of its own, in its own words."""

from functools import reduce
from typing import Any

import pytest

from services.approvals.domain import together
from services.approvals.domain.calendar.working_calendar import CalendarState
from services.approvals.domain.case import CASE
from services.approvals.domain.case.conclusions import ENDINGS
from services.approvals.domain.case.lifecycles import LICENCE, LIFECYCLES, Act
from services.approvals.domain.case.record import evolve_record
from services.approvals.domain.catalogue import Basis, Citation, Item, ItemKind, Need, NeedKind
from services.approvals.domain.plan import PLAN
from services.approvals.domain.plan.state import Plan
from services.approvals.domain.terms import Awaiting, ClockKind, Stage, Standing
from services.approvals.domain.together.document_number import Holder
from shared.kernel.recorded import fold_record
from shared.kernel.rejected import Rejected
from tests.domain.approvals import shelf
from tests.domain.approvals.stories import (
    CALENDAR,
    CASE_ID,
    OTHER_CASE,
    PERMIT,
    accept,
    after,
    ask_back,
    case_after,
    day,
    file,
    grant,
    item_with,
    notify,
    receive,
    recorded,
    serve,
    told,
    withdraw,
)
from tests.domain.approvals.test_plan import apply, open_plan, plan_after
from tests.harness.given_when_then import asking_again_changes_nothing

KNOWN = CalendarState(calendar=CALENDAR, version=4)
ENDS: list[tuple[Item, Any, Stage]] = [
    (shelf.REGISTRATION, shelf.register(day(2)), Stage.REGISTERED),
    (shelf.REGISTRATION, shelf.refuse_registration(day(2)), Stage.REGISTRATION_REFUSED),
    (shelf.SERVICE, shelf.provide(day(2)), Stage.PROVIDED),
    (shelf.SERVICE, shelf.deny(day(2)), Stage.NOT_PROVIDED),
    (shelf.SELF_REPORTED, shelf.report(day(2)), Stage.REPORTED),
    (shelf.TRANSACTION, shelf.conclude(day(2)), Stage.CONCLUDED),
    (shelf.TRANSACTION, shelf.fail(day(2)), Stage.FAILED),
    (shelf.INTERMEDIARY, shelf.deliver(day(2)), Stage.DELIVERED),
    (shelf.INTERNAL, shelf.settle(day(2)), Stage.DECIDED),
    (shelf.CONDITION, shelf.meet(day(2)), Stage.MET),
]
LOST = {Standing.REGISTRATION_REFUSED, Standing.NOT_PROVIDED, Standing.FAILED}


def in_handling(item: Item, *others: Item) -> Plan:
    """Return a plan in which a case for the item is under way."""
    return plan_after(open_plan(item, *others), apply(item))


def test_every_kind_has_a_life_cycle() -> None:
    assert set(LIFECYCLES) == set(ItemKind) == set(shelf.OF_EACH_KIND)
    assert {act for acts in LIFECYCLES.values() for act in acts} == set(Act)
    assert set(ENDINGS) == {type(end) for _, end, _ in ENDS}


@pytest.mark.parametrize("kind", ItemKind)
def test_a_case_of_each_kind_begins_in_its_own_words(kind: ItemKind) -> None:
    case = case_after(receive(shelf.OF_EACH_KIND[kind]))
    assert (case.stage, case.clock.received_on) == (shelf.BEGUN[kind], day(0))
    asking_again_changes_nothing(CASE, (), receive(shelf.OF_EACH_KIND[kind]))


@pytest.mark.parametrize(("item", "end", "stage"), ENDS)
def test_it_ends_once(item: Item, end: Any, stage: Stage) -> None:
    case = case_after(receive(item), end)
    assert (case.stage, case.deadlines, case.clock.ended_on) == (stage, (), day(2))
    asking_again_changes_nothing(CASE, told([receive(item)]), end)
    others = [other for _, other, _ in ENDS if LIFECYCLES[item.kind].get(ENDINGS[type(other)].act)]
    for other in others:
        if other != end:
            after(receive(item), end).when(other).then_rejected("case-decided")


@pytest.mark.parametrize(("item", "end", "stage"), ENDS)
def test_the_record_tells_how_it_ended(item: Item, end: Any, stage: Stage) -> None:
    begun = fold_record(evolve_record, recorded(told([receive(item)])))
    assert begun is not None
    assert begun.open
    assert begun.awaiting is not Awaiting.NOBODY
    record = fold_record(evolve_record, recorded(told([receive(item), end])))
    assert record is not None
    assert (record.stage, record.open) == (stage, False)
    assert record.decided is not None
    ending = ENDINGS[type(end)]
    for name in ending.tells:
        assert getattr(record.outcome, name) == getattr(end, name)


@pytest.mark.parametrize("kind", sorted(set(ItemKind) - {ItemKind.LICENCE}))
def test_what_the_licensing_law_knows_belongs_to_licences(kind: ItemKind) -> None:
    story = after(receive(shelf.OF_EACH_KIND[kind]))
    for act in (accept(day(1)), notify(day(1)), grant(day(1))):
        story.when(act).then_rejected("act-not-of-this-kind", kind=kind.value)
    assert Act.ACCEPT in LICENCE


def test_a_licence_is_not_registered_and_a_report_not_filed() -> None:
    after(receive()).when(shelf.register(day(1))).then_rejected("act-not-of-this-kind")
    reporting = after(receive(shelf.SELF_REPORTED))
    reporting.when(file(day(1))).then_rejected("act-not-of-this-kind")


def test_it_does_not_end_before_it_began_nor_in_the_future() -> None:
    story = after(receive(shelf.TRANSACTION))
    story.when(shelf.conclude(day(-1))).then_rejected("effective-before-predecessor")
    story.when(shelf.conclude(day(400))).then_rejected("effective-in-the-future")


@pytest.mark.parametrize(("item", "end", "stage"), ENDS)
def test_its_clock_runs_from_its_beginning_to_its_end(item: Item, end: Any, stage: Stage) -> None:
    limited = item_with(item, promised=PERMIT.promised)
    (deadline,) = case_after(receive(limited)).deadlines
    assert (deadline.clock, deadline.start) == (ClockKind.PROMISED, day(0))
    ended = case_after(receive(limited), end)
    assert (ended.progress, ended.deadlines, ended.clock.ended_on) == (stage, (), day(2))


def test_a_registration_may_be_asked_back_and_is_served() -> None:
    withdrawn = case_after(receive(shelf.REGISTRATION), ask_back(day(1)), withdraw(day(2)))
    assert withdrawn.stage is Stage.WITHDRAWN
    assert case_after(receive(shelf.REGISTRATION), shelf.register(day(1)), serve(day(2))).served


@pytest.mark.parametrize(("item", "end", "stage"), ENDS)
def test_its_plan_knows(item: Item, end: Any, stage: Stage) -> None:
    case, plan = case_after(receive(item)), in_handling(item)
    if isinstance(end, together.Issuing):
        events = together.issue(end, CASE_ID, (case, plan, Holder(), KNOWN))
    else:
        events = together.end(end, CASE_ID, case, plan)
    noted: list[Any] = [event for index, event in events if index == 1]
    standing = reduce(PLAN.evolve, noted, plan).entries[item.code].standing
    assert standing.value == stage.value
    assert (type(noted[0]).__name__ == "ItemNotGranted") is (standing in LOST)


def test_a_number_in_the_register_is_given_once() -> None:
    case, plan = case_after(receive(shelf.REGISTRATION)), in_handling(shelf.REGISTRATION)
    with pytest.raises(Rejected, match="document-number-taken"):
        together.issue(
            shelf.register(day(1)), CASE_ID, (case, plan, Holder(case=OTHER_CASE), KNOWN)
        )


def test_what_the_law_wants_first_it_wants_of_every_kind() -> None:
    need = Need(
        item_code=PERMIT.code,
        kind=NeedKind.MAY_ISSUE,
        basis=Basis.LAW,
        source=Citation(text="某法", verified=False),
    )
    item = item_with(shelf.INTERMEDIARY, needs=(need,))
    case, plan = case_after(receive(item)), in_handling(item, PERMIT)
    with pytest.raises(Rejected, match="prerequisites-missing"):
        together.end(shelf.deliver(day(1)), CASE_ID, case, plan)
    failing = item_with(shelf.TRANSACTION, needs=(need,))
    failed = together.end(
        shelf.fail(day(1)), CASE_ID, case_after(receive(failing)), in_handling(failing, PERMIT)
    )
    assert len(failed) == 2
