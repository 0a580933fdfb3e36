"""Views made anew from all events, as `luodi rebuild` does it, while the service serves."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from time import perf_counter
from typing import Any

import asyncpg
import httpx

from benchmarks import histories
from benchmarks.measuring import Measured, Sample, interleaved, percentile
from benchmarks.site import Running, Site
from benchmarks.table import Row, events, per_second, spread
from luodi.rebuild import published, rebuild
from luodi.rebuilding import Rebuild
from shared.adapters import broker
from shared.adapters.projector import HEARD
from shared.adapters.runtime import Runtime, assemble, dismantle
from shared.adapters.settings import Service, Settings
from shared.contracts.envelope import STREAM
from shared.kernel.policy import Role

LENGTH = 10
SMALLEST = 10_000
PAGE = 1000
ASKED_EVERY = 0.05
TARGET = 20_000
SERVICES: Mapping[Service, str] = {"leads": "services.leads", "projects": "services.projects"}
_RAW = "SELECT pos, stream, data, meta FROM es.event WHERE pos > $1 ORDER BY pos LIMIT $2"
_TABLE = "CREATE TEMP TABLE IF NOT EXISTS plain (pos bigint, stream text, data bytea, meta bytea)"


@dataclass(frozen=True, kw_only=True)
class Side:
    """Views to be rebuilt, and a question to whom shows them meanwhile."""

    what: str
    service: Service
    path: str


OWN = Side(what="own views (leads)", service="leads", path="/api/v1/leads?limit=10")
OTHERS = Side(
    what="heard views (projects' history)", service="projects", path="/api/v1/projects?limit=10"
)


async def rows(site: Site) -> list[Row]:
    """All rows made anew beside the live ones, by a process beside the service, and swapped.

    The service is asked for a list of ten twenty times a second; p50 and p99 are of these
    questions. Beside it the same events read and copied into a table as they are. The rate is that
    of making the rows; "whole" is `luodi rebuild`, which also proves all rows equal, both ways.
    """
    made: list[Row] = []
    async with site.broker() as bus, site.services(bus, SERVICES) as running:
        names: list[str] = []
        for size, repetitions in site.sizes({SMALLEST: 3, 100_000: 1}).items():
            await _pretend(running, size)
            url = running["leads"].database.url
            names += await histories.leads(url, size // LENGTH - len(names), LENGTH)
            await _published(bus, size)
            for side in (OWN, OTHERS):
                here = Here(site=site, side=side, running=running[side.service], events=url)
                made.append(await here.measured(size, repetitions))
    return sorted(made, key=lambda row: row.what)


async def _pretend(running: Mapping[Service, Running], size: int) -> None:
    """Tell the live views that they know all these events: the first rebuild fills them."""
    places = {"leads": ("leads", f"{HEARD}leads"), "projects": (f"{HEARD}leads",)}
    for name, service in running.items():
        connection = await asyncpg.connect(service.database.url)
        await connection.executemany(
            "INSERT INTO view.checkpoint AS c VALUES ($1, $2)"
            " ON CONFLICT (source) DO UPDATE SET position = $2",
            [(source, size) for source in places[name]],
        )
        await connection.close()


async def _published(bus: str, size: int) -> None:
    """Wait until the relay has published all of them, and the services have passed them over."""
    client = await broker.connect(bus, "benchmark")
    deadline = perf_counter() + 60 + size / 1000
    while not await _is_quiet(client.jetstream(), size):
        if perf_counter() > deadline:
            raise RuntimeError(f"{size} events have not gone over the bus")
        await asyncio.sleep(0.1)
    await client.close()


async def _is_quiet(jetstream: Any, size: int) -> bool:
    held: int = (await jetstream.stream_info(STREAM)).state.messages
    consumers = [await jetstream.consumer_info(STREAM, name) for name in SERVICES]
    left: int = sum(one.num_pending + one.num_ack_pending for one in consumers)
    return held >= size and left == 0


@dataclass(kw_only=True)
class Here:
    """One service's views and the means to rebuild them."""

    site: Site
    side: Side
    running: Running
    events: str
    waited: list[float] = field(default_factory=list)

    async def measured(self, size: int, repetitions: int) -> Row:
        """Rebuild and ask at once; then the whole of it, once, where that does not take long."""
        settings = Settings.from_environment(self.side.service, self.running.environment)
        runtime = await assemble(import_module(f"services.{self.side.service}.main").SPEC, settings)
        asking = asyncio.create_task(self._asking())
        try:
            measured = await interleaved(
                repetitions,
                {
                    "ours": partial(self._rebuilt, runtime, settings, size),
                    "plain": partial(_copied, self.events),
                },
            )
            goes_on = size == SMALLEST or self.site.is_full
            whole = await self._whole(runtime, settings, size) if goes_on else None
        finally:
            asking.cancel()
            await dismantle(runtime)
        return self._row(size, measured, whole)

    async def _rebuilt(self, runtime: Runtime[Any], settings: Settings, size: int) -> Sample:
        connection = await asyncpg.connect(settings.database_url)
        async with published(settings) as told:
            work = Rebuild(runtime.views, told, connection)
            await work.begin()
            began = perf_counter()
            await work.build()
            sample = Sample(rate=size / (perf_counter() - began))
            await work.swap()
        await connection.close()
        return sample

    async def _whole(self, runtime: Runtime[Any], settings: Settings, size: int) -> float:
        said: list[str] = []
        began = perf_counter()
        async with published(settings) as told:
            done = await rebuild(runtime.views, told, settings.database_url, say=said.append)
        if not done:
            raise RuntimeError("\n".join(said))
        return size / (perf_counter() - began)

    async def _asking(self) -> None:
        token = self.site.keys.token(histories.SPECIALIST, (Role.INVESTMENT_SPECIALIST, None))
        headers = {"Authorization": f"Bearer {token}"}
        url = self.running.url
        async with httpx.AsyncClient(base_url=url, headers=headers, trust_env=False) as client:
            while True:
                began = perf_counter()
                (await client.get(self.side.path)).raise_for_status()
                self.waited.append(perf_counter() - began)
                await asyncio.sleep(ASKED_EVERY)

    def _row(self, size: int, measured: Mapping[str, Measured], whole: float | None) -> Row:
        ours, plain = measured["ours"].rate, measured["plain"].rate
        also = "" if whole is None else f" (whole {per_second(whole)})"
        waits = (percentile(self.waited, share) * 1000 for share in (0.5, 0.99))
        return Row(
            what=f"rebuild of {self.side.what}, while serving",
            at=events(size),
            ours=per_second(ours) + also,
            spread=spread(*waits),
            baseline=f"{per_second(plain)} SELECT + COPY",
            ratio=ours / plain,
            target="≥ 20 k/s",
            met=ours >= TARGET,
        )


async def _copied(url: str) -> Sample:
    """The plain way: read what is needed and copy it into a table, undecoded."""
    connection = await asyncpg.connect(url)
    await connection.execute(_TABLE)
    began, position = perf_counter(), 0
    while page := await connection.fetch(_RAW, position, PAGE):
        await connection.copy_records_to_table("plain", records=page)
        position = page[-1]["pos"]
    sample = Sample(rate=position / (perf_counter() - began))
    await connection.close()
    return sample
