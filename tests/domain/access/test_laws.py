"""What holds for every history of an account."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.access.domain import commands as asked
from services.access.domain.account import ACCOUNT
from services.access.domain.commands import AccountCommand
from services.access.domain.events import (
    AccountClosed,
    AccountEvent,
    AccountUnlocked,
    Event,
    GrantGiven,
    GrantWithdrawn,
    HolderErased,
    SessionsRevoked,
)
from services.access.domain.granting import ADMINISTRATORS
from services.access.domain.signing_in import LOCKED_FOR, MOST_FAILURES, MOST_SESSIONS
from services.access.domain.standing import Account
from shared.adapters.event_codec import EventCodec
from shared.kernel.identifiers import AccountId
from shared.kernel.policy import Role
from shared.kernel.rejected import Rejected
from tests.domain.access.samples import SAMPLES
from tests.domain.access.stories import ADMIN, AT, ECOLOGY, PARK, WANG, asking
from tests.domain.access.test_record import told
from tests.harness.given_when_then import asking_again_changes_nothing

_few = st.sampled_from(["1", "2", "3"])
_moments = st.integers(0, 600).map(lambda minutes: AT + timedelta(minutes=minutes))


@st.composite
def _commands(draw: st.DrawFn) -> AccountCommand:
    by = draw(st.sampled_from([ADMIN, WANG, AccountId("system")]))
    who = asking(by, draw(_moments))
    until: datetime | None = draw(st.none() | _moments)
    entry = draw(_few)
    choices: list[AccountCommand] = [
        asked.OpenPersonAccount(**who, account=WANG, credential=entry),
        asked.OpenSystemAccount(**who, account=WANG, secret=entry),
        asked.IssuePassword(**who, credential=entry),
        asked.ChangePassword(**who, credential=entry, verified=draw(_few)),
        asked.IssueClientSecret(**who, secret=entry, overlap_until=until or AT),
        asked.WithdrawClientSecret(**who, secret=entry, reason="外泄"),
        asked.GiveGrant(
            **who,
            grant=entry,
            role=draw(st.sampled_from(Role)),
            park=draw(st.none() | st.just(PARK)),
            department=draw(st.none() | st.just(ECOLOGY)),
            until=until,
            source=draw(st.none() | st.just("city-platform")),
        ),
        asked.WithdrawGrant(**who, grant=entry, reason="调岗"),
        asked.LockAccount(**who, reason="离岗"),
        asked.UnlockAccount(**who, reason="复岗"),
        asked.CloseAccount(**who, reason="离职"),
        asked.EraseHolder(**who, reason="本人要求"),
        asked.SignIn(**who, session=str(draw(st.integers(0, 30))), credential=entry),
        asked.CountFailedSignIn(**who, attempt=str(draw(st.integers(0, 30)))),
        asked.EndSession(**who, session=str(draw(st.integers(0, 30)))),
    ]
    return draw(st.sampled_from(choices))


histories = st.lists(_commands(), max_size=25)


def answered(commands: Sequence[AccountCommand]) -> list[tuple[AccountCommand, AccountEvent]]:
    """Ask one after the other, in the order of their times; refusals leave nothing behind."""
    past: list[tuple[AccountCommand, AccountEvent]] = []
    for command in sorted(commands, key=lambda one: one.at):
        state = ACCOUNT.fold(event for _, event in past)
        try:
            past.extend((command, event) for event in ACCOUNT.decide(command, state))
        except Rejected:
            continue
    return past


def lived(commands: Sequence[AccountCommand]) -> list[AccountEvent]:
    return [event for _, event in answered(commands)]


def states(past: Sequence[AccountEvent]) -> list[Account]:
    return [ACCOUNT.fold(past[:length]) for length in range(len(past) + 1)]


@given(histories, _commands())
def test_asking_twice_changes_nothing(commands: list[AccountCommand], last: AccountCommand) -> None:
    past = lived(commands)
    try:
        ACCOUNT.decide(last, ACCOUNT.fold(past))
    except Rejected:
        return
    asking_again_changes_nothing(ACCOUNT, past, last)


@given(histories)
def test_the_three_administrators_never_meet_in_one_account(commands: list[AccountCommand]) -> None:
    past = lived(commands)
    for command in commands:
        roles = {grant.role for grant in ACCOUNT.fold(past).grants_in_force(command.at)}
        assert len(roles & ADMINISTRATORS) <= 1
        assert not roles & ADMINISTRATORS or len(roles) == 1


@given(histories)
def test_nobody_gives_or_takes_his_own(commands: list[AccountCommand]) -> None:
    for command, event in answered(commands):
        if isinstance(event, GrantGiven | GrantWithdrawn | AccountUnlocked):
            assert command.by.id != WANG


@given(histories)
def test_sessions_stay_few_and_no_attempt_counts_twice(commands: list[AccountCommand]) -> None:
    for state in states(lived(commands)):
        assert len(state.sessions) <= MOST_SESSIONS
        attempts = [failure.attempt for failure in state.failures]
        assert len(set(attempts)) == len(attempts)


@given(histories)
def test_no_five_failures_within_a_quarter_of_an_hour_leave_the_door_open(
    commands: list[AccountCommand],
) -> None:
    for state in states(lived(commands)):
        times = sorted(failure.failed_at for failure in state.failures)
        for first, last in zip(times, times[MOST_FAILURES:], strict=False):
            assert last - first >= LOCKED_FOR


@given(histories)
def test_what_was_closed_stays_closed_and_opens_nothing(commands: list[AccountCommand]) -> None:
    past = lived(commands)
    ends = [n for n, event in enumerate(past) if isinstance(event, AccountClosed)]
    if not ends:
        return
    (end,) = ends
    assert all(isinstance(event, SessionsRevoked | HolderErased) for event in past[end + 1 :])
    state = ACCOUNT.fold(past)
    assert (state.grants, state.secrets, state.sessions) == ((), (), ())


@given(histories)
def test_the_record_and_the_state_tell_the_same(commands: list[AccountCommand]) -> None:
    past = lived(commands)
    if not past:
        return
    state, record = ACCOUNT.fold(past), told(past)
    held = {grant.id for grant in record.grants if grant.withdrawn is None}
    assert held == {one.id for one in state.grants}
    assert record.open_sessions == state.sessions
    assert record.must_change == state.must_change
    assert (record.lock is None) == (state.lock is None)
    assert (record.closed is not None, record.erased is not None) == (state.closed, state.erased)
    open_secrets = [secret.id for secret in record.secrets if secret.withdrawn is None]
    assert open_secrets == [secret.id for secret in state.secrets]


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_every_event_survives_storage(name: str) -> None:
    codec: EventCodec[Event] = EventCodec(Event)
    assert codec.decode(*codec.encode(SAMPLES[name])) == SAMPLES[name]
