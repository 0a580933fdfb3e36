"""注销: an account that nobody uses any more, and the erasure of what is known of its holder."""

from collections.abc import Iterable

from services.access.domain.commands import CloseAccount, EraseHolder
from services.access.domain.events import (
    AccountClosed,
    AccountEvent,
    ClientSecretWithdrawn,
    GrantWithdrawn,
    HolderErased,
    SessionsRevoked,
)
from services.access.domain.standing import Account, require_another, require_open
from shared.kernel.asked import Asked
from shared.kernel.policy import Role
from shared.kernel.rejected import Rejected


def close(command: CloseAccount, account: Account) -> list[AccountEvent]:
    """注销账号: its grants, secrets and sessions end with it; its id stays in every history."""
    require_open(account, command)
    if account.closed:
        return []
    require_another(account, command)
    withdrawn = [
        GrantWithdrawn(
            grant=held.id,
            role=held.grant.role,
            park=held.grant.park,
            department=held.grant.department,
            reason=command.reason,
            source=held.grant.source,
        )
        for held in account.grants
    ]
    taken_back = [
        ClientSecretWithdrawn(secret=secret.id, reason=command.reason) for secret in account.secrets
    ]
    closed = AccountClosed(reason=command.reason)
    return [*withdrawn, *taken_back, closed, SessionsRevoked(session=None)]


def erase(command: EraseHolder, account: Account) -> list[AccountEvent]:
    """抹除个人信息: an act of its own, once the account is closed."""
    require_open(account, command)
    if account.erased:
        return []
    if not account.closed:
        raise Rejected("account-not-closed", "close the account first")
    return [HolderErased(reason=command.reason)]


def require_security_kept(command: Asked, account: Account, others: Iterable[Account]) -> None:
    """Refuse to leave the installation without anybody who can give roles (三员分立)."""
    if account.closed or not _keeps_security(account, command):
        return
    if not any(_keeps_security(other, command) for other in others):
        raise Rejected("last-security-admin", "nobody would be left to give roles")


def _keeps_security(account: Account, command: Asked) -> bool:
    roles = {grant.role for grant in account.grants_in_force(command.at)}
    return Role.SECURITY_ADMIN in roles and not account.locked(command.at)
