"""Giving roles and taking them back: the security administrator's rules (三员分立)."""

from services.access.domain.commands import GiveGrant, WithdrawGrant
from services.access.domain.events import AccountEvent, AccountKind, GrantGiven, GrantWithdrawn
from services.access.domain.standing import Account, Held, require_another, require_open
from shared.kernel.policy import Role
from shared.kernel.rejected import Rejected

# Whoever administers the system, its security or its audit does nothing else with that account.
ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR})


def give(command: GiveGrant, account: Account) -> list[AccountEvent]:
    """授予角色: not to oneself, and never two of the three administrators' roles to one account."""
    require_open(account, command)
    if command.grant in account.withdrawn_grants:
        return []
    held = [one for one in account.grants if one.in_force(command.at)]
    if any(one.id == command.grant for one in account.grants):
        return []
    require_another(account, command)
    _require_fitting(command, account)
    _require_new(command, held)
    _require_separation(command.role, held)
    return [
        GrantGiven(
            grant=command.grant,
            role=command.role,
            park=command.park,
            department=command.department,
            until=command.until,
            source=command.source,
        )
    ]


def withdraw(command: WithdrawGrant, account: Account) -> list[AccountEvent]:
    """收回角色: at once, with a reason."""
    require_open(account, command)
    if command.grant in account.withdrawn_grants:
        return []
    require_another(account, command)
    held = next((one for one in account.grants if one.id == command.grant), None)
    if held is None:
        raise Rejected("grant-unknown", "this account was never given that", grant=command.grant)
    return [
        GrantWithdrawn(
            grant=held.id,
            role=held.grant.role,
            park=held.grant.park,
            department=held.grant.department,
            reason=command.reason,
            source=held.grant.source,
        )
    ]


def _require_fitting(command: GiveGrant, account: Account) -> None:
    """Refuse a grant that means nothing: the wrong kind of holder, no time left, no department."""
    if (command.role is Role.PARTNER_SYSTEM) is not (account.kind is AccountKind.SYSTEM):
        raise Rejected("role-not-for-this-kind", "systems are partner systems, people are not")
    if command.until is not None and command.until <= command.at:
        raise Rejected("grant-already-over", "its time ends before it begins")
    if command.role is Role.APPROVER and command.department is None:
        raise Rejected("grant-needs-department", "an approver decides for a department")
    if command.source is not None and command.role is not Role.PARTNER_SYSTEM:
        raise Rejected("grant-takes-no-source", "only systems report what a source says")
    if command.role in ADMINISTRATORS and (command.park or command.department):
        raise Rejected("grant-takes-no-scope", "administrators serve the whole installation")


def _require_new(command: GiveGrant, held: list[Held]) -> None:
    wanted = (command.role, command.park, command.department, command.source)
    for one in held:
        has = one.grant
        if (has.role, has.park, has.department, has.source) == wanted:
            raise Rejected("grant-already-held", "withdraw it before giving it anew", grant=one.id)


def _require_separation(role: Role, held: list[Held]) -> None:
    others = sorted({one.grant.role.value for one in held} - {role.value})
    if others and (role in ADMINISTRATORS or not ADMINISTRATORS.isdisjoint(others)):
        raise Rejected(
            "separation-of-duties", "an administrator's account holds no other role", held=others
        )
