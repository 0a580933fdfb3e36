"""What projects tells becomes our commands: of the project of a lead, and of rows of ledgers."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from services.leads.domain.commands import LinkProject, NoteProjectRefused
from services.leads.domain.import_commands import (
    ImportCommand,
    RecordProject,
    RecordUndone,
    RefuseRow,
    RefuseUndo,
)
from services.leads.domain.import_events import ProjectRowCommitted
from services.leads.domain.import_record import evolve_import
from services.leads.domain.lead import LEAD
from services.leads.domain.ledger_import import LEDGER_IMPORT
from services.leads.domain.ledger_row import LEDGER_ROW, FreeRow
from services.leads.views import ledgers
from shared.adapters.command_handler import Act, Part
from shared.adapters.reacting import Ask
from shared.adapters.runtime import Runtime
from shared.contracts import projects
from shared.contracts.envelope import CloudEvent
from shared.contracts.housekeeping import ReactionRefused
from shared.kernel.asked import SYSTEM
from shared.kernel.effective import Effective
from shared.kernel.identifiers import EventId, ImportId, split_stream_key, stream_key
from shared.kernel.recorded import fold_record

_SIGNED = "cn.luodi.leads.AgreementSigned.v1"
_HANDED_OVER = "cn.luodi.leads.ProjectRowCommitted.v1"
Reaction = Callable[[Runtime[Any], CloudEvent, datetime], Awaitable[Sequence[Ask]]]


async def react(runtime: Runtime[Any], heard: CloudEvent, at: datetime) -> Sequence[Ask]:
    """Return what is to be asked here after this event."""
    reaction = _REACTIONS.get((heard.service, heard.eventname))
    return [] if reaction is None else await reaction(runtime, heard, at)


async def _created(_: Runtime[Any], heard: CloudEvent, at: datetime) -> Sequence[Ask]:
    told = projects.ProjectCreated.model_validate(heard.data)
    if told.lead_id is not None:
        link = LinkProject(by=SYSTEM, at=at, effective=heard.effective, project_id=told.project_id)
        return [Ask.of(Part(LEAD, told.lead_id), link)]
    if told.import_id is None or told.row is None:
        return []
    record = RecordProject(**_now(at), row=told.row, project_id=told.project_id)
    return [Ask.of(Part(LEDGER_IMPORT, told.import_id), record)]


async def _withdrawn(runtime: Runtime[Any], heard: CloudEvent, at: datetime) -> Sequence[Ask]:
    """The row is undone, and its contents may be imported again."""
    told = projects.ImportedProjectWithdrawn.model_validate(heard.data)
    undone = RecordUndone(**_now(at), row=told.row)
    free = FreeRow(**_now(at), import_id=told.import_id, row=told.row)
    fingerprint = await _fingerprint(runtime, told.import_id, told.row)
    return [Ask(act=_both(Part(LEDGER_IMPORT, told.import_id), undone, fingerprint, free))]


async def _kept(_: Runtime[Any], heard: CloudEvent, at: datetime) -> Sequence[Ask]:
    told = projects.ImportedProjectWithdrawalRefused.model_validate(heard.data)
    refused = RefuseUndo(**_now(at), row=told.row, code=told.code, detail=told.detail)
    return [Ask.of(Part(LEDGER_IMPORT, told.import_id), refused)]


async def _refused(runtime: Runtime[Any], heard: CloudEvent, at: datetime) -> Sequence[Ask]:
    """What one of our events asked of projects was refused: say so where it was asked."""
    told = ReactionRefused.model_validate(heard.data)
    if told.cause_type == _SIGNED and heard.leadid is not None:
        noted = NoteProjectRefused(**_now(at), code=told.code, detail=told.detail)
        return [Ask.of(Part(LEAD, heard.leadid), noted)]
    if told.cause_type == _HANDED_OVER:
        return await _row_refused(runtime, told, at)
    return []


async def _row_refused(runtime: Runtime[Any], told: ReactionRefused, at: datetime) -> Sequence[Ask]:
    """The row is refused with the code, and its contents may be imported again."""
    stream = await ledgers.stream_of(runtime.pool, EventId(told.cause))
    past = await runtime.store.stream(stream) if stream is not None else []
    for one in past:
        if one.event_id == told.cause and isinstance(one.event, ProjectRowCommitted):
            import_id = ImportId(split_stream_key(one.stream)[1])
            row, fingerprint = one.event.row, one.event.fingerprint
            refused = RefuseRow(**_now(at), row=row, code=told.code, detail=told.detail)
            free = FreeRow(**_now(at), import_id=import_id, row=row)
            return [Ask(act=_both(Part(LEDGER_IMPORT, import_id), refused, fingerprint, free))]
    return []


def _both(part: Part, command: ImportCommand, fingerprint: str, free: FreeRow) -> Act:
    def decide(states: Sequence[Any]) -> list[tuple[int, Any]]:
        return [
            *((0, event) for event in LEDGER_IMPORT.decide(command, states[0])),
            *((1, event) for event in LEDGER_ROW.decide(free, states[1])),
        ]

    parts = [part, Part(LEDGER_ROW, fingerprint)]
    return Act(parts=parts, asked=command, decide=decide)


async def _fingerprint(runtime: Runtime[Any], import_id: ImportId, row: str) -> str:
    stream = await runtime.store.stream(stream_key(LEDGER_IMPORT.category, import_id))
    record = fold_record(evolve_import, stream)
    return record.rows[row].fingerprint if record and row in record.rows else ""


def _now(at: datetime) -> dict[str, Any]:
    return {"by": SYSTEM, "at": at, "effective": Effective.at_instant(at)}


_REACTIONS: Mapping[tuple[str, str], Reaction] = {
    ("projects", "ProjectCreated"): _created,
    ("projects", "ImportedProjectWithdrawn"): _withdrawn,
    ("projects", "ImportedProjectWithdrawalRefused"): _kept,
    ("projects", "ReactionRefused"): _refused,
}
