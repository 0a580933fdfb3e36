"""Who may do what here."""

from shared.kernel.policy import Role, Rules, Scope

_WATCHES = {
    Role.SYSTEM_ADMIN: Scope.ALL,
    Role.SECURITY_ADMIN: Scope.ALL,
    Role.AUDITOR: Scope.ALL,
    Role.PARTNER_SYSTEM: Scope.OWN,
}
_OPERATES = {Role.SYSTEM_ADMIN: Scope.ALL, Role.PARTNER_SYSTEM: Scope.OWN}

RULES: Rules = {
    # Endpoints and their deliveries. A delivery's list shows what was sent where, not what it said.
    "notifications.read": _WATCHES,
    "notifications.register": _OPERATES,
    "notifications.ping": _OPERATES,
    "notifications.pause": _OPERATES,
    "notifications.resume": _OPERATES,
    "notifications.disable": _OPERATES,
    "notifications.enable": _OPERATES,
    "notifications.rotate-secret": _OPERATES,
    "notifications.resend": _OPERATES,
    "notifications.dismiss": _OPERATES,
    # What happened, in the feed and at an endpoint: as far as its reader may see the matter itself.
    "events.read": {
        Role.AUDITOR: Scope.ALL,
        Role.PARK_LEADER: Scope.PARK,
        Role.STATISTICIAN: Scope.PARK,
        Role.PARTNER_SYSTEM: Scope.PARK,
        Role.APPROVER: Scope.DEPARTMENT,
        Role.SERVICE_OFFICER: Scope.OWN,
        Role.INVESTMENT_SPECIALIST: Scope.OWN,
    },
    # What concerns accounts, keys, endpoints and the system itself.
    "events.read-administration": {
        Role.AUDITOR: Scope.ALL,
        Role.SECURITY_ADMIN: Scope.ALL,
        Role.PARTNER_SYSTEM: Scope.OWN,
    },
    # One's own messages.
    "inbox.read": dict.fromkeys(Role, Scope.OWN),
}
