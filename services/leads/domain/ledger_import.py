"""台账导入: one ledger, row by row, from reading to commit and, if need be, undo."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import assert_never

from services.leads.domain.import_commands import (
    CommitProjectRow,
    Committing,
    ImportCommand,
    ReadLedger,
    RecordLeadRow,
    RecordProject,
    RecordUndone,
    RefuseRow,
    RefuseUndo,
    RequestUndo,
    Undoing,
)
from services.leads.domain.import_events import (
    ImportEvent,
    LeadRowCommitted,
    LedgerRead,
    ProjectRowCommitted,
    ProjectRowImported,
    ProjectRowUndoRequested,
    RowEvent,
    RowRefused,
    RowUndone,
    RowUndoRefused,
)
from services.leads.domain.particulars import check_particulars
from shared.kernel.asked import require_now
from shared.kernel.decider import About, Decider
from shared.kernel.identifiers import AccountId, ImportId
from shared.kernel.policy import Guarded
from shared.kernel.rejected import Rejected
from shared.kernel.values import replace


class Standing(StrEnum):
    """行状态: what has become of a row so far."""

    READ = "read"
    LEAD = "lead"
    SENT = "sent"
    PROJECT = "project"
    REFUSED = "refused"
    UNDO_REQUESTED = "undo-requested"
    UNDONE = "undone"


_COMMITTABLE = frozenset({Standing.READ, Standing.REFUSED})

# From which standing a row may come to which. `sent` waits for projects' answer.
TURNS: Mapping[Standing, frozenset[Standing]] = {
    Standing.LEAD: _COMMITTABLE,
    Standing.SENT: _COMMITTABLE,
    Standing.REFUSED: _COMMITTABLE | {Standing.SENT},
    Standing.PROJECT: frozenset({Standing.SENT, Standing.UNDO_REQUESTED}),
    Standing.UNDO_REQUESTED: frozenset({Standing.SENT, Standing.PROJECT}),
    Standing.UNDONE: frozenset({Standing.LEAD, Standing.UNDO_REQUESTED}),
}


@dataclass(frozen=True, kw_only=True)
class LedgerImport:
    """台账导入: which rows are in force; a row that is not named was only read."""

    id: ImportId | None = None
    uploader: AccountId | None = None
    rows: Mapping[str, Standing] = field(default_factory=dict)
    refusals: Mapping[str, str] = field(default_factory=dict)

    def standing(self, row: str) -> Standing:
        """Return what has become of a row."""
        return self.rows.get(row, Standing.READ)


def _decide(command: ImportCommand, run: LedgerImport) -> list[ImportEvent]:
    if isinstance(command, ReadLedger):
        return _read(command, run)
    if run.id is None:
        raise Rejected("import-unknown", "no ledger was handed in")
    if isinstance(command, Committing):
        return _commit(command, run)
    return _undo(command, run)


def _read(command: ReadLedger, run: LedgerImport) -> list[ImportEvent]:
    if run.id is not None:
        return []
    require_now(command)
    return [
        LedgerRead(
            import_id=command.import_id,
            uploader=command.by.id,
            file_name=command.file_name,
            digest=command.digest,
            rows=command.rows,
        )
    ]


def _commit(command: Committing, run: LedgerImport) -> list[ImportEvent]:
    match command:
        case RecordLeadRow():
            event: RowEvent = LeadRowCommitted(
                row=command.row,
                fingerprint=command.fingerprint,
                lead_id=command.lead_id,
                decided=command.decided,
            )
        case CommitProjectRow():
            event = _handed_over(command)
        case RecordProject():
            event = ProjectRowImported(row=command.row, project_id=command.project_id)
        case RefuseRow():
            event = RowRefused(row=command.row, code=command.code, detail=command.detail)
        case _:
            assert_never(command)
    return _turn(run, event)


def _handed_over(command: CommitProjectRow) -> ProjectRowCommitted:
    check_particulars(command.project.particulars)
    if command.project.since.start > command.at:
        raise Rejected("effective-in-the-future", "the ledger tells of a day to come")
    return ProjectRowCommitted(
        row=command.row,
        fingerprint=command.fingerprint,
        project=command.project,
        decided=command.decided,
    )


def _undo(command: Undoing, run: LedgerImport) -> list[ImportEvent]:
    match command:
        case RequestUndo():
            return _turn(run, ProjectRowUndoRequested(row=command.row))
        case RecordUndone():
            return _turn(run, RowUndone(row=command.row))
        case RefuseUndo():
            return _refuse_undo(command, run)
        case _:
            assert_never(command)


def _turn(run: LedgerImport, event: RowEvent) -> list[ImportEvent]:
    """Let a row come to its next standing, or say nothing when it is there already."""
    before, after = run.standing(event.row), _standing_after(event, run)
    if before is after and run.refusals.get(event.row) == _code(event):
        return []
    if before not in TURNS[after]:
        raise Rejected(
            "row-not-in-order", f"the row is {before}", row=event.row, standing=before, to=after
        )
    return [event]


def _refuse_undo(command: RefuseUndo, run: LedgerImport) -> list[ImportEvent]:
    standing = run.standing(command.row)
    if standing is not Standing.UNDO_REQUESTED and run.refusals.get(command.row) == command.code:
        return []
    if standing not in TURNS[Standing.UNDONE]:
        raise Rejected("row-not-in-order", f"the row is {standing}", row=command.row)
    return [RowUndoRefused(row=command.row, code=command.code, detail=command.detail)]


def _code(event: RowEvent) -> str | None:
    return event.code if isinstance(event, RowRefused | RowUndoRefused) else None


def _standing_after(event: RowEvent, run: LedgerImport) -> Standing:
    match event:
        case LeadRowCommitted():
            return Standing.LEAD
        case ProjectRowCommitted():
            return Standing.SENT
        case ProjectRowImported():
            return Standing.PROJECT
        case RowRefused():
            return Standing.REFUSED
        case _:
            return _standing_after_undo(event, run)


def _standing_after_undo(
    event: ProjectRowUndoRequested | RowUndone | RowUndoRefused, run: LedgerImport
) -> Standing:
    match event:
        case ProjectRowUndoRequested():
            return Standing.UNDO_REQUESTED
        case RowUndone():
            return Standing.UNDONE
        case RowUndoRefused():
            lead = run.standing(event.row) is Standing.LEAD
            return Standing.LEAD if lead else Standing.PROJECT
        case _:
            assert_never(event)


def _evolve(run: LedgerImport, event: ImportEvent) -> LedgerImport:
    if isinstance(event, LedgerRead):
        return LedgerImport(id=event.import_id, uploader=event.uploader)
    refusals = {row: code for row, code in run.refusals.items() if row != event.row}
    if (code := _code(event)) is not None:
        refusals[event.row] = code
    rows = {**run.rows, event.row: _standing_after(event, run)}
    return replace(run, rows=rows, refusals=refusals)


def _about(run: LedgerImport) -> About:
    return About(guarded=Guarded(people=frozenset({run.uploader} if run.uploader else ())))


LEDGER_IMPORT: Decider[ImportCommand, LedgerImport, ImportEvent] = Decider(
    category="import", initial=LedgerImport(), decide=_decide, evolve=_evolve, about=_about
)
