"""Who may do what to accounts and departments (三员分立)."""

from shared.kernel.policy import Role, Rules, Scope

_PEOPLE = [role for role in Role if role is not Role.PARTNER_SYSTEM]
_BY_SYSTEM_ADMIN = {Role.SYSTEM_ADMIN: Scope.ALL}
_BY_SECURITY_ADMIN = {Role.SECURITY_ADMIN: Scope.ALL}
_BY_EITHER = {**_BY_SYSTEM_ADMIN, **_BY_SECURITY_ADMIN}

RULES: Rules = {
    "access.read": {
        **dict.fromkeys(Role, Scope.OWN),
        **_BY_EITHER,
        Role.AUDITOR: Scope.ALL,
    },
    "access.read-directory": dict.fromkeys(_PEOPLE, Scope.ALL),
    "access.read-departments": dict.fromkeys(Role, Scope.ALL),
    "access.open-account": _BY_SYSTEM_ADMIN,
    "access.issue-password": _BY_SYSTEM_ADMIN,
    "access.issue-secret": _BY_SYSTEM_ADMIN,
    "access.withdraw-secret": _BY_EITHER,
    "access.give-grant": _BY_SECURITY_ADMIN,
    "access.withdraw-grant": _BY_SECURITY_ADMIN,
    "access.lock": _BY_EITHER,
    "access.unlock": _BY_EITHER,
    "access.close-account": _BY_SYSTEM_ADMIN,
    "access.erase-holder": _BY_SYSTEM_ADMIN,
    "access.keep-departments": _BY_SYSTEM_ADMIN,
}
