"""Reading history: events decoded and folded, the chain verified, at sizes side by side."""

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import asyncpg

from benchmarks import histories
from benchmarks.measuring import Measured, counted, interleaved
from benchmarks.site import Site
from benchmarks.table import Row, events, per_second
from luodi.chain_source import Source
from luodi.verify_report import taking
from services.leads.domain.lead import LEAD
from services.leads.main import CODEC as LEADS_CODEC
from shared.adapters.event_codec import EventCodec
from shared.adapters.event_store import EventStore
from shared.kernel.decider import Decider
from shared.kernel.hash_chain import Verifier
from shared.kernel.identifiers import StreamKey, stream_key
from tests.adapters.counter import CODEC as COUNTER_CODEC
from tests.adapters.counter import COUNTER

LENGTH = 50
TOGETHER = 20
_RAW = "SELECT data, meta FROM es.event WHERE part = 1 AND stream = ANY($1) ORDER BY version"
_COPIED = "SELECT data, meta, hash FROM es.event WHERE part = 1 ORDER BY pos"

Make = Callable[[str, int, int], Awaitable[list[str]]]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """An aggregate whose histories are read."""

    name: str
    make: Make
    decider: Decider[Any, Any, Any]
    codec: EventCodec[Any]


LEADS = Kind(name="leads", make=histories.leads, decider=LEAD, codec=LEADS_CODEC)
COUNTERS = Kind(name="counters", make=histories.counters, decider=COUNTER, codec=COUNTER_CODEC)


async def rows(site: Site) -> list[Row]:
    """Streams of 50 events, 20 streams a query: fetched, decoded into typed events, folded.

    Beside it the same bytes fetched and parsed by `json.loads`, untyped and unfolded. The chain is
    verified as `luodi verify` does it, beside PostgreSQL's COPY of the same events without looking
    at them.
    """
    leads = await _measured(site, LEADS)
    counters = await _measured(site, COUNTERS)
    return [
        *(_fold_row(LEADS, size, measured) for size, measured in leads.items()),
        *(_fold_row(COUNTERS, size, measured) for size, measured in counters.items()),
        *(_verify_row(size, measured) for size, measured in leads.items()),
    ]


async def _measured(site: Site, kind: Kind) -> dict[int, dict[str, Measured]]:
    url = (await site.fresh()).url
    pool = await asyncpg.create_pool(url, min_size=1, max_size=2)
    made: dict[int, dict[str, Measured]] = {}
    keys: list[StreamKey] = []
    for size, repetitions in site.sizes({10_000: 5, 100_000: 3}).items():
        new = await kind.make(url, size // LENGTH - len(keys), LENGTH)
        keys += [stream_key(kind.decider.category, one) for one in new]
        await pool.execute("ANALYZE es.event")
        ways = {
            "fold": partial(_fold, pool, keys, kind),
            "parse": partial(_parse, pool, keys),
            "verify": partial(_verify, pool),
            "copy": partial(_copy, pool),
        }
        made[size] = await interleaved(
            repetitions, {name: partial(counted, way) for name, way in ways.items()}
        )
    await pool.close()
    return made


async def _fold(pool: asyncpg.Pool, keys: Sequence[StreamKey], kind: Kind) -> int:
    store = EventStore(pool, kind.codec)
    done = 0
    for start in range(0, len(keys), TOGETHER):
        streams = await store.streams(keys[start : start + TOGETHER])
        for stream in streams.values():
            kind.decider.fold(recorded.event for recorded in stream)
            done += len(stream)
    return done


async def _parse(pool: asyncpg.Pool, keys: Sequence[StreamKey]) -> int:
    done = 0
    for start in range(0, len(keys), TOGETHER):
        found = await pool.fetch(_RAW, keys[start : start + TOGETHER])
        done += sum(bool(json.loads(row["data"])) for row in found)
    return done


async def _verify(pool: asyncpg.Pool) -> int:
    verifier = Verifier("leads", 1, [])
    async with pool.acquire() as connection:
        await Source("leads", connection).copy(1, taking(verifier))
    verdict = verifier.verdict()
    assert not verdict.faults
    return verdict.events


async def _copy(pool: asyncpg.Pool) -> int:
    async def drop(_: bytes) -> None:
        """Look at nothing."""

    async with pool.acquire() as connection:
        said: str = await connection.copy_from_query(_COPIED, output=drop, format="binary")
    return int(said.split()[1])


def _fold_row(kind: Kind, size: int, measured: dict[str, Measured]) -> Row:
    ours, plain = measured["fold"].rate, measured["parse"].rate
    return Row(
        what=f"fold {kind.name}, typed, {LENGTH} events each",
        at=events(size),
        ours=per_second(ours),
        baseline=f"{per_second(plain)} SELECT + json.loads",
        ratio=ours / plain,
        target="≥ 100 k/s",
        met=ours >= 100_000,
    )


def _verify_row(size: int, measured: dict[str, Measured]) -> Row:
    ours, plain = measured["verify"].rate, measured["copy"].rate
    return Row(
        what="verify the chain",
        at=events(size),
        ours=per_second(ours),
        baseline=f"{per_second(plain)} COPY alone",
        ratio=ours / plain,
        target="≥ 300 k/s",
        met=ours >= 300_000,
    )
