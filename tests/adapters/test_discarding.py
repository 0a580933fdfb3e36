"""What lies parked and is no event: put away by an operator, which is recorded. Events are not."""

from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest

from shared.adapters import broker as bus
from shared.contracts.envelope import SEQUENCE_HEADER, sequence_text
from shared.kernel.housekeeping import ParkedMessageDiscarded
from shared.kernel.identifiers import StreamKey
from tests.adapters.test_subscriber import Consumer, counted, total
from tests.adapters.test_unreadable import (
    SUBJECT,
    Publisher,
    of_text,
    published,
    redriven,
    spoilt,
    without,
)
from tests.harness.servers import Cluster
from tests.harness.services import Installation, Served, prepared
from tests.system.operating import inside, parked

WHY = {"discarded_by": "值班运维", "reason": "误投的测试消息"}
NO_EVENT = b"\xff\x00"


@pytest.fixture
async def running(broker: str, tmp_path: Path) -> AsyncIterator[Installation]:
    made = prepared(broker, tmp_path)
    yield made
    await made.stop()


async def put(running: Installation, payload: bytes, sequence: int | None = None) -> None:
    client = await bus.connect(running.environment["LUODI_NATS_URL"], "test")
    headers = {} if sequence is None else {SEQUENCE_HEADER: sequence_text(sequence)}
    await client.jetstream().publish(SUBJECT, payload, headers=headers)
    await client.close()


async def discarded(service: Served, **body: Any) -> httpx.Response:
    async with inside(service) as client:
        return await client.post("/internal/parked/discards", json=WHY | body)


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def test_what_is_no_event_is_put_away_and_that_is_recorded_and_told(
    running: Installation, cluster: Cluster
) -> None:
    await published(running, cluster)
    consumer = await running.start("projects", await cluster.fresh("projects"), Consumer().spec())
    await put(running, NO_EVENT)
    await put(running, b"", 99)
    await running.settled()
    first, second = await parked(consumer)
    answer = await discarded(consumer, id=first["id"])
    assert answer.status_code == 201, answer.text
    assert [item["id"] for item in await parked(consumer)] == [second["id"]]
    assert (await discarded(consumer, id=second["id"])).status_code == 201
    assert await parked(consumer) == []
    [recorded] = await consumer.runtime.store.stream(StreamKey(f"parked-{first['id']}"))
    event: Any = recorded.event
    assert isinstance(event, ParkedMessageDiscarded)
    assert answer.json() == {"event_id": recorded.event_id}
    assert (event.subject, event.digest) == (SUBJECT, sha256(NO_EVENT).hexdigest())
    assert {"discarded_by": event.discarded_by, "reason": event.reason} == WHY
    told = consumer.runtime.relay.cloud_event(recorded)
    assert (told.data or {})["reason"] == WHY["reason"]
    assert refusal(await discarded(consumer, id=first["id"])) == (404, "not-found")


async def test_one_who_was_stopped_in_between_discards_again_and_it_is_recorded_once(
    running: Installation, cluster: Cluster
) -> None:
    await published(running, cluster)
    consumer = await running.start("projects", await cluster.fresh("projects"), Consumer().spec())
    await put(running, NO_EVENT)
    await running.settled()
    [row] = await consumer.runtime.pool.fetch("SELECT * FROM own.parked_message")
    once = await discarded(consumer, id=row["id"])
    await consumer.runtime.pool.execute(
        "INSERT INTO own.parked_message (id, stream, payload, error, parked_at)"
        " OVERRIDING SYSTEM VALUE VALUES ($1, $2, $3, $4, $5)",
        *(row[name] for name in ("id", "stream", "payload", "error", "parked_at")),
    )
    again = await discarded(consumer, id=row["id"], reason="再次作废")
    assert (again.status_code, again.json()) == (201, once.json())
    assert await parked(consumer) == []


async def test_an_event_that_waits_is_not_put_away(running: Installation, cluster: Cluster) -> None:
    service, _ = await published(running, cluster)
    consumer = await running.start("projects", await cluster.fresh("projects"), Consumer().spec())
    await counted(service, "ill", "poison")
    await counted(service, "ill")
    await running.settled()
    for item in await parked(consumer):
        told = refusal(await discarded(consumer, id=item["id"]))
        assert told == (409, "parked-event-not-discardable")
    assert len(await parked(consumer)) == 2


async def test_what_stands_in_the_place_of_an_event_is_not_put_away(
    running: Installation, cluster: Cluster
) -> None:
    """Nor while its publisher does not say whether it is one."""
    service, ill = await published(running, cluster)
    await spoilt(running, ill, lambda _: b"")
    consumer = await running.start("projects", await cluster.fresh("projects"), Consumer().spec())
    await running.settled()
    [item] = await parked(consumer)
    told = refusal(await discarded(consumer, id=item["id"]))
    assert told == (409, "parked-event-not-discardable")
    await service.stop()
    assert refusal(await discarded(consumer, id=item["id"])) == (503, "publisher-silent")
    assert [one["id"] for one in await parked(consumer)] == [item["id"]]


async def test_what_its_publisher_cannot_word_is_an_event_and_stays(
    running: Installation, cluster: Cluster
) -> None:
    _, ill = await published(running, cluster)
    spoil = without("correlationid")
    await spoilt(running, ill, of_text(spoil))
    publisher = Publisher(running.urls["leads"], ill, spoil)
    async with publisher.standing_before(running):
        database = await cluster.fresh("projects")
        consumer = await running.start("projects", database, Consumer().spec())
        await running.settled()
        for item in await parked(consumer):
            assert (await discarded(consumer, id=item["id"])).status_code == 409
        publisher.spoil = lambda plain: plain
        await redriven(consumer, "counter-ill")
    assert await total(consumer, "ill") == 3


@pytest.mark.parametrize(
    "wrong", [{"id": 0}, {"id": 1, "reason": " "}, {"id": 1, "discarded_by": ""}]
)
async def test_it_takes_a_message_a_name_and_a_reason(
    running: Installation, cluster: Cluster, wrong: dict[str, Any]
) -> None:
    consumer = await running.start("projects", await cluster.fresh("projects"), Consumer().spec())
    assert refusal(await discarded(consumer, **wrong)) == (422, "invalid-fields")
    async with httpx.AsyncClient(trust_env=False) as stranger:
        url = f"http://127.0.0.1:{consumer.settings.port}/internal/parked/discards"
        assert (await stranger.post(url, json=WHY | {"id": 1})).status_code == 401
