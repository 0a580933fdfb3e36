"""Read models: rows made from events, with the span of recorded time in which each was true.

A view lives in schema `view`. Its rows and the position they are made from are written in one
transaction, so that every event has its effect once. Whatever is here can be made again.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any, Generic, Protocol, TypeAlias, TypeVar

import asyncpg
from sqlalchemy import (
    Column,
    ColumnElement,
    DateTime,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    and_,
    false,
    or_,
    true,
)

from shared.adapters.event_store import EventStore
from shared.contracts.envelope import CloudEvent
from shared.kernel.identifiers import StreamKey, split_stream_key
from shared.kernel.policy import Visibility
from shared.kernel.recorded import Recorded, fold_record

E = TypeVar("E")
R = TypeVar("R")
SCHEMA = "view"
_Version: TypeAlias = tuple[Recorded[E], R]  # an event, and the record as it then was
_REMEMBERED = 20_000
# The rows known until now end; what an earlier batch made in the very same instant never was.
_END = """
  WITH new AS (SELECT * FROM unnest($1::text[], $2::timestamptz[]) AS n(id, at)),
  gone AS (DELETE FROM {table} t USING new WHERE t.id = new.id AND t.known_from = new.at)
  UPDATE {table} t SET known_to = new.at FROM new
  WHERE t.id = new.id AND t.known_to IS NULL AND t.known_from <> new.at
"""


class OwnView(Protocol):
    """A read model of the service's own events."""

    metadata: MetaData

    async def apply(
        self, connection: asyncpg.Connection, schema: str, events: Sequence[Recorded[Any]]
    ) -> None:
        """Write what these events change. Called in order, inside the checkpoint's transaction."""

    def forget(self) -> None:
        """Drop what is remembered between calls, before a rebuild or after a failure."""


class HeardView(Protocol):
    """A read model of published events, others' and one's own."""

    metadata: MetaData

    async def hear(
        self, connection: asyncpg.Connection, schema: str, events: Sequence[CloudEvent]
    ) -> None:
        """Write what these events change. Called in order, inside the checkpoint's transaction."""


def versioned_table(name: str, metadata: MetaData, *columns: Column[Any]) -> Table:
    """Return a table whose rows say from when to when (recorded time) they were the truth."""
    return Table(
        name,
        metadata,
        Column("id", Text, primary_key=True),
        Column("known_from", DateTime(timezone=True), primary_key=True),
        Column("known_to", DateTime(timezone=True)),
        Column("version", Integer, nullable=False),
        *columns,
        Index(f"{name}_current", "id", postgresql_where=Column("known_to").is_(None)),
        schema=SCHEMA,
    )


def known_at(table: Table, as_of: datetime | None) -> ColumnElement[bool]:
    """Return the condition for the rows that were the truth at a moment; None means now."""
    if as_of is None:
        return table.c.known_to.is_(None)
    return and_(
        table.c.known_from <= as_of, or_(table.c.known_to.is_(None), table.c.known_to > as_of)
    )


def visible_in(
    visibility: Visibility,
    *,
    park: ColumnElement[str] | None = None,
    departments: ColumnElement[str] | None = None,
    people: Iterable[ColumnElement[str]] = (),
) -> ColumnElement[bool]:
    """Return the condition for the rows a caller may see: the policy's answer as SQL."""
    if visibility.everything:
        return true()
    reached: list[ColumnElement[bool]] = []
    if park is not None and visibility.parks:
        reached.append(park.in_(sorted(visibility.parks)))
    if departments is not None and visibility.departments:
        reached.append(departments.in_(sorted(visibility.departments)))
    if visibility.own is not None:
        reached.extend(person == visibility.own for person in people)
    return or_(*reached) if reached else false()


class RecordView(Generic[R, E]):
    """The list of one kind of aggregate: a row per version of its record.

    `evolve` is the record's fold; `row` turns a record into the table's own columns.
    """

    def __init__(
        self,
        table: Table,
        category: str,
        evolve: Callable[[R | None, Recorded[E]], R],
        row: Callable[[R], Mapping[str, Any]],
        store: EventStore[E],
    ) -> None:
        self.metadata = table.metadata
        self._table = table
        self._category = category
        self._evolve = evolve
        self._row = row
        self._store = store
        self._records: OrderedDict[StreamKey, tuple[int, R]] = OrderedDict()

    def forget(self) -> None:
        """Drop the remembered records."""
        self._records.clear()

    async def apply(
        self, connection: asyncpg.Connection, schema: str, events: Sequence[Recorded[E]]
    ) -> None:
        """Close the rows that these events end and add those that they begin."""
        mine = [event for event in events if split_stream_key(event.stream)[0] == self._category]
        records = await self._before(mine)
        versions: dict[str, list[_Version[E, R]]] = {}
        for recorded in mine:
            record = self._evolve(records.get(recorded.stream), recorded)
            records[recorded.stream] = record
            identifier = split_stream_key(recorded.stream)[1]
            _add(versions.setdefault(identifier, []), (recorded, record))
        self._remember({event.stream: event.version for event in mine}, records)
        if versions:
            rows = {name: self._rows(name, made) for name, made in versions.items()}
            await self._write(connection, schema, rows)

    def _rows(self, identifier: str, versions: Sequence[_Version[E, R]]) -> list[dict[str, Any]]:
        """Return a row for each version; the next one's beginning is its end."""
        rows = [self._columns(identifier, *version) for version in versions]
        for row, following in pairwise(rows):
            row["known_to"] = following["known_from"]
        return rows

    def _columns(self, identifier: str, recorded: Recorded[E], record: R) -> dict[str, Any]:
        return {
            "id": identifier,
            "known_from": recorded.recorded_at,
            "known_to": None,
            "version": recorded.version,
            **self._row(record),
        }

    async def _before(self, events: Sequence[Recorded[E]]) -> dict[StreamKey, R]:
        """Return the records as they were before these events: remembered, or read all at once."""
        begins: dict[StreamKey, int] = {}
        for recorded in events:
            begins.setdefault(recorded.stream, recorded.version)
        past = {stream: version - 1 for stream, version in begins.items() if version > 1}
        remembered = {stream: self._records.get(stream, (0, None)) for stream in past}
        records = {
            stream: record
            for stream, (version, record) in remembered.items()
            if record is not None and version == past[stream]
        }
        lost = [stream for stream in past if stream not in records]
        for stream, history in (await self._store.streams(lost) if lost else {}).items():
            earlier = (event for event in history if event.version <= past[stream])
            record = fold_record(self._evolve, earlier)
            if record is not None:
                records[stream] = record
        return records

    def _remember(self, versions: Mapping[StreamKey, int], records: Mapping[StreamKey, R]) -> None:
        for stream, version in versions.items():
            self._records[stream] = (version, records[stream])
            self._records.move_to_end(stream)
        while len(self._records) > _REMEMBERED:
            self._records.popitem(last=False)

    async def _write(
        self, connection: asyncpg.Connection, schema: str, rows: dict[str, list[dict[str, Any]]]
    ) -> None:
        begins = {name: versions[0]["known_from"] for name, versions in rows.items()}
        table = f'"{schema}"."{self._table.name}"'
        await connection.execute(_END.format(table=table), list(begins), list(begins.values()))
        columns = [column.name for column in self._table.columns]
        records = [
            tuple(row[column] for column in columns)
            for versions in rows.values()
            for row in versions
        ]
        await connection.copy_records_to_table(
            self._table.name, schema_name=schema, columns=columns, records=records
        )


def _add(versions: list[_Version[E, R]], version: _Version[E, R]) -> None:
    """Append a version; one recorded in the same instant takes the place of the last."""
    if versions and versions[-1][0].recorded_at == version[0].recorded_at:
        versions[-1] = version
    else:
        versions.append(version)
