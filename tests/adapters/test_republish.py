"""`luodi republish`: a bus that lost everything is filled again; one that did not is left alone."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest
from nats.aio.client import Client

from luodi.__main__ import main
from luodi.bus import events_in, reading
from luodi.republish import republish
from shared.adapters import broker as bus
from shared.adapters.relay import Relay
from shared.adapters.settings import Settings
from shared.contracts.envelope import STREAM, SUBJECTS
from tests.adapters.conftest import Counters
from tests.harness.services import Served


@pytest.fixture
async def client(broker: str) -> AsyncIterator[Client]:
    made = await bus.connect(broker, "test")
    yield made
    await made.close()


def settings_for(counters: Counters, broker: str) -> Settings:
    environment = {
        **counters.database.environment(),
        "LUODI_NATS_URL": broker,
        "LUODI_INTERNAL_TOKEN": "a token that only tests know",
        "LUODI_SOURCE_URN": "urn:cn:123700000000000000:system",
    }
    return Settings.from_environment("leads", environment)


def relay_of(counters: Counters, client: Client) -> Relay:
    return Relay("leads", "urn", counters.store, client, lambda *_: None)


async def positions(client: Client) -> list[int]:
    found: list[int] = []
    async with reading(client, SUBJECTS) as source:
        while messages := await source.more():
            found += [event.position for event in events_in(messages)]
    return found


async def test_an_empty_bus_is_filled_from_the_first_event(
    counters: Counters, client: Client, broker: str
) -> None:
    await asyncio.gather(*(counters.count(f"n{number}") for number in range(700)))
    said: list[str] = []
    settings = settings_for(counters, broker)
    assert await republish(relay_of(counters, client), client, settings, said.append)
    assert await positions(client) == list(range(1, 701))
    assert said == ["leads：已重发到第 700 条"]


async def test_what_is_there_is_never_published_again(
    counters: Counters, client: Client, broker: str
) -> None:
    await counters.count("a")
    settings, said = settings_for(counters, broker), list[str]()
    assert await republish(relay_of(counters, client), client, settings, said.append)
    await counters.count("a")
    assert not await republish(relay_of(counters, client), client, settings, said.append)
    assert said[-1].startswith("leads：总线上已有它的事件")
    assert await positions(client) == [1]


async def test_the_relay_goes_on_from_there(
    counters: Counters, client: Client, broker: str
) -> None:
    await counters.count("a")
    relay = relay_of(counters, client)
    await bus.ensure_stream(client.jetstream(), 1)
    await relay.resume()
    settings = settings_for(counters, broker)
    assert await republish(relay_of(counters, client), client, settings, lambda _: None)
    await counters.count("a")
    with pytest.raises(bus.PublishRefused):
        await relay.publish_next()
    await relay.resume()
    assert await relay.publish_next() == 1
    assert await positions(client) == [1, 2]


async def test_a_relay_that_is_faster_wins(counters: Counters, client: Client, broker: str) -> None:
    """The service runs and its relay begins in the same moment."""
    await asyncio.gather(*(counters.count(f"n{number}") for number in range(1200)))
    await bus.ensure_stream(client.jetstream(), 1)
    relay, said = relay_of(counters, client), list[str]()
    await relay.resume()

    async def relaying() -> None:
        while relay.position < 1200:
            try:
                await relay.publish_next()
            except bus.PublishRefused:
                await relay.resume()

    settings = settings_for(counters, broker)
    work = republish(relay_of(counters, client), client, settings, said.append)
    await asyncio.gather(relaying(), work)
    assert await positions(client) == list(range(1, 1201))


async def test_the_command_fills_the_bus_of_a_real_service(
    commanded: Served,
    broker: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert await asyncio.to_thread(main, ["republish", "access"]) == 1
    assert "总线上已有它的事件" in capsys.readouterr().out
    await commanded.stop()
    store = await asyncpg.connect(commanded.database.admin_url)
    head = await store.fetchval("SELECT max(pos) FROM es.event")
    await store.close()
    client = await bus.connect(broker, "test")
    await client.jetstream().delete_stream(STREAM)
    assert await asyncio.to_thread(main, ["republish", "access"]) == 0
    assert f"access：已重发到第 {head} 条" in capsys.readouterr().out
    assert await positions(client) == list(range(1, head + 1))
    await client.close()
    monkeypatch.setenv("LUODI_NATS_URL", "nats://127.0.0.1:1")
    assert await asyncio.to_thread(main, ["republish", "access"]) == 1
    assert "重发未完成" in capsys.readouterr().out
