"""Committing and undoing a ledger's rows over HTTP, and what was done so far."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Path, Response

from services.leads.api import shown
from services.leads.api.border import SERVICE
from services.leads.api.committing import COMMIT, UNDO, Working
from services.leads.api.import_requests import CommitRequest, UndoRequest
from services.leads.api.import_store import Import, allowing, load
from services.leads.api.imports import IMPORTS_AT, ImportPath
from services.leads.api.row_leads import OPEN, left_behind
from services.leads.api.row_plans import Terms, plan
from services.leads.domain.import_record import RowRecord
from services.leads.domain.ledger_import import LEDGER_IMPORT, Standing
from shared.adapters.answers import done, page
from shared.adapters.caller import Acting, Reading
from shared.adapters.listing import knowing_of
from shared.adapters.problems import Problem
from shared.adapters.runtime import FromRuntime
from shared.adapters.times import FromTimes, Times
from shared.kernel.rejected import Rejected

router = APIRouter(prefix=IMPORTS_AT, tags=["台账导入"])

_IN_FORCE = frozenset({Standing.LEAD, Standing.SENT, Standing.PROJECT})
_GONE = frozenset({Standing.UNDO_REQUESTED, Standing.UNDONE})


class PastActs(StrEnum):
    """以往操作: what was done to a ledger."""

    COMMITS = "commits"
    UNDOS = "undos"


_EVENTS: Mapping[PastActs, frozenset[str]] = {
    PastActs.COMMITS: frozenset(
        {"LeadRowCommitted", "ProjectRowCommitted", "ProjectRowImported", "RowRefused"}
    ),
    PastActs.UNDOS: frozenset({"ProjectRowUndoRequested", "RowUndone", "RowUndoRefused"}),
}


@router.post("/{import_id}/commits", status_code=201)
async def commit(
    import_id: ImportPath, body: CommitRequest, caller: Acting, runtime: FromRuntime
) -> Response:
    """导入: leads are registered here, works under way are handed to projects."""
    ledger = await load(runtime, import_id, Times(), allowing(caller, COMMIT))
    terms = body.terms(ledger.terms)
    chosen = _to_commit(ledger, body, terms, caller.at)
    working = Working(runtime=runtime, caller=caller, ledger=ledger)
    result = await working.commit(terms, chosen)
    return done(SERVICE, result, warnings=working.refused)


@router.post("/{import_id}/undos", status_code=201)
async def undo(
    import_id: ImportPath, body: UndoRequest, caller: Acting, runtime: FromRuntime
) -> Response:
    """撤销导入: row by row; what was worked on since stays, with the reason."""
    ledger = await load(runtime, import_id, Times(), allowing(caller, UNDO))
    made = {**ledger.record.rows, **await left_behind(ledger, runtime, caller.at)}
    working = Working(runtime=runtime, caller=caller, ledger=ledger)
    result = await working.undo(_to_undo(ledger, made, body), body.reason)
    return done(SERVICE, result, warnings=working.refused)


@router.get("/{import_id}/{acts}")
async def past_acts(
    import_id: ImportPath,
    acts: Annotated[PastActs, Path()],
    caller: Reading,
    runtime: FromRuntime,
    times: FromTimes,
) -> Response:
    """以往操作: what became of which row, when, and by whom."""
    allow = allowing(caller, "imports.read")
    events = await runtime.records.events(LEDGER_IMPORT, import_id, times, allow)
    items = [
        shown.entry(recorded)
        for recorded in events
        if type(recorded.event).__name__ in _EVENTS[acts]
    ]
    return page(items, None, knowing_of(SERVICE, events, times))


def _to_commit(ledger: Import, body: CommitRequest, terms: Terms, at: datetime) -> list[str]:
    """Return the rows meant: those named, else all for which nothing is left to decide."""
    known = ledger.rows
    _require_known([*(body.rows or ()), *terms.decisions], known)
    if body.rows is None:
        return [
            name
            for name in known
            if ledger.standing(name) in OPEN and _ready(ledger, name, terms, at)
        ]
    _require_none(ledger, body.rows, _GONE)
    return [name for name in dict.fromkeys(body.rows) if ledger.standing(name) in OPEN]


def _ready(ledger: Import, name: str, terms: Terms, at: datetime) -> bool:
    try:
        plan(ledger.rows[name], terms, at)
    except Rejected:
        return False
    return True


def _to_undo(ledger: Import, made: Mapping[str, RowRecord], body: UndoRequest) -> list[RowRecord]:
    """Return the rows meant: those named, else all that are in force."""
    names: Sequence[str] = list(made)
    if body.rows is not None:
        _require_known(body.rows, ledger.rows)
        _require_none(ledger, [row for row in body.rows if not _in_force(made, row)], OPEN)
        names = list(dict.fromkeys(body.rows))
    return [made[name] for name in names if _in_force(made, name)]


def _in_force(made: Mapping[str, RowRecord], row: str) -> bool:
    return row in made and made[row].standing in _IN_FORCE


def _require_known(rows: Sequence[str], known: Mapping[str, object]) -> None:
    strange = sorted(set(rows) - set(known))
    if strange:
        raise Problem(422, "row-unknown", "the ledger has no such row", rows=strange[:20])


def _require_none(ledger: Import, rows: Sequence[str], standings: frozenset[Standing]) -> None:
    wrong = [row for row in rows if ledger.standing(row) in standings]
    if wrong:
        raise Rejected("row-not-in-order", "not of these rows as they stand", rows=wrong[:20])
