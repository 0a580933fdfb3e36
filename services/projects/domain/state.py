"""What the rules ask about a project, and which act is allowed at which stage."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from services.projects.domain.commands import (
    AssignLeader,
    AssignOfficer,
    AssignProjectCode,
    CompleteWorks,
    CorrectMilestone,
    ForecastMilestone,
    HandOver,
    ObserveStart,
    PlanMilestone,
    ReachMilestone,
    RecogniseCommencement,
    ResumeWork,
    StartProduction,
    SuspendWork,
    TerminateProject,
)
from services.projects.domain.gate import Gate
from services.projects.domain.milestone import NONE_YET, Milestone, Milestones
from services.projects.domain.terms import ImportedRow, Investment, MilestoneKind, Origin, Stage
from shared.kernel.asked import Asked
from shared.kernel.effective import Effective
from shared.kernel.identifiers import AccountId, EventId, LeadId, ProjectId
from shared.kernel.rejected import Rejected
from shared.kernel.values import replace

STANDING = frozenset(
    {
        Stage.SIGNED,
        Stage.UNDER_CONSTRUCTION,
        Stage.SUSPENDED,
        Stage.COMPLETED,
        Stage.IN_PRODUCTION,
    }
)

ALLOWED: Mapping[type[Asked], frozenset[Stage]] = {
    AssignProjectCode: STANDING | {Stage.TERMINATED},
    AssignOfficer: STANDING,
    HandOver: STANDING,
    AssignLeader: STANDING,
    PlanMilestone: STANDING,
    ForecastMilestone: STANDING,
    ReachMilestone: STANDING,
    CorrectMilestone: STANDING | {Stage.TERMINATED},
    RecogniseCommencement: frozenset({Stage.SIGNED}),
    ObserveStart: STANDING | {Stage.TERMINATED},
    SuspendWork: frozenset({Stage.SIGNED, Stage.UNDER_CONSTRUCTION}),
    ResumeWork: frozenset({Stage.SUSPENDED}),
    CompleteWorks: frozenset({Stage.UNDER_CONSTRUCTION}),
    StartProduction: frozenset({Stage.COMPLETED}),
    TerminateProject: STANDING - {Stage.IN_PRODUCTION},
}

IMPORTABLE = frozenset(
    {Stage.SIGNED, Stage.UNDER_CONSTRUCTION, Stage.COMPLETED, Stage.IN_PRODUCTION}
)


@dataclass(frozen=True, kw_only=True)
class Move:
    """阶段变动: the event that led to the present stage, since when, and in which words."""

    by: str
    since: Effective
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class Project:
    """投资项目: what the rules ask about; folded from events, never stored."""

    project_id: ProjectId | None = None
    lead_id: LeadId | None = None
    origin: Origin = Origin.LEAD
    row: ImportedRow | None = None
    investment: Investment | None = None
    stage: Stage = Stage.NOT_CREATED
    moves: tuple[Move, ...] = ()
    resumes_to: Stage = Stage.NOT_CREATED
    found_under_way: bool = False
    code: str = ""
    officer: AccountId | None = None
    handed_over_from: AccountId | None = None
    leader: AccountId | None = None
    milestones: Milestones = field(default_factory=dict)
    gate: Gate = field(default_factory=Gate)
    observations: frozenset[tuple[Effective, str]] = frozenset()
    touched_by: str = ""
    refused_requests: frozenset[EventId] = frozenset()

    @property
    def last_move(self) -> Move | None:
        """Return what led to the present stage."""
        return self.moves[-1] if self.moves else None

    def milestone(self, kind: MilestoneKind) -> Milestone:
        """Return the dates of one kind, none of them known at first."""
        return self.milestones.get(kind, NONE_YET)

    def moved(self, stage: Stage, move: Move) -> "Project":
        """Return the project at another stage."""
        return replace(self, stage=stage, moves=(*self.moves, move))


def require_stage(command: Asked, project: Project) -> None:
    """Refuse an act that the table does not allow at this stage."""
    allowed = ALLOWED[type(command)]
    if project.stage not in allowed:
        raise Rejected(
            "not-in-this-stage",
            f"{type(command).__name__} is not possible while {project.stage}",
            stage=project.stage.value,
            allowed=sorted(stage.value for stage in allowed),
        )


def require_order(command: Asked, project: Project) -> None:
    """Refuse a stage dated before the one it follows, so that the world's order is the stages'."""
    before = project.last_move
    if before is not None and command.effective.start < before.since.start:
        raise Rejected(
            "effective-before-predecessor",
            f"dated before {before.by}",
            since=before.since.to_plain(),
        )
