"""Acts on several streams: all of it happens, or nothing."""

from dataclasses import replace
from functools import reduce
from typing import Any

import pytest

from services.approvals.domain import commands as asked
from services.approvals.domain import events as said
from services.approvals.domain import together
from services.approvals.domain.calendar.working_calendar import CalendarState
from services.approvals.domain.case import CASE
from services.approvals.domain.case.state import Case
from services.approvals.domain.plan import PLAN
from services.approvals.domain.plan.state import Plan
from services.approvals.domain.terms import Readers, Stage, Standing
from services.approvals.domain.together.document_number import (
    DOCUMENT_NUMBER,
    Holder,
    certificate_key,
    document_key,
    number_key,
)
from shared.kernel.identifiers import CaseId
from shared.kernel.rejected import Rejected
from tests.domain.approvals.shelf import COMMITTED
from tests.domain.approvals.stories import (
    CALENDAR,
    CASE_ID,
    IMPACT,
    LONG_AFTER,
    MONDAY,
    OFFICER,
    OTHER_CASE,
    PERMIT,
    PROJECT,
    SPECIALIST,
    accept,
    ask_back,
    case_after,
    day,
    decline,
    file,
    find_not_required,
    give_back,
    grant,
    objected,
    on,
    passed,
    receive,
    recompute,
    refuse,
    retract,
    revoke,
    withdraw,
)
from tests.domain.approvals.test_plan import open_plan, plan_after

KNOWN = CalendarState(calendar=CALENDAR, version=4)


def apply(item_code: str, case: CaseId = CASE_ID) -> together.Apply:
    return together.Apply(
        **on(MONDAY), project=PROJECT, item_code=item_code, case=case, materials=("申请表",)
    )


def applied(item_code: str, plan: Plan | None = None) -> tuple[Case, Plan]:
    """Return case and plan after an application, accepted at once."""
    plan = plan or plan_after(open_plan())
    case, plan = _after((Case(), plan), together.apply(apply(item_code), Case(), plan, KNOWN))
    return case, plan


def _after(states: tuple[Case, Plan], events: together.Indexed) -> tuple[Case, Plan]:
    case, plan = states
    of_case: list[Any] = [event for index, event in events if index == 0]
    of_plan: list[Any] = [event for index, event in events if index == 1]
    return reduce(CASE.evolve, of_case, case), reduce(PLAN.evolve, of_plan, plan)


def examined(item_code: str, plan: Plan | None = None) -> tuple[Case, Plan]:
    case, plan = applied(item_code, plan)
    for command in (accept(), passed(day(1))):
        case = reduce(CASE.evolve, CASE.decide(command, case), case)
    return case, plan


def filed(plan: Plan | None = None) -> Plan:
    case, plan = applied("A01", plan)
    return _after(
        (case, plan), together.issue(file(day(1)), CASE_ID, (case, plan, Holder(), KNOWN))
    )[1]


def test_a_case_takes_its_terms_and_its_readers_from_the_plan() -> None:
    plan = plan_after(open_plan(), asked.NoteOfficer(**on(MONDAY), officer=OFFICER))
    case, after = applied("B02", plan)
    assert case.item == plan.entries["B02"].item
    assert case.readers == Readers(specialist=SPECIALIST, officer=OFFICER)
    assert (after.entries["B02"].standing, after.cases) == (Standing.IN_HANDLING, (CASE_ID,))


def test_a_warning_stands_in_the_event() -> None:
    plan = plan_after(open_plan())
    (_, received), *_ = together.apply(apply("A12"), Case(), plan, KNOWN)
    assert isinstance(received, said.CaseReceived)
    assert [one.item_code for one in received.warnings] == ["A01"]


def test_applying_again_changes_nothing() -> None:
    case, plan = applied("A12")
    assert together.apply(apply("A12"), case, plan, KNOWN) == []


def test_nothing_is_applied_for_without_a_plan() -> None:
    with pytest.raises(Rejected, match="plan-not-opened"):
        together.apply(apply("A12"), Case(), Plan(), KNOWN)


def test_a_grant_is_noted_by_case_plan_and_book_of_numbers() -> None:
    case, plan = examined("B02", filed())
    events = together.issue(grant(day(2)), CASE_ID, (case, plan, Holder(), KNOWN))
    assert [(index, type(event).__name__) for index, event in events] == [
        (0, "ApprovalGranted"),
        (1, "ItemGranted"),
        (2, "DocumentNumberTaken"),
    ]
    case, plan = _after((case, plan), events)
    assert plan.entries["B02"].standing is Standing.GRANTED
    assert together.issue(grant(day(2)), CASE_ID, (case, plan, Holder(case=CASE_ID), KNOWN)) == []


def test_a_grant_against_the_law_s_order_is_refused() -> None:
    case, plan = examined("B02")
    with pytest.raises(Rejected, match="prerequisites-missing"):
        together.issue(grant(day(2)), CASE_ID, (case, plan, Holder(), KNOWN))


def test_a_grant_warns_of_what_practice_would_have_first() -> None:
    case, plan = examined("B02", filed())
    (_, granted), *_ = together.issue(grant(day(2)), CASE_ID, (case, plan, Holder(), KNOWN))
    assert isinstance(granted, said.ApprovalGranted)
    assert [one.item_code for one in granted.warnings] == ["A12"]


def test_a_number_is_given_once() -> None:
    case, plan = examined("B02", filed())
    with pytest.raises(Rejected, match="document-number-taken"):
        together.issue(grant(day(2)), CASE_ID, (case, plan, Holder(case=OTHER_CASE), KNOWN))


def test_the_same_number_of_another_item_is_another_number() -> None:
    assert document_key(IMPACT, "7号") != document_key(PERMIT, "7号")


def test_the_variants_of_an_item_number_in_its_series() -> None:
    assert COMMITTED.code != PERMIT.code
    assert document_key(COMMITTED, "7号") == document_key(PERMIT, "7号")


def test_a_certificate_s_number_names_one_paper_whatever_the_item() -> None:
    assert certificate_key("建施〔2026〕7号") == certificate_key("建施[2026] 7号")
    assert certificate_key("7号") not in {document_key(PERMIT, "7号"), certificate_key("8号")}


@pytest.mark.parametrize("written", ["川许〔2026〕7号", "川许[2026]7号", " 川许［2026］ ７号 "])
def test_a_number_is_the_same_however_it_is_written(written: str) -> None:
    assert number_key("B02", written) == number_key("B02", "川许〔2026〕7号")


def test_taking_a_number_again_changes_nothing() -> None:
    take = asked.TakeDocumentNumber(
        **on(MONDAY), item_code="B02", document_number="7号", case=CASE_ID
    )
    (taken,) = DOCUMENT_NUMBER.decide(take, DOCUMENT_NUMBER.initial)
    held = DOCUMENT_NUMBER.fold([taken])
    assert DOCUMENT_NUMBER.decide(take, held) == []
    assert DOCUMENT_NUMBER.about(held).project is None


@pytest.mark.parametrize(
    ("act", "standing"),
    [
        (decline(day(1)), Standing.DECLINED),
        (find_not_required(day(1)), Standing.NOT_REQUIRED),
    ],
)
def test_a_case_not_taken_on_is_noted_by_its_plan(act: together.Ending, standing: Standing) -> None:
    case, plan = applied("B02")
    events = together.end(act, CASE_ID, case, plan)
    case, plan = _after((case, plan), events)
    assert plan.entries["B02"].standing is standing
    assert together.end(act, CASE_ID, case, plan) == []


def test_a_refusal_and_a_withdrawal_are_noted() -> None:
    case, plan = examined("B02")
    case = reduce(CASE.evolve, CASE.decide(objected(day(2)), case), case)
    _, refused = _after((case, plan), together.end(refuse(day(3)), CASE_ID, case, plan))
    assert refused.entries["B02"].standing is Standing.REFUSED
    asked_back = reduce(CASE.evolve, CASE.decide(ask_back(day(3)), case), case)
    ended = together.end(withdraw(day(3)), CASE_ID, asked_back, plan)
    assert _after((case, plan), ended)[1].entries["B02"].standing is Standing.WITHDRAWN


def test_a_returned_filing_is_noted() -> None:
    case, plan = applied("A01")
    _, returned = _after((case, plan), together.end(give_back(day(1)), CASE_ID, case, plan))
    assert returned.entries["A01"].standing is Standing.RETURNED


@pytest.mark.parametrize(
    ("act", "standing"),
    [(retract(day(3)), Standing.RETRACTED), (revoke(day(3)), Standing.REVOKED)],
)
def test_a_lost_grant_is_noted(act: together.Ending, standing: Standing) -> None:
    case, plan = examined("B02", filed())
    case, plan = _after(
        (case, plan), together.issue(grant(day(2)), CASE_ID, (case, plan, Holder(), KNOWN))
    )
    case, plan = _after((case, plan), together.end(act, CASE_ID, case, plan))
    assert (case.stage, plan.entries["B02"].standing) == (Stage(standing.value), standing)


def test_counting_takes_the_calendar_that_is_stored() -> None:
    uncounted = replace(accept(), calendar=asked.UNPUBLISHED)
    ((index, event),) = together.count(uncounted, case_after(receive()), KNOWN)
    assert isinstance(event, said.CaseAccepted)
    assert (index, event.calendar_version) == (0, "CN-4")
    assert together.count(recompute(CALENDAR), case_after(receive()), KNOWN) == []
    assert uncounted.at == LONG_AFTER
