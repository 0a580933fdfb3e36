"""When milestones are due, expected and reached."""

from datetime import date

from shared.contracts.projects.told import OfProject, PlainTime


class _OfMilestone(OfProject):
    milestone: str


class MilestonePlanned(_OfMilestone):
    """里程碑计划: the day it is due."""

    from_on: date | None
    to_on: date
    reason: str


class MilestoneForecast(_OfMilestone):
    """里程碑预计: the day it is expected."""

    planned_on: date | None
    from_on: date | None
    to_on: date
    reason: str


class MilestoneSlipped(_OfMilestone):
    """里程碑延期: it is expected later than planned."""

    planned_on: date
    forecast_on: date
    days_late: int
    reason: str


class MilestoneReached(_OfMilestone):
    """里程碑达成: the envelope's effective time says when."""

    evidence: str
    planned_on: date | None
    forecast_on: date | None


class MilestoneCorrected(_OfMilestone):
    """里程碑更正: it was reached at another time than was told; the envelope names the entry."""

    from_reached: PlainTime
    to_reached: PlainTime
    reason: str
