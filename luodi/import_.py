"""`luodi import`: hand a ledger in, look through it row by row, import it, take it back.

It knows no more than any client of the API does.
"""

import argparse
import asyncio
import getpass
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from luodi.installation import Installation
from luodi.sample_accounts import sign_in
from services.leads import importing
from shared.kernel.texts import problem_title
from shared.kernel.texts.leads import IMPORTING, STAGES, STANDINGS

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
IMPORTS = "/api/v1/imports"
_SAMPLE_LOGIN = "specialist"
SAMPLE_PARKS = {
    "检测认证园": "inspection-park",
    "潘集区": "panji",
    "经济开发区": "development-zone",
}
_WAITING = ("sent", "undo-requested")
# A ledger is imported within one request: a thousand rows take their time.
_PATIENCE = httpx.Timeout(10, read=1800)

Say = Callable[[str], None]
Json = Mapping[str, Any]


class ImportRefused(Exception):
    """The installation refused; the message is what to tell."""


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """A file to hand in, and which park each of its sheets is about."""

    name: str
    file: bytes
    parks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Wish:
    """How to go about it: whose the leads are, why it is undone, how long to wait for projects."""

    specialist: str | None = None
    reason: str = "导入有误"
    wait: float = 20.0


def sample_ledger() -> Ledger:
    """Return the ledger that a sample installation is given."""
    file = Path(importing.__file__).parent / "sample" / "ledger.xlsx"
    return Ledger(name=file.name, file=file.read_bytes(), parks=SAMPLE_PARKS)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The file or the import to undo, where the installation is, and who asks."""
    parser.add_argument("file", nargs="?", type=Path, help=_text("file-help"))
    parser.add_argument("--yes", action="store_true", help=_text("yes-help"))
    parser.add_argument("--undo", metavar="ID", help=_text("undo-help"))
    parser.add_argument("--reason", default="导入有误", help=_text("reason-help"))
    parser.add_argument("--park", action="append", default=[], help=_text("park-help"))
    parser.add_argument("--specialist", help=_text("specialist-help"))
    parser.add_argument("--wait", type=float, default=20.0, help=_text("wait-help"))
    parser.add_argument("--url", help=_text("url-help"))
    parser.add_argument("--account", help=_text("account-help"))
    parser.add_argument("--home", type=Path, default=Path(".luodi"), help=_text("home-help"))


def run(args: argparse.Namespace) -> int:
    """Do what was asked; 1 when it was refused."""
    try:
        return asyncio.run(_run(args))
    except ImportRefused as refusal:
        print(refusal, file=sys.stderr)
        return 1


async def _run(args: argparse.Namespace) -> int:
    if (args.file is None) == (args.undo is None):
        raise ImportRefused(_text("file-or-undo"))
    url = _address(args)
    wish = Wish(specialist=args.specialist, reason=args.reason, wait=args.wait)
    async with httpx.AsyncClient(base_url=url, timeout=_PATIENCE, trust_env=False) as client:
        try:
            client.headers.update(await _credentials(client, args))
            if args.undo is not None:
                await take_back(client, args.undo, wish, print)
                return 0
            import_id = await hand_in(client, _ledger(args), print)
            if args.yes or _agreed():
                await bring_in(client, import_id, wish, print)
            else:
                print(_text("left"))
        except httpx.TransportError as error:
            raise ImportRefused(_text("unreachable", url=url, error=error)) from None
    return 0


def _ledger(args: argparse.Namespace) -> Ledger:
    try:
        file = args.file.read_bytes()
    except OSError as error:
        raise ImportRefused(_text("file-unreadable", error=error)) from None
    pairs = (pair.rpartition("=") for pair in args.park)
    return Ledger(name=args.file.name, file=file, parks={sheet: park for sheet, _, park in pairs})


async def hand_in(client: httpx.AsyncClient, ledger: Ledger, say: Say) -> str:
    """Hand a ledger in and say what was read, row by row; return the import's id."""
    answer = await client.post(
        IMPORTS,
        content=ledger.file,
        params={
            "file_name": ledger.name,
            "park": [f"{sheet}={park}" for sheet, park in ledger.parks.items()],
        },
        headers={"Content-Type": XLSX},
    )
    import_id = str(_expected(answer)["id"])
    for line in _preview(_expected(await client.get(f"{IMPORTS}/{import_id}"))):
        say(line)
    return import_id


async def bring_in(client: httpx.AsyncClient, import_id: str, wish: Wish, say: Say) -> Json:
    """Import all rows for which nothing is left to decide; say and return what became of them."""
    body = {} if wish.specialist is None else {"specialist": wish.specialist}
    _expected(await _act(client, import_id, "commits", body))
    outcome = await _settled(client, import_id, wish.wait)
    for line in (*_outcomes(outcome), _text("undo-hint", id=import_id)):
        say(line)
    return outcome


async def take_back(client: httpx.AsyncClient, import_id: str, wish: Wish, say: Say) -> Json:
    """Undo an import row by row; say and return what became of them."""
    _expected(await _act(client, import_id, "undos", {"reason": wish.reason}))
    outcome = await _settled(client, import_id, wish.wait)
    for line in _outcomes(outcome):
        say(line)
    return outcome


async def _act(client: httpx.AsyncClient, import_id: str, act: str, body: Json) -> httpx.Response:
    seen = await client.get(f"{IMPORTS}/{import_id}")
    _expected(seen)
    headers = {"If-Match": seen.headers["ETag"]}
    return await client.post(f"{IMPORTS}/{import_id}/{act}", json=body, headers=headers)


async def _settled(client: httpx.AsyncClient, import_id: str, seconds: float) -> Json:
    """Wait, though not for ever, until projects has answered for its rows."""
    deadline = asyncio.get_running_loop().time() + seconds
    while True:
        shown = _expected(await client.get(f"{IMPORTS}/{import_id}"))
        waiting = any(standing in shown["standings"] for standing in _WAITING)
        if not waiting or asyncio.get_running_loop().time() > deadline:
            return shown
        await asyncio.sleep(0.2)


def _preview(shown: Json) -> Iterable[str]:
    rows = [row for sheet in shown["sheets"] for row in sheet["rows"]]
    yield _text("read", file=shown["file_name"], rows=len(rows), id=shown["id"])
    if shown["same_file"]:
        yield _text("same-file", ids="、".join(shown["same_file"]))
    for sheet in shown["sheets"]:
        yield from _sheet(sheet)
    yield _ready(rows)


def _ready(rows: Sequence[Json]) -> str:
    taken = sum(row["already_imported"] is not None for row in rows)
    becoming = [row["plan"].get("becomes") for row in rows if row["already_imported"] is None]
    counts = {"leads": becoming.count("lead"), "projects": becoming.count("project")}
    said = _text("ready", **counts, open=becoming.count(None))
    return said + _text("ready-but-for", taken=taken) if taken else said


def _sheet(sheet: Json) -> Iterable[str]:
    if sheet["layout"] is None:
        yield _text("sheet-not-read", name=sheet["name"])
    else:
        park = sheet["park"] or _text("no-park")
        yield _text("sheet", name=sheet["name"], title=sheet["title"], park=park)
    for note in sheet["notes"]:
        yield _text("note", kind=_text("query"), text=note["text"])
    for row in sheet["rows"]:
        yield from _row(row, sheet["name"])
    for total in sheet["totals"]:
        yield _text("total", row=total["row"], text=total["text"])


def _row(row: Json, sheet: str) -> Iterable[str]:
    name = row["name"] or _text("row-nameless")
    yield _text("row", row=row["row"], name=name, becomes=_becomes(row, sheet))
    kinds = {"assumptions": "assumed", "unreadable": "unread", "queries": "query"}
    for notes, kind in kinds.items():
        for note in row[notes]:
            yield _text("note", kind=_text(kind), text=note["text"])
    if row["already_imported"]:
        yield _text("note", kind=_text("query"), text=_taken(row["already_imported"]))
    if row["possible_duplicates"]:
        ids = sorted({one["lead_id"] for one in row["possible_duplicates"]})
        yield _text("note", kind=_text("query"), text=_text("alike", ids="、".join(ids)))


def _taken(where: Json) -> str:
    """Say where the same row is, if whoever asks may know."""
    return _text("taken-elsewhere") if where["import_id"] is None else _text("taken", **where)


def _becomes(row: Json, sheet: str) -> str:
    planned = row["plan"]
    if "becomes" not in planned:
        needs = "、".join(_text(f"needs-{need}", sheet=sheet) for need in planned["needs"])
        return _text("row-open", needs=needs or planned["title"])
    proposal = row["proposal"]
    stage = STAGES.get(planned["stage"], planned["stage"])
    if proposal is None:
        return f"{planned['becomes']}·{stage}"
    return f"{proposal['target_name']}·{proposal['stage_name']}"


def _outcomes(shown: Json) -> Iterable[str]:
    counts = "，".join(f"{STANDINGS[name]} {number}" for name, number in shown["standings"].items())
    yield _text("outcomes", id=shown["id"], counts=counts)
    for sheet in shown["sheets"]:
        for row in sheet["rows"]:
            if row["refusal"] is not None:
                title = problem_title(row["refusal"]["code"])
                yield _text("row-refused", row=row["id"], title=title)


def _address(args: argparse.Namespace) -> str:
    told = args.url or os.environ.get("LUODI_URL")
    if told:
        return str(told)
    try:
        return Installation(args.home).places().public_url
    except FileNotFoundError:
        raise ImportRefused(_text("no-address", home=args.home)) from None


async def _credentials(client: httpx.AsyncClient, args: argparse.Namespace) -> Mapping[str, str]:
    """Return the header that says who asks: a token, a login, or the sample's specialist."""
    if token := os.environ.get("LUODI_TOKEN"):
        return {"Authorization": f"Bearer {token}"}
    if args.account is None:
        return await sign_in(client, _SAMPLE_LOGIN)
    password = os.environ.get("LUODI_PASSWORD") or getpass.getpass(
        _text("password", account=args.account)
    )
    body = {"account": args.account, "password": password}
    token = _expected(await client.post("/api/v1/sessions", json=body))["token"]
    return {"Authorization": f"Bearer {token}"}


def _expected(answer: httpx.Response) -> Json:
    """Return what was answered, or raise what the problem document says."""
    if answer.is_success:
        shown: Json = answer.json()
        return shown
    try:
        problem = answer.json()
    except ValueError:
        problem = {}
    words = {"title": problem.get("title", answer.reason_phrase)}
    words |= {"code": problem.get("code", answer.status_code)}
    raise ImportRefused(_text("refused", **words))


def _agreed() -> bool:
    """Ask, if somebody is there to answer."""
    return sys.stdin.isatty() and input(_text("ask")).strip().lower() in {"y", "yes", "是"}


def _text(code: str, /, **values: object) -> str:
    return IMPORTING[code].format(**values)
