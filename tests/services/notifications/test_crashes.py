"""Whatever ends in between, a delivery arrives, under its one id, and hardly ever twice."""

import asyncio
from datetime import timedelta

from services.notifications.delivery.book import Finished
from services.notifications.delivery.outcome import Answer
from services.notifications.delivery.pump import Pace
from tests.harness.receiver import Receiver, Reply
from tests.services.notifications.telling import message_id
from tests.services.notifications.test_delivery import attempts, delivered_to
from tests.services.notifications.world import World

SHORT = Pace(nap=0.05, sweep=0.1, lease=timedelta(seconds=5))


async def test_a_crash_after_the_receiver_took_it_doubles_it_once_and_keeps_the_id(
    here: World, city: Receiver
) -> None:
    await delivered_to(here, city)
    event = here.project("p1")
    await here.happen(event)
    now = here.clock()
    ledger = here.ledger()
    claimed = await ledger.claim(now, now + timedelta(seconds=5), 10, 10)
    async with here.sending() as sender:
        finished = await sender.try_once(claimed[0])
    assert finished.answer.status == 204
    async with here.delivering(SHORT):
        assert (await here.deliveries())[-1]["status"] == "sending"
        here.clock.forward(seconds=6)
        await here.until_all("done", 2)
    assert [request.headers["webhook-id"] for request in city.received] == [message_id(event)] * 2
    assert [verdict for _, verdict, _ in await attempts(here, event)] == ["retry", "ok"]
    assert not await ledger.settle([finished], here.clock())
    assert await here.rows("SELECT 1 FROM own.delivery WHERE status <> 'done'") == []


async def test_a_message_that_kills_its_sender_does_not_do_so_for_ever(
    here: World, city: Receiver
) -> None:
    await delivered_to(here, city, retries=(1, 1))
    await here.happen(here.project("p1"))
    ledger = here.ledger()
    for _ in range(3):
        now = here.clock()
        assert len(await ledger.claim(now, now + timedelta(seconds=5), 10, 10)) == 1
        here.clock.forward(seconds=6)
        lost = await ledger.lost(here.clock(), timedelta(seconds=5))
        assert len(lost) == 1
        await ledger.settle(lost, here.clock())
    now = here.clock()
    assert not await ledger.claim(now, now + timedelta(seconds=5), 10, 10)
    await here.until_all("dead", 1)


async def test_a_pump_that_stops_in_good_order_gives_back_what_it_held(
    here: World, city: Receiver
) -> None:
    await delivered_to(here, city)
    city.always = Reply(hang=True)
    await here.happen(here.project("p1"))
    async with here.delivering():
        await city.wait_for(1)
    row = (await here.deliveries())[-1]
    assert (row["status"], row["attempt"]) == ("pending", 0)
    city.always = Reply(204)
    async with here.delivering():
        await here.until_all("done", 2)


async def test_two_pumps_send_nothing_twice(here: World, city: Receiver) -> None:
    await delivered_to(here, city)
    events = [here.project(f"p{n}") for n in range(60)]
    async with here.delivering(), here.delivering():
        for start in range(0, 60, 10):
            await here.happen(*events[start : start + 10])
        await here.until_all("done", 61)
    sent = [request.headers["webhook-id"] for request in city.received]
    assert sorted(sent) == sorted(message_id(event) for event in events)


async def test_an_outcome_of_a_lease_that_was_lost_changes_nothing(
    here: World, city: Receiver
) -> None:
    await delivered_to(here, city)
    await here.happen(here.project("p1"))
    ledger, now = here.ledger(), here.clock()
    claimed = (await ledger.claim(now, now, 1, 1))[0]
    lost = await ledger.lost(now + timedelta(seconds=1), timedelta(0))
    await ledger.settle(lost, now)
    again = (await ledger.claim(now, now, 1, 1))[0]
    assert again.claims == claimed.claims + 1
    late = Finished(claimed=claimed, answer=Answer(status=410), started_at=now)
    assert await ledger.settle([late], now) == []
    assert (await here.deliveries())[-1]["status"] == "sending"
    await asyncio.gather(ledger.settle([late], now), ledger.settle([late], now))
    assert (await here.deliveries())[-1]["status"] == "sending"


async def test_a_database_that_breaks_off_every_connection_loses_nothing(
    here: World, city: Receiver
) -> None:
    await delivered_to(here, city)
    events = [here.project(f"p{n}") for n in range(20)]
    async with here.delivering(SHORT):
        for number, event in enumerate(events):
            await here.happen(event)
            if number % 7 == 3:
                await here.pool.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND usename = current_user"
                    " AND pid <> pg_backend_pid()"
                )
        here.clock.forward(seconds=6)  # what was claimed in an answer that got lost
        await here.until_all("done", 21)
    sent = [request.headers["webhook-id"] for request in city.received]
    assert set(sent) == {message_id(event) for event in events}
