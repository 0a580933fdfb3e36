"""停计: supplements and special procedures, and which clock stands still for them."""

from dataclasses import replace
from typing import TypeVar

import pytest

from services.approvals.domain import commands as asked
from services.approvals.domain.catalogue import Procedure
from services.approvals.domain.terms import ClockKind, Stage
from shared.kernel.asked import Asked
from shared.kernel.effective import Effective
from tests.domain.approvals.stories import (
    CALENDAR,
    FILING,
    MONDAY,
    PERMIT,
    accept,
    after,
    case_after,
    day,
    deadline,
    end,
    evening,
    grant,
    item_with,
    moment,
    morning,
    now,
    passed,
    receive,
    refuse,
    request_supplement,
    start,
    supplement,
    told,
)
from tests.harness.given_when_then import asking_again_changes_nothing

Dated = TypeVar("Dated", bound=Asked)


def test_a_supplement_stops_the_promise_and_not_the_law() -> None:
    case = case_after(receive(), accept(), request_supplement(day(2)))
    assert case.stage is Stage.SUPPLEMENT_REQUESTED
    assert deadline(case, ClockKind.PROMISED).due is None
    assert deadline(case, ClockKind.STATUTORY).due == evening(day(28))


def test_a_supplement_stops_the_law_where_the_item_names_an_article() -> None:
    item = item_with(PERMIT, supplement_article="《某条例》第九条")
    case = case_after(receive(item), accept(), request_supplement(day(2)))
    assert deadline(case, ClockKind.STATUTORY).due is None


def test_the_promise_ends_later_by_the_working_days_waited() -> None:
    case = case_after(receive(), accept(), request_supplement(day(2)), supplement(day(4)))
    assert case.stage is Stage.ACCEPTED
    assert deadline(case, ClockKind.PROMISED).due == evening(day(11))
    assert deadline(case, ClockKind.STATUTORY).due == evening(day(28))


def test_a_hearing_stops_both() -> None:
    case = case_after(receive(), accept(), start(day(2)), end(day(4)))
    assert deadline(case, ClockKind.PROMISED).due == evening(day(11))
    assert deadline(case, ClockKind.STATUTORY).due == evening(day(30))


def test_a_site_survey_stops_the_promise_alone() -> None:
    case = case_after(receive(), accept(), start(day(2), Procedure.SITE_SURVEY))
    assert case.stage is Stage.SPECIAL_PROCEDURE
    assert deadline(case, ClockKind.PROMISED).due is None
    assert deadline(case, ClockKind.STATUTORY).due == evening(day(28))


def test_half_days_count() -> None:
    stopped = asked.RequestSupplement(**now(day(2), hour=9), calendar=CALENDAR, missing=("图",))
    resumed = asked.ReceiveSupplement(**now(day(3), hour=15), calendar=CALENDAR, materials=("图",))
    case = case_after(receive(), accept(), stopped, resumed)
    assert case.clock.stops[0].since == morning(day(2))
    assert deadline(case, ClockKind.PROMISED).due == morning(day(11))


@pytest.mark.parametrize("act", [grant(day(5)), refuse(day(5)), passed(day(5))])
def test_nothing_is_decided_while_a_supplement_is_awaited(act: asked.CaseCommand) -> None:
    story = after(receive(), accept(), passed(day(1)), request_supplement(day(2)))
    story.when(act).then_rejected("supplement-outstanding")


@pytest.mark.parametrize("act", [grant(day(5)), refuse(day(5)), request_supplement(day(5))])
def test_nothing_is_decided_while_a_special_procedure_runs(act: asked.CaseCommand) -> None:
    story = after(receive(), accept(), passed(day(1)), start(day(2)))
    story.when(act).then_rejected("special-procedure-running")


def test_supplement_and_procedure_never_run_together() -> None:
    story = after(receive(), accept(), request_supplement(day(2)))
    story.when(start(day(3))).then_rejected("supplement-outstanding")


def test_two_procedures_never_run_together() -> None:
    story = after(receive(), accept(), start(day(2)))
    story.when(start(day(3), Procedure.EXPERT_REVIEW)).then_rejected("special-procedure-running")


def test_what_was_not_asked_for_is_not_received() -> None:
    story = after(receive(), accept())
    story.when(supplement(day(2))).then_rejected("supplement-not-requested")
    story.when(end(day(2))).then_rejected("special-procedure-not-running")


def test_before_acceptance_nothing_stops() -> None:
    after(receive()).when(request_supplement(day(1))).then_rejected("case-not-accepted")
    after(receive()).when(start(day(1))).then_rejected("case-not-accepted")


def test_a_filing_waits_for_nothing() -> None:
    after(receive(FILING)).when(start(MONDAY)).then_rejected("act-not-of-this-kind")


def test_a_stop_before_the_acceptance_is_refused() -> None:
    story = after(receive(), accept(day(3)))
    story.when(request_supplement(day(2))).then_rejected("effective-before-predecessor")


def test_an_answer_is_not_expected_before_the_question() -> None:
    story = after(receive(), accept())
    early = replace(request_supplement(day(3)), reply_by=day(2))
    story.when(early).then_rejected("expected-before-start")
    soon = replace(start(day(3)), expected_until=day(2))
    story.when(soon).then_rejected("expected-before-start")


def test_asking_again_changes_nothing() -> None:
    past = told([receive(), accept()])
    pairs: list[tuple[asked.CaseCommand, asked.CaseCommand]] = [
        (request_supplement(day(2)), supplement(day(4))),
        (start(day(2)), end(day(4))),
    ]
    for begun, ended in pairs:
        asking_again_changes_nothing(after().decider, past, begun)
        waiting = told([receive(), accept(), begun])
        asking_again_changes_nothing(after().decider, waiting, ended)


def test_a_stop_takes_back_what_the_examiner_thought() -> None:
    story = after(
        receive(), accept(), passed(day(1)), request_supplement(day(2)), supplement(day(3))
    )
    story.when(grant(day(4))).then_rejected("examination-not-passed")


def test_an_hour_before_the_pause_began_or_ended_is_no_hour_for_what_follows() -> None:
    asked_for = (receive(), accept(), with_hour(request_supplement(day(2)), 14))
    story = after(*asked_for)
    story.when(with_hour(supplement(day(2)), 9)).then_rejected("effective-before-predecessor")
    supplied = case_after(*asked_for, with_hour(supplement(day(2)), 15))
    assert supplied.stage is Stage.ACCEPTED
    followed = after(*asked_for, with_hour(supplement(day(2)), 15))
    followed.when(with_hour(passed(day(2)), 8)).then_rejected("effective-before-predecessor")
    assert supplied.clock.stops[0].until == evening(day(2))
    on_the_day = case_after(*asked_for, supplement(day(2)), passed(day(2)))
    assert on_the_day.stage is Stage.UNDER_EXAMINATION
    at_noon = case_after(
        *asked_for, with_hour(supplement(day(2)), 15), with_hour(passed(day(2)), 16)
    )
    assert at_noon.stage is Stage.UNDER_EXAMINATION


def with_hour(command: Dated, hour: int) -> Dated:
    """Say at what hour of its day something happened."""
    effective = Effective.at_instant(moment(command.effective.earliest_day, hour))
    return replace(command, effective=effective)
