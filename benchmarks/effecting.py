"""From service to service: how soon after an event another service has stored what follows."""

import asyncio
import json
from collections.abc import Sequence
from functools import partial
from time import perf_counter
from typing import Any

import asyncpg
from uuid_utils.compat import uuid7

from benchmarks import bare, histories
from benchmarks.histories import WORDS
from benchmarks.measuring import Measured, Sample, interleaved
from benchmarks.pace import Asked, at_pace, paced
from benchmarks.site import Running, Site
from benchmarks.table import Row, spread
from shared.adapters import broker
from shared.contracts.envelope import STREAM
from shared.kernel.policy import Role

RATE = 200
SECONDS = 3
WARM_UP = 1
REPETITIONS = 2
NUMBER = RATE * SECONDS
_COUNT = f'{{"amount":1,"note":"{WORDS}"}}'
_SIGNING = json.dumps(
    {
        "amount": {"value": "2.8", "unit": "亿元", "currency": "CNY"},
        "agreed_start_on": "2027-01-01",
        "agreed_production_on": "2028-06-30",
    }
)
_EFFECTS = """
  SELECT convert_from(meta, 'UTF8')::json ->> 'causation' AS cause,
    extract(epoch FROM recorded_at)::float8 AS at
  FROM es.event WHERE type = $1
"""
_CAUSES = "SELECT event_id::text AS id, extract(epoch FROM recorded_at)::float8 AS at FROM es.event"
_PLAIN = """
  SELECT extract(epoch FROM e.recorded_at - c.recorded_at)::float8 AS delay
  FROM plain_event c JOIN plain_event e ON e.stream = c.stream AND e.version = 2
  WHERE c.version = 1
"""


async def rows(site: Site) -> list[Row]:
    """Commands at a steady 200 a second, what follows in another service; from record to record.

    Two services that count, and the real ones: a signed lead becomes a project. Beside it the same
    way by hand, at the same pace: INSERT, publish to JetStream, a push consumer, INSERT.
    """
    async with (
        site.broker() as bus,
        site.services(bus, dict.fromkeys(("leads", "projects"), "benchmarks.counting")) as frame,
        site.broker() as real_bus,
        site.services(
            real_bus, {"leads": "services.leads", "projects": "services.projects"}
        ) as real,
        site.broker() as plain_bus,
    ):
        measured = await interleaved(
            REPETITIONS + WARM_UP,
            {
                "frame": partial(_counted, site, frame),
                "real": partial(_signed, site, real),
                "plain": partial(_by_hand, plain_bus, await site.plain()),
            },
        )
    warm = {name: Measured(samples=one.samples[WARM_UP:]) for name, one in measured.items()}
    return [
        _row("a count becomes a count", warm["frame"], warm["plain"]),
        _row("a signed lead becomes a project", warm["real"], warm["plain"]),
    ]


def _row(what: str, ours: Measured, plain: Measured) -> Row:
    p50, p99 = ours.milliseconds(0.5), ours.milliseconds(0.99)
    plain50, plain99 = plain.milliseconds(0.5), plain.milliseconds(0.99)
    return Row(
        what=f"commit → another service's event: {what}",
        at=f"{RATE} a second",
        ours=f"{sum(len(one.latencies) for one in ours.samples):,} effects",
        spread=spread(p50, p99),
        baseline=f"{spread(plain50, plain99)} by hand",
        ratio=p50 / plain50,
        target="p50 < 10 ms, p99 < 40 ms",
        met=p50 < 10 and p99 < 40,
    )


async def _counted(site: Site, running: dict[Any, Running]) -> Sample:
    headers = _headers(site)
    asked = Asked(path="/api/v1/leads", body=_COUNT, headers=headers)
    return await _effects(running, [asked] * NUMBER, "Counted")


async def _signed(site: Site, running: dict[Any, Running]) -> Sample:
    names = await histories.leads(running["leads"].database.url, NUMBER, 3)
    await running["leads"].settled()
    headers = _headers(site) | {"If-Match": '"v3"'}
    asked = [
        Asked(
            path=f"/api/v1/leads/{name}/signings",
            body=_SIGNING,
            headers=headers | {"Idempotency-Key": name},
        )
        for name in names
    ]
    return await _effects(running, asked, "ProjectCreated")


def _headers(site: Site) -> dict[str, str]:
    token = site.keys.token(histories.SPECIALIST, (Role.INVESTMENT_SPECIALIST, None))
    return {"Authorization": f"Bearer {token}"}


async def _effects(running: dict[Any, Running], asked: Sequence[Asked], effect: str) -> Sample:
    """Compare when cause and effect were recorded, each just before its commit."""
    answered = await paced(running["leads"].port, asked, RATE)
    causes = {str(one.body["event_ids"][0]) for one in answered}
    recorded = await _rows(running["leads"], _CAUSES)
    at = {row["id"]: row["at"] for row in recorded if row["id"] in causes}
    deadline = perf_counter() + 60
    while perf_counter() < deadline:
        effects = await _rows(running["projects"], _EFFECTS, effect)
        found = [row["at"] - at[row["cause"]] for row in effects if row["cause"] in at]
        if len(found) == len(causes):
            for service in running.values():
                await service.settled()
            return Sample(rate=RATE, latencies=found)
        await asyncio.sleep(0.2)
    raise RuntimeError(f"{len(causes) - len(found)} effects are missing")


async def _rows(running: Running, query: str, *values: Any) -> list[Any]:
    connection = await asyncpg.connect(running.database.url)
    found: list[Any] = await connection.fetch(query, *values)
    await connection.close()
    return found


async def _by_hand(bus: str, url: str) -> Sample:
    """INSERT, publish, hear, INSERT: nothing that makes sure of anything."""
    client = await broker.connect(bus, "benchmark")
    pool = await asyncpg.create_pool(url, min_size=8, max_size=8)
    hand = Hand(pool, client.jetstream())
    await hand.begin()
    await at_pace((partial(hand.cause, number) for number in range(NUMBER)), RATE)
    await asyncio.wait_for(hand.done.wait(), 30)
    delays = [row["delay"] for row in await pool.fetch(_PLAIN)]
    await client.close()
    await pool.close()
    return Sample(rate=RATE, latencies=delays)


class Hand:
    """The plain way from one table to another over JetStream."""

    def __init__(self, pool: asyncpg.Pool, jetstream: Any) -> None:
        self._pool = pool
        self._jetstream = jetstream
        self._heard = 0
        self.done = asyncio.Event()

    async def begin(self) -> None:
        """Listen, with nothing there yet."""
        await broker.ensure_stream(self._jetstream, 1)
        await self._jetstream.purge_stream(STREAM)
        await self._pool.execute("TRUNCATE plain_event")
        await self._jetstream.subscribe("luodi.v1.leads.>", cb=self._hear, manual_ack=True)

    async def cause(self, number: int) -> None:
        """Store and tell."""
        stream = f"counter-{number}"
        await self._store(stream, 1)
        await self._jetstream.publish(f"luodi.v1.leads.1.Counted.{stream}", _COUNT.encode())

    async def _hear(self, message: Any) -> None:
        await self._store(message.subject.rpartition(".")[2], 2)
        await message.ack()
        self._heard += 1
        if self._heard == NUMBER:
            self.done.set()

    async def _store(self, stream: str, version: int) -> None:
        await self._pool.fetchval(
            bare.INSERT, uuid7(), stream, version, "Counted", _COUNT.encode(), bare.META
        )
