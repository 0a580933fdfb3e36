"""How a project begins, and how an imported one is taken back."""

from typing import assert_never

from services.projects.domain.commands import (
    CorrectAgreedTerms,
    CreateProject,
    Creation,
    ImportProject,
    WithdrawImportedProject,
)
from services.projects.domain.events import (
    AgreedTermsCorrected,
    CreationEvent,
    ImportedProjectWithdrawalRefused,
    ImportedProjectWithdrawn,
    ProjectCreated,
)
from services.projects.domain.milestone import milestones_at_creation, milestones_corrected
from services.projects.domain.state import IMPORTABLE, Move, Project
from services.projects.domain.terms import Origin, Stage
from shared.kernel.rejected import Rejected
from shared.kernel.values import replace


def decide_creation(command: Creation, project: Project) -> list[CreationEvent]:
    """Dispatch."""
    match command:
        case CreateProject():
            return create(command, project)
        case CorrectAgreedTerms():
            return correct_terms(command, project)
        case ImportProject():
            return import_project(command, project)
        case WithdrawImportedProject():
            return withdraw(command, project)
        case _:
            assert_never(command)


def create(command: CreateProject, project: Project) -> list[CreationEvent]:
    """生成项目: once for each lead."""
    if project.stage is not Stage.NOT_CREATED:
        return _already(same=project.lead_id == command.lead_id)
    return [
        ProjectCreated(
            project_id=command.project_id,
            origin=Origin.LEAD,
            stage=Stage.SIGNED,
            since=command.effective,
            investment=command.investment,
            lead_id=command.lead_id,
        )
    ]


def correct_terms(command: CorrectAgreedTerms, project: Project) -> list[CreationEvent]:
    """更正协议要素: of a project grown from a lead, at any stage; the leads decided it."""
    before = project.investment
    if before is None or project.origin is not Origin.LEAD:
        return []
    after = replace(
        before,
        amount=command.amount,
        agreed_start_on=command.agreed_start_on,
        agreed_production_on=command.agreed_production_on,
        agreement_number=command.agreement_number,
    )
    if after == before:
        return []
    return [AgreedTermsCorrected(before=before, after=after, reason=command.reason)]


def import_project(command: ImportProject, project: Project) -> list[CreationEvent]:
    """导入项目: once for each row, at a stage that a ledger can know of."""
    if project.stage is not Stage.NOT_CREATED:
        return _already(same=project.row == command.row)
    if command.stage not in IMPORTABLE:
        raise Rejected(
            "stage-not-importable",
            f"a project is not imported as {command.stage}",
            allowed=sorted(stage.value for stage in IMPORTABLE),
        )
    return [
        ProjectCreated(
            project_id=command.project_id,
            origin=Origin.IMPORTED,
            stage=command.stage,
            since=command.effective,
            investment=command.investment,
            row=command.row,
            commenced=command.commenced,
        )
    ]


def _already(*, same: bool) -> list[CreationEvent]:
    if not same:
        raise Rejected("project-already-exists", "the project was made from something else")
    return []


def withdraw(command: WithdrawImportedProject, project: Project) -> list[CreationEvent]:
    """撤回导入: while nothing was done since; the refusal is an event, for whoever asked."""
    if project.stage is Stage.WITHDRAWN or command.request in project.refused_requests:
        return []
    if project.row != command.row:
        return [_refused(command, "not-imported-from-this-row", "another row made this project")]
    if project.touched_by:
        return [_refused(command, "done-since-import", project.touched_by)]
    return [ImportedProjectWithdrawn(row=command.row, from_stage=project.stage)]


def _refused(
    command: WithdrawImportedProject, code: str, detail: str
) -> ImportedProjectWithdrawalRefused:
    return ImportedProjectWithdrawalRefused(
        row=command.row, request=command.request, code=code, detail=detail
    )


def evolve_creation(project: Project, event: CreationEvent) -> Project:
    """Take in one event."""
    match event:
        case ProjectCreated():
            return _created(project, event)
        case AgreedTermsCorrected():
            return replace(
                project,
                investment=event.after,
                milestones=milestones_corrected(project.milestones, event),
            )
        case ImportedProjectWithdrawn():
            return replace(project, stage=Stage.WITHDRAWN)
        case ImportedProjectWithdrawalRefused():
            return replace(project, refused_requests=project.refused_requests | {event.request})
        case _:
            assert_never(event)


def _created(project: Project, event: ProjectCreated) -> Project:
    return replace(
        project,
        project_id=event.project_id,
        lead_id=event.lead_id,
        origin=event.origin,
        row=event.row,
        investment=event.investment,
        stage=event.stage,
        moves=(Move(by=ProjectCreated.__name__, since=event.since),),
        found_under_way=event.stage is not Stage.SIGNED,
        milestones=milestones_at_creation(project.milestones, event),
    )
