"""Who may do what to a project, and read what of its history."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from shared.kernel.policy import Guarded, Role, Rules, Scope, Visibility

_IN_CHARGE = {
    Role.SERVICE_OFFICER: Scope.OWN,
    Role.PARK_LEADER: Scope.PARK,
}
_RECOGNISING = {**_IN_CHARGE, Role.STATISTICIAN: Scope.PARK}
_LEADING = {Role.PARK_LEADER: Scope.PARK}

READ = "projects.read"
RULES: Rules = {
    READ: {
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


def reads_whole(seen: Visibility, guarded: Guarded) -> bool:
    """Tell whether somebody reads a project by more than a department that holds an item of it."""
    return seen.covers(replace(guarded, departments=frozenset()))


def reads_data(seen: Visibility, service: str, data: Mapping[str, Any]) -> bool:
    """Tell what a department reads of a project's history: the project's, and its own cases'.

    What the investor offered is no department's, and each decides its cases by itself. That
    something happened, when and by whom, all of them read.
    """
    if service != "approvals":
        return service != "leads"
    concerned = {data.get("department"), data.get("consulted")} - {None}
    return not concerned or not seen.departments.isdisjoint(concerned)
