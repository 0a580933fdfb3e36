"""From the store to the bus: order, crashes, zombies, a broker that forgot."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from nats.aio.client import Client
from nats.js.api import Header
from nats.js.errors import NotFoundError

from shared.adapters import broker as bus
from shared.adapters.relay import Diverged, Relay
from shared.contracts.envelope import (
    SEQUENCE_HEADER,
    STREAM,
    CloudEvent,
    sequence_text,
    subjects_of,
)
from tests.adapters.conftest import Counters
from tests.harness.servers import start_nats


@pytest.fixture
async def client(broker: str) -> AsyncIterator[Client]:
    made = await bus.connect(broker, "test")
    await bus.ensure_stream(made.jetstream(), 1)
    yield made
    await made.close()


def relay_of(counters: Counters, client: Client) -> Relay:
    return Relay("leads", "urn:cn:test:system:leads", counters.store, client, lambda *_: None)


async def published(client: Client) -> list[CloudEvent]:
    jetstream = client.jetstream()
    info = await jetstream.stream_info(STREAM)
    found = []
    for sequence in range(info.state.first_seq or 1, info.state.last_seq + 1):
        try:
            message = await jetstream.get_msg(STREAM, sequence)
        except NotFoundError:
            continue
        found.append(CloudEvent.model_validate_json(message.data or b""))
    return found


async def drain(relay: Relay) -> None:
    await relay.resume()
    while await relay.publish_next():
        continue


async def test_everything_is_published_in_order(counters: Counters, client: Client) -> None:
    await asyncio.gather(*(counters.count(f"n{number}") for number in range(120)))
    await drain(relay_of(counters, client))
    events = await published(client)
    assert [event.position for event in events] == list(range(1, 121))
    stored = await counters.store.after(0, 200)
    assert [event.chainhash for event in events] == [event.hash.hex() for event in stored]
    first = events[0]
    assert first.type == "cn.luodi.leads.Counted.v1"
    assert first.subject.startswith("counter-n")
    assert (first.actorid, first.data) == ("system", None)


async def test_few_are_published_one_by_one_and_many_in_one_batch(
    counters: Counters, client: Client
) -> None:
    """A batch costs the broker several milliseconds, which few messages are not worth."""
    relay, jetstream = relay_of(counters, client), client.jetstream()
    await asyncio.gather(*(counters.count(f"n{number}") for number in range(3)))
    await drain(relay)
    await asyncio.gather(*(counters.count(f"n{number}") for number in range(100)))
    await drain(relay)
    heads = [(await jetstream.get_msg(STREAM, place)).headers or {} for place in range(1, 104)]
    batches = [head.get(Header.BATCH_ID) for head in heads]
    assert (batches[:3], len(set(batches[3:])), None in batches[3:]) == ([None] * 3, 1, False)
    assert [event.position for event in await published(client)] == list(range(1, 104))


async def test_who_stopped_between_two_of_few_goes_on_with_the_next(
    counters: Counters, client: Client
) -> None:
    for _ in range(3):
        await counters.count("a")
    relay = relay_of(counters, client)
    first = relay.messages(await counters.store.after(0, 1))
    await bus.publish(client, subjects_of("leads", 1), 0, first)
    with pytest.raises(bus.PublishRefused):
        await relay.publish_next()
    await drain(relay)
    assert [event.position for event in await published(client)] == [1, 2, 3]


async def test_a_relay_that_begins_again_doubles_nothing(
    counters: Counters, client: Client
) -> None:
    for _ in range(5):
        await counters.count("a")
        await drain(relay_of(counters, client))
    assert [event.position for event in await published(client)] == [1, 2, 3, 4, 5]


async def test_an_answer_that_was_lost_after_the_commit_doubles_nothing(
    counters: Counters, client: Client
) -> None:
    await counters.count("a")
    relay, ahead = relay_of(counters, client), relay_of(counters, client)
    await relay.resume()
    await drain(ahead)
    with pytest.raises(bus.PublishRefused):
        await relay.publish_next()
    await drain(relay)
    assert len(await published(client)) == 1


async def test_a_zombie_cannot_publish_beside_the_new_relay(
    counters: Counters, client: Client
) -> None:
    await counters.count("a")
    zombie, successor = relay_of(counters, client), relay_of(counters, client)
    await drain(zombie)
    await successor.resume()
    await counters.count("a")
    await counters.count("a")
    assert await successor.publish_next() == 2
    with pytest.raises(bus.PublishRefused):
        await zombie.publish_next()
    assert [event.position for event in await published(client)] == [1, 2, 3]


async def test_a_message_that_is_not_ours_stops_nothing(counters: Counters, client: Client) -> None:
    await counters.count("a")
    await drain(relay_of(counters, client))
    await client.jetstream().publish("luodi.v1.leads.1.Junk.counter-a", b"not ours")
    await counters.count("a")
    await drain(relay_of(counters, client))
    last = await bus.last_message(client.jetstream(), subjects_of("leads", 1))
    assert last is not None
    assert bus.event_in(last).position == 2


@pytest.mark.parametrize("unreadable", [b"", b"\xff\x00", b'{"specversion":"1.0"}'])
async def test_an_unreadable_message_with_a_header_like_ours_stops_nothing(
    counters: Counters, client: Client, unreadable: bytes
) -> None:
    """What stands in the place of the newest event is stepped over, and the event told again."""
    await counters.count("a")
    await counters.count("a")
    await drain(relay_of(counters, client))
    headers = {SEQUENCE_HEADER: sequence_text(2)}
    await client.jetstream().delete_msg(STREAM, 2)
    await client.jetstream().publish(
        "luodi.v1.leads.1.Counted.counter-a", unreadable, headers=headers
    )
    await counters.count("a")
    relay = relay_of(counters, client)
    await relay.resume()
    assert relay.position == 1
    await drain(relay)
    last = await bus.last_message(client.jetstream(), subjects_of("leads", 1))
    assert last is not None
    assert (last.seq, bus.event_in(last).position) == (5, 3)


@pytest.mark.parametrize("junk", [1, 3])
async def test_past_a_long_tail_of_others_its_own_is_found_soon(
    counters: Counters, client: Client, junk: int
) -> None:
    """What is headed like an event of ours and is none stands behind thousands of others."""
    await asyncio.gather(*(counters.count(f"n{number}") for number in range(3)))
    await drain(relay_of(counters, client))
    at = 0
    for start in range(1, 2001, 500):
        others = [_of_others(number) for number in range(start, start + 500)]
        at = await bus.publish_batch(client, subjects_of("projects", 1), at, others)
    header = {SEQUENCE_HEADER: sequence_text(99)}
    for _ in range(junk):
        await client.jetstream().publish("luodi.v1.leads.1.Counted.x", b"none", headers=header)
    relay, before = relay_of(counters, client), client.stats["out_msgs"]
    await relay.resume()
    assert relay.position == 3
    assert client.stats["out_msgs"] - before < 20 * junk
    await counters.count("more")
    await drain(relay_of(counters, client))
    last = await bus.last_message(client.jetstream(), subjects_of("leads", 1))
    assert last is not None
    assert bus.event_in(last).position == 4


def _of_others(number: int) -> bus.Outgoing:
    return bus.Outgoing("luodi.v1.projects.1.Told.x", sequence_text(number), b"of another service")


async def test_a_store_rolled_back_behind_the_bus_stops_the_relay(
    counters: Counters, client: Client
) -> None:
    await counters.count("a")
    relay = relay_of(counters, client)
    await drain(relay)
    foreign = (await published(client))[0].model_copy(
        update={"sequence": f"{9:020d}", "chainhash": "00" * 32}
    )
    message = bus.Outgoing(
        "luodi.v1.leads.1.Counted.counter-a",
        foreign.sequence,
        foreign.model_dump_json().encode(),
    )
    await bus.publish_batch(client, subjects_of("leads", 1), 1, [message])
    with pytest.raises(Diverged):
        await relay.resume()


async def test_a_tail_that_was_deleted_is_published_again(
    counters: Counters, client: Client
) -> None:
    await asyncio.gather(*(counters.count(f"n{number}") for number in range(300)))
    await drain(relay_of(counters, client))
    for sequence in range(201, 301):
        await client.jetstream().delete_msg(STREAM, sequence)
    await drain(relay_of(counters, client))
    assert [event.position for event in await published(client)] == list(range(1, 301))


async def test_a_broker_cut_back_on_its_disk_gets_its_tail_again(
    counters: Counters, tmp_path: Path
) -> None:
    """The store of a killed server is put back to what it was a hundred messages before."""
    folder, copy = tmp_path / "nats", tmp_path / "copy"
    server = start_nats(folder)
    try:
        await publish_more(counters, server.url, 200)
        server.kill9()
        shutil.copytree(folder, copy)
        server.start()
        await publish_more(counters, server.url, 100)
        server.kill9()
        shutil.rmtree(folder)
        shutil.copytree(copy, folder)
        server.start()
        client = await bus.connect(server.url, "test")
        assert len(await published(client)) == 200
        await drain(relay_of(counters, client))
        assert [event.position for event in await published(client)] == list(range(1, 301))
        await client.close()
    finally:
        server.stop()


async def publish_more(counters: Counters, url: str, more: int) -> None:
    client = await bus.connect(url, "test")
    await bus.ensure_stream(client.jetstream(), 1)
    head, _ = await counters.store.head()
    await asyncio.gather(*(counters.count(f"n{head + number}") for number in range(more)))
    await drain(relay_of(counters, client))
    await client.close()
