"""Which of our events leave, and in which words. Sign-ins, passwords and secrets stay here."""

from services.access.domain.events import (
    AccountClosed,
    AccountLocked,
    AccountOpened,
    AccountUnlocked,
    DepartmentEstablished,
    DepartmentRenamed,
    Event,
    GrantGiven,
    GrantWithdrawn,
    HolderErased,
    SessionsRevoked,
)
from shared.contracts import access as contract
from shared.kernel.identifiers import AccountId, DepartmentId, StreamKey, split_stream_key
from shared.kernel.recorded import Recorded


def publish(stream: StreamKey, recorded: Recorded[Event]) -> contract.Published | None:
    """Return the contract's wording of an event, or None for a private one."""
    identifier = split_stream_key(stream)[1]
    match recorded.event:
        case DepartmentEstablished() as event:
            return contract.DepartmentEstablished(department_id=event.department, name=event.name)
        case DepartmentRenamed() as event:
            return contract.DepartmentRenamed(
                department_id=DepartmentId(identifier),
                from_name=event.from_name,
                to_name=event.to_name,
            )
        case GrantGiven() | GrantWithdrawn():
            return _grant(AccountId(identifier), recorded.event, recorded)
        case _:
            return _account(AccountId(identifier), recorded)


def _grant(
    account_id: AccountId, event: GrantGiven | GrantWithdrawn, recorded: Recorded[Event]
) -> contract.Published:
    """A withdrawal counts from when it was recorded: what was issued until then is void."""
    if isinstance(event, GrantWithdrawn):
        return contract.GrantWithdrawn(
            account_id=account_id,
            grant_id=event.grant,
            role=event.role,
            park=event.park,
            department=event.department,
            source=event.source,
            not_before=recorded.recorded_at,
        )
    return contract.GrantGiven(
        account_id=account_id,
        grant_id=event.grant,
        role=event.role,
        park=event.park,
        department=event.department,
        until=event.until,
        source=event.source,
    )


def _account(account_id: AccountId, recorded: Recorded[Event]) -> contract.Published | None:
    match recorded.event:
        case AccountOpened() as event:
            return contract.AccountOpened(account_id=account_id, kind=event.kind.value)
        case AccountLocked() as event:
            return contract.AccountLocked(
                account_id=account_id, cause=event.cause.value, until=event.until
            )
        case AccountUnlocked():
            return contract.AccountUnlocked(account_id=account_id)
        case _:
            return _ended(account_id, recorded)


def _ended(account_id: AccountId, recorded: Recorded[Event]) -> contract.Published | None:
    match recorded.event:
        case AccountClosed():
            return contract.AccountClosed(account_id=account_id, not_before=recorded.recorded_at)
        case HolderErased():
            return contract.HolderErased(account_id=account_id)
        case SessionsRevoked() as event:
            return contract.SessionsRevoked(
                account_id=account_id,
                session_id=event.session,
                not_before=recorded.recorded_at,
            )
        case _:
            return None
