"""From the bus into a service: once, in order, past holes, poison and refusals."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
from pydantic import BaseModel
from sqlalchemy import BigInteger, Column, MetaData, Table, Text

from shared.adapters import broker as bus
from shared.adapters.command_handler import Context, Part
from shared.adapters.reacting import Ask
from shared.adapters.runtime import Runtime, ServiceSpec
from shared.adapters.views import SCHEMA
from shared.contracts.envelope import STREAM, CloudEvent
from shared.kernel.asked import SYSTEM
from shared.kernel.housekeeping import ReactionRefused
from shared.kernel.identifiers import StreamKey
from shared.kernel.recorded import Recorded
from tests.adapters.counter import CODEC, COUNTER, Count, Counted, count
from tests.harness.servers import Cluster
from tests.harness.services import INTERNAL_TOKEN, Installation, Served, prepared


class PublishedCount(BaseModel):
    by: int
    note: str


def publish(_: StreamKey, recorded: Recorded[Any]) -> BaseModel | None:
    if isinstance(recorded.event, Counted):
        return PublishedCount(by=recorded.event.by, note=recorded.event.note)
    return None


class Heard:
    """A view of everything heard, and a bug that can be switched on."""

    metadata = MetaData()
    table = Table(
        "heard",
        metadata,
        Column("sequence", BigInteger, primary_key=True),
        Column("service", Text, primary_key=True),
        schema=SCHEMA,
    )

    async def hear(
        self, connection: asyncpg.Connection, schema: str, events: Sequence[CloudEvent]
    ) -> None:
        await connection.executemany(
            f"INSERT INTO {schema}.heard (sequence, service) VALUES ($1, $2)",
            [(event.position, event.service) for event in events],
        )


class Consumer:
    """Counts what another service counted; cannot take what is noted as poison."""

    broken = True

    async def react(self, _: Runtime[Any], heard: CloudEvent, at: datetime) -> Sequence[Ask]:
        if (heard.service, heard.eventname) != ("leads", "Counted") or heard.data is None:
            return []
        if heard.data["note"] == "poison" and self.broken:
            raise ValueError("a bug in a reaction")
        amount = -1 if heard.data["note"] == "refused" else heard.data["by"]
        command = Count(by=SYSTEM, at=at, effective=heard.effective, amount=amount)
        name = heard.subject.removeprefix("counter-")
        return [Ask.of(Part(COUNTER, name), command, creates=True)]

    def spec(self) -> ServiceSpec[Counted]:
        return ServiceSpec(
            name="projects",
            description="consumer",
            codec=CODEC,
            publish=publish,
            rules={},
            routers=[],
            heard_views=lambda _: [Heard()],
            react=self.react,
        )


PUBLISHER: ServiceSpec[Counted] = ServiceSpec(
    name="leads", description="publisher", codec=CODEC, publish=publish, rules={}, routers=[]
)


@pytest.fixture
async def running(broker: str, tmp_path: Path) -> AsyncIterator[Installation]:
    made = prepared(broker, tmp_path)
    yield made
    await made.stop()


async def counted(service: Served, name: str, note: str = "") -> None:
    await service.runtime.commands.handle(
        Part(COUNTER, name), count(1, note), Context(correlation=name), creates=True
    )


async def total(service: Served, name: str) -> int:
    events = await service.runtime.store.stream(StreamKey(f"counter-{name}"))
    return sum(recorded.event.by for recorded in events)


async def test_every_event_has_its_effect_once(running: Installation, cluster: Cluster) -> None:
    publisher = await running.start("leads", await cluster.fresh("leads"), PUBLISHER)
    consumer = await running.start("projects", await cluster.fresh("projects"), Consumer().spec())
    for _ in range(10):
        await asyncio.gather(*(counted(publisher, f"n{number}") for number in range(40)))
    await running.settled()
    assert [await total(consumer, f"n{number}") for number in range(40)] == [10] * 40
    rows = await consumer.runtime.pool.fetch(
        "SELECT sequence FROM view.heard WHERE service = 'leads' ORDER BY sequence"
    )
    head, _ = await publisher.runtime.store.head()
    assert head >= 400
    assert [row["sequence"] for row in rows] == list(range(1, head + 1))


async def test_a_consumer_begun_again_from_nothing_changes_nothing(
    running: Installation, cluster: Cluster
) -> None:
    """Its checkpoint and the bus's are lost: all is heard again, nothing is done again."""
    publisher = await running.start("leads", await cluster.fresh("leads"), PUBLISHER)
    database = await cluster.fresh("projects")
    consumer = await running.start("projects", database, Consumer().spec())
    await asyncio.gather(*(counted(publisher, f"n{number}") for number in range(50)))
    await running.settled()
    before, _ = await consumer.runtime.store.head()
    await consumer.stop()
    connection = await asyncpg.connect(database.url)
    await connection.execute("DELETE FROM view.checkpoint; DELETE FROM view.heard")
    await connection.close()
    client = await bus.connect(running.environment["LUODI_NATS_URL"], "test")
    await client.jetstream().delete_consumer(STREAM, "projects")
    await client.close()
    consumer = await running.start("projects", database, Consumer().spec())
    await running.settled()
    assert (await consumer.runtime.store.head())[0] == before


async def test_a_hole_is_filled_from_the_publisher(running: Installation, cluster: Cluster) -> None:
    publisher = await running.start("leads", await cluster.fresh("leads"), PUBLISHER)
    await asyncio.gather(*(counted(publisher, f"n{number}") for number in range(60)))
    await running.settled()
    client = await bus.connect(running.environment["LUODI_NATS_URL"], "test")
    for sequence in range(11, 41):
        await client.jetstream().delete_msg(STREAM, sequence)
    await client.close()
    consumer = await running.start("projects", await cluster.fresh("projects"), Consumer().spec())
    await running.settled()
    assert [await total(consumer, f"n{number}") for number in range(60)] == [1] * 60


async def test_poison_stops_its_own_stream_only_and_can_be_driven_again(
    running: Installation, cluster: Cluster
) -> None:
    publisher = await running.start("leads", await cluster.fresh("leads"), PUBLISHER)
    bug = Consumer()
    consumer = await running.start("projects", await cluster.fresh("projects"), bug.spec())
    await counted(publisher, "ill", "poison")
    await counted(publisher, "ill")
    await counted(publisher, "well")
    await running.settled()
    assert (await total(consumer, "ill"), await total(consumer, "well")) == (0, 1)
    async with internal(consumer) as client:
        items = (await client.get("/internal/parked")).json()["items"]
        assert [item["stream"] for item in items] == ["counter-ill", "counter-ill"]
        assert items[0]["sequence"] < items[1]["sequence"]
        assert "a bug in a reaction" in items[0]["error"]
        bug.broken = False
        answer = await client.post("/internal/parked/redrives", json={"stream": "counter-ill"})
        assert answer.json() == {"handled": 2}
        assert (await client.get("/internal/parked")).json()["items"] == []
    assert await total(consumer, "ill") == 2
    await counted(publisher, "ill")
    await running.settled()
    assert await total(consumer, "ill") == 3


async def test_what_is_no_event_is_parked_and_stops_nobody(
    running: Installation, cluster: Cluster
) -> None:
    publisher = await running.start("leads", await cluster.fresh("leads"), PUBLISHER)
    consumer = await running.start("projects", await cluster.fresh("projects"), Consumer().spec())
    await counted(publisher, "a")
    await running.settled()
    client = await bus.connect(running.environment["LUODI_NATS_URL"], "test")
    await client.jetstream().publish("luodi.v1.other.1.Junk.x", b"\xff not json")
    await client.close()
    await counted(publisher, "a")
    await running.settled()
    assert await total(consumer, "a") == 2
    parked = await consumer.runtime.pool.fetch("SELECT stream FROM own.parked_message")
    assert [row["stream"] for row in parked] == ["luodi.v1.other.1.Junk.x"]


async def test_a_refused_reaction_is_recorded_and_not_repeated(
    running: Installation, cluster: Cluster
) -> None:
    publisher = await running.start("leads", await cluster.fresh("leads"), PUBLISHER)
    consumer = await running.start("projects", await cluster.fresh("projects"), Consumer().spec())
    await counted(publisher, "a", "refused")
    await counted(publisher, "a")
    await running.settled()
    events = [recorded.event for recorded in await consumer.runtime.store.after(0, 10)]
    [refused] = [event for event in events if isinstance(event, ReactionRefused)]
    assert (refused.code, refused.command) == ("negative", "Count")
    assert refused.cause_type == "cn.luodi.leads.Counted.v1"
    assert await total(consumer, "a") == 1


async def test_internal_routes_want_the_token(running: Installation, cluster: Cluster) -> None:
    publisher = await running.start("leads", await cluster.fresh("leads"), PUBLISHER)
    async with internal(publisher) as client:
        assert (await client.get("/internal/leads/published")).status_code == 200
        del client.headers["Authorization"]
        refused = await client.get("/internal/leads/published")
    assert refused.status_code == 401
    assert refused.json()["code"] == "not-authenticated"


@asynccontextmanager
async def internal(service: Served) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a service's own port that knows the internal token."""
    async with httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{service.settings.port}",
        headers={"Authorization": f"Internal {INTERNAL_TOKEN}"},
    ) as client:
        yield client
