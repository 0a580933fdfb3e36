"""How a project began, and how an import was taken back."""

from dataclasses import dataclass

from services.projects.domain.terms import ImportedRow, Investment, Origin, Stage
from shared.kernel.effective import Effective
from shared.kernel.identifiers import EventId, LeadId, ProjectId


@dataclass(frozen=True, kw_only=True)
class ProjectCreated:
    """生成项目: it exists from here on, at the stage it was found at `since`."""

    project_id: ProjectId
    origin: Origin
    stage: Stage
    since: Effective
    investment: Investment
    lead_id: LeadId | None = None
    row: ImportedRow | None = None
    commenced: Effective | None = None


@dataclass(frozen=True, kw_only=True)
class ImportedProjectWithdrawn:
    """导入已撤回: the import was undone; the project counts nowhere any more."""

    row: ImportedRow
    from_stage: Stage


@dataclass(frozen=True, kw_only=True)
class ImportedProjectWithdrawalRefused:
    """撤回导入被拒: the import stays, for the reason that `code` names."""

    row: ImportedRow
    request: EventId
    code: str
    detail: str


@dataclass(frozen=True, kw_only=True)
class AgreedTermsCorrected:
    """协议要素更正: the agreement was entered wrongly; it says, and said, `after`."""

    before: Investment
    after: Investment
    reason: str
