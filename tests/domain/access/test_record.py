from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from services.access.domain import events as stored
from services.access.domain.record import (
    AccountRecord,
    DepartmentRecord,
    LockRecord,
    Withdrawal,
    evolve_account,
    evolve_department,
)
from shared.kernel.asked import Actor
from shared.kernel.effective import Effective
from shared.kernel.identifiers import EventId, StreamKey
from shared.kernel.policy import Role
from shared.kernel.recorded import Meta, Recorded, fold_record
from tests.domain.access.samples import SAMPLES
from tests.domain.access.stories import (
    ADMIN,
    AT,
    ECOLOGY,
    WANG,
    changed,
    connected,
    failed,
    given_grant,
    locked,
    opened,
    revoked,
    withdrawn,
)

STEP = timedelta(minutes=1)


def recorded(event: Any, version: int, at: datetime, stream: str = "account-wang") -> Recorded[Any]:
    return Recorded(
        position=version,
        event_id=EventId(f"e{version}"),
        stream=StreamKey(stream),
        version=version,
        recorded_at=at,
        hash=b"\0" * 32,
        meta=Meta(
            effective=Effective.at_instant(at),
            actor=Actor(id=ADMIN, role="security-admin"),
            correlation="c",
        ),
        event=event,
    )


def told(events: Sequence[Any]) -> AccountRecord:
    stream = [recorded(event, n, AT + (n - 1) * STEP) for n, event in enumerate(events, 1)]
    record = fold_record(evolve_account, stream)
    assert record is not None
    return record


def test_it_says_who_opened_it_and_that_the_password_must_be_changed() -> None:
    record = told(opened())
    assert (record.id, record.kind, record.opened_at, record.opened_by) == (
        WANG,
        "person",
        AT,
        ADMIN,
    )
    assert (record.must_change, record.password_set_at) == (True, AT + STEP)


def test_a_changed_password_need_not_be_changed() -> None:
    record = told([*opened(), changed(), revoked()])
    assert (record.must_change, record.password_set_at) == (False, AT + 2 * STEP)


def test_grants_stay_readable_after_they_were_withdrawn() -> None:
    kept, gone = given_grant(Role.STATISTICIAN, "g2"), given_grant(Role.PARK_LEADER)
    record = told([*opened(), kept, gone, withdrawn(Role.PARK_LEADER)])
    assert [(grant.id, grant.role, grant.given_at) for grant in record.grants] == [
        ("g2", "statistician", AT + 2 * STEP),
        ("g1", "park-leader", AT + 3 * STEP),
    ]
    assert [grant.withdrawn for grant in record.grants] == [
        None,
        Withdrawal(at=AT + 4 * STEP, by=ADMIN, reason="调岗"),
    ]


def test_a_grant_shows_the_source_that_it_is_given_for() -> None:
    record = told([*connected(), given_grant(Role.PARTNER_SYSTEM, source="city-platform")])
    assert [grant.source for grant in record.grants] == ["city-platform"]


def test_secrets_show_until_when_they_open() -> None:
    until = AT + timedelta(days=1)
    second = stored.ClientSecretIssued(secret="s2", replaced=("s1",), replaced_until=until)
    gone = stored.ClientSecretWithdrawn(secret="s2", reason="外泄")
    record = told([*connected(), second, gone])
    assert [(secret.id, secret.until) for secret in record.secrets] == [
        ("s1", until),
        ("s2", None),
    ]
    assert record.secrets[0].withdrawn is None
    assert record.secrets[1].withdrawn == Withdrawal(at=AT + 3 * STEP, by=ADMIN, reason="外泄")


def test_a_lock_is_shown_until_it_is_opened() -> None:
    record = told([*opened(), locked()])
    assert record.lock == LockRecord(
        cause="administrator", since=AT + 2 * STEP, until=None, by=ADMIN, reason="离岗"
    )
    assert told([*opened(), locked(), stored.AccountUnlocked(reason="复岗")]).lock is None


def test_sign_ins_show_when_and_which_are_open() -> None:
    past = [*opened(), failed("a"), stored.SignedIn(session="s"), stored.SignedIn(session="t")]
    record = told(past)
    assert (record.last_failed_at, record.last_signed_in_at) == (AT + 2 * STEP, AT + 4 * STEP)
    assert record.open_sessions == ("s", "t")
    assert told([*past, revoked("s")]).open_sessions == ("t",)
    assert told([*past, revoked()]).open_sessions == ()


def test_a_department_shows_its_earlier_names() -> None:
    events = [
        stored.DepartmentEstablished(department=ECOLOGY, name="环境保护局"),
        stored.DepartmentRenamed(from_name="环境保护局", to_name="生态环境局"),
    ]
    stream = [recorded(event, n, AT, "department-ecology") for n, event in enumerate(events, 1)]
    assert fold_record(evolve_department, stream) == DepartmentRecord(
        id=ECOLOGY, name="生态环境局", established_at=AT, earlier_names=("环境保护局",)
    )


def test_a_history_without_its_beginning_is_no_record() -> None:
    with pytest.raises(ValueError, match="opening"):
        evolve_account(None, recorded(SAMPLES["SignedIn"], 1, AT))
    with pytest.raises(ValueError, match="establishment"):
        evolve_department(None, recorded(SAMPLES["DepartmentRenamed"], 1, AT))
