"""What is told of what other systems report, and of whether that is what we say."""

from datetime import date, datetime

from shared.contracts.approvals.told import Told
from shared.kernel.identifiers import CaseId, DepartmentId, ProjectId


class CaseReported(Told):
    """外部系统报送办件: what another system says of a case, by which record, read when.

    `state_code` is that of the exchange standard. A `late` one undoes nothing; `unplaced` says why
    it was about no item of ours when it came.
    """

    project_id: ProjectId
    source: str
    record: str
    record_version: int
    retrieved_at: datetime
    item_code: str | None = None
    source_item: str | None = None
    state_code: int
    on: date
    document_number: str | None = None
    note: str | None = None
    late: bool = False
    unplaced: str | None = None


class ReportLinked(Told):
    """报送对应到事项: the record is about this item."""

    project_id: ProjectId
    item_code: str
    department: DepartmentId | None = None


class DisagreementFound(Told):
    """报送与本系统不一致: our case says something else than is reported, since this day."""

    project_id: ProjectId
    case: CaseId
    item_code: str
    since: date
    own_stage: str
    state_code: int


class DisagreementEnded(Told):
    """报送不一致了结: both say the same again, or nobody has to follow the other any more.

    `why` is same-said, item-elsewhere, another-application or project-ended.
    """

    project_id: ProjectId
    case: CaseId
    item_code: str
    since: date
    own_stage: str | None = None
    state_code: int
    why: str | None = None


class ItemReported(Told):
    """事项外部报送状态: what is known of an item from elsewhere, and whether that moves it.

    For whoever waits for the item, one that `stands_as` something is as good as granted, until
    it is told that it `stood_as` that.
    """

    project_id: ProjectId
    item_code: str
    report: str
    source: str
    record: str
    record_version: int
    retrieved_at: datetime
    state_code: int
    on: date
    document_number: str | None = None
    from_standing: str | None = None
    to_standing: str | None = None
    stands_as: str | None = None
    stood_as: str | None = None


class ItemCodeMapped(Told):
    """外部事项编码对照: what a source calls so is this item of ours."""

    source: str
    source_item: str
    from_item: str | None = None
    to_item: str
    reason: str
