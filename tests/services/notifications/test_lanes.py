"""One dead receiver delays nobody; an ordered lane keeps its order and holds up no other."""

import asyncio
import json
import time
from contextlib import AsyncExitStack
from datetime import timedelta

from services.notifications.delivery.pump import Pace
from services.notifications.domain.endpoint_facts import Interest, Ordering
from shared.kernel.identifiers import ProjectId
from shared.kernel.policy import Role
from tests.harness.receiver import Receiver, Reply, Request, receiver
from tests.services.notifications.telling import message_id
from tests.services.notifications.world import World

BEHIND_A_DEAD_ONE = 2.0  # seconds until a silent receiver is given up in these stories
FEW_SLOTS = Pace(nap=0.05, sweep=1, proven_slots=8, probation_slots=2)


def only(project: str) -> Interest:
    return Interest(projects=(ProjectId(project),))


async def proven(here: World, city: Receiver, project: str) -> str:
    """An endpoint that wants one project and has shown that it answers."""
    endpoint_id = await here.endpoint(city, interest=only(project))
    await here.happen(here.project(project))
    async with here.delivering():
        await here.until("SELECT proven FROM own.receiver WHERE endpoint_id = $1", endpoint_id)
    return endpoint_id


async def latencies(here: World, city: Receiver, count: int) -> list[float]:
    """Let something happen every 5 ms, and say how long each took to arrive."""
    came: dict[str, float] = {}

    def note(request: Request) -> None:
        came[request.headers["webhook-id"]] = time.monotonic()

    city.on_request = note
    sent: dict[str, float] = {}
    for _ in range(count):
        event = here.project("healthy")
        sent[message_id(event)] = time.monotonic()
        await here.happen(event)
        await asyncio.sleep(0.005)
    deadline = time.monotonic() + 10
    while not sent.keys() <= came.keys():
        assert time.monotonic() < deadline, f"{len(came)} of {count} came"
        await asyncio.sleep(0.01)
    return sorted(came[name] - at for name, at in sent.items())


async def test_one_dead_receiver_with_a_backlog_delays_nobody(here: World, city: Receiver) -> None:
    await here.grant("city", Role.PARTNER_SYSTEM)
    async with receiver() as grave:
        await proven(here, city, "healthy")
        dead = await proven(here, grave, "dead")
        grave.always = Reply(hang=True)
        await here.happen(*(here.project("dead") for _ in range(500)))
        async with here.delivering(FEW_SLOTS):
            await grave.wait_for(2)
            took = await latencies(here, city, 100)
        assert took[-5] < BEHIND_A_DEAD_ONE / 2, took[-10:]
        still_open = await here.rows(
            "SELECT 1 FROM own.delivery WHERE endpoint_id = $1 AND status = 'pending'", dead
        )
        assert len(still_open) > 480


async def test_sixty_dead_receivers_with_backlogs_delay_nobody(here: World, city: Receiver) -> None:
    await here.grant("city", Role.PARTNER_SYSTEM)
    await proven(here, city, "healthy")
    async with AsyncExitStack() as stack:
        for _ in range(60):
            grave = await stack.enter_async_context(receiver())
            grave.always = Reply(hang=True)
            await here.endpoint(grave, interest=only("dead"))
        await here.happen(*(here.project("dead") for _ in range(50)))
        async with here.delivering(FEW_SLOTS):
            took = await latencies(here, city, 100)
    assert took[-5] < BEHIND_A_DEAD_ONE / 2, took[-10:]


async def test_a_new_endpoint_gets_its_turn_behind_slow_ones_on_probation(
    here: World, city: Receiver
) -> None:
    await here.grant("city", Role.PARTNER_SYSTEM)
    async with AsyncExitStack() as stack:
        for _ in range(4):
            grave = await stack.enter_async_context(receiver())
            grave.always = Reply(hang=True)
            await here.endpoint(grave, interest=only("dead"))
        await here.happen(*(here.project("dead") for _ in range(20)))
        await here.endpoint(city, interest=only("healthy"))
        await here.happen(here.project("healthy"))
        async with here.delivering(FEW_SLOTS):
            await city.wait_for(1, seconds=15)


def of_project(city: Receiver, project: str) -> list[str]:
    return [
        request.headers["webhook-id"]
        for request in city.received
        if json.loads(request.body).get("projectid") == project
    ]


async def test_an_ordered_lane_waits_for_its_first_and_other_projects_go_on(
    here: World, city: Receiver
) -> None:
    await here.grant("city", Role.PARTNER_SYSTEM)
    await here.endpoint(city, ordering=Ordering.PROJECT, interest=Interest(services=("projects",)))
    a = [here.project("a") for _ in range(4)]
    b = [here.project("b") for _ in range(3)]
    refusing = True

    def usual(request: Request) -> None:
        to_a = json.loads(request.body).get("projectid") == "a"
        city.answers(Reply(500) if to_a and refusing else Reply(204))

    city.on_request = usual
    await here.happen(a[0], b[0], a[1], a[2], b[1])
    await here.happen(b[2], a[3])
    async with here.delivering():
        await here.until_all("done", 3)
        assert of_project(city, "b") == [message_id(event) for event in b]
        assert set(of_project(city, "a")) == {message_id(a[0])}
        refusing = False
        here.clock.forward(minutes=1)
        await here.until_all("done", 7)
    in_order = list(dict.fromkeys(of_project(city, "a")))
    assert in_order == [message_id(event) for event in a]


async def test_an_ordered_lane_goes_on_behind_a_dead_letter(here: World, city: Receiver) -> None:
    await here.grant("city", Role.PARTNER_SYSTEM)
    await here.endpoint(
        city, ordering=Ordering.PROJECT, retries=(1,), interest=Interest(services=("projects",))
    )
    city.answers(Reply(500), Reply(500))
    events = [here.project("a") for _ in range(3)]
    await here.happen(*events)
    async with here.delivering():
        await here.until("SELECT count(*) = 1 FROM own.attempt")
        here.clock.forward(seconds=2)
        await here.until_all("done", 2)
    assert [row["status"] for row in await here.deliveries()] == ["dead", "done", "done"]


async def test_a_lane_that_nothing_holds_up_any_more_is_found_and_goes_on(
    here: World, city: Receiver
) -> None:
    await here.grant("city", Role.PARTNER_SYSTEM)
    await here.endpoint(city, ordering=Ordering.PROJECT, interest=Interest(services=("projects",)))
    await here.happen(here.project("a"))
    here.clock.forward(days=31)
    await here.happen(here.project("a"), here.project("a"))
    await here.ledger().tidy(here.clock())
    assert [row["status"] for row in await here.deliveries()] == ["dead", "pending", "waiting"]
    async with here.delivering():
        await here.until_all("done", 2)


async def test_no_more_are_under_way_to_one_endpoint_than_its_window_allows(
    here: World, city: Receiver
) -> None:
    await here.grant("city", Role.PARTNER_SYSTEM)
    await here.endpoint(city, interest=only("p"))
    released = asyncio.Event()
    city.always = Reply(204, after=released)
    await here.happen(*(here.project("p") for _ in range(40)))
    async with here.delivering():
        await city.wait_for(1)
        await asyncio.wait_for(here.bell.connect(), 5)
        assert await here.pool.fetchval(
            "SELECT count(*) = 1 FROM own.delivery WHERE status = 'sending'"
        )
        released.set()
        await here.until_all("done", 40)
    assert city.connections <= 8


async def test_the_breaker_leaves_a_failing_endpoint_alone(here: World, city: Receiver) -> None:
    await here.grant("city", Role.PARTNER_SYSTEM)
    await here.endpoint(city, interest=only("p"))
    city.always = Reply(500)
    await here.happen(*(here.project("p") for _ in range(12)))
    async with here.delivering():
        await here.until("SELECT open_until IS NOT NULL FROM own.receiver")
        tries = len(city.received)
        assert tries == 5
        await here.happen(here.project("p"))
        now = here.clock()
        until = now + timedelta(seconds=30)
        assert not await here.ledger().claim(now, until, 50, 50)
        city.always = Reply(204)
        here.clock.forward(seconds=40)
        await here.until_all("done", 13)
