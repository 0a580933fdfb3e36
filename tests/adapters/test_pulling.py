"""Messages of a durable consumer: as they come, each once, whatever requests ran out before."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random

import pytest
from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.js.api import AckPolicy, ConsumerConfig

from luodi.embedded import Nats
from shared.adapters import broker as bus
from shared.adapters.pulling import MOST, Pull, pulling
from shared.contracts.envelope import STREAM
from tests.harness.polling import until

CONSUMER = "projects"
PATIENCE = 0.05
LONG = 60.0


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Client]:
    """A connection to a broker that has the consumer."""
    made = await bus.connect(url, "test")
    await bus.ensure_stream(made.jetstream(), 1)
    config = ConsumerConfig(durable_name=CONSUMER, ack_policy=AckPolicy.EXPLICIT, ack_wait=30)
    await made.jetstream().add_consumer(STREAM, config)
    yield made
    await made.close()


@pytest.fixture
async def client(broker: str) -> AsyncIterator[Client]:
    async with connected(broker) as made:
        yield made


@pytest.fixture
async def pull(client: Client) -> AsyncIterator[Pull]:
    async with pulling(client, STREAM, CONSUMER, PATIENCE) as made:
        yield made


async def tell(client: Client, *numbers: int) -> None:
    for number in numbers:
        await client.jetstream().publish("luodi.v1.leads.1.Told", str(number).encode())


async def taken(pull: Pull, how_many: int) -> list[int]:
    """Take and acknowledge until so many have come."""
    numbers: list[int] = []
    async with asyncio.timeout(10):
        while len(numbers) < how_many:
            for message in await pull.messages():
                numbers.append(int(message.data))
                await message.ack()
    return numbers


async def test_a_message_is_handed_out_as_it_comes_whenever_requests_run_out(
    client: Client, pull: Pull
) -> None:
    now, drawn = asyncio.get_running_loop().time, Random(7)
    waits = []
    for number in range(60):
        reading = asyncio.create_task(taken(pull, 1))
        await asyncio.sleep(drawn.uniform(0.5, 1.5) * PATIENCE)
        begun = now()
        await tell(client, number)
        assert await reading == [number]
        waits.append(now() - begun)
    assert sorted(waits)[-3] < 0.5


async def test_more_than_one_request_brings_comes_once_and_in_order(
    client: Client, pull: Pull
) -> None:
    await tell(client, *range(2 * MOST + 50))
    assert await taken(pull, 2 * MOST + 50) == list(range(2 * MOST + 50))
    assert list(await pull.messages()) == []


async def test_nothing_is_said_of_a_quiet_time(client: Client, pull: Pull) -> None:
    assert [list(await pull.messages()) for _ in range(3)] == [[], [], []]
    await tell(client, 1)
    assert await taken(pull, 1) == [1]


async def test_what_nobody_took_is_brought_again_at_once(client: Client) -> None:
    await tell(client, *range(5))
    async with pulling(client, STREAM, CONSUMER, PATIENCE) as left, asyncio.timeout(10):
        first = list(await left.messages())
        while len(first) < 5:
            first += await left.messages()
        for message in first:
            await message.nak()
        state = await client.jetstream().consumer_info(STREAM, CONSUMER)
        while state.num_redelivered != 5:
            state = await client.jetstream().consumer_info(STREAM, CONSUMER)
    async with pulling(client, STREAM, CONSUMER, PATIENCE) as again:
        assert sorted(await taken(again, 5)) == list(range(5))


async def test_a_lost_consumer_is_told(client: Client, pull: Pull) -> None:
    await client.jetstream().delete_consumer(STREAM, CONSUMER)
    with pytest.raises(NatsError):
        await pull.messages()


async def test_a_consumer_lost_while_it_is_asked_is_told(client: Client, pull: Pull) -> None:
    reading = asyncio.create_task(taken(pull, 1))
    await asyncio.sleep(PATIENCE / 2)
    await client.jetstream().delete_consumer(STREAM, CONSUMER)
    with pytest.raises(NatsError):
        await reading


async def test_what_was_asked_of_a_broker_that_was_killed_is_asked_of_the_next(
    own_nats: Nats,
) -> None:
    async with (
        connected(own_nats.url) as client,
        pulling(client, STREAM, CONSUMER, LONG) as pull,
    ):
        reading = asyncio.create_task(taken(pull, 1))

        async def asked() -> bool:
            state = await client.jetstream().consumer_info(STREAM, CONSUMER)
            return bool(state.num_waiting == 1)

        await until(asked, 10)
        own_nats.kill9()
        own_nats.start()
        await until(lambda: back(client), 10)
        await tell(client, 1)
        assert await reading == [1]


async def test_nothing_piles_up_for_a_broker_that_is_away(own_nats: Nats) -> None:
    async with (
        connected(own_nats.url) as client,
        pulling(client, STREAM, CONSUMER, PATIENCE) as pull,
    ):
        own_nats.kill9()
        await until(lambda: away(client), 10)
        held = client.pending_data_size
        assert [list(await pull.messages()) for _ in range(2)] == [[], []]
        assert client.pending_data_size == held
        own_nats.start()
        await until(lambda: back(client), 10)


async def away(client: Client) -> bool:
    return not client.is_connected


async def back(client: Client) -> bool:
    return bool(client.is_connected and client.stats["reconnects"] == 1)
