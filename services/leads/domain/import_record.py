"""What people read of an import: what became of each row, and when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from services.leads.domain.import_events import (
    ImportEvent,
    LeadRowCommitted,
    LedgerRead,
    ProjectRowCommitted,
    ProjectRowImported,
    RowEvent,
    RowRefused,
    RowUndoRefused,
)
from services.leads.domain.ledger_import import LEDGER_IMPORT, LedgerImport, Standing
from shared.kernel.identifiers import AccountId, ImportId, LeadId, ProjectId, split_stream_key
from shared.kernel.recorded import Recorded
from shared.kernel.values import replace


@dataclass(frozen=True, kw_only=True)
class RowRecord:
    """行结果: where a row stands, what it made, and why something was refused."""

    row: str
    standing: Standing
    fingerprint: str = ""
    decided: str | None = None
    lead_id: LeadId | None = None
    project_id: ProjectId | None = None
    code: str | None = None
    detail: str | None = None
    recorded_at: datetime


@dataclass(frozen=True, kw_only=True)
class ImportRecord:
    """台账导入: as people see it; rows that were only read are not among `rows`."""

    id: ImportId
    uploader: AccountId | None = None
    file_name: str = ""
    digest: str = ""
    read: int = 0
    read_at: datetime | None = None
    rows: Mapping[str, RowRecord] = field(default_factory=dict)
    run: LedgerImport = field(default_factory=LedgerImport)

    def count(self, standing: Standing) -> int:
        """Return how many rows stand there."""
        if standing is Standing.READ:
            return self.read - len(self.rows)
        return sum(row.standing is standing for row in self.rows.values())


def evolve_import(record: ImportRecord | None, recorded: Recorded[ImportEvent]) -> ImportRecord:
    """Take in one event."""
    before = record or ImportRecord(id=ImportId(split_stream_key(recorded.stream)[1]))
    event = recorded.event
    run = LEDGER_IMPORT.evolve(before.run, event)
    if isinstance(event, LedgerRead):
        return replace(
            before,
            uploader=event.uploader,
            file_name=event.file_name,
            digest=event.digest,
            read=event.rows,
            read_at=recorded.recorded_at,
            run=run,
        )
    row = _row(before.rows.get(event.row), recorded, event, run.standing(event.row))
    return replace(before, rows={**before.rows, event.row: row}, run=run)


def _row(
    before: RowRecord | None,
    recorded: Recorded[ImportEvent],
    event: RowEvent,
    standing: Standing,
) -> RowRecord:
    known = before or RowRecord(row=event.row, standing=standing, recorded_at=recorded.recorded_at)
    row = replace(
        known, standing=standing, code=None, detail=None, recorded_at=recorded.recorded_at
    )
    match event:
        case LeadRowCommitted():
            return replace(
                row,
                lead_id=event.lead_id,
                fingerprint=event.fingerprint,
                decided=event.decided,
            )
        case ProjectRowCommitted():
            return replace(row, fingerprint=event.fingerprint, decided=event.decided)
        case ProjectRowImported():
            return replace(row, project_id=event.project_id)
        case RowRefused() | RowUndoRefused():
            return replace(row, code=event.code, detail=event.detail)
        case _:
            return row
