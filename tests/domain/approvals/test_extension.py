"""延期: once, in time, by another person, and only where the law of the item knows it."""

from dataclasses import replace

from services.approvals.domain import events as said
from services.approvals.domain.terms import ClockKind
from shared.kernel.effective import Effective
from tests.domain.approvals.shelf import keep_limit
from tests.domain.approvals.stories import (
    HANDLER,
    HEAD,
    IMPACT,
    accept,
    after,
    case_after,
    day,
    deadline,
    evening,
    extend,
    grant,
    passed,
    receive,
    request_extension,
    start,
    told,
)
from tests.harness.given_when_then import asking_again_changes_nothing

ASKED = (receive(), accept(), request_extension(day(3)))


def test_the_law_s_limit_is_longer_and_the_promise_stays() -> None:
    before, after_it = case_after(*ASKED), case_after(*ASKED, extend(day(4)))
    promised = ClockKind.PROMISED
    assert deadline(after_it, ClockKind.STATUTORY).due == evening(day(43))
    assert deadline(after_it, promised) == deadline(before, promised)


def test_the_event_says_from_when_to_when_and_who_asked_and_allowed() -> None:
    extended = told([*ASKED, extend(day(4))])[-1]
    assert isinstance(extended, said.LimitExtended)
    assert (extended.from_due, extended.to_due) == (evening(day(28)), evening(day(43)))
    assert (extended.requested_by, extended.approved_by) == (HANDLER.id, HEAD.id)


def test_who_asked_does_not_allow() -> None:
    after(*ASKED).when(extend(day(4), HANDLER)).then_rejected("approver-is-requester")


def test_nobody_allows_what_nobody_asked() -> None:
    after(receive(), accept()).when(extend(day(4))).then_rejected("extension-not-requested")


def test_another_person_may_say_no_and_it_may_be_asked_again() -> None:
    denied = case_after(*ASKED, keep_limit(day(4)))
    before = case_after(*ASKED)
    assert (denied.extension_request, denied.deadlines) == (None, before.deadlines)
    refusal = told([*ASKED, keep_limit(day(4))])[-1]
    assert isinstance(refusal, said.ExtensionRefused)
    assert (refusal.reason, refusal.refused_by) == ("案情不复杂", HEAD.id)
    asking_again_changes_nothing(
        after().decider, told([*ASKED, keep_limit(day(4))]), keep_limit(day(4))
    )
    again = case_after(*ASKED, keep_limit(day(4)), request_extension(day(5)), extend(day(6)))
    assert deadline(again, ClockKind.STATUTORY).due == evening(day(43))


def test_who_asked_does_not_say_no_either_and_nobody_answers_nothing() -> None:
    after(*ASKED).when(keep_limit(day(4), HANDLER)).then_rejected("approver-is-requester")
    after(receive(), accept()).when(keep_limit(day(4))).then_rejected("extension-not-requested")
    story = after(*ASKED, extend(day(4)))
    story.when(keep_limit(day(5))).then_rejected("extension-not-requested")


def test_it_is_asked_once_at_a_time() -> None:
    story = after(*ASKED)
    story.when(request_extension(day(4), "5")).then_rejected("extension-already-requested")


def test_it_happens_once() -> None:
    story = after(*ASKED, extend(day(4)))
    story.when(request_extension(day(5))).then_rejected("already-extended")


def test_it_is_no_longer_than_the_law_allows() -> None:
    story = after(receive(), accept())
    story.when(request_extension(day(3), "10.5")).then_rejected("extension-too-long")
    story.when(request_extension(day(3), "0")).then_rejected("extension-too-long")


def test_an_item_with_a_limit_of_its_own_has_none() -> None:
    story = after(receive(IMPACT), accept())
    story.when(request_extension(day(3))).then_rejected("extension-not-provided")


def test_it_comes_before_the_limit_ends() -> None:
    after(*ASKED).when(extend(day(28))).then(told([*ASKED, extend(day(28))])[-1])
    after(*ASKED).when(extend(day(29))).then_rejected("limit-already-over")
    story = after(receive(), accept())
    story.when(request_extension(day(29))).then_rejected("limit-already-over")


def test_a_clock_that_stands_has_not_ended() -> None:
    waiting = after(*ASKED[:2], start(day(2)), ASKED[2])
    assert waiting.when(extend(day(60))).refusal is None


def test_it_is_not_entered_afterwards() -> None:
    some_time = Effective.on_day(day(3))
    asking = replace(request_extension(day(3)), effective=some_time)
    after(*ASKED[:2]).when(asking).then_rejected("back-dating-not-allowed")
    allowing = replace(extend(day(3)), effective=some_time)
    after(*ASKED).when(allowing).then_rejected("back-dating-not-allowed")


def test_before_acceptance_and_after_the_decision_there_is_nothing_to_extend() -> None:
    after(receive()).when(request_extension(day(1))).then_rejected("case-not-accepted")
    decided = after(receive(), accept(), passed(day(1)), grant(day(2)))
    decided.when(request_extension(day(3))).then_rejected("case-decided")


def test_asking_again_changes_nothing() -> None:
    asking_again_changes_nothing(after().decider, told(ASKED[:2]), ASKED[2])
    asking_again_changes_nothing(after().decider, told(ASKED), extend(day(4)))
