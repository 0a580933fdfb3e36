"""Which lead a row becomes, and which rows became one without the import knowing.

Each lead has a commit of its own and the import learns of all of them at the end. What dies before
that leaves leads that only the streams of their rows' contents tell of.
"""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from services.leads.api.import_store import Import
from services.leads.domain.import_record import RowRecord
from services.leads.domain.ledger_import import Standing
from services.leads.domain.ledger_row import LEDGER_ROW
from shared.adapters.runtime import Runtime
from shared.kernel.identifiers import ImportId, LeadId, stream_key

ROWS = UUID("9b1c6f0a-63a1-5b0e-8a57-5f0c1d2e3f42")
OPEN = frozenset({Standing.READ, Standing.REFUSED})


def lead_of(import_id: ImportId, row: str) -> LeadId:
    """Return the id of the lead that a row becomes, whenever it does."""
    return LeadId(str(uuid5(ROWS, f"{import_id}/{row}")))


async def left_behind(ledger: Import, runtime: Runtime[Any], at: datetime) -> dict[str, RowRecord]:
    """Return the rows that are leads already though the import does not say so."""
    keys = {
        name: stream_key(LEDGER_ROW.category, row.fingerprint)
        for name, row in ledger.rows.items()
        if ledger.standing(name) in OPEN
    }
    streams = await runtime.store.streams(list(dict.fromkeys(keys.values())))
    held = {
        name: LEDGER_ROW.fold(recorded.event for recorded in streams[key])
        for name, key in keys.items()
    }
    return {
        name: RowRecord(
            row=name,
            standing=Standing.LEAD,
            fingerprint=ledger.rows[name].fingerprint,
            lead_id=lead_of(ledger.id, name),
            recorded_at=at,
        )
        for name, holder in held.items()
        if (holder.import_id, holder.row) == (ledger.id, name)
    }
