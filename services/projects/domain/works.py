"""From ground-breaking to production, and what stands in the way."""

from dataclasses import asdict
from typing import assert_never

from services.projects.domain.commands import (
    CompleteWorks,
    ObserveStart,
    Outcome,
    RecogniseCommencement,
    ResumeWork,
    SiteAct,
    StartProduction,
    SuspendWork,
    TerminateProject,
)
from services.projects.domain.events import (
    OutcomeEvent,
    ProductionStarted,
    ProjectTerminated,
    SiteEvent,
    StageMove,
    StartObserved,
    UnapprovedStartObserved,
    WorkCommenced,
    WorkResumed,
    WorksCompleted,
    WorkSuspended,
)
from services.projects.domain.milestone import milestones_recognised
from services.projects.domain.state import Move, Project, require_order, require_stage
from services.projects.domain.terms import Lacking, MilestoneKind, Stage
from shared.kernel.asked import Asked, require_not_future
from shared.kernel.rejected import Rejected
from shared.kernel.values import replace


def decide_on_site(command: SiteAct, project: Project) -> list[SiteEvent]:
    """Dispatch."""
    match command:
        case RecogniseCommencement():
            return recognise_commencement(command, project)
        case ObserveStart():
            return observe_start(command, project)
        case SuspendWork():
            return suspend(command, project)
        case ResumeWork():
            return resume(command, project)
        case _:
            assert_never(command)


def decide_outcome(command: Outcome, project: Project) -> list[OutcomeEvent]:
    """Dispatch."""
    match command:
        case CompleteWorks():
            return complete(command, project)
        case StartProduction():
            return start_production(command, project)
        case TerminateProject():
            return terminate(command, project)
        case _:
            assert_never(command)


def recognise_commencement(command: RecogniseCommencement, project: Project) -> list[SiteEvent]:
    """开工认定: not while an item lacks a grant in force, now or on the day itself."""
    if _again(project, WorkCommenced, command, command.evidence):
        return []
    _require_move(command, project)
    if not project.gate.known:
        raise Rejected("approvals-plan-unknown", "its approvals plan has not been opened")
    require_gate(project.gate.lacking_for(command.effective))
    return [
        WorkCommenced(
            from_stage=project.stage,
            since=command.effective,
            evidence=command.evidence,
            planned_on=project.milestone(MilestoneKind.COMMENCEMENT).planned_on,
        )
    ]


def require_gate(lacking: tuple[Lacking, ...]) -> None:
    """Refuse to call ground broken that nobody might break."""
    if lacking:
        held = ", ".join(f"{item.item_code} ({item.held_by}: {item.stage})" for item in lacking)
        missing = [asdict(item) for item in lacking]
        raise Rejected("commencement-gate-closed", f"no grant in force: {held}", missing=missing)


def observe_start(command: ObserveStart, project: Project) -> list[SiteEvent]:
    """发现动工: taken down whatever the approvals say; without them it is 未批先建."""
    if (command.effective, command.seen) in project.observations:
        return []
    require_stage(command, project)
    require_not_future(command)
    lacking = project.gate.lacking_at(command.effective)
    if lacking or not (project.gate.known or project.found_under_way):
        return [
            UnapprovedStartObserved(seen_on=command.effective, seen=command.seen, lacking=lacking)
        ]
    return [StartObserved(seen_on=command.effective, seen=command.seen)]


def suspend(command: SuspendWork, project: Project) -> list[SiteEvent]:
    """停缓建: stopped while building (停建), or put off before it (缓建)."""
    if _again(project, WorkSuspended, command, command.reason):
        return []
    _require_move(command, project)
    return [WorkSuspended(from_stage=project.stage, since=command.effective, reason=command.reason)]


def resume(command: ResumeWork, project: Project) -> list[SiteEvent]:
    """复工: back to where it was suspended."""
    if _again(project, WorkResumed, command, command.note):
        return []
    _require_move(command, project)
    return [
        WorkResumed(
            from_stage=project.stage,
            to_stage=project.resumes_to,
            since=command.effective,
            note=command.note,
        )
    ]


def complete(command: CompleteWorks, project: Project) -> list[OutcomeEvent]:
    """竣工认定."""
    if _again(project, WorksCompleted, command, command.evidence):
        return []
    _require_move(command, project)
    return [
        WorksCompleted(
            from_stage=project.stage,
            since=command.effective,
            evidence=command.evidence,
            planned_on=project.milestone(MilestoneKind.COMPLETION).planned_on,
        )
    ]


def start_production(command: StartProduction, project: Project) -> list[OutcomeEvent]:
    """投产认定."""
    if _again(project, ProductionStarted, command, command.evidence):
        return []
    _require_move(command, project)
    return [
        ProductionStarted(
            from_stage=project.stage,
            since=command.effective,
            evidence=command.evidence,
            planned_on=project.milestone(MilestoneKind.PRODUCTION).planned_on,
        )
    ]


def terminate(command: TerminateProject, project: Project) -> list[OutcomeEvent]:
    """终止项目: before production; one that produces exits (清退) instead."""
    if _again(project, ProjectTerminated, command, command.reason):
        return []
    _require_move(command, project)
    return [
        ProjectTerminated(from_stage=project.stage, since=command.effective, reason=command.reason)
    ]


def _again(
    project: Project, event: type[SiteEvent | OutcomeEvent], command: Asked, words: str
) -> bool:
    return project.last_move == Move(by=event.__name__, since=command.effective, words=words)


def _require_move(command: Asked, project: Project) -> None:
    require_stage(command, project)
    require_not_future(command)
    require_order(command, project)


def evolve_on_site(project: Project, event: SiteEvent) -> Project:
    """Take in one event."""
    match event:
        case WorkCommenced():
            move = _move(event, event.evidence)
            return replace(
                project.moved(Stage.UNDER_CONSTRUCTION, move),
                milestones=milestones_recognised(project.milestones, event),
            )
        case StartObserved() | UnapprovedStartObserved():
            seen = project.observations | {(event.seen_on, event.seen)}
            return replace(project, observations=seen)
        case WorkSuspended():
            standing = replace(project, resumes_to=event.from_stage)
            return standing.moved(Stage.SUSPENDED, _move(event, event.reason))
        case WorkResumed():
            return project.moved(event.to_stage, _move(event, event.note))
        case _:
            assert_never(event)


def evolve_outcome(project: Project, event: OutcomeEvent) -> Project:
    """Take in one event."""
    match event:
        case WorksCompleted():
            done = project.moved(Stage.COMPLETED, _move(event, event.evidence))
            return replace(done, milestones=milestones_recognised(project.milestones, event))
        case ProductionStarted():
            done = project.moved(Stage.IN_PRODUCTION, _move(event, event.evidence))
            return replace(done, milestones=milestones_recognised(project.milestones, event))
        case ProjectTerminated():
            return project.moved(Stage.TERMINATED, _move(event, event.reason))
        case _:
            assert_never(event)


def _move(event: StageMove, words: str) -> Move:
    return Move(by=type(event).__name__, since=event.since, words=words)
