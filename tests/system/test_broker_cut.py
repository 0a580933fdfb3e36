"""The broker loses the end of what it was told: everybody still hears everything once.

NATS is killed, its store put back to what it was a hundred messages earlier, and started again.
"""

import asyncio
import shutil
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from nats.js.errors import NotFoundError

from luodi.embedded import Nats
from luodi.story import Story
from shared.adapters import broker
from shared.contracts.envelope import STREAM, CloudEvent
from tests.harness.polling import until
from tests.harness.servers import Cluster
from tests.harness.services import Installation, installation
from tests.system.whole import ALL, SERVICES

LOST = 100
SIGNERS = 3


class Load:
    """Signs leads side by side, for as long as it is told to."""

    def __init__(self, running: Installation) -> None:
        self._story = Story(running.login, date(2026, 11, 20))
        self._numbers = count(1)
        self._stopping = False
        self.signed: list[str] = []

    @asynccontextmanager
    async def going_on(self) -> AsyncIterator[None]:
        """Sign as long as the block runs."""
        await self._story.client("specialist")
        self._stopping = False
        signers = [asyncio.create_task(self._sign()) for _ in range(SIGNERS)]
        yield
        self._stopping = True
        await asyncio.gather(*signers)

    async def has_signed(self, leads: int) -> None:
        """Wait until so many leads are signed."""

        async def so_many() -> bool:
            return len(self.signed) >= leads

        await until(so_many, 40)

    async def _sign(self) -> None:
        while not self._stopping:
            name = f"第{next(self._numbers)}断网检测有限公司"
            self.signed.append(await self._story.sign_lead(name, f"{name}项目"))


@pytest.fixture
async def running(cluster: Cluster, own_nats: Nats, tmp_path: Path) -> AsyncIterator[Installation]:
    """Everything, on a broker that may be killed."""
    async with installation(cluster, own_nats.url, tmp_path, *SERVICES) as made:
        yield made


async def test_a_cut_under_load_loses_and_doubles_nothing(
    running: Installation, own_nats: Nats, tmp_path: Path
) -> None:
    load = Load(running)
    async with load.going_on():
        await told(own_nats, LOST)
        kept = await kept_aside(own_nats, tmp_path / "kept")
        own_nats.start()
        await told(own_nats, await messages_in(kept, tmp_path) + LOST)
        put_back(own_nats, kept)
        own_nats.start()
        before = len(load.signed)
        await load.has_signed(before + SIGNERS)
    await running.settled(40)
    await check(running, own_nats, load.signed)


async def test_a_tail_lost_while_nobody_has_anything_to_say_is_told_again(
    running: Installation, own_nats: Nats, tmp_path: Path
) -> None:
    """Who was away when it was told hears it, though nothing new comes that would show the loss."""
    load = Load(running)
    async with load.going_on():
        await told(own_nats, LOST)
    await running.settled()
    kept = await kept_aside(own_nats, tmp_path / "kept")
    own_nats.start()
    away = running.services["notifications"]
    await away.stop()
    async with load.going_on():
        await told(own_nats, await messages_in(kept, tmp_path) + LOST)
    del running.services["notifications"]
    await running.settled()
    put_back(own_nats, kept)
    own_nats.start()
    await running.start("notifications", away.database)
    await running.settled(40)
    await check(running, own_nats, load.signed)


async def test_a_broker_that_forgot_everything_is_told_everything(
    running: Installation, own_nats: Nats, tmp_path: Path
) -> None:
    load = Load(running)
    async with load.going_on():
        await told(own_nats, LOST)
    await running.settled()
    (tmp_path / "nothing").mkdir()
    put_back(own_nats, tmp_path / "nothing")
    own_nats.start()
    await told(own_nats, sum([len(await events(running, name)) for name in ALL]))
    async with load.going_on():
        await load.has_signed(SIGNERS + 1)
    await running.settled(40)
    await check(running, own_nats, load.signed)


async def kept_aside(nats: Nats, copy: Path) -> Path:
    """Kill the broker and keep what it has on its disk."""
    nats.kill9()
    await asyncio.to_thread(shutil.copytree, nats.store, copy)
    return copy


def put_back(nats: Nats, kept: Path) -> None:
    """Kill the broker and give it the store it had before."""
    nats.kill9()
    shutil.rmtree(nats.store)
    shutil.copytree(kept, nats.store)


async def messages_in(store: Path, tmp_path: Path) -> int:
    """Count the messages in a store that was kept, with a broker of its own."""
    copy = tmp_path / "counted"
    shutil.copytree(store, copy, dirs_exist_ok=True)
    server = Nats(copy, "p-counting")
    server.start()
    try:
        return await last_of(server)
    finally:
        server.stop()


async def last_of(nats: Nats) -> int:
    """Return the newest message's number."""
    client = await broker.connect(nats.url, "test")
    try:
        info = await client.jetstream().stream_info(STREAM)
        return int(info.state.last_seq)
    except NotFoundError:
        return 0
    finally:
        await client.close()


async def told(nats: Nats, messages: int) -> None:
    """Wait until the broker holds so many messages."""

    async def are_there() -> bool:
        return await last_of(nats) >= messages

    await until(are_there, 40, f"there are not {messages}")


async def check(running: Installation, nats: Nats, signed: list[str]) -> None:
    """Everything committed was heard once, in order, by everybody, and by nobody twice."""
    stored = {name: await events(running, name) for name in ALL}
    assert await on_the_bus(nats) == {name: ids(found) for name, found in stored.items()}
    await each_reaction_once(stored, signed)
    await the_feed_is_whole(running, stored)
    await the_histories_are_whole(running, stored)
    for service in running.services.values():
        assert not await service.runtime.pool.fetch("SELECT stream FROM own.parked_message")


async def events(running: Installation, name: str) -> list[Any]:
    query = "SELECT * FROM es.readable ORDER BY pos"
    return list(await running.services[name].runtime.pool.fetch(query))


def ids(found: list[Any]) -> list[str]:
    """The ids of stored events, in their order."""
    return [str(row["event_id"]) for row in found]


async def on_the_bus(nats: Nats) -> dict[str, list[str]]:
    """Return the ids of each service's events as the stream holds them."""
    client = await broker.connect(nats.url, "check")
    held: dict[str, list[str]] = {name: [] for name in ALL}
    for number in range(1, await last_of(nats) + 1):
        message = await client.jetstream().get_msg(STREAM, number)
        event = CloudEvent.model_validate_json(message.data or b"")
        held[event.service].append(event.id)
        assert event.position == len(held[event.service])
    await client.close()
    return held


async def each_reaction_once(stored: dict[str, list[Any]], signed: list[str]) -> None:
    """Every signed lead became one project with one plan, and heard of it once."""
    leads = Counter(f"lead-{lead}" for lead in signed)
    linked = [row["stream"] for row in stored["leads"] if row["type"] == "ProjectLinked"]
    created = [row["stream"] for row in stored["projects"] if row["type"] == "ProjectCreated"]
    opened = [row["stream"] for row in stored["approvals"] if row["type"] == "PlanOpened"]
    assert Counter(linked) == leads
    assert len(created) == len(set(created)) == len(signed)
    plans = Counter(stream.replace("project-", "plan-", 1) for stream in created)
    assert Counter(opened) == plans


async def the_feed_is_whole(running: Installation, stored: dict[str, list[Any]]) -> None:
    """The partners' feed has no gap and holds every event once, each service's in its order."""
    pool = running.services["notifications"].runtime.pool
    feed = await pool.fetch("SELECT position, service, event_id FROM own.feed ORDER BY position")
    assert [row["position"] for row in feed] == list(range(1, len(feed) + 1))
    for name in ALL:
        assert [str(row["event_id"]) for row in feed if row["service"] == name] == ids(stored[name])
    lines = await pool.fetch("SELECT account, event_id FROM own.inbox")
    assert lines
    assert len({(row["account"], row["event_id"]) for row in lines}) == len(lines)


async def the_histories_are_whole(running: Installation, stored: dict[str, list[Any]]) -> None:
    """The view of everybody's events holds each that concerns a lead or a project, once."""
    pool = running.services["projects"].runtime.pool
    rows = await pool.fetch("SELECT service, event_id FROM view.history")
    about = {
        (name, str(row["event_id"]))
        for name, found in stored.items()
        for row in found
        if '"lead"' in row["meta"] or '"project"' in row["meta"]
    }
    assert Counter((row["service"], row["event_id"]) for row in rows) == Counter(about)
