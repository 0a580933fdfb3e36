"""From ground-breaking to production, or to an end."""

from datetime import date

from shared.contracts.projects.told import Lacking, OfProject


class _Moved(OfProject):
    from_stage: str
    to_stage: str


class WorkCommenced(_Moved):
    """开工: recognised, with everything granted."""

    evidence: str
    planned_on: date | None


class StartObserved(OfProject):
    """发现动工: works were seen that were allowed."""

    seen: str


class UnapprovedStartObserved(OfProject):
    """未批先建: works were seen before everything was granted."""

    seen: str
    lacking: tuple[Lacking, ...]


class WorkSuspended(_Moved):
    """停缓建: works stand still, or are put off."""

    reason: str


class WorkResumed(_Moved):
    """复工: works go on."""

    note: str


class WorksCompleted(_Moved):
    """竣工: the works are complete."""

    evidence: str
    planned_on: date | None


class ProductionStarted(_Moved):
    """投产: production has begun."""

    evidence: str
    planned_on: date | None


class ProjectTerminated(_Moved):
    """项目终止: it is not carried on."""

    reason: str
