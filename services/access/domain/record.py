"""What people read of an account and of a department: all of it, with who did it and when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, assert_never

from services.access.domain.events import (
    AccountClosed,
    AccountEvent,
    AccountLocked,
    AccountOpened,
    AccountUnlocked,
    ClientSecretIssued,
    ClientSecretWithdrawn,
    DepartmentEstablished,
    DepartmentEvent,
    DepartmentRenamed,
    GrantGiven,
    GrantWithdrawn,
    HolderErased,
    PasswordChanged,
    PasswordIssued,
    SessionsRevoked,
    SignedIn,
    SignInFailed,
)
from shared.kernel.identifiers import AccountId, DepartmentId, ParkId
from shared.kernel.recorded import Recorded
from shared.kernel.values import replace

_Change = (
    GrantGiven
    | GrantWithdrawn
    | ClientSecretIssued
    | ClientSecretWithdrawn
    | PasswordIssued
    | PasswordChanged
    | AccountLocked
    | AccountUnlocked
    | SignedIn
    | SignInFailed
    | SessionsRevoked
)


@dataclass(frozen=True, kw_only=True)
class Withdrawal:
    """收回: when, by whom, why."""

    at: datetime
    by: AccountId
    reason: str


@dataclass(frozen=True, kw_only=True)
class GrantRecord:
    """授权记录: stays readable after it was withdrawn or ran out."""

    id: str
    role: str
    park: ParkId | None
    department: DepartmentId | None
    until: datetime | None
    given_at: datetime
    given_by: AccountId
    withdrawn: Withdrawal | None = None
    source: str | None = None


@dataclass(frozen=True, kw_only=True)
class SecretRecord:
    """密钥记录: never the secret itself."""

    id: str
    issued_at: datetime
    issued_by: AccountId
    until: datetime | None = None
    withdrawn: Withdrawal | None = None


@dataclass(frozen=True, kw_only=True)
class LockRecord:
    """锁定记录: the lock that holds, until its time is over."""

    cause: str
    since: datetime
    until: datetime | None
    by: AccountId
    reason: str | None


@dataclass(frozen=True, kw_only=True)
class AccountRecord:
    """账号档案: names are added when it is shown, to whom may see them."""

    id: AccountId
    kind: str
    opened_at: datetime
    opened_by: AccountId
    must_change: bool = False
    password_set_at: datetime | None = None
    grants: tuple[GrantRecord, ...] = ()
    secrets: tuple[SecretRecord, ...] = ()
    lock: LockRecord | None = None
    last_signed_in_at: datetime | None = None
    last_failed_at: datetime | None = None
    open_sessions: tuple[str, ...] = ()
    closed: Withdrawal | None = None
    erased: Withdrawal | None = None


@dataclass(frozen=True, kw_only=True)
class DepartmentRecord:
    """部门档案: with the names it had before."""

    id: DepartmentId
    name: str
    established_at: datetime
    earlier_names: tuple[str, ...] = ()


def evolve_account(record: AccountRecord | None, recorded: Recorded[AccountEvent]) -> AccountRecord:
    """Take in one stored event."""
    event = recorded.event
    if isinstance(event, AccountOpened):
        return AccountRecord(
            id=event.account,
            kind=event.kind.value,
            opened_at=recorded.meta.effective.start,
            opened_by=recorded.meta.actor.id,
        )
    if record is None:
        raise ValueError(f"{recorded.stream} does not begin with its opening")
    if isinstance(event, AccountClosed | HolderErased):
        return _ended(record, recorded, event)
    return replace(record, **_changes(record, recorded, event))


def _changes(
    record: AccountRecord, recorded: Recorded[AccountEvent], event: _Change
) -> Mapping[str, Any]:
    match event:
        case GrantGiven() | GrantWithdrawn():
            return {"grants": _grants(record, recorded, event)}
        case ClientSecretIssued() | ClientSecretWithdrawn():
            return {"secrets": _secrets(record, recorded, event)}
        case PasswordIssued() | PasswordChanged():
            must = isinstance(event, PasswordIssued)
            return {"must_change": must, "password_set_at": recorded.meta.effective.start}
        case AccountLocked() | AccountUnlocked():
            return {"lock": _lock(recorded, event)}
        case SignedIn() | SignInFailed() | SessionsRevoked():
            return _sessions(record, recorded.meta.effective.start, event)
        case _:
            assert_never(event)


def _grants(
    record: AccountRecord, recorded: Recorded[AccountEvent], event: GrantGiven | GrantWithdrawn
) -> tuple[GrantRecord, ...]:
    if isinstance(event, GrantWithdrawn):
        gone = _withdrawal(recorded, event.reason)
        return tuple(
            replace(one, withdrawn=gone) if one.id == event.grant else one for one in record.grants
        )
    given = GrantRecord(
        id=event.grant,
        role=event.role.value,
        park=event.park,
        department=event.department,
        until=event.until,
        given_at=recorded.meta.effective.start,
        given_by=recorded.meta.actor.id,
        source=event.source,
    )
    return (*record.grants, given)


def _secrets(
    record: AccountRecord,
    recorded: Recorded[AccountEvent],
    event: ClientSecretIssued | ClientSecretWithdrawn,
) -> tuple[SecretRecord, ...]:
    if isinstance(event, ClientSecretWithdrawn):
        gone = _withdrawal(recorded, event.reason)
        return tuple(
            replace(one, withdrawn=gone) if one.id == event.secret else one
            for one in record.secrets
        )
    older = tuple(
        replace(one, until=event.replaced_until) if one.id in event.replaced else one
        for one in record.secrets
    )
    issued = SecretRecord(
        id=event.secret,
        issued_at=recorded.meta.effective.start,
        issued_by=recorded.meta.actor.id,
    )
    return (*older, issued)


def _ended(
    record: AccountRecord, recorded: Recorded[AccountEvent], event: AccountClosed | HolderErased
) -> AccountRecord:
    ended = _withdrawal(recorded, event.reason)
    if isinstance(event, HolderErased):
        return replace(record, erased=ended)
    return replace(record, closed=ended)


def _withdrawal(recorded: Recorded[AccountEvent], reason: str) -> Withdrawal:
    return Withdrawal(at=recorded.meta.effective.start, by=recorded.meta.actor.id, reason=reason)


def _lock(
    recorded: Recorded[AccountEvent], event: AccountLocked | AccountUnlocked
) -> LockRecord | None:
    if isinstance(event, AccountUnlocked):
        return None
    return LockRecord(
        cause=event.cause.value,
        since=recorded.meta.effective.start,
        until=event.until,
        by=recorded.meta.actor.id,
        reason=event.reason,
    )


def _sessions(
    record: AccountRecord, at: datetime, event: SignedIn | SignInFailed | SessionsRevoked
) -> Mapping[str, Any]:
    match event:
        case SignedIn():
            sessions = (*record.open_sessions, event.session)
            return {"last_signed_in_at": at, "open_sessions": sessions}
        case SignInFailed():
            return {"last_failed_at": at}
        case SessionsRevoked(session=None):
            return {"open_sessions": ()}
        case SessionsRevoked():
            left = tuple(one for one in record.open_sessions if one != event.session)
            return {"open_sessions": left}
        case _:
            assert_never(event)


def evolve_department(
    record: DepartmentRecord | None, recorded: Recorded[DepartmentEvent]
) -> DepartmentRecord:
    """Take in one stored event."""
    event = recorded.event
    if isinstance(event, DepartmentEstablished):
        return DepartmentRecord(
            id=event.department, name=event.name, established_at=recorded.meta.effective.start
        )
    if record is None:
        raise ValueError(f"{recorded.stream} does not begin with its establishment")
    match event:
        case DepartmentRenamed():
            earlier = (*record.earlier_names, event.from_name)
            return replace(record, name=event.to_name, earlier_names=earlier)
        case _:
            assert_never(event)
