"""What other systems reported, and whether that is what we say. Add, never rename.

Who pushed it stands in the envelope, and so does when it was so; `on` repeats the day for the rules
that ask which of two facts is the later one.
"""

from dataclasses import dataclass
from datetime import date, datetime

from services.approvals.domain.exchange_codes import StateCode, Unplaced, WhyEnded
from services.approvals.domain.terms import Stage, Standing
from shared.kernel.identifiers import CaseId, DepartmentId, LeadId, ParkId, ProjectId


@dataclass(frozen=True, kw_only=True)
class CaseReported:
    """外部系统报送办件: what another system says of a case, with where it was read and when.

    The item is named by our code or by the source's own; `unplaced` says why it was about no item
    of ours when it came. A `late` one is of a version older than one that was reported before: it
    is kept and undoes nothing.
    """

    source: str
    record: str
    record_version: int
    retrieved_at: datetime
    project: ProjectId
    lead: LeadId | None
    park: ParkId | None
    item_code: str | None
    source_item: str | None
    state_code: StateCode
    on: date
    document_number: str | None
    note: str | None
    late: bool = False
    unplaced: Unplaced | None = None


@dataclass(frozen=True, kw_only=True)
class ReportLinked:
    """报送对应到事项: the record is about this item of ours, from now on."""

    item_code: str
    department: DepartmentId | None = None


@dataclass(frozen=True, kw_only=True)
class DisagreementFound:
    """报送与本系统不一致: our case says something else than is reported, since this day."""

    case: CaseId
    item_code: str
    since: date
    own_stage: Stage
    state_code: StateCode


@dataclass(frozen=True, kw_only=True)
class DisagreementEnded:
    """报送不一致了结: both say the same again, or nobody has to follow the other any more.

    Without `why` the item hung on another case where there is no stage; else both said the same.
    """

    case: CaseId
    item_code: str
    since: date
    own_stage: Stage | None
    state_code: StateCode
    why: WhyEnded | None = None


@dataclass(frozen=True, kw_only=True)
class ItemReported:
    """事项外部报送状态: what a plan knows of an item from elsewhere, and whether that moves it.

    A reported grant that moves it is told as `stands_as`, one name for as long as it counts, and as
    `stood_as` when it counts no longer.
    """

    item_code: str
    report: str
    source: str
    record: str
    record_version: int
    retrieved_at: datetime
    state_code: StateCode
    on: date
    document_number: str | None
    from_standing: Standing | None
    to_standing: Standing | None
    stands_as: str | None
    stood_as: str | None


@dataclass(frozen=True, kw_only=True)
class ProjectCodeNoted:
    """知悉项目代码: the code by which other systems name the project."""

    from_code: str | None
    to_code: str


@dataclass(frozen=True, kw_only=True)
class ItemCodeMapped:
    """外部事项编码对照: what a source calls by its own code is this item of ours."""

    source: str
    source_item: str
    from_item: str | None
    to_item: str
    reason: str


OutsideEvent = ItemReported | ProjectCodeNoted
RecordEvent = CaseReported | ReportLinked | DisagreementFound | DisagreementEnded
ReportEvent = RecordEvent | ItemCodeMapped
