"""What is no event, where an event belongs: kept and shown; its publisher is asked what it was."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from aiohttp import ClientSession, web

from luodi.server import free_port
from shared.adapters import broker as bus
from shared.contracts.envelope import SEQUENCE_HEADER, STREAM, sequence_text
from shared.kernel.identifiers import StreamKey
from tests.adapters.test_subscriber import PUBLISHER, Consumer, counted, internal, total
from tests.harness.polling import until
from tests.harness.servers import Cluster
from tests.harness.services import INTERNAL_TOKEN, Installation, Served, prepared

SUBJECT = "luodi.v1.leads.1.Counted.counter-ill"
Json = dict[str, Any]


@pytest.fixture
async def running(broker: str, tmp_path: Path) -> AsyncIterator[Installation]:
    made = prepared(broker, tmp_path)
    yield made
    await made.stop()


@dataclass
class Publisher:
    """Stands before a publisher and words one of its events as it likes."""

    url: str
    position: int
    spoil: Callable[[Json], Json]

    async def answer(self, request: web.Request) -> web.Response:
        """Pass on what is asked and answered."""
        headers = {"Authorization": f"Internal {INTERNAL_TOKEN}"}
        address = f"{self.url}{request.path_qs}"
        async with ClientSession() as session, session.get(address, headers=headers) as answer:
            events = (await answer.json())["events"]
        wrong = sequence_text(self.position)
        worded = [self.spoil(one) if one["sequence"] == wrong else one for one in events]
        return web.json_response({"events": worded})

    @asynccontextmanager
    async def standing_before(self, running: Installation) -> AsyncIterator[None]:
        """Have services that start from now on ask here."""
        app = web.Application()
        app.router.add_get("/internal/leads/published", self.answer)
        runner = web.AppRunner(app)
        await runner.setup()
        port = free_port()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        addresses = running.environment["LUODI_SERVICE_URLS"]
        asked = addresses.replace(running.urls["leads"], f"http://127.0.0.1:{port}")
        running.environment["LUODI_SERVICE_URLS"] = asked
        yield
        await runner.cleanup()


async def spoilt(running: Installation, position: int, spoil: Callable[[bytes], bytes]) -> None:
    """Put something else in the place of a message; nobody else has published yet."""
    client = await bus.connect(running.environment["LUODI_NATS_URL"], "test")
    message = await client.jetstream().get_msg(STREAM, position)
    assert message.subject == SUBJECT
    await client.jetstream().delete_msg(STREAM, position)
    headers = {SEQUENCE_HEADER: sequence_text(position)}
    await client.jetstream().publish(SUBJECT, spoil(message.data or b""), headers=headers)
    await client.close()


async def parked(service: Served) -> list[Json]:
    async with internal(service) as client:
        items: list[Json] = (await client.get("/internal/parked")).json()["items"]
        return items


async def redriven(service: Served, stream: str) -> Json:
    async with internal(service) as client:
        answer = await client.post("/internal/parked/redrives", json={"stream": stream})
        assert answer.status_code == 200, answer.text
        return dict(answer.json())


def without(name: str) -> Callable[[Json], Json]:
    return lambda plain: {key: value for key, value in plain.items() if key != name}


def of_text(change: Callable[[Json], Json]) -> Callable[[bytes], bytes]:
    return lambda payload: json.dumps(change(json.loads(payload))).encode()


async def is_anchored(service: Served) -> bool:
    """Whether it has nothing more to say for the next minute."""
    return bool(await service.runtime.store.stream(StreamKey(f"anchor-{service.name}")))


async def published(running: Installation, cluster: Cluster) -> tuple[Served, int]:
    """A publisher of five counts, and the position of the third, which goes wrong."""
    publisher = await running.start("leads", await cluster.fresh("leads"), PUBLISHER)
    for name in ("well", "ill", "ill", "ill", "well"):
        await counted(publisher, name)
    await until(lambda: is_anchored(publisher))
    await running.settled()
    _, second, _ = await publisher.runtime.store.stream(StreamKey("counter-ill"))
    return publisher, second.position


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _: b"",
        lambda payload: payload[:-1],
        lambda _: b"\xff\x00",
        of_text(without("correlationid")),
        of_text(without("effectivefrom")),
        of_text(lambda plain: {**plain, "streamversion": "eins"}),
        of_text(lambda plain: {**plain, "service": "weather"}),
    ],
    ids=["empty", "cut", "no-text", "no-correlation", "no-time", "wrong-type", "unknown-service"],
)
async def test_what_stands_in_an_event_s_place_is_shown_and_the_event_taken(
    running: Installation, cluster: Cluster, spoil: Callable[[bytes], bytes]
) -> None:
    _, ill = await published(running, cluster)
    await spoilt(running, ill, spoil)
    consumer = await running.start("projects", await cluster.fresh("projects"), Consumer().spec())
    await running.settled()
    assert (await total(consumer, "ill"), await total(consumer, "well")) == (3, 2)
    [item] = await parked(consumer)
    assert (item["stream"], item["service"]) == (SUBJECT, "leads")
    assert item["sequence"] == sequence_text(ill)
    assert await redriven(consumer, SUBJECT) == {"handled": 1}
    assert await parked(consumer) == []
    assert await total(consumer, "ill") == 3


async def test_what_no_publisher_has_stored_cannot_be_driven_again(
    running: Installation, cluster: Cluster
) -> None:
    await published(running, cluster)
    client = await bus.connect(running.environment["LUODI_NATS_URL"], "test")
    await client.jetstream().publish(SUBJECT, b"", headers={SEQUENCE_HEADER: sequence_text(99)})
    await client.jetstream().publish(SUBJECT, b"\0")
    await client.close()
    consumer = await running.start("projects", await cluster.fresh("projects"), Consumer().spec())
    await running.settled()
    done = await redriven(consumer, SUBJECT)
    assert (done["handled"], done["left"]) == (0, 2)
    assert "knows of no such event" in (await parked(consumer))[0]["error"]
    assert (await total(consumer, "ill"), await total(consumer, "well")) == (3, 2)


async def test_a_service_goes_on_telling_behind_what_is_headed_like_an_event_of_its_own(
    running: Installation, cluster: Cluster
) -> None:
    publisher = await running.start("leads", await cluster.fresh("leads"), PUBLISHER)
    consumer = await running.start("projects", await cluster.fresh("projects"), Consumer().spec())
    await counted(publisher, "ill")
    await running.settled()
    client = await bus.connect(running.environment["LUODI_NATS_URL"], "test")
    header = {SEQUENCE_HEADER: sequence_text(99)}
    await client.jetstream().publish(SUBJECT, b"not ours", headers=header)
    await client.close()
    await counted(publisher, "ill")
    await running.settled()
    assert await total(consumer, "ill") == 2


@pytest.mark.parametrize(
    "spoil",
    [without("correlationid"), lambda plain: {**plain, "time": "yesterday"}],
    ids=["an attribute is missing", "an attribute is wrong"],
)
async def test_what_its_publisher_cannot_word_holds_up_its_own_matter_until_it_can(
    running: Installation, cluster: Cluster, spoil: Callable[[Json], Json]
) -> None:
    service, ill = await published(running, cluster)
    await spoilt(running, ill, of_text(spoil))
    publisher = Publisher(running.urls["leads"], ill, spoil)
    async with publisher.standing_before(running):
        database = await cluster.fresh("projects")
        consumer = await running.start("projects", database, Consumer().spec())
        await running.settled()
        assert (await total(consumer, "ill"), await total(consumer, "well")) == (1, 2)
        broken, behind = await parked(consumer)
        assert {broken["stream"], behind["stream"]} == {"counter-ill"}
        assert "validation error" in broken["error"]
        assert broken["sequence"] < behind["sequence"]
        assert (await redriven(consumer, "counter-ill"))["handled"] == 0
        publisher.spoil = lambda plain: plain
        assert await redriven(consumer, "counter-ill") == {"handled": 2}
    assert await parked(consumer) == []
    assert await total(consumer, "ill") == 3
    head, _ = await service.runtime.store.head()
    await running.settled()
    heard = await consumer.runtime.pool.fetch(
        "SELECT sequence FROM view.heard WHERE service = 'leads' ORDER BY sequence"
    )
    assert [row["sequence"] for row in heard][:head] == list(range(1, head + 1))


async def test_what_was_parked_by_the_release_before_still_waits(
    running: Installation, cluster: Cluster
) -> None:
    """Its table had no matters: a stream was all that waited."""
    publisher = await running.start("leads", await cluster.fresh("leads"), PUBLISHER)
    database = await cluster.fresh("projects")
    bug = Consumer()
    consumer = await running.start("projects", database, bug.spec())
    await counted(publisher, "ill", "poison")
    await running.settled()
    await consumer.stop()
    connection = await asyncpg.connect(database.url)
    await connection.execute("ALTER TABLE own.parked_message DROP matter, DROP hidden")
    await connection.close()
    consumer = await running.start("projects", database, bug.spec())
    await counted(publisher, "ill")
    await running.settled()
    assert len(await parked(consumer)) == 2
    bug.broken = False
    assert await redriven(consumer, "counter-ill") == {"handled": 2}
    assert await total(consumer, "ill") == 2
