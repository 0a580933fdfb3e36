"""When a project's milestones are due, expected and reached."""

from datetime import date
from typing import assert_never

from services.projects.domain.commands import (
    CorrectMilestone,
    ForecastMilestone,
    MilestoneAct,
    PlanMilestone,
    ReachMilestone,
)
from services.projects.domain.corrections import correct, moves_put_right
from services.projects.domain.events import (
    MilestoneCorrected,
    MilestoneEvent,
    MilestoneForecast,
    MilestonePlanned,
    MilestoneReached,
    MilestoneSlipped,
)
from services.projects.domain.milestone import Milestone, evolve_milestones
from services.projects.domain.state import Project, require_stage
from services.projects.domain.terms import OWN_ACTS, SEQUENCE, MilestoneKind
from shared.kernel.asked import require_not_future, require_now
from shared.kernel.effective import business_day
from shared.kernel.rejected import Rejected
from shared.kernel.values import replace


def decide_milestone(command: MilestoneAct, project: Project) -> list[MilestoneEvent]:
    """Dispatch."""
    match command:
        case PlanMilestone():
            return plan(command, project)
        case ForecastMilestone():
            return forecast(command, project)
        case ReachMilestone():
            return reach(command, project)
        case CorrectMilestone():
            return correct(command, project)
        case _:
            assert_never(command)


def plan(command: PlanMilestone, project: Project) -> list[MilestoneEvent]:
    """制定里程碑计划: moving a planned day takes a reason, and the order of the kinds holds."""
    milestone = project.milestone(command.milestone)
    if milestone.planned_on == command.planned_on:
        return []
    require_stage(command, project)
    require_now(command)
    _require_to_come(milestone)
    if milestone.planned_on is not None and not command.reason:
        raise Rejected("replanning-needs-reason", "say why", planned_on=str(milestone.planned_on))
    _require_sequence(command, project)
    return [
        MilestonePlanned(
            milestone=command.milestone,
            from_on=milestone.planned_on,
            to_on=command.planned_on,
            reason=command.reason,
        ),
        *_slip(
            command.milestone,
            command.planned_on,
            milestone.forecast_on,
            command.reason or milestone.reason,
        ),
    ]


def forecast(command: ForecastMilestone, project: Project) -> list[MilestoneEvent]:
    """预计里程碑: a day still to come; later than planned takes a reason."""
    milestone = project.milestone(command.milestone)
    if (milestone.forecast_on, milestone.reason) == (command.forecast_on, command.reason):
        return []
    require_stage(command, project)
    require_now(command)
    _require_to_come(milestone)
    if command.forecast_on < business_day(command.at):
        raise Rejected("forecast-in-the-past", "what has not happened yet lies ahead")
    return [
        MilestoneForecast(
            milestone=command.milestone,
            planned_on=milestone.planned_on,
            from_on=milestone.forecast_on,
            to_on=command.forecast_on,
            reason=command.reason,
        ),
        *_slip(command.milestone, milestone.planned_on, command.forecast_on, command.reason),
    ]


def reach(command: ReachMilestone, project: Project) -> list[MilestoneEvent]:
    """达成里程碑: on a day that has come, unless an act of its own says so."""
    milestone = project.milestone(command.milestone)
    if (milestone.reached, milestone.evidence) == (command.effective, command.evidence):
        return []
    require_stage(command, project)
    require_not_future(command)
    if command.milestone in OWN_ACTS:
        raise Rejected(
            "milestone-has-its-own-act",
            f"{command.milestone} is recognised elsewhere",
            act=OWN_ACTS[command.milestone],
        )
    _require_to_come(milestone)
    return [
        MilestoneReached(
            milestone=command.milestone,
            reached=command.effective,
            evidence=command.evidence,
            planned_on=milestone.planned_on,
            forecast_on=milestone.forecast_on,
        )
    ]


def _require_to_come(milestone: Milestone) -> None:
    if milestone.reached is not None:
        raise Rejected(
            "milestone-already-reached",
            "what was reached is neither planned nor reached again",
            reached=milestone.reached.to_plain(),
        )


def _require_sequence(command: PlanMilestone, project: Project) -> None:
    if command.milestone not in SEQUENCE:
        return
    place = SEQUENCE.index(command.milestone)
    for other_place, kind in enumerate(SEQUENCE):
        other = project.milestone(kind).planned_on
        if other is None or other_place == place:
            continue
        if (other_place < place and other > command.planned_on) or (
            other_place > place and other < command.planned_on
        ):
            raise Rejected(
                "milestones-out-of-order",
                f"{kind} is planned on {other}",
                milestone=kind.value,
                planned_on=str(other),
            )


def _slip(
    kind: MilestoneKind, planned_on: date | None, forecast_on: date | None, reason: str
) -> list[MilestoneEvent]:
    if planned_on is None or forecast_on is None or forecast_on <= planned_on:
        return []
    if not reason:
        raise Rejected(
            "slip-needs-reason",
            "later than planned takes a reason",
            planned_on=str(planned_on),
            forecast_on=str(forecast_on),
        )
    return [
        MilestoneSlipped(
            milestone=kind,
            planned_on=planned_on,
            forecast_on=forecast_on,
            days_late=(forecast_on - planned_on).days,
            reason=reason,
        )
    ]


def evolve_milestones_of(project: Project, event: MilestoneEvent) -> Project:
    """Take in one event."""
    after = replace(project, milestones=evolve_milestones(project.milestones, event))
    if isinstance(event, MilestoneCorrected):
        return replace(after, moves=moves_put_right(project.moves, event))
    return after
