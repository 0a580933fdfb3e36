"""What may be asked of an import. What became of a row elsewhere comes in as a command, too."""

from dataclasses import dataclass

from services.leads.domain.import_events import ProjectFacts
from shared.kernel.asked import Asked
from shared.kernel.identifiers import ImportId, LeadId, ProjectId


@dataclass(frozen=True, kw_only=True)
class ReadLedger(Asked):
    """核验台账: a workbook was handed in and read."""

    import_id: ImportId
    file_name: str
    digest: str
    rows: int


@dataclass(frozen=True, kw_only=True)
class RecordLeadRow(Asked):
    """登记线索行结果: the row became this lead."""

    row: str
    fingerprint: str
    lead_id: LeadId
    decided: str | None = None


@dataclass(frozen=True, kw_only=True)
class CommitProjectRow(Asked):
    """提交项目行: hand the row to projects."""

    row: str
    fingerprint: str
    project: ProjectFacts
    decided: str | None = None


@dataclass(frozen=True, kw_only=True)
class RecordProject(Asked):
    """登记项目行结果: projects made this project of the row."""

    row: str
    project_id: ProjectId


@dataclass(frozen=True, kw_only=True)
class RefuseRow(Asked):
    """登记行被拒: a rule refused to import the row."""

    row: str
    code: str
    detail: str


@dataclass(frozen=True, kw_only=True)
class RequestUndo(Asked):
    """请求撤销项目行: ask projects to withdraw what it made of the row."""

    row: str


@dataclass(frozen=True, kw_only=True)
class RecordUndone(Asked):
    """登记行已撤销: what the row made is withdrawn."""

    row: str


@dataclass(frozen=True, kw_only=True)
class RefuseUndo(Asked):
    """登记行未撤销: something was done since; what the row made stays."""

    row: str
    code: str
    detail: str


Committing = RecordLeadRow | CommitProjectRow | RecordProject | RefuseRow
Undoing = RequestUndo | RecordUndone | RefuseUndo
ImportCommand = ReadLedger | Committing | Undoing
