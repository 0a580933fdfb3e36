"""Who is told of what: those on the matter, each once, never who did it."""

from services.notifications.domain.audience import AUDIENCE, Post, told_of
from shared.kernel.identifiers import AccountId
from shared.kernel.texts import EVENTS

OFFICER, LEADER = AccountId("officer"), AccountId("leader")
PEOPLE = {Post.OFFICER: (OFFICER,), Post.LEADER: (LEADER,), Post.HANDLER: (OFFICER,)}
ASKED = AccountId("asked")


def test_those_on_the_matter_are_told_each_once() -> None:
    assert told_of("approvals.LimitExceeded", PEOPLE, "system") == {
        OFFICER: Post.HANDLER,
        LEADER: Post.LEADER,
    }


def test_who_did_it_is_not_told() -> None:
    assert told_of("projects.WorkSuspended", PEOPLE, "leader") == {OFFICER: Post.OFFICER}


def test_nobody_is_told_of_what_concerns_nobody() -> None:
    assert told_of("access.SessionsRevoked", PEOPLE, "system") == {}


def test_all_who_are_consulted_are_told_and_whoever_handles_the_case_as_its_handler() -> None:
    people = {**PEOPLE, Post.CONSULTED: (ASKED, OFFICER)}
    assert told_of("approvals.OpinionRequested", people, "system") == {
        ASKED: Post.CONSULTED,
        OFFICER: Post.CONSULTED,
    }
    assert told_of("approvals.OpinionOverdue", people, "system") == {
        OFFICER: Post.HANDLER,
        ASKED: Post.CONSULTED,
    }


def test_every_kind_that_is_told_of_is_an_event_with_a_name() -> None:
    assert {kind.partition(".")[2] for kind in AUDIENCE} <= set(EVENTS)
