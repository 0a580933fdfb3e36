"""How a ledger looks as JSON: what each row says, what it would become, what became of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.leads.api import shown
from services.leads.api.deciding import holders, readable_leads
from services.leads.api.import_store import Import, readable_imports
from services.leads.api.row_leads import OPEN
from services.leads.api.row_plans import Plan, plan, row_id
from services.leads.domain.import_record import RowRecord
from services.leads.domain.investor_key import keys_of
from services.leads.domain.ledger_import import Standing
from services.leads.domain.ledger_row import LEDGER_ROW
from services.leads.importing.preview import preview, preview_row
from services.leads.importing.reading import RowReading
from services.leads.importing.wording import Target
from shared.adapters.caller import Caller
from shared.adapters.runtime import Runtime
from shared.kernel.identifiers import stream_key
from shared.kernel.rejected import Rejected
from shared.kernel.texts import leads as texts
from shared.kernel.texts import problem_title

Json = dict[str, Any]


async def whole(ledger: Import, caller: Caller, runtime: Runtime[Any]) -> Json:
    """Show a whole ledger, sheet by sheet and row by row."""
    rows = {item["id"]: item for item in await row_items(ledger, caller, runtime)}
    read = preview(ledger.reading)
    for sheet in read["sheets"]:
        sheet["park"] = ledger.terms.parks.get(sheet["name"])
        sheet["rows"] = [rows[f"{sheet['name']}!{row['row']}"] for row in sheet["rows"]]
    return {"id": ledger.id, **head(ledger), **read}


def head(ledger: Import) -> Json:
    """Show what a list of imports shows of one."""
    record = ledger.record
    counts = {standing: record.count(standing) for standing in Standing}
    return {
        "uploader": record.uploader,
        "file_name": record.file_name,
        "read_at": record.read_at,
        "standings": {name: number for name, number in counts.items() if number},
    }


async def row_items(ledger: Import, caller: Caller, runtime: Runtime[Any]) -> list[Json]:
    """Show every row, with what it would become and what stands in its way now."""
    plans = {row_id(row): _plan(row, ledger, caller.at) for row in ledger.reading.rows}
    open_plans = {
        name: planned
        for name, planned in plans.items()
        if isinstance(planned, Plan) and ledger.standing(name) in OPEN
    }
    taken = await _taken(open_plans, caller, runtime)
    alike = await _alike(open_plans, caller, runtime)
    return [
        {
            "id": name,
            **preview_row(row),
            **_outcome(ledger.record.rows.get(name)),
            "plan": _shown(plans[name]),
            "already_imported": taken.get(name),
            "possible_duplicates": alike.get(name, []),
        }
        for name, row in ledger.rows.items()
    ]


def _plan(row: RowReading, ledger: Import, at: datetime) -> Plan | Rejected:
    try:
        return plan(row, ledger.terms, at)
    except Rejected as refusal:
        return refusal


def _shown(planned: Plan | Rejected) -> Json:
    if isinstance(planned, Rejected):
        return {
            "code": planned.code,
            "title": problem_title(planned.code),
            "needs": planned.facts.get("missing", []),
        }
    return {
        "becomes": planned.target,
        "stage": planned.stage,
        "park": planned.park,
        "since": planned.since.to_plain(),
        "dated": planned.dated,
        "commenced": shown.plain(planned.commenced),
        **shown.particulars(planned.particulars),
    }


def _outcome(record: RowRecord | None) -> Json:
    standing = record.standing if record else Standing.READ
    outcome: Json = {
        "standing": standing,
        "standing_name": texts.STANDINGS[standing],
        "lead_id": record.lead_id if record else None,
        "project_id": record.project_id if record else None,
        "decided": record.decided if record else None,
        "refusal": None,
    }
    if record is not None and record.code is not None:
        outcome["refusal"] = {
            "code": record.code,
            "title": problem_title(record.code),
            "detail": record.detail,
        }
    return outcome


async def _taken(
    plans: Mapping[str, Plan], caller: Caller, runtime: Runtime[Any]
) -> dict[str, Json]:
    """Return which rows' contents were imported before, and where, if the caller may read that."""
    keys = {
        name: stream_key(LEDGER_ROW.category, planned.fingerprint)
        for name, planned in plans.items()
    }
    streams = await runtime.store.streams(list(dict.fromkeys(keys.values())))
    held = {
        name: LEDGER_ROW.fold(recorded.event for recorded in streams[key])
        for name, key in keys.items()
    }
    imports = {row.import_id for row in held.values() if row.import_id is not None}
    readable = await readable_imports(imports, caller, runtime)
    elsewhere: Json = {"import_id": None, "row": None}
    return {
        name: {"import_id": row.import_id, "row": row.row}
        if row.import_id in readable
        else elsewhere
        for name, row in held.items()
        if row.import_id is not None
    }


async def _alike(
    plans: Mapping[str, Plan], caller: Caller, runtime: Runtime[Any]
) -> dict[str, list[Json]]:
    """Return which leads lay claim to the same investor, as far as the caller may read them."""
    keys = {
        name: keys_of(planned.particulars)
        for name, planned in plans.items()
        if planned.target is Target.LEAD
    }
    held = await holders([key for found in keys.values() for key in found], runtime)
    readable = await readable_leads(
        {lead for leads in held.values() for lead in leads}, caller, runtime
    )
    return {
        name: [
            {"lead_id": lead, "key": key.kind}
            for key in found
            for lead in sorted(held[key] & readable)
        ]
        for name, found in keys.items()
    }
