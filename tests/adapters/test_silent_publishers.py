"""A hole whose publisher is down: its own events wait for it, in order; all others go on."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from shared.adapters import asking
from shared.adapters import broker as bus
from shared.adapters.asking import Asking
from shared.adapters.parking import Unworded
from shared.contracts.envelope import SEQUENCE_HEADER, STREAM, CloudEvent, sequence_text
from tests.adapters.test_subscriber import PUBLISHER, Consumer, counted, total
from tests.adapters.test_unreadable import SUBJECT, is_anchored, parked
from tests.harness.polling import until
from tests.harness.servers import Cluster, Database
from tests.harness.services import Installation, Served, prepared

OTHER = replace(PUBLISHER, name="approvals")
HOW_MANY = 8


@pytest.fixture
async def running(broker: str, tmp_path: Path) -> AsyncIterator[Installation]:
    made = prepared(broker, tmp_path)
    yield made
    await made.stop()


async def fallen_silent(running: Installation, cluster: Cluster) -> tuple[Database, int]:
    """A publisher that is down, with all but the first and the last of its messages lost."""
    database = await cluster.fresh("leads")
    publisher = await running.start("leads", database, PUBLISHER)
    for _ in range(HOW_MANY):
        await counted(publisher, "silent")
    await until(lambda: is_anchored(publisher))
    await running.settled()
    head, _ = await publisher.runtime.store.head()
    await publisher.stop()
    del running.services["leads"]
    client = await bus.connect(running.environment["LUODI_NATS_URL"], "test")
    for place in range(2, head):
        await client.jetstream().delete_msg(STREAM, place)
    await client.close()
    return database, head


async def heard_in_order(consumer: Served, service: str) -> list[int]:
    rows = await consumer.runtime.pool.fetch(
        "SELECT sequence FROM view.heard WHERE service = $1 ORDER BY ctid", service
    )
    return [row["sequence"] for row in rows]


async def test_the_others_go_on_and_what_waited_comes_in_its_order(
    running: Installation, cluster: Cluster
) -> None:
    database, head = await fallen_silent(running, cluster)
    consumer = await running.start("projects", await cluster.fresh("projects"), Consumer().spec())
    other = await running.start("approvals", await cluster.fresh("approvals"), OTHER)
    for _ in range(3):
        await counted(other, "heard")
        await running.settled()
    assert await heard_in_order(consumer, "leads") == [1]
    assert await heard_in_order(consumer, "approvals")
    await running.start("leads", database, PUBLISHER)
    await running.settled()
    assert (await heard_in_order(consumer, "leads"))[:head] == list(range(1, head + 1))
    assert await total(consumer, "silent") == HOW_MANY
    assert await parked(consumer) == []


async def test_what_stands_in_an_event_s_place_waits_for_its_publisher_too(
    running: Installation, cluster: Cluster
) -> None:
    """It is the last that the publisher told, so that nothing later would show the hole."""
    database, head = await fallen_silent(running, cluster)
    client = await bus.connect(running.environment["LUODI_NATS_URL"], "test")
    await client.jetstream().delete_msg(STREAM, head)
    headers = {SEQUENCE_HEADER: sequence_text(head)}
    await client.jetstream().publish(SUBJECT, b"not ours", headers=headers)
    await client.close()
    consumer = await running.start("projects", await cluster.fresh("projects"), Consumer().spec())
    await until(lambda: _knows_one(consumer))
    await running.start("leads", database, PUBLISHER)
    await running.settled()
    assert await total(consumer, "silent") == HOW_MANY
    assert [item["stream"] for item in await parked(consumer)] == [SUBJECT]


async def _knows_one(consumer: Served) -> bool:
    return bool(await parked(consumer)) and await heard_in_order(consumer, "leads") == [1]


@pytest.mark.parametrize(
    "silence",
    [httpx.ConnectError("refused"), ValueError("no JSON"), KeyError("events")],
    ids=["refused", "no JSON", "no events"],
)
async def test_who_is_silent_is_asked_again_only_after_a_while(
    silence: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "ASKED_AGAIN", 0.2)
    asked: list[int] = []

    async def missing(_: str, position: int) -> list[CloudEvent]:
        asked.append(position)
        if len(asked) == 1:
            raise silence
        return []

    publishers = Asking(missing)
    assert not publishers.is_silent("leads")
    assert await publishers.what_follows("leads", 7) == []
    assert publishers.is_silent("leads")
    assert await publishers.what_follows("leads", 7) == []
    assert asked == [7]
    await publishers.what_follows("approvals", 8)
    assert asked == [7, 8]

    async def answers() -> bool:
        await publishers.what_follows("leads", 9)
        return not publishers.is_silent("leads")

    await until(answers)
    assert asked == [7, 8, 9]


async def test_long_silence_is_followed_by_longer_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Most of the time belongs to the others, however long it takes to learn of a silence."""
    monkeypatch.setattr(asking, "ASKED_AGAIN", 0.0)
    loop = asyncio.get_running_loop()
    told: list[float] = []

    async def missing(_: str, __: int) -> list[CloudEvent]:
        begun = loop.time()
        if told:
            return []
        await until(lambda: _passed(begun + 0.05))
        told.append(loop.time() - begun)
        raise httpx.ReadTimeout("nothing came")

    publishers = Asking(missing)
    await publishers.what_follows("leads", 1)
    begun = loop.time()

    async def answers() -> bool:
        await publishers.what_follows("leads", 1)
        return not publishers.is_silent("leads")

    await until(answers)
    assert loop.time() - begun >= 3.9 * told[0]


async def _passed(moment: float) -> bool:
    return asyncio.get_running_loop().time() >= moment


async def test_who_words_an_event_wrongly_is_not_silent() -> None:
    answers: list[Exception | None] = [httpx.ConnectError("refused"), None]

    async def missing(service: str, position: int) -> list[CloudEvent]:
        if (trouble := answers.pop(0)) is not None:
            raise trouble
        raise Unworded(service, position + 1, {}, "worded wrongly")

    publishers = Asking(missing)
    await publishers.what_follows("leads", 1)
    publishers._silent["leads"] = 0
    with pytest.raises(Unworded):
        await publishers.what_follows("leads", 1)
    assert not publishers.is_silent("leads")
