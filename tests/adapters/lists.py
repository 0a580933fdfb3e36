"""The counters as a list of record versions, beside what they are folded from."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Column, Integer, MetaData, Text, select

from shared.adapters.batcher import Append, NewEvent
from shared.adapters.projector import Views
from shared.adapters.sql import fetch
from shared.adapters.views import RecordView, known_at, versioned_table
from shared.kernel.identifiers import StreamKey
from shared.kernel.recorded import Recorded, fold_record
from tests.adapters.conftest import Counters
from tests.adapters.counter import CODEC, Counted

META = (
    b'{"effective":{"start":"2026-01-01T00:00:00Z","end":"2026-01-01T00:00:00Z",'
    b'"precision":"instant"},"actor":{"id":"system","role":"system"},"correlation":"x"}'
)
_METADATA = MetaData()
TABLE = versioned_table(
    "counter", _METADATA, Column("total", Integer, nullable=False), Column("notes", Text)
)
INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Record:
    total: int
    notes: str


def evolve(record: Record | None, recorded: Recorded[Any]) -> Record:
    past = record or Record(0, "")
    return Record(past.total + recorded.event.by, past.notes + recorded.event.note)


def row(record: Record) -> Mapping[str, Any]:
    return {"total": record.total, "notes": record.notes}


class Lists:
    """The counters as a list, beside what they are folded from."""

    def __init__(self, counters: Counters) -> None:
        self.counters = counters
        self.views = self.another()

    def another(self) -> Views:
        """The same views, knowing nothing yet: as another process has them."""
        counters = self.counters
        view = RecordView(TABLE, "counter", evolve, row, counters.store)
        return Views("leads", counters.pool, counters.store, [view])

    async def store(self, name: str, *amounts: int) -> None:
        """Store several events of one counter in one commit, so of one instant."""
        stream = f"counter-{name}"
        version = len(await self.counters.store.stream(StreamKey(stream)))
        events = [
            NewEvent(stream, uuid4(), *CODEC.encode(Counted(by=by, note=f"{by};")), META)
            for by in amounts
        ]
        done = await self.counters.batcher.append(Append(guards=[(stream, version)], events=events))
        assert done.outcome == "applied"

    async def at(self, as_of: datetime | None) -> dict[str, tuple[int, Record]]:
        query = select(TABLE).where(known_at(TABLE, as_of))
        found = await fetch(self.counters.pool, query)
        assert len({row["id"] for row in found}) == len(found)
        return {row["id"]: (row["version"], Record(row["total"], row["notes"])) for row in found}

    async def check(self, prefix: str = "") -> None:
        """The list at every moment there is to ask about is the fold of what was known then."""
        events = [
            recorded
            for recorded in await self.counters.store.after(0, 10_000)
            if recorded.stream.startswith(f"counter-{prefix}")
        ]
        instants = {event.recorded_at for event in events}
        moments = {instant + d for instant in instants for d in (-INSTANT, timedelta(0), INSTANT)}
        for moment in (None, *sorted(moments)):
            listed = await self.at(moment)
            shown = {name: found for name, found in listed.items() if name.startswith(prefix)}
            assert shown == folded(events, moment), moment


def folded(
    events: Sequence[Recorded[Any]], as_of: datetime | None
) -> dict[str, tuple[int, Record]]:
    streams: dict[str, list[Recorded[Any]]] = defaultdict(list)
    for recorded in events:
        if as_of is None or recorded.recorded_at <= as_of:
            streams[recorded.stream.removeprefix("counter-")].append(recorded)
    return {
        name: (known[-1].version, record)
        for name, known in streams.items()
        if (record := fold_record(evolve, known)) is not None
    }
