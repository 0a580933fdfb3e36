"""权限: an approver acts for the own department, an officer for the own projects."""

from services.approvals.domain.case.lifecycles import Act
from shared.kernel.policy import Role, Rules, Scope

READ = "approvals.read"
APPLY = "approvals.apply"
READ_REFERENCE = "approvals.read-reference"
CORRECT_CALENDAR = "approvals.correct-calendar"
PUBLISH_CATALOGUE = "approvals.publish-catalogue"
ANSWER_SITUATION = "approvals.answer-situation"
MOVE_PLAN = "approvals.move-plan"
DISPENSE = "approvals.dispense"
PROMISE_PREREQUISITE = "approvals.promise-prerequisite"
CONCLUDE_JOINTLY = "approvals.conclude-jointly"
REPORT_CASE = "approvals.report-case"
MAP_ITEMS = "approvals.map-items"

_READERS = {
    Role.INVESTMENT_SPECIALIST: Scope.OWN,
    Role.SERVICE_OFFICER: Scope.OWN,
    Role.APPROVER: Scope.DEPARTMENT,
    Role.PARK_LEADER: Scope.PARK,
    Role.STATISTICIAN: Scope.PARK,
    Role.AUDITOR: Scope.ALL,
    Role.PARTNER_SYSTEM: Scope.PARK,
}
_DEPARTMENT = {Role.APPROVER: Scope.DEPARTMENT}
_FOR_THE_APPLICANT = {**_DEPARTMENT, Role.SERVICE_OFFICER: Scope.OWN}
_FOR_THE_PROJECT = {Role.INVESTMENT_SPECIALIST: Scope.OWN, Role.SERVICE_OFFICER: Scope.OWN}
_EVERYBODY = dict.fromkeys(Role, Scope.ALL)

# What the applicant does, and an officer for the applicant; all else is the department's alone.
_APPLICANTS_ACTS = {
    Act.REMEDY_DEFICIENCIES,
    Act.RECEIVE_SUPPLEMENT,
    Act.REQUEST_WITHDRAWAL,
    Act.MAKE_SELF_REPORT,
    Act.DELIVER_STUDY,
    Act.PROMISE_OMISSIONS,
    Act.SUPPLY_OMISSIONS,
    Act.REQUEST_DEREGISTRATION,
    Act.REQUEST_VALIDITY_EXTENSION,
    Act.REPORT_SUSPENSION,
}


def right_to(act: Act) -> str:
    """Return the name of the right to an act."""
    return f"approvals.{act.value}"


RULES: Rules = {
    READ: _READERS,
    APPLY: _FOR_THE_APPLICANT,
    READ_REFERENCE: _EVERYBODY,
    CORRECT_CALENDAR: {Role.SYSTEM_ADMIN: Scope.ALL},
    PUBLISH_CATALOGUE: {Role.SYSTEM_ADMIN: Scope.ALL},
    ANSWER_SITUATION: _FOR_THE_PROJECT,
    MOVE_PLAN: _FOR_THE_PROJECT,
    DISPENSE: _DEPARTMENT,
    PROMISE_PREREQUISITE: _DEPARTMENT,
    CONCLUDE_JOINTLY: _DEPARTMENT,
    REPORT_CASE: {Role.PARTNER_SYSTEM: Scope.PARK},
    MAP_ITEMS: {Role.SYSTEM_ADMIN: Scope.ALL},
    **{
        right_to(act): _FOR_THE_APPLICANT if act in _APPLICANTS_ACTS else _DEPARTMENT for act in Act
    },
}
