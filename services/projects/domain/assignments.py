"""Who answers for a project, and the code it bears."""

from typing import assert_never

from services.projects.domain.commands import (
    AssignLeader,
    Assignment,
    AssignOfficer,
    AssignProjectCode,
    HandOver,
)
from services.projects.domain.events import (
    AssignmentEvent,
    LeaderAssigned,
    LeaderReplaced,
    OfficerAssigned,
    OfficerHandedOver,
    ProjectCodeCorrected,
    ProjectCoded,
)
from services.projects.domain.state import Project, require_stage
from shared.kernel.asked import require_not_future, require_now
from shared.kernel.project_code import ProjectCode
from shared.kernel.rejected import Rejected
from shared.kernel.values import replace


def decide_assignment(command: Assignment, project: Project) -> list[AssignmentEvent]:
    """Dispatch."""
    match command:
        case AssignProjectCode():
            return assign_code(command, project)
        case AssignOfficer():
            return assign_officer(command, project)
        case HandOver():
            return hand_over(command, project)
        case AssignLeader():
            return assign_leader(command, project)
        case _:
            assert_never(command)


def assign_code(command: AssignProjectCode, project: Project) -> list[AssignmentEvent]:
    """赋码: of either generation; a second code says what it corrects, and why."""
    code = str(ProjectCode.parse(command.code))
    if project.code == code:
        return []
    require_stage(command, project)
    require_not_future(command)
    if not project.code:
        return [ProjectCoded(code=code)]
    if not command.reason:
        raise Rejected("correction-needs-reason", "say why it is another", borne=project.code)
    return [ProjectCodeCorrected(from_code=project.code, to_code=code, reason=command.reason)]


def assign_officer(command: AssignOfficer, project: Project) -> list[AssignmentEvent]:
    """指派首席服务官: the first one; afterwards the project is handed over."""
    if project.officer == command.officer:
        return []
    require_stage(command, project)
    require_now(command)
    if project.officer is not None:
        raise Rejected(
            "officer-already-assigned", "hand the project over instead", officer=project.officer
        )
    return [OfficerAssigned(officer=command.officer)]


def hand_over(command: HandOver, project: Project) -> list[AssignmentEvent]:
    """移交: from the officer in charge to another."""
    if (project.handed_over_from, project.officer) == (command.from_officer, command.to_officer):
        return []
    require_stage(command, project)
    require_now(command)
    if command.from_officer == command.to_officer:
        raise Rejected("hand-over-to-oneself", "the officer is in charge already")
    if project.officer != command.from_officer:
        raise Rejected(
            "officer-not-in-charge", "another officer is in charge by now", officer=project.officer
        )
    return [
        OfficerHandedOver(
            from_officer=command.from_officer,
            to_officer=command.to_officer,
            reason=command.reason,
        )
    ]


def assign_leader(command: AssignLeader, project: Project) -> list[AssignmentEvent]:
    """指定包抓领导: one at a time; a change says why."""
    if project.leader == command.leader:
        return []
    require_stage(command, project)
    require_now(command)
    if project.leader is None:
        return [LeaderAssigned(leader=command.leader)]
    if not command.reason:
        raise Rejected("leader-change-needs-reason", "say why", leader=project.leader)
    return [
        LeaderReplaced(from_leader=project.leader, to_leader=command.leader, reason=command.reason)
    ]


def evolve_assignment(project: Project, event: AssignmentEvent) -> Project:
    """Take in one event."""
    match event:
        case ProjectCoded():
            return replace(project, code=event.code)
        case ProjectCodeCorrected():
            return replace(project, code=event.to_code)
        case OfficerAssigned():
            return replace(project, officer=event.officer)
        case OfficerHandedOver():
            return replace(project, officer=event.to_officer, handed_over_from=event.from_officer)
        case LeaderAssigned():
            return replace(project, leader=event.leader)
        case LeaderReplaced():
            return replace(project, leader=event.to_leader)
        case _:
            assert_never(event)
