"""`luodi rebuild`: a service's views made anew from all events, compared, put in their place."""

import argparse
import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from importlib import import_module
from pathlib import Path
from time import monotonic

import asyncpg
import httpx

from luodi.bus import Lacking, Published, Reading, reading
from luodi.comparing import Compared
from luodi.installation import NotInstalled, settings_of
from luodi.rebuilding import Busy, NoViews, Rebuild
from luodi.texts import text
from shared.adapters import broker
from shared.adapters.garbage import collect_rarely
from shared.adapters.internal import Publishers
from shared.adapters.projector import Views
from shared.adapters.runtime import assemble, dismantle
from shared.adapters.settings import SERVICES, Settings, SettingsError
from shared.adapters.trouble import STORE_AWAY
from shared.contracts.envelope import SUBJECTS, CloudEvent

Say = Callable[[str], None]
_PATIENCE = 5.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whose views, and what to do when they differ."""
    parser.add_argument("service", metavar="SERVICE", choices=SERVICES, help="、".join(SERVICES))
    parser.add_argument("--home", type=Path, default=Path(".luodi"), help=text("home-help"))
    parser.add_argument("--accept", action="store_true", help=text("accept-help"))


def run(args: argparse.Namespace) -> int:
    """Rebuild; 0 when the new views are in place."""
    try:
        return asyncio.run(_run(settings_of(args.service, args.home), accept=args.accept))
    except (NotInstalled, SettingsError) as problem:
        print(problem)
    except Busy:
        print(text("rebuild-busy", service=args.service))
    except NoViews:
        print(text("rebuild-no-views", service=args.service))
    except Lacking as lacking:
        print(text("rebuild-lacking", service=lacking.service, position=lacking.position))
    except (asyncpg.PostgresError, *STORE_AWAY) as trouble:
        print(text("database-away", service=args.service, trouble=trouble))
    return 1


async def _run(settings: Settings, *, accept: bool) -> int:
    spec = import_module(f"services.{settings.service}.main").SPEC
    runtime = await assemble(spec, settings)
    collect_rarely()
    try:
        async with published(settings) as events:
            swapped = await rebuild(runtime.views, events, settings.database_url, accept=accept)
    finally:
        await dismantle(runtime)
    return 0 if swapped else 1


@asynccontextmanager
async def published(settings: Settings) -> AsyncIterator[Published]:
    """All that was published: from the bus, and what it lacks from the publishers."""
    publishers = Publishers(settings)

    async def missing(service: str, after: int) -> list[CloudEvent]:
        with suppress(httpx.HTTPError):
            return await publishers.missing(service, after)
        return []

    try:
        client = await asyncio.wait_for(broker.connect(settings.nats_url, "rebuild"), _PATIENCE)
    except TimeoutError:
        yield Published(Reading(None), missing)
        return
    try:
        async with reading(client, SUBJECTS) as source:
            yield Published(source, missing)
    finally:
        await client.close()


async def rebuild(
    views: Views, published: Published, url: str, *, accept: bool = False, say: Say = print
) -> bool:
    """Build, prove, swap. Whether the new views are in place: not if they differ unaccepted."""
    connection = await asyncpg.connect(url)
    try:
        work = Rebuild(views, published, connection)
        same_form = await work.begin()
        began = monotonic()
        places = await work.build()
        say(_built(views.service, places, monotonic() - began))
        if not await _is_proven(work, same_form=same_form, say=say) and not accept:
            await work.give_up()
            say(text("rebuild-refused"))
            return False
        say(text("rebuild-swapped", places=_worded(await work.swap())))
        return True
    finally:
        await connection.close()


async def _is_proven(work: Rebuild, *, same_form: bool, say: Say) -> bool:
    if not same_form:
        say(text("rebuild-other-form"))
        return False
    places, tables = await work.prove()
    for line in _compared(tables):
        say(line)
    alike = all(table.alike for table in tables)
    say(text("rebuild-equal" if alike else "rebuild-different", places=_worded(places)))
    return alike


def _built(service: str, places: Mapping[str, int], seconds: float) -> str:
    count = sum(places.values())
    rate = count / max(seconds, 0.001)
    return text("rebuild-built", service=service, count=f"{count:,}", rate=f"{rate:,.0f}")


def _compared(tables: Sequence[Compared]) -> list[str]:
    lines = []
    for table in tables:
        code = "table-alike" if table.alike else "table-different"
        values = {"live": table.only_live, "new": table.only_new}
        lines.append("  " + text(code, table=table.table, rows=f"{table.rows:,}", **values))
        lines += [f"    {sample}" for sample in table.samples]
    return lines


def _worded(places: Mapping[str, int]) -> str:
    return "，".join(f"{source}={position}" for source, position in sorted(places.items()))
