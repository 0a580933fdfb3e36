"""Messages of a durable consumer: as they come, each once, whatever requests ran out before."""

import asyncio
from collections.abc import AsyncIterator
from random import Random

import pytest
from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.js.api import AckPolicy, ConsumerConfig

from shared.adapters import broker as bus
from shared.adapters.pulling import MOST, Pull, pulling
from shared.contracts.envelope import STREAM

CONSUMER = "projects"
PATIENCE = 0.05


@pytest.fixture
async def client(broker: str) -> AsyncIterator[Client]:
    made = await bus.connect(broker, "test")
    await bus.ensure_stream(made.jetstream(), 1)
    config = ConsumerConfig(durable_name=CONSUMER, ack_policy=AckPolicy.EXPLICIT, ack_wait=30)
    await made.jetstream().add_consumer(STREAM, config)
    yield made
    await made.close()


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
