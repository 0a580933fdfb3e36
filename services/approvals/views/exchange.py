"""What other systems are told of our cases: a row for every act and every turn of a clock.

The rows lie at the positions of the events that made them and never change: whoever has read up to
a position has missed nothing before it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import asyncpg
from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    Integer,
    MetaData,
    Select,
    Table,
    Text,
    and_,
    select,
)

from services.approvals.domain.case.record import CaseRecord, evolve_record
from services.approvals.domain.clocks.lights import light_at, turning
from services.approvals.domain.events import CaseEvent, ReaderEvent
from services.approvals.domain.reports.exchange import LIGHT_CODES, OURS, stage_code
from services.approvals.views.cases import CASES
from services.approvals.views.reports import CODES
from shared.adapters.event_store import EventStore
from shared.adapters.views import SCHEMA, RecordView, visible_in
from shared.kernel.identifiers import split_stream_key
from shared.kernel.policy import Visibility
from shared.kernel.recorded import Recorded

_metadata = MetaData()

EXCHANGED = Table(
    "exchanged_case",
    _metadata,
    Column("position", BigInteger, primary_key=True),
    Column("case_id", Text, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("effective_from", DateTime(timezone=True), nullable=False),
    Column("stage", Text, nullable=False),
    Column("stage_code", Integer),
    Column("no_stage_code", Text),
    Column("state_code", Integer),
    Column("no_state_code", Text),
    Column("light_code", Integer),
    Column("no_light_code", Text),
    Column("due_on", Date),
    Column("document_number", Text),
    schema=SCHEMA,
)
Row = Mapping[str, Any]


class ExchangeView(RecordView[CaseRecord, CaseEvent]):
    """Keeps what is exchanged, in the order in which it became so."""

    def __init__(self, store: EventStore[Any]) -> None:
        super().__init__(EXCHANGED, "case", evolve_record, _states, store)

    async def apply(
        self, connection: asyncpg.Connection, schema: str, events: Sequence[Recorded[CaseEvent]]
    ) -> None:
        """Add what these events tell others; who may read a case concerns nobody else."""
        mine = [event for event in events if split_stream_key(event.stream)[0] == "case"]
        records = await self._before(mine)
        rows: list[Row] = []
        for recorded in mine:
            record = evolve_record(records.get(recorded.stream), recorded)
            records[recorded.stream] = record
            if not isinstance(recorded.event, ReaderEvent):
                rows.append(_row(recorded, record))
        self._remember({event.stream: event.version for event in mine}, records)
        columns = [column.name for column in EXCHANGED.columns]
        await connection.copy_records_to_table(
            EXCHANGED.name,
            schema_name=schema,
            columns=columns,
            records=[tuple(row[column] for column in columns) for row in rows],
        )


def _row(recorded: Recorded[CaseEvent], record: CaseRecord) -> Row:
    light = LIGHT_CODES[light_at(record.deadlines, record.clock, recorded.recorded_at)]
    return {
        "position": recorded.position,
        "case_id": record.case_id,
        "recorded_at": recorded.recorded_at,
        "effective_from": recorded.meta.effective.start,
        **_states(record),
        **_or_why("light_code", light),
    }


def _states(record: CaseRecord) -> dict[str, Any]:
    """Return what a record is in the codes of the exchange."""
    if record.item is None or record.stage is None:
        raise ValueError("a case begins with its item")
    ours, due = OURS[record.stage], turning(record.deadlines, record.clock).due
    return {
        "stage": record.stage.value,
        **_or_why("stage_code", stage_code(record.item.stage)),
        **_or_why("state_code", ours.code or ours.why_none),
        "due_on": due.day if due else None,
        "document_number": record.outcome.document_number,
    }


def _or_why(name: str, code: object) -> dict[str, Any]:
    """Return a code, or why there is none."""
    coded = code if isinstance(code, int) else None
    why = code if isinstance(code, str) else None
    return {name: coded, f"no_{name}": why}


def exchanged(after: int, limit: int, visibility: Visibility) -> Select[Any]:
    """Select what became so after a position, in its order, of the cases that may be read now."""
    told, ours = EXCHANGED.c, CASES.c
    people = (ours.specialist, ours.officer, ours.leader)
    seen = visible_in(visibility, park=ours.park, departments=ours.department, people=people)
    return (
        select(
            *told,
            ours.project,
            ours.project_name,
            ours.item_code,
            ours.item_name,
            ours.department,
            ours.park,
            CODES.c.code.label("project_code"),
        )
        .join_from(EXCHANGED, CASES, and_(ours.id == told.case_id, ours.known_to.is_(None)))
        .outerjoin(CODES, CODES.c.project == ours.project)
        .where(told.position > after, seen)
        .order_by(told.position)
        .limit(limit)
    )
