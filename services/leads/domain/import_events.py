"""What happened to a ledger that was handed in. The stored format: add, never rename."""

from dataclasses import dataclass

from services.leads.domain.particulars import Particulars
from shared.kernel.effective import Effective
from shared.kernel.identifiers import AccountId, ImportId, LeadId, ParkId, ProjectId


@dataclass(frozen=True, kw_only=True)
class ProjectFacts:
    """台账所载项目: what a ledger tells of works under way.

    `stage` is a stage of projects, `since` since when it has stood there, as far as is told.
    """

    park: ParkId
    stage: str
    since: Effective
    particulars: Particulars
    specialist: AccountId | None = None
    commenced: Effective | None = None
    land_supply: str | None = None


@dataclass(frozen=True, kw_only=True)
class LedgerRead:
    """台账核验: a workbook was read; nothing is imported yet."""

    import_id: ImportId
    uploader: AccountId
    file_name: str
    digest: str
    rows: int


@dataclass(frozen=True, kw_only=True)
class LeadRowCommitted:
    """线索行导入: the row became this lead.

    `fingerprint` is that of the row's contents; `decided` is what the importer decided about it.
    """

    row: str
    fingerprint: str
    lead_id: LeadId
    decided: str | None = None


@dataclass(frozen=True, kw_only=True)
class ProjectRowCommitted:
    """项目行导入: the row is handed to projects; otherwise as a row that became a lead."""

    row: str
    fingerprint: str
    project: ProjectFacts
    decided: str | None = None


@dataclass(frozen=True, kw_only=True)
class ProjectRowImported:
    """项目行落定: projects made this project of the row."""

    row: str
    project_id: ProjectId


@dataclass(frozen=True, kw_only=True)
class RowRefused:
    """行未导入: a rule refused the row; it may be committed again with a decision."""

    row: str
    code: str
    detail: str


@dataclass(frozen=True, kw_only=True)
class ProjectRowUndoRequested:
    """请求撤销项目行: projects is to say whether the project can go."""

    row: str


@dataclass(frozen=True, kw_only=True)
class RowUndone:
    """行已撤销: what the row made counts nowhere any more."""

    row: str


@dataclass(frozen=True, kw_only=True)
class RowUndoRefused:
    """行未撤销: what the row made stays, for the reason that `code` names."""

    row: str
    code: str
    detail: str


RowEvent = (
    LeadRowCommitted
    | ProjectRowCommitted
    | ProjectRowImported
    | RowRefused
    | ProjectRowUndoRequested
    | RowUndone
    | RowUndoRefused
)
ImportEvent = LedgerRead | RowEvent
