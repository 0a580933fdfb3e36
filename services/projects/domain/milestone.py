"""里程碑: planned, forecast and reached; pure values shared by the rules and the record."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import assert_never

from services.projects.domain.events import (
    AgreedTermsCorrected,
    MilestoneCorrected,
    MilestoneEvent,
    MilestoneForecast,
    MilestonePlanned,
    MilestoneReached,
    MilestoneSlipped,
    ProductionStarted,
    ProjectCreated,
    WorkCommenced,
    WorksCompleted,
)
from services.projects.domain.terms import MilestoneKind
from shared.kernel.effective import Effective
from shared.kernel.values import replace


@dataclass(frozen=True, kw_only=True)
class Milestone:
    """里程碑: one kind's three dates; `reason` says why it is expected later than planned."""

    planned_on: date | None = None
    forecast_on: date | None = None
    reason: str = ""
    reached: Effective | None = None
    evidence: str = ""

    @property
    def slipped(self) -> bool:
        """Tell whether it is still to come, and later than planned."""
        if self.reached or self.planned_on is None or self.forecast_on is None:
            return False
        return self.forecast_on > self.planned_on


Milestones = Mapping[MilestoneKind, Milestone]
NONE_YET = Milestone()
Recognition = WorkCommenced | WorksCompleted | ProductionStarted
RECOGNISED: Mapping[type[Recognition], MilestoneKind] = {
    WorkCommenced: MilestoneKind.COMMENCEMENT,
    WorksCompleted: MilestoneKind.COMPLETION,
    ProductionStarted: MilestoneKind.PRODUCTION,
}


def milestones_at_creation(milestones: Milestones, event: ProjectCreated) -> Milestones:
    """Return what the agreement, or the ledger, says of the milestones."""
    signed = event.since if event.lead_id else None
    planned = {
        MilestoneKind.COMMENCEMENT: event.investment.agreed_start_on,
        MilestoneKind.PRODUCTION: event.investment.agreed_production_on,
    }
    reached = {MilestoneKind.SIGNED: signed, MilestoneKind.COMMENCEMENT: event.commenced}
    stated = {kind for dates in (planned, reached) for kind, on in dates.items() if on}
    begun = {
        kind: replace(
            milestones.get(kind, NONE_YET), planned_on=planned.get(kind), reached=reached.get(kind)
        )
        for kind in stated
    }
    return {**milestones, **begun}


def milestones_corrected(milestones: Milestones, event: AgreedTermsCorrected) -> Milestones:
    """Return the milestones whose planned days were the agreed ones, planned as corrected."""
    dates = {
        MilestoneKind.COMMENCEMENT: (event.before.agreed_start_on, event.after.agreed_start_on),
        MilestoneKind.PRODUCTION: (
            event.before.agreed_production_on,
            event.after.agreed_production_on,
        ),
    }
    moved = {
        kind: _planned_anew(milestones.get(kind, NONE_YET), after, event.reason)
        for kind, (before, after) in dates.items()
        if milestones.get(kind, NONE_YET).planned_on == before
    }
    return {**milestones, **moved}


def _planned_anew(milestone: Milestone, planned_on: date | None, reason: str) -> Milestone:
    return replace(milestone, planned_on=planned_on, reason=milestone.reason or reason)


def evolve_milestones(milestones: Milestones, event: MilestoneEvent) -> Milestones:
    """Take in one event."""
    before = milestones.get(event.milestone, NONE_YET)
    match event:
        case MilestonePlanned():
            after = replace(before, planned_on=event.to_on)
        case MilestoneForecast():
            after = replace(before, forecast_on=event.to_on, reason=event.reason)
        case MilestoneSlipped():
            after = replace(before, reason=event.reason)
        case MilestoneReached():
            after = replace(before, reached=event.reached, evidence=event.evidence)
        case MilestoneCorrected():
            after = replace(before, reached=event.to_reached)
        case _:
            assert_never(event)
    return {**milestones, event.milestone: after}


def milestones_recognised(milestones: Milestones, event: Recognition) -> Milestones:
    """Take in a milestone that has an act of its own."""
    kind = RECOGNISED[type(event)]
    before = milestones.get(kind, NONE_YET)
    return {**milestones, kind: replace(before, reached=event.since, evidence=event.evidence)}
