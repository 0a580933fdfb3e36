"""From ground-breaking to production, or to an end."""

from dataclasses import dataclass
from datetime import date

from services.projects.domain.terms import Lacking, Stage
from shared.kernel.effective import Effective


@dataclass(frozen=True, kw_only=True)
class WorkCommenced:
    """开工: ground was broken lawfully and that was recognised."""

    from_stage: Stage
    since: Effective
    evidence: str
    planned_on: date | None


@dataclass(frozen=True, kw_only=True)
class StartObserved:
    """发现动工: works were seen that were allowed."""

    seen_on: Effective
    seen: str


@dataclass(frozen=True, kw_only=True)
class UnapprovedStartObserved:
    """未批先建: works were seen before everything was granted."""

    seen_on: Effective
    seen: str
    lacking: tuple[Lacking, ...]


@dataclass(frozen=True, kw_only=True)
class WorkSuspended:
    """停缓建: works stand still, or are put off."""

    from_stage: Stage
    since: Effective
    reason: str


@dataclass(frozen=True, kw_only=True)
class WorkResumed:
    """复工: works go on at the stage they were suspended at."""

    from_stage: Stage
    to_stage: Stage
    since: Effective
    note: str


@dataclass(frozen=True, kw_only=True)
class WorksCompleted:
    """竣工: the works are complete."""

    from_stage: Stage
    since: Effective
    evidence: str
    planned_on: date | None


@dataclass(frozen=True, kw_only=True)
class ProductionStarted:
    """投产: production has begun."""

    from_stage: Stage
    since: Effective
    evidence: str
    planned_on: date | None


@dataclass(frozen=True, kw_only=True)
class ProjectTerminated:
    """项目终止: it is not carried on."""

    from_stage: Stage
    since: Effective
    reason: str
