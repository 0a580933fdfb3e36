"""Killed without a last word, in turn and under load: a service, the bus, the database.

Afterwards every answered command is stored, every event had its effect once and in order, the chain
holds and the views equal what a rebuild would make.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from luodi.rebuild import published, rebuild
from luodi.story import PARK
from shared.adapters import broker
from shared.adapters.runtime import assemble, dismantle
from shared.adapters.settings import Settings
from shared.contracts.envelope import STREAM, CloudEvent
from shared.kernel.hash_chain import Entry, genesis, laid_out, link
from tests.harness.processes import Processes, processes

VICTIMS = ("projects", "nats", "leads", "postgres", "approvals")
SERVICES = ("leads", "projects", "approvals")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_AWAY = (httpx.HTTPError, ConnectionError)


@pytest.fixture
async def running(tmp_path: Path) -> AsyncIterator[Processes]:
    async with processes(tmp_path, *SERVICES) as made:
        yield made


class Load:
    """Registers and signs leads without end; repeats with the same key until answered."""

    def __init__(self, running: Processes) -> None:
        self._running = running
        self._numbers = count(1)
        self.signed: list[str] = []
        self.stopping = False

    async def run(self) -> None:
        specialist = await self._running.inner.login("specialist")
        while not self.stopping:
            number = next(self._numbers)
            name = f"第{number}检测设备有限公司"
            facts = {"park": PARK, "name": f"{name}产业化项目", "investor_name": name}
            lead = await self._post(specialist, "leads", f"k{number}-1", None, **facts)
            about = f"leads/{lead['id']}"
            acts: list[tuple[str, dict[str, Any]]] = [
                ("assessments", {"verdict": "pursue", "opinion": "可行"}),
                ("moves", {"to": "negotiating"}),
                ("signings", AGREEMENT),
            ]
            version = lead["version"]
            for step, (act, body) in enumerate(acts, start=2):
                done = await self._post(
                    specialist, f"{about}/{act}", f"k{number}-{step}", version, **body
                )
                version = done["version"]
            self.signed.append(lead["id"])

    async def _post(
        self, client: httpx.AsyncClient, path: str, key: str, version: int | None, **body: Any
    ) -> dict[str, Any]:
        headers = {"Idempotency-Key": key}
        if version is not None:
            headers["If-Match"] = f'"v{version}"'
        while True:
            with suppress(*_AWAY):
                answer = await client.post(f"/api/v1/{path}", json=body, headers=headers, timeout=5)
                if answer.status_code == httpx.codes.CREATED:
                    found: dict[str, Any] = answer.json()
                    return found
                if answer.status_code == httpx.codes.UNAUTHORIZED:
                    fresh = await self._running.inner.login("specialist")
                    client.headers["Authorization"] = fresh.headers["Authorization"]
                assert answer.status_code >= 500 or answer.status_code == 401, answer.text
            await asyncio.sleep(0.1)


AGREEMENT: dict[str, Any] = {
    "amount": {"value": "1", "unit": "亿元", "currency": "CNY"},
    "agreed_start_on": "2027-03-01",
    "agreed_production_on": "2028-06-01",
}


async def rounds(running: Processes, number: int) -> list[str]:
    """Kill in turn while two clients work; return the leads that were signed."""
    load = Load(running)
    workers = [asyncio.create_task(load.run()) for _ in range(2)]
    for turn in range(number):
        victim = VICTIMS[turn % len(VICTIMS)]
        await asyncio.sleep(0.4)
        running.kill9(victim)
        await asyncio.sleep(0.1)
        running.revive(victim)
        await running.ready()
        for worker in workers:
            if worker.done():
                worker.result()
    load.stopping = True
    await asyncio.wait_for(asyncio.gather(*workers), 60)
    return load.signed


async def check(running: Processes, signed: list[str]) -> None:
    """Everything committed arrived once, in order; chain and views hold."""
    await settled(running)
    for service in SERVICES:
        assert not await rows(running, service, "SELECT stream, error FROM own.parked_message")
    leads = await events(running, "leads")
    kept = [row["stream"] for row in leads if row["type"] == "AgreementSigned"]
    assert Counter(kept) == Counter(f"lead-{lead}" for lead in signed)
    created = [row for row in await events(running, "projects") if row["type"] == "ProjectCreated"]
    assert len(created) == len(signed)
    assert len({row["stream"] for row in created}) == len(signed)
    opened = [row for row in await events(running, "approvals") if row["type"] == "PlanOpened"]
    assert len(opened) == len(signed)
    linked = [row["stream"] for row in leads if row["type"] == "ProjectLinked"]
    assert Counter(linked) == Counter(kept)
    for service in SERVICES:
        check_chain(service, await events(running, service))
        await check_views(running, service)
    await check_bus(running)


async def check_views(running: Processes, service: str) -> None:
    """What follows from all events anew is what stands there."""
    settings = Settings.from_environment(service, running.environment(service))
    runtime = await assemble(import_module(f"services.{service}.main").SPEC, settings)
    try:
        async with published(settings) as heard:
            equal = await rebuild(runtime.views, heard, settings.database_url, accept=False)
    finally:
        await dismantle(runtime)
    assert equal, f"the views of {service} differ from a rebuild"


async def events(running: Processes, service: str) -> list[Any]:
    return await rows(running, service, "SELECT * FROM es.event ORDER BY pos")


async def rows(running: Processes, service: str, query: str) -> list[Any]:
    connection = await asyncpg.connect(running.databases[service].url)
    found = await connection.fetch(query)
    await connection.close()
    return list(found)


def check_chain(service: str, stored: list[Any]) -> None:
    head = genesis(service, 1)
    versions: Counter[str] = Counter()
    for position, row in enumerate(stored, start=1):
        assert row["pos"] == position
        versions[row["stream"]] += 1
        assert row["version"] == versions[row["stream"]]
        head = link(head, laid_out(entry_of(row)))
        assert head == row["hash"], f"{service} at {position}"


def entry_of(row: Any) -> Entry:
    return Entry(
        part=row["part"],
        position=row["pos"],
        event_id=row["event_id"].bytes,
        stream=row["stream"],
        version=row["version"],
        type=row["type"],
        schema=row["schema"],
        recorded_us=round((row["recorded_at"] - EPOCH) / timedelta(microseconds=1)),
        data=row["data"],
        meta=row["meta"],
    )


async def check_bus(running: Processes) -> None:
    """The stream holds every event of every service once, in the publisher's order."""
    stored = await settled(running)  # an anchor may come by itself after that
    client = await broker.connect(running.nats.url, "check")
    info = await client.jetstream().stream_info(STREAM)
    positions: Counter[str] = Counter()
    for sequence in range(1, info.state.last_seq + 1):
        message = await client.jetstream().get_msg(STREAM, sequence)
        event = CloudEvent.model_validate_json(message.data or b"")
        positions[event.service] += 1
        assert event.position == positions[event.service]
    await client.close()
    for service in SERVICES:
        assert stored[service] <= positions[service] <= len(await events(running, service))


async def settled(running: Processes) -> dict[str, int]:
    """Wait until every service has heard everything and its views know it; return how much."""
    deadline = asyncio.get_running_loop().time() + 60
    while True:
        heads = {name: len(await events(running, name)) for name in SERVICES}
        behind = []
        for name in SERVICES:
            found = await rows(running, name, "SELECT source, position FROM view.checkpoint")
            known = {row["source"]: row["position"] for row in found}
            behind += [(name, s) for s, h in heads.items() if known.get(f"heard-{s}", 0) < h]
            behind += [(name, "own")] if known.get(name, 0) < heads[name] else []
        if not behind and heads == {name: len(await events(running, name)) for name in SERVICES}:
            return heads
        assert asyncio.get_running_loop().time() < deadline, (heads, behind)
        await asyncio.sleep(0.2)


@pytest.mark.timeout(300)
async def test_twenty_kills(running: Processes) -> None:
    signed = await rounds(running, 20)
    assert len(signed) >= 20
    await check(running, signed)


@pytest.mark.soak
@pytest.mark.timeout(3000)
async def test_two_hundred_kills(running: Processes) -> None:
    await check(running, await rounds(running, 200))
