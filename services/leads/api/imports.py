"""Ledgers over HTTP: hand in, look through, commit, undo."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import TypeAdapter, ValidationError

from services.leads.api import import_shown
from services.leads.api.border import SERVICE
from services.leads.api.import_store import READING, allowing, load
from services.leads.domain.import_commands import ReadLedger
from services.leads.domain.ledger_import import LEDGER_IMPORT, Standing
from services.leads.importing.ledger import read_workbook
from services.leads.importing.reading import LedgerReading
from services.leads.views import ledgers
from services.leads.views.ledgers import KeptLedger
from shared.adapters.answers import Knowing, done, one, page
from shared.adapters.bodies import IDENTIFIER, Park
from shared.adapters.caller import Caller, Creating, Reading
from shared.adapters.command_handler import Part
from shared.adapters.listing import Wish, rows_of
from shared.adapters.problems import Problem
from shared.adapters.runtime import FromRuntime, Runtime
from shared.adapters.times import FromKnown, FromTimes, Times
from shared.adapters.web import Line
from shared.kernel.identifiers import ImportId, ParkId
from shared.kernel.policy import Guarded
from shared.kernel.rejected import Rejected

IMPORTS_AT = "/api/v1/imports"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
router = APIRouter(prefix=IMPORTS_AT, tags=["台账导入"])

ImportPath = Annotated[ImportId, Path(pattern=IDENTIFIER)]
SheetParks = Annotated[list[Line], Query(max_length=100, description="sheet=park, repeated")]
_UPLOAD = "imports.upload"
_PARK: TypeAdapter[ParkId] = TypeAdapter(Park)
_BYTES = "application/octet-stream"
_FILE = {"schema": {"type": "string", "format": "binary"}}
_BINARY = {"requestBody": {"required": True, "content": {XLSX: _FILE, _BYTES: _FILE}}}


@router.post("", status_code=201, openapi_extra=_BINARY)
async def upload(
    request: Request,
    caller: Creating,
    runtime: FromRuntime,
    file_name: Annotated[Line, Query()] = "台账.xlsx",
    park: SheetParks = [],  # noqa: B006 - FastAPI copies it
) -> Response:
    """核验台账: the body is the workbook; nothing is imported yet."""
    caller.require(_UPLOAD, Guarded(people=frozenset({caller.who.account})))
    if request.headers.get("content-type", "").partition(";")[0].strip() not in {XLSX, _BYTES}:
        raise Problem(415, "unsupported-media-type", f"a ledger is {XLSX}")
    parks = _parks(park)
    file = await request.body()
    reading = await asyncio.to_thread(_read, file)
    import_id = ImportId(caller.new_id())
    command = ReadLedger(
        **caller.asked(_UPLOAD),
        import_id=import_id,
        file_name=file_name,
        digest=reading.digest,
        rows=len(reading.rows),
    )
    part = Part(LEDGER_IMPORT, import_id)
    result = await runtime.commands.handle(part, command, caller.context(), creates=True)
    kept = KeptLedger(
        digest=reading.digest, reading=READING.dump_json(reading), parks=parks, read_at=caller.at
    )
    await ledgers.keep(runtime.pool, ImportId(result.identifier), file, kept)
    return done(SERVICE, result, location=IMPORTS_AT)


def _read(file: bytes) -> LedgerReading:
    try:
        return read_workbook(file)
    except Rejected as refusal:
        status = 413 if refusal.code == "ledger-too-large" else 422
        raise Problem(status, refusal.code, refusal.detail, **refusal.facts) from None


def _parks(stated: Sequence[str]) -> dict[str, ParkId]:
    try:
        pairs = [one.rpartition("=") for one in stated]
        return {sheet: _PARK.validate_python(park) for sheet, _, park in pairs}
    except ValidationError:
        raise Problem(422, "park-unreadable", "say sheet=park, the park as its id") from None


@router.get("")
async def list_imports(
    caller: Reading, runtime: FromRuntime, times: FromKnown, wish: Annotated[Wish, Query()]
) -> Response:
    """导入列表: newest first, with how many rows stand where."""
    query = ledgers.matching(caller.visibility("imports.read"), times.as_of)
    rows, cursor = await rows_of(runtime.pool, query, ledgers.NEWEST_FIRST, wish)
    items = [_line(ledgers.listed(row)) for row in rows]
    return page(items, cursor, Knowing(positions=runtime.views.known(), times=times))


def _line(row: Mapping[str, Any]) -> dict[str, Any]:
    shown = {name: row[name] for name in ("id", "uploader", "file_name", "digest", "read_at")}
    return {
        **shown,
        "rows": row["rows_read"],
        "standings": row["counts"],
        "version": row["version"],
    }


@router.get("/{import_id}")
async def one_import(
    import_id: ImportPath, caller: Reading, runtime: FromRuntime, times: FromTimes
) -> Response:
    """导入预览: each row with what it says, what it would become, what was assumed, what became."""
    ledger = await load(runtime, import_id, times, allowing(caller, "imports.read"))
    shown = await import_shown.whole(ledger, caller, runtime)
    same = await ledgers.same_file(runtime.pool, ledger.reading.digest, ledger.id)
    shown["same_file"] = [one for one in same if await _may_read(one, caller, runtime)]
    knowing = Knowing(positions={SERVICE: ledger.position}, times=times)
    return one(shown, ledger.version, knowing)


async def _may_read(import_id: ImportId, caller: Caller, runtime: Runtime[Any]) -> bool:
    try:
        await load(runtime, import_id, Times(), allowing(caller, "imports.read"))
    except Problem:
        return False
    return True


@router.get("/{import_id}/rows")
async def rows(
    import_id: ImportPath,
    caller: Reading,
    runtime: FromRuntime,
    times: FromTimes,
    standing: Annotated[Standing | None, Query()] = None,
) -> Response:
    """台账行: all, or those that stand somewhere."""
    ledger = await load(runtime, import_id, times, allowing(caller, "imports.read"))
    items = await import_shown.row_items(ledger, caller, runtime)
    chosen = [item for item in items if standing in {None, item["standing"]}]
    return page(chosen, None, Knowing(positions={SERVICE: ledger.position}, times=times))
