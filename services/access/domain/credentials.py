"""Passwords of people and secrets of systems: which entry of the vault is in force."""

from services.access.domain.commands import (
    ChangePassword,
    IssueClientSecret,
    IssuePassword,
    OpenPersonAccount,
    OpenSystemAccount,
    WithdrawClientSecret,
)
from services.access.domain.events import (
    AccountEvent,
    AccountKind,
    AccountOpened,
    ClientSecretIssued,
    ClientSecretWithdrawn,
    PasswordChanged,
    PasswordIssued,
    SessionsRevoked,
)
from services.access.domain.signing_in import require_in_force, require_unlocked
from services.access.domain.standing import Account, require_another, require_kind, require_open
from shared.kernel.asked import require_now
from shared.kernel.rejected import Rejected


def open_person(command: OpenPersonAccount, account: Account) -> list[AccountEvent]:
    """为个人开户: with a one-time password."""
    require_now(command)
    if account.id is not None:
        return _opened_before(again=command.credential == account.credential)
    return [
        AccountOpened(account=command.account, kind=AccountKind.PERSON),
        PasswordIssued(from_credential=None, to_credential=command.credential),
    ]


def open_system(command: OpenSystemAccount, account: Account) -> list[AccountEvent]:
    """为系统开户: with a first secret."""
    require_now(command)
    if account.id is not None:
        known = {secret.id for secret in account.secrets} | account.withdrawn_secrets
        return _opened_before(again=command.secret in known)
    return [
        AccountOpened(account=command.account, kind=AccountKind.SYSTEM),
        ClientSecretIssued(secret=command.secret),
    ]


def _opened_before(*, again: bool) -> list[AccountEvent]:
    if again:
        return []
    raise Rejected("account-already-open", "this account was opened before")


def issue_password(command: IssuePassword, account: Account) -> list[AccountEvent]:
    """重置密码: ends every session; the holder must choose another password at once."""
    require_open(account, command)
    require_kind(account, AccountKind.PERSON)
    if command.credential == account.credential:
        return []
    require_another(account, command)
    return [
        PasswordIssued(from_credential=account.credential, to_credential=command.credential),
        SessionsRevoked(session=None),
    ]


def change_password(command: ChangePassword, account: Account) -> list[AccountEvent]:
    """修改密码: only the holder, who has just shown to know the old one; ends every session."""
    require_open(account, command)
    require_kind(account, AccountKind.PERSON)
    if command.credential == account.credential:
        return []
    if command.by.id != account.id:
        raise Rejected("not-the-holder", "only its holder changes a password")
    require_unlocked(account, command)
    require_in_force(account, command.verified)
    return [
        PasswordChanged(from_credential=command.verified, to_credential=command.credential),
        SessionsRevoked(session=None),
    ]


def issue_secret(command: IssueClientSecret, account: Account) -> list[AccountEvent]:
    """更换客户端密钥: old and new open side by side until the overlap ends."""
    require_open(account, command)
    require_kind(account, AccountKind.SYSTEM)
    known = {secret.id for secret in account.secrets} | account.withdrawn_secrets
    if command.secret in known:
        return []
    if command.overlap_until < command.at:
        raise Rejected("overlap-already-over", "the overlap ends before it begins")
    replaced = tuple(secret.id for secret in account.secrets if secret.until is None)
    until = command.overlap_until if replaced else None
    return [ClientSecretIssued(secret=command.secret, replaced=replaced, replaced_until=until)]


def withdraw_secret(command: WithdrawClientSecret, account: Account) -> list[AccountEvent]:
    """收回客户端密钥: tokens it brought are void too."""
    require_open(account, command)
    require_kind(account, AccountKind.SYSTEM)
    if command.secret in account.withdrawn_secrets:
        return []
    if not any(secret.id == command.secret for secret in account.secrets):
        raise Rejected("secret-unknown", "this account has no such secret")
    return [
        ClientSecretWithdrawn(secret=command.secret, reason=command.reason),
        SessionsRevoked(session=None),
    ]
