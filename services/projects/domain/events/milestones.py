"""When milestones are due, expected and reached."""

from dataclasses import dataclass
from datetime import date

from services.projects.domain.terms import MilestoneKind
from shared.kernel.effective import Effective


@dataclass(frozen=True, kw_only=True)
class MilestonePlanned:
    """里程碑计划: the day it is due; `from_on` is the day planned before."""

    milestone: MilestoneKind
    from_on: date | None
    to_on: date
    reason: str


@dataclass(frozen=True, kw_only=True)
class MilestoneForecast:
    """里程碑预计: the day it will really be, as seen now; `from_on` is what was thought before."""

    milestone: MilestoneKind
    planned_on: date | None
    from_on: date | None
    to_on: date
    reason: str


@dataclass(frozen=True, kw_only=True)
class MilestoneSlipped:
    """里程碑延期: it is expected later than planned."""

    milestone: MilestoneKind
    planned_on: date
    forecast_on: date
    days_late: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class MilestoneCorrected:
    """里程碑更正: it was reached at `to_reached`; the entry put right stays as it was made."""

    milestone: MilestoneKind
    from_reached: Effective
    to_reached: Effective
    reason: str


@dataclass(frozen=True, kw_only=True)
class MilestoneReached:
    """里程碑达成: it was reached; the days planned and forecast are kept beside it."""

    milestone: MilestoneKind
    reached: Effective
    evidence: str
    planned_on: date | None
    forecast_on: date | None
