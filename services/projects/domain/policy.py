"""Who may do what to a project."""

from shared.kernel.policy import Role, Rules, Scope

_IN_CHARGE = {
    Role.SERVICE_OFFICER: Scope.OWN,
    Role.PARK_LEADER: Scope.PARK,
}
_RECOGNISING = {**_IN_CHARGE, Role.STATISTICIAN: Scope.PARK}
_LEADING = {Role.PARK_LEADER: Scope.PARK}

RULES: Rules = {
    "projects.read": {
        Role.INVESTMENT_SPECIALIST: Scope.PARK,
        Role.SERVICE_OFFICER: Scope.OWN,
        Role.APPROVER: Scope.DEPARTMENT,
        Role.PARK_LEADER: Scope.PARK,
        Role.STATISTICIAN: Scope.PARK,
        Role.AUDITOR: Scope.ALL,
        Role.PARTNER_SYSTEM: Scope.PARK,
    },
    "projects.code": {**_IN_CHARGE, Role.INVESTMENT_SPECIALIST: Scope.OWN},
    "projects.check-code": {**_IN_CHARGE, Role.INVESTMENT_SPECIALIST: Scope.OWN},
    "projects.assign-officer": _LEADING,
    "projects.hand-over": _IN_CHARGE,
    "projects.assign-leader": _LEADING,
    "projects.plan-milestones": _IN_CHARGE,
    "projects.reach-milestones": _RECOGNISING,
    "projects.correct-milestones": _RECOGNISING,
    "projects.recognise-commencement": _RECOGNISING,
    "projects.observe": {
        **_RECOGNISING,
        Role.INVESTMENT_SPECIALIST: Scope.PARK,
        Role.APPROVER: Scope.DEPARTMENT,
    },
    "projects.suspend": _IN_CHARGE,
    "projects.resume": _IN_CHARGE,
    "projects.complete": _RECOGNISING,
    "projects.start-production": _RECOGNISING,
    "projects.terminate": _LEADING,
}
