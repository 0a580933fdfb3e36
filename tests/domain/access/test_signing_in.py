from datetime import timedelta

import pytest

from services.access.domain import events as stored
from services.access.domain.commands import EndSession
from services.access.domain.signing_in import LOCKED_FOR, MOST_FAILURES, MOST_SESSIONS
from tests.domain.access.stories import (
    AT,
    WANG,
    account,
    asking,
    changed,
    connected,
    fail,
    failed,
    failures,
    lock,
    locked,
    locked_out,
    opened,
    revoked,
    sign_in,
    unlock,
)

MINUTE = timedelta(minutes=1)
wang = account.given(*opened())
SIGNED_IN = stored.SignedIn(session="s")
UNLOCKED = stored.AccountUnlocked(reason="核实本人")


def test_the_right_password_opens_a_session_once() -> None:
    wang.when(sign_in()).then(SIGNED_IN)
    wang.given(SIGNED_IN).when(sign_in()).then_nothing()


def test_a_password_replaced_meanwhile_opens_nothing() -> None:
    wang.given(changed(), revoked()).when(sign_in()).then_rejected("credential-replaced")


def test_a_system_has_no_password() -> None:
    account.given(*connected()).when(sign_in()).then_rejected("account-of-other-kind")
    account.given(*connected()).when(fail("a")).then_rejected(
        "account-of-other-kind", kind="person"
    )


def test_the_oldest_of_too_many_sessions_ends() -> None:
    sessions = [stored.SignedIn(session=f"s{number}") for number in range(MOST_SESSIONS)]
    wang.given(*sessions).when(sign_in()).then(revoked("s0"), SIGNED_IN)


def test_four_failures_lock_nothing() -> None:
    wang.given(*failures(MOST_FAILURES - 2)).when(fail("last")).then(failed("last"))


def test_the_fifth_failure_locks_for_a_quarter_of_an_hour() -> None:
    almost = wang.given(*failures(MOST_FAILURES - 1))
    almost.when(fail("last")).then(failed("last"), locked_out())
    shut = almost.given(failed("last"), locked_out())
    shut.when(sign_in()).then_rejected("account-locked")
    shut.when(sign_in(at=AT + LOCKED_FOR - MINUTE)).then_rejected("account-locked")
    shut.when(sign_in(at=AT + LOCKED_FOR)).then(SIGNED_IN)


def test_while_locked_nothing_is_counted() -> None:
    shut = wang.given(*failures(MOST_FAILURES), locked_out())
    shut.when(fail("more")).then_nothing()
    again = AT + LOCKED_FOR
    shut.when(fail("more", again)).then(failed("more", again))


def test_old_failures_do_not_count() -> None:
    long_ago = AT - LOCKED_FOR
    wang.given(*failures(MOST_FAILURES - 1, long_ago)).when(fail("last")).then(failed("last"))


def test_success_wipes_the_slate() -> None:
    clean = wang.given(*failures(MOST_FAILURES - 1), SIGNED_IN)
    clean.when(fail("next")).then(failed("next"))


def test_one_attempt_counts_once() -> None:
    wang.given(failed("a")).when(fail("a")).then_nothing()


def test_an_administrator_locks_and_every_session_ends() -> None:
    open_one = wang.given(SIGNED_IN)
    open_one.when(lock()).then(locked(), revoked())
    shut = open_one.given(locked(), revoked())
    shut.when(lock()).then_nothing()
    shut.when(sign_in("other", at=AT + timedelta(days=365))).then_rejected("account-locked")


def test_an_administrator_locks_what_failures_locked_for_a_while() -> None:
    wang.given(*failures(MOST_FAILURES), locked_out()).when(lock()).then(locked(), revoked())


@pytest.mark.parametrize("shut", [locked(), locked_out()])
def test_unlocking_opens_the_door(shut: stored.AccountLocked) -> None:
    closed = wang.given(shut)
    closed.when(unlock()).then(UNLOCKED)
    closed.given(UNLOCKED).when(sign_in()).then(SIGNED_IN)
    closed.given(UNLOCKED).when(unlock()).then_nothing()


def test_a_lock_that_ran_out_needs_no_key() -> None:
    wang.given(locked_out()).when(unlock(at=AT + LOCKED_FOR)).then_nothing()


def test_nobody_locks_or_unlocks_himself() -> None:
    wang.when(lock(by=WANG)).then_rejected("own-account")
    wang.given(locked_out()).when(unlock(by=WANG)).then_rejected("own-account")


def test_signing_out_ends_this_session_alone() -> None:
    both = wang.given(SIGNED_IN, stored.SignedIn(session="t"))
    out = EndSession(**asking(WANG), session="s")
    both.when(out).then(revoked("s"))
    both.given(revoked("s")).when(out).then_nothing()
    assert account.decider.fold([*both.history, revoked("s")]).sessions == ("t",)
    assert account.decider.fold([*both.history, revoked()]).sessions == ()
