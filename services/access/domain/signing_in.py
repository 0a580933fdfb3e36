"""Signing in and out: what opens a session, what locks the door, what ends it."""

from datetime import timedelta

from services.access.domain.commands import (
    CountFailedSignIn,
    EndSession,
    LockAccount,
    SignIn,
    UnlockAccount,
)
from services.access.domain.events import (
    AccountEvent,
    AccountKind,
    AccountLocked,
    AccountUnlocked,
    LockCause,
    SessionsRevoked,
    SignedIn,
    SignInFailed,
)
from services.access.domain.standing import Account, require_another, require_kind, require_open
from shared.kernel.asked import Asked
from shared.kernel.rejected import Rejected

MOST_FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)
MOST_SESSIONS = 10


def sign_in(command: SignIn, account: Account) -> list[AccountEvent]:
    """登录: with the password in force, while not locked; the oldest of too many sessions ends."""
    require_open(account, command)
    require_kind(account, AccountKind.PERSON)
    if command.session in account.sessions:
        return []
    require_unlocked(account, command)
    require_in_force(account, command.credential)
    surplus = len(account.sessions) + 1 - MOST_SESSIONS
    yielding = account.sessions[: max(surplus, 0)]
    ended = [SessionsRevoked(session=session) for session in yielding]
    return [*ended, SignedIn(session=command.session)]


def count_failure(command: CountFailedSignIn, account: Account) -> list[AccountEvent]:
    """记录登录失败: the fifth within a quarter of an hour locks the account for as long."""
    require_open(account, command)
    require_kind(account, AccountKind.PERSON)
    known = any(failure.attempt == command.attempt for failure in account.failures)
    if known or account.locked(command.at):
        return []
    failed = SignInFailed(attempt=command.attempt, failed_at=command.at)
    since = command.at - LOCKED_FOR
    recent = [failure for failure in account.failures if failure.failed_at > since]
    if len(recent) + 1 < MOST_FAILURES:
        return [failed]
    until = command.at + LOCKED_FOR
    return [failed, AccountLocked(cause=LockCause.FAILED_SIGN_INS, until=until, reason=None)]


def end_session(command: EndSession, account: Account) -> list[AccountEvent]:
    """退出登录: tokens of the session are void at once."""
    require_open(account, command)
    if command.session not in account.sessions:
        return []
    return [SessionsRevoked(session=command.session)]


def lock(command: LockAccount, account: Account) -> list[AccountEvent]:
    """锁定账号: ends every session too."""
    require_open(account, command)
    if account.lock is not None and account.lock.cause is LockCause.ADMINISTRATOR:
        return []
    require_another(account, command)
    locked = AccountLocked(cause=LockCause.ADMINISTRATOR, until=None, reason=command.reason)
    return [locked, SessionsRevoked(session=None)]


def unlock(command: UnlockAccount, account: Account) -> list[AccountEvent]:
    """解锁账号: before the time is over, or at all."""
    require_open(account, command)
    if not account.locked(command.at):
        return []
    require_another(account, command)
    return [AccountUnlocked(reason=command.reason)]


def require_unlocked(account: Account, command: Asked) -> None:
    """Refuse while the account is locked."""
    if account.locked(command.at):
        raise Rejected("account-locked", "the account is locked")


def require_in_force(account: Account, credential: str) -> None:
    """Refuse a password that was right a moment ago and has been replaced since."""
    if account.credential != credential:
        raise Rejected("credential-replaced", "the password was changed meanwhile")
