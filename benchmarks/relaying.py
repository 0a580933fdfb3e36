"""From the store to the bus: how fast the relay publishes what lies there."""

import asyncio
from collections.abc import Mapping
from functools import partial
from typing import Any

import asyncpg

from benchmarks import histories
from benchmarks.measuring import Measured, Sample, counted, interleaved
from benchmarks.site import Site
from benchmarks.table import Row, events, per_second
from services.leads.main import CODEC
from services.leads.publishing import publish
from shared.adapters import broker
from shared.adapters.event_store import EventStore
from shared.adapters.relay import Relay
from shared.contracts.envelope import STREAM

LENGTH = 50
IN_FLIGHT = 256
_SOURCE = "urn:cn:123700000000000000:system:leads"


async def rows(site: Site) -> list[Row]:
    """The histories of leads, read, worded and published in order, each time into an empty stream.

    Beside it one ready-made message of the same size published again and again, each acknowledged,
    256 on the way at once.
    """
    url = (await site.fresh()).url
    pool = await asyncpg.create_pool(url, min_size=1, max_size=2)
    made: list[Row] = []
    stored = 0
    async with site.broker() as bus:
        client = await broker.connect(bus, "benchmark")
        for size, repetitions in site.sizes({10_000: 3, 100_000: 1}).items():
            await histories.leads(url, (size - stored) // LENGTH, LENGTH)
            stored = size
            measured = await _measured(client, pool, size, repetitions)
            made.append(_row(size, measured))
        await client.close()
    await pool.close()
    return made


async def _measured(
    client: Any, pool: asyncpg.Pool, size: int, repetitions: int
) -> Mapping[str, Measured]:
    store = EventStore(pool, CODEC)
    relay = Relay("leads", _SOURCE, store, client, publish)
    words = relay.messages(await store.after(2, 1))[0].payload
    jetstream = client.jetstream()

    async def ours() -> Sample:
        await _emptied(jetstream)
        return await counted(partial(_relayed, relay, size))

    async def plain() -> Sample:
        await _emptied(jetstream)
        return await counted(partial(_published, jetstream, words, size))

    return await interleaved(repetitions, {"ours": ours, "plain": plain})


async def _relayed(relay: Relay, size: int) -> int:
    await relay.resume()
    while relay.position < size:
        await relay.publish_next()
    return size


async def _published(jetstream: Any, words: bytes, size: int) -> int:
    """The plain way: publish each message and wait for its acknowledgement, many side by side."""
    numbers = iter(range(size))

    async def publish_some() -> None:
        for number in numbers:
            await jetstream.publish(f"luodi.v1.leads.1.FollowUpRecorded.lead-{number}", words)

    await asyncio.gather(*(publish_some() for _ in range(IN_FLIGHT)))
    return size


async def _emptied(jetstream: Any) -> None:
    await broker.ensure_stream(jetstream, 1)
    await jetstream.delete_stream(STREAM)
    await broker.ensure_stream(jetstream, 1)


def _row(size: int, measured: Mapping[str, Measured]) -> Row:
    ours, plain = measured["ours"].rate, measured["plain"].rate
    return Row(
        what="relay to JetStream, in order, fenced",
        at=events(size),
        ours=per_second(ours),
        baseline=f"{per_second(plain)} publish, {IN_FLIGHT} in flight",
        ratio=ours / plain,
        target="≥ 10 k/s",
        met=ours >= 10_000,
    )
