"""Where an account stands: what its rules ask about, and how events move it."""

from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from services.access.domain.events import (
    AccountClosed,
    AccountEvent,
    AccountKind,
    AccountLocked,
    AccountOpened,
    AccountUnlocked,
    ClientSecretIssued,
    ClientSecretWithdrawn,
    GrantGiven,
    GrantWithdrawn,
    HolderErased,
    LockCause,
    PasswordChanged,
    PasswordIssued,
    SessionsRevoked,
    SignedIn,
    SignInFailed,
)
from shared.kernel.asked import Asked, require_now
from shared.kernel.identifiers import AccountId
from shared.kernel.policy import Grant
from shared.kernel.rejected import Rejected
from shared.kernel.values import replace


@dataclass(frozen=True, kw_only=True)
class Lock:
    """锁定: why, and until when; None is until somebody unlocks it."""

    cause: LockCause
    until: datetime | None

    def holds(self, at: datetime) -> bool:
        """Tell whether it still keeps people out."""
        return self.until is None or at < self.until


@dataclass(frozen=True, kw_only=True)
class Held:
    """持有的授权: a grant under its number."""

    id: str
    grant: Grant

    def in_force(self, at: datetime) -> bool:
        """Tell whether its time is not over."""
        return self.grant.until is None or at < self.grant.until


@dataclass(frozen=True, kw_only=True)
class Secret:
    """客户端密钥: an entry of the vault, and until when it opens; None is without an end."""

    id: str
    until: datetime | None


@dataclass(frozen=True, kw_only=True)
class Account:
    """账号: what the rules ask about; folded from events, never stored."""

    id: AccountId | None = None
    kind: AccountKind | None = None
    credential: str | None = None
    must_change: bool = False
    secrets: tuple[Secret, ...] = ()
    withdrawn_secrets: frozenset[str] = frozenset()
    grants: tuple[Held, ...] = ()
    withdrawn_grants: frozenset[str] = frozenset()
    lock: Lock | None = None
    failures: tuple[SignInFailed, ...] = ()
    sessions: tuple[str, ...] = ()
    closed: bool = False
    erased: bool = False

    def locked(self, at: datetime) -> bool:
        """Tell whether nobody may sign in with it."""
        return self.lock is not None and self.lock.holds(at)

    def grants_in_force(self, at: datetime) -> tuple[Grant, ...]:
        """Return what it may act under."""
        return tuple(held.grant for held in self.grants if held.in_force(at))

    def secrets_in_force(self, at: datetime) -> tuple[str, ...]:
        """Return the entries of the vault that open it for a system."""
        return tuple(s.id for s in self.secrets if s.until is None or at < s.until)


def require_open(account: Account, command: Asked) -> AccountId:
    """Refuse what is asked of nobody, and what is dated; return whose account it is."""
    require_now(command)
    if account.id is None:
        raise Rejected("account-unknown", "there is no such account")
    return account.id


def require_kind(account: Account, kind: AccountKind) -> None:
    """Refuse what only the other kind of account has."""
    if account.kind is not kind:
        raise Rejected("account-of-other-kind", f"this is no account of a {kind}", kind=kind.value)


def require_another(account: Account, command: Asked) -> None:
    """Refuse what administrators do to others, never to themselves."""
    if command.by.id == account.id:
        raise Rejected("own-account", "somebody else has to do this")


def evolve(account: Account, event: AccountEvent) -> Account:
    """Take in one event."""
    match event:
        case AccountOpened() | AccountClosed() | HolderErased():
            return _take_life(account, event)
        case AccountLocked() | AccountUnlocked():
            return _take_lock(account, event)
        case GrantGiven() | GrantWithdrawn():
            return _take_grant(account, event)
        case ClientSecretIssued() | ClientSecretWithdrawn():
            return _take_secret(account, event)
        case PasswordIssued() | PasswordChanged():
            return _take_password(account, event)
        case SignedIn() | SignInFailed() | SessionsRevoked():
            return _take_session(account, event)
        case _:
            assert_never(event)


def _take_life(account: Account, event: AccountOpened | AccountClosed | HolderErased) -> Account:
    if isinstance(event, AccountOpened):
        return replace(account, id=event.account, kind=event.kind)
    return replace(account, closed=True, erased=isinstance(event, HolderErased))


def _take_lock(account: Account, event: AccountLocked | AccountUnlocked) -> Account:
    if isinstance(event, AccountUnlocked):
        return replace(account, lock=None)
    return replace(account, lock=Lock(cause=event.cause, until=event.until), failures=())


def _take_grant(account: Account, event: GrantGiven | GrantWithdrawn) -> Account:
    if isinstance(event, GrantWithdrawn):
        return replace(
            account,
            grants=tuple(held for held in account.grants if held.id != event.grant),
            withdrawn_grants=account.withdrawn_grants | {event.grant},
        )
    grant = Grant(
        role=event.role,
        park=event.park,
        department=event.department,
        until=event.until,
        source=event.source,
    )
    return replace(account, grants=(*account.grants, Held(id=event.grant, grant=grant)))


def _take_secret(account: Account, event: ClientSecretIssued | ClientSecretWithdrawn) -> Account:
    if isinstance(event, ClientSecretWithdrawn):
        return replace(
            account,
            secrets=tuple(secret for secret in account.secrets if secret.id != event.secret),
            withdrawn_secrets=account.withdrawn_secrets | {event.secret},
        )
    older = tuple(
        replace(secret, until=event.replaced_until) if secret.id in event.replaced else secret
        for secret in account.secrets
    )
    return replace(account, secrets=(*older, Secret(id=event.secret, until=None)))


def _take_password(account: Account, event: PasswordIssued | PasswordChanged) -> Account:
    must = isinstance(event, PasswordIssued)
    return replace(account, credential=event.to_credential, must_change=must, failures=())


def _take_session(account: Account, event: SignedIn | SignInFailed | SessionsRevoked) -> Account:
    match event:
        case SignedIn():
            return replace(account, sessions=(*account.sessions, event.session), failures=())
        case SignInFailed():
            return replace(account, failures=(*account.failures, event))
        case SessionsRevoked(session=None):
            return replace(account, sessions=())
        case SessionsRevoked():
            left = tuple(session for session in account.sessions if session != event.session)
            return replace(account, sessions=left)
        case _:
            assert_never(event)
