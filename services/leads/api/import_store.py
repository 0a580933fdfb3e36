"""An import as its routes need it: the record, the reading, and who may see it."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from services.leads.api.row_plans import Terms, row_id
from services.leads.domain.import_record import ImportRecord, evolve_import
from services.leads.domain.ledger_import import LEDGER_IMPORT, Standing
from services.leads.importing.reading import LedgerReading, RowReading
from services.leads.views import ledgers
from shared.adapters.caller import Caller
from shared.adapters.command_handler import Allow, NotThere
from shared.adapters.problems import Problem
from shared.adapters.runtime import Runtime
from shared.adapters.times import Times
from shared.kernel.decider import About
from shared.kernel.identifiers import ImportId, stream_key

READING: TypeAdapter[LedgerReading] = TypeAdapter(LedgerReading)


@dataclass(frozen=True, kw_only=True)
class Import:
    """导入: what became of it so far, and what was read."""

    record: ImportRecord
    version: int
    position: int
    reading: LedgerReading
    rows: Mapping[str, RowReading]
    terms: Terms
    read_at: datetime

    @property
    def id(self) -> ImportId:
        """Its id."""
        return self.record.id

    def standing(self, row: str) -> Standing:
        """Return what has become of a row."""
        return self.record.run.standing(row)


def allowing(caller: Caller, act: str) -> Allow:
    """Return the check of an act on an import: 404 for whom it is not, 403 for what is not his."""

    def check(about: About) -> None:
        if not caller.visibility("imports.read").covers(about.guarded):
            raise Problem(404, "not-found", "there is no such import")
        caller.require(act, about.guarded)

    return check


async def load(runtime: Runtime[Any], import_id: ImportId, times: Times, allow: Allow) -> Import:
    """Return an import, as known at a moment."""
    found = await runtime.records.get(LEDGER_IMPORT, evolve_import, import_id, times, allow)
    kept = await ledgers.kept(runtime.pool, import_id)
    if kept is None:
        raise NotThere(import_id)
    reading = READING.validate_json(kept.reading)
    return Import(
        record=found.record,
        version=found.version,
        position=found.position,
        reading=reading,
        rows={row_id(row): row for row in reading.rows},
        terms=Terms(parks=kept.parks),
        read_at=kept.read_at,
    )


async def readable_imports(
    imports: Set[ImportId], caller: Caller, runtime: Runtime[Any]
) -> set[ImportId]:
    """Return those of these imports that the caller may read."""
    keys = {stream_key(LEDGER_IMPORT.category, one): one for one in imports}
    streams = await runtime.store.streams(list(keys))
    visible = caller.visibility("imports.read")
    return {
        keys[key]
        for key, stream in streams.items()
        if visible.covers(
            LEDGER_IMPORT.about(LEDGER_IMPORT.fold(one.event for one in stream)).guarded
        )
    }
