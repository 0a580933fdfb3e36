"""审查、决定、撤件, and what may become of a decision."""

from dataclasses import replace

import pytest

from services.approvals.domain import commands as asked
from services.approvals.domain.case.lifecycles import FILING as FILING_ACTS
from services.approvals.domain.case.lifecycles import LICENCE
from services.approvals.domain.terms import Stage
from tests.domain.approvals.stories import (
    FILING,
    accept,
    after,
    ask_back,
    case_after,
    day,
    end,
    file,
    give_back,
    grant,
    keep,
    notify,
    objected,
    passed,
    receive,
    refuse,
    request_supplement,
    retract,
    revoke,
    serve,
    start,
    supplement,
    told,
    withdraw,
)
from tests.harness.given_when_then import asking_again_changes_nothing

EXAMINED = (receive(), accept(), passed(day(1)))
GRANTED = (*EXAMINED, grant(day(2)))


def test_a_case_that_passed_is_granted() -> None:
    case = case_after(*GRANTED)
    assert (case.stage, case.deadlines) == (Stage.GRANTED, ())
    assert case.document_number == "建字第2026-007号"


def test_a_case_not_accepted_is_not_granted() -> None:
    after(receive()).when(grant(day(1))).then_rejected("case-not-accepted")


def test_a_case_not_examined_is_neither_granted_nor_refused() -> None:
    story = after(receive(), accept())
    story.when(grant(day(1))).then_rejected("examination-outstanding")
    story.when(refuse(day(1))).then_rejected("examination-outstanding")


def test_a_case_objected_to_is_granted_only_after_another_examination() -> None:
    story = after(*EXAMINED, objected(day(2)))
    story.when(grant(day(3))).then_rejected("examination-not-passed")
    assert case_after(*EXAMINED, objected(day(2)), passed(day(3)), grant(day(3))).stage


def test_a_case_objected_to_is_refused_with_the_way_to_contest() -> None:
    case = case_after(receive(), accept(), objected(day(2)), refuse(day(3)))
    assert case.stage is Stage.REFUSED


def test_a_grant_is_not_over_before_it_is_given() -> None:
    over = replace(grant(day(2)), valid_until=day(1))
    after(*EXAMINED).when(over).then_rejected("expected-before-start")
    until = replace(grant(day(2)), valid_until=day(2))
    assert case_after(*EXAMINED, until).stage is Stage.GRANTED


@pytest.mark.parametrize("act", [grant(day(3)), refuse(day(3)), passed(day(3)), ask_back(day(3))])
def test_what_is_decided_is_decided(act: asked.CaseCommand) -> None:
    after(*GRANTED).when(act).then_rejected("case-decided")


def test_a_filing_is_filed_or_returned() -> None:
    assert case_after(receive(FILING), file(day(1))).stage is Stage.FILED
    assert case_after(receive(FILING), give_back(day(1))).stage is Stage.RETURNED


def test_each_kind_has_its_own_decisions() -> None:
    after(receive(FILING)).when(grant(day(1))).then_rejected("act-not-of-this-kind")
    after(receive()).when(file(day(1))).then_rejected("act-not-of-this-kind")
    assert set(LICENCE) & set(FILING_ACTS) < set(LICENCE)


def test_a_lawful_grant_is_retracted_and_an_unlawful_one_revoked() -> None:
    assert case_after(*GRANTED, retract(day(9))).stage is Stage.RETRACTED
    assert case_after(*GRANTED, revoke(day(9))).stage is Stage.REVOKED


def test_a_grant_is_undone_once() -> None:
    after(*GRANTED, retract(day(9))).when(revoke(day(10))).then_rejected("approval-not-in-force")


@pytest.mark.parametrize("act", [retract(day(9)), revoke(day(9))])
def test_nothing_is_undone_that_was_not_granted(act: asked.CaseCommand) -> None:
    after(*EXAMINED).when(act).then_rejected("approval-not-in-force")
    after(receive(FILING), file(day(1))).when(act).then_rejected("act-not-of-this-kind")


def test_a_grant_is_not_undone_before_it_was_given() -> None:
    after(*GRANTED).when(revoke(day(1))).then_rejected("effective-before-predecessor")


def test_a_decision_is_served_once() -> None:
    served = (*GRANTED, serve(day(5)))
    assert case_after(*served).served
    after(*served).when(serve(day(6))).then_rejected("decision-already-served")
    after(*EXAMINED).when(serve(day(5))).then_rejected("nothing-to-serve")


@pytest.mark.parametrize(
    "past",
    [
        (receive(),),
        (receive(), notify(day(1))),
        (receive(), accept()),
        EXAMINED,
        (receive(), accept(), request_supplement(day(1))),
        (receive(), accept(), start(day(1))),
        (receive(FILING),),
    ],
)
def test_the_applicant_may_withdraw_before_the_decision(
    past: tuple[asked.CaseCommand, ...],
) -> None:
    before = case_after(*past).stage
    assert case_after(*past, ask_back(day(2))).stage is Stage.WITHDRAWAL_REQUESTED
    assert case_after(*past, ask_back(day(2)), withdraw(day(3))).stage is Stage.WITHDRAWN
    assert case_after(*past, ask_back(day(2)), keep(day(3))).stage is before


def test_nothing_else_is_done_while_the_withdrawal_is_pending() -> None:
    story = after(*EXAMINED, ask_back(day(2)))
    story.when(grant(day(3))).then_rejected("withdrawal-pending")
    waiting = after(receive(), accept(), request_supplement(day(1)), ask_back(day(2)))
    waiting.when(supplement(day(3))).then_rejected("withdrawal-pending")


def test_nobody_withdraws_what_was_not_asked_back() -> None:
    after(*EXAMINED).when(withdraw(day(3))).then_rejected("withdrawal-not-requested")
    after(*EXAMINED).when(keep(day(3))).then_rejected("withdrawal-not-requested")


def test_what_was_withdrawn_is_closed() -> None:
    story = after(receive(), ask_back(day(1)), withdraw(day(1)))
    story.when(accept(day(2))).then_rejected("case-closed")


@pytest.mark.parametrize(
    ("past", "act"),
    [
        ((receive(), accept()), passed(day(1))),
        ((receive(), accept()), objected(day(1))),
        (EXAMINED, grant(day(2))),
        (EXAMINED, refuse(day(2))),
        ((receive(FILING),), file(day(2))),
        ((receive(FILING),), give_back(day(2))),
        (EXAMINED, ask_back(day(2))),
        ((*EXAMINED, ask_back(day(2))), keep(day(2))),
        ((*EXAMINED, ask_back(day(2))), withdraw(day(2))),
        (GRANTED, retract(day(3))),
        (GRANTED, revoke(day(3))),
        (GRANTED, serve(day(3))),
        ((receive(), accept(), start(day(1))), end(day(2))),
    ],
)
def test_asking_again_changes_nothing(
    past: tuple[asked.CaseCommand, ...], act: asked.CaseCommand
) -> None:
    asking_again_changes_nothing(after().decider, told(past), act)
