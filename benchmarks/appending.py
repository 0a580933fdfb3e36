"""Appends in process: all that is recorded beside an event, answers kept, the chain; and plain."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from time import time
from uuid import uuid5

import asyncpg
from uuid_utils.compat import uuid7

from benchmarks import bare
from benchmarks.measuring import Measured, Sample, Step, closed_loop, interleaved
from benchmarks.site import ROOT, Site
from benchmarks.table import Row, per_second, spread
from shared.adapters.batcher import Append, Batcher, NewEvent
from shared.adapters.caller import KEYS

CLIENTS = (8, 32, 256)
JUDGED = 32
SECONDS = 1.0
REPETITIONS = 3
CONNECTIONS = 32
DATA = json.dumps({"content": "实地考察" * 20, "form": "visit"}, ensure_ascii=False).encode()
META = json.dumps({"actor": {"id": "somebody", "role": "specialist"}, "trace": "0" * 200}).encode()
KEEP = timedelta(days=30)


async def rows(site: Site) -> list[Row]:
    """Events of 600 bytes with all that is recorded beside them, each to a stream of its client.

    An idempotency key with its answer, positions without gaps and the hash chain included. Beside
    it one INSERT a transaction, prepared, over 32 connections. Then two processes on one partition.
    """
    url, plain = (await site.fresh()).url, await site.plain()
    made = []
    async with batched(url) as ours, inserted(plain) as theirs:
        for clients in CLIENTS:
            measured = await interleaved(
                REPETITIONS,
                {
                    "ours": lambda clients=clients: closed_loop(ours, clients, SECONDS),  # type: ignore[misc]
                    "plain": lambda clients=clients: closed_loop(theirs, clients, SECONDS),  # type: ignore[misc]
                },
            )
            made.append(_row(clients, measured["ours"], measured["plain"]))
            if clients == JUDGED:
                alone = measured["ours"].rate
    return [*made, await _two_processes(url, alone)]


def _row(clients: int, ours: Measured, plain: Measured) -> Row:
    ratio = ours.rate / plain.rate
    return Row(
        what="append: metadata, idempotency key, chain",
        at=f"{clients} at once",
        ours=per_second(ours.rate),
        spread=spread(ours.milliseconds(0.5), ours.milliseconds(0.99)),
        baseline=f"{per_second(plain.rate)} INSERT",
        ratio=ratio,
        target="≥ 1.5 ×" if clients == JUDGED else "",
        met=ratio >= 1.5 if clients == JUDGED else None,
    )


@asynccontextmanager
async def batched(url: str) -> AsyncIterator[Step]:
    """Lend our append: every client has a stream of its own."""
    batcher = Batcher(url)
    await batcher.start()
    versions: dict[int, int] = {}
    run = uuid7().hex

    async def step(client: int) -> None:
        stream, version = f"counter-{run}-{client}", versions.get(client, 0)
        event = NewEvent(stream, uuid7(), "Counted", 1, DATA, META)
        appended = await batcher.append(
            Append(
                guards=[(stream, version)],
                events=[event],
                answer=b'{"version":1}',
                client="somebody",
                command_id=uuid5(KEYS, event.event_id.hex),
                fingerprint=b"0" * 32,
                keep=KEEP,
            )
        )
        assert appended.outcome == "applied"
        versions[client] = version + 1

    try:
        yield step
    finally:
        await batcher.stop()


@asynccontextmanager
async def inserted(url: str) -> AsyncIterator[Step]:
    """Lend the plain INSERT: one a transaction, prepared, each on a connection it need not share.

    More connections than this make it slower.
    """
    connections = [await asyncpg.connect(url) for _ in range(CONNECTIONS)]
    statements = [await connection.prepare(bare.INSERT) for connection in connections]
    free: asyncio.Queue[int] = asyncio.Queue()
    for number in range(CONNECTIONS):
        free.put_nowait(number)
    versions: dict[int, int] = {}
    run = uuid7().hex

    async def step(client: int) -> None:
        number = await free.get()
        version = versions.get(client, 0) + 1
        await statements[number].fetchval(
            uuid7(), f"counter-{run}-{client}", version, "Counted", DATA, META
        )
        versions[client] = version
        free.put_nowait(number)

    try:
        yield step
    finally:
        for connection in connections:
            await connection.close()


async def _two_processes(url: str, alone: float) -> Row:
    begins = time() + 2
    both = await asyncio.gather(*(_other_process(url, begins) for _ in range(2)))
    slower = min(sample.rate for sample in both)
    return Row(
        what="append: two processes on one partition",
        at="2 × 32",
        ours=" + ".join(per_second(sample.rate) for sample in both),
        baseline=f"{per_second(alone)} alone",
        ratio=sum(sample.rate for sample in both) / alone,
        target="both progress",
        met=slower > 0.25 * sum(sample.rate for sample in both),
    )


async def _other_process(url: str, begins: float) -> Sample:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "benchmarks.appending",
        url,
        str(begins),
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
    )
    out, _ = await process.communicate()
    return Sample(rate=float(out))


async def _alone(url: str, begins: float) -> None:
    async with batched(url) as step:
        await asyncio.sleep(begins - time())
        print((await closed_loop(step, 32, SECONDS)).rate)


if __name__ == "__main__":
    asyncio.run(_alone(sys.argv[1], float(sys.argv[2])))
