"""Reading the feed: without a gap, and no more than one may see."""

import asyncio
import json
from uuid import UUID

from services.notifications.domain.reach import reach_of
from services.notifications.views import feed
from services.notifications.views.feed import Wanted
from shared.kernel.identifiers import AccountId, DepartmentId, ParkId
from shared.kernel.policy import Grant, Role, Who
from tests.services.notifications.world import World

LEADER = Who(account=AccountId("leader"), grants=(Grant(role=Role.PARK_LEADER),))


async def test_a_reader_never_sees_a_gap_while_writers_are_slow(here: World) -> None:
    reach = reach_of(LEADER, here.clock())
    seen: list[int] = []

    async def write(number: int) -> None:
        async with here.pool.acquire() as connection, connection.transaction():
            for view in here.views.heard:
                await view.hear(connection, "view", [here.created(f"p{number}")])
            await connection.fetchval("SELECT pg_sleep(0.003)")

    writers = asyncio.gather(*(write(number) for number in range(30)))
    while len(seen) < 30:
        page = await feed.page(here.pool, reach, Wanted(), seen[-1] if seen else 0, 50)
        seen += [event.position for event in page.events]
    await writers
    assert seen == list(range(1, 31))


async def test_a_page_hides_what_may_not_be_seen_but_says_how_far_it_looked(here: World) -> None:
    await here.happen(here.created("p1"), here.created("p2", "other-park"))
    await here.happen(*(here.project(p) for p in ("p1", "p2", "p2", "p1", "p2")))
    who = Who(
        account=AccountId("leader"),
        grants=(Grant(role=Role.PARK_LEADER, park=ParkId("inspection-park")),),
    )
    reach = reach_of(who, here.clock())
    whole = await feed.page(here.pool, reach, Wanted(), 0, 50)
    assert [event.position for event in whole.events] == [1, 3, 6]
    assert whole.scanned_to == 7
    first = await feed.page(here.pool, reach, Wanted(), 0, 2)
    assert ([event.position for event in first.events], first.scanned_to) == ([1, 3], 3)
    assert (await feed.page(here.pool, reach, Wanted(), 6, 2)).scanned_to == 7
    at_head = await feed.page(here.pool, reach, Wanted(), 7, 2)
    assert (at_head.events, at_head.scanned_to) == ((), 7)
    beyond = await feed.page(here.pool, reach, Wanted(), 99, 2)
    assert (beyond.events, beyond.scanned_to) == ((), 99)


async def test_a_page_takes_filters(here: World) -> None:
    await here.happen(here.created("p1"), here.created("p2"), here.project("p1"))
    reach = reach_of(LEADER, here.clock())

    async def found(wanted: Wanted) -> list[int]:
        page = await feed.page(here.pool, reach, wanted, 0, 50)
        assert page.scanned_to == 3
        return [event.position for event in page.events]

    assert await found(Wanted(types=("WorkCommenced",))) == [3]
    assert await found(Wanted(types=("projects.ProjectCreated", "x.WorkCommenced"))) == [1, 2]
    assert await found(Wanted(subject="project-p2")) == [2]
    assert await found(Wanted(project="p1")) == [1, 3]
    assert await found(Wanted(project="p3")) == []


async def test_one_event_is_found_only_by_who_may_see_it(here: World) -> None:
    event = here.created("p1")
    await here.happen(event)
    reach = reach_of(LEADER, here.clock())
    body = await feed.one(here.pool, reach, UUID(event.id))
    assert body is not None
    assert json.loads(body)["id"] == event.id
    officer = Who(account=AccountId("olga"), grants=(Grant(role=Role.SERVICE_OFFICER),))
    assert await feed.one(here.pool, reach_of(officer, here.clock()), UUID(event.id)) is None
    await here.happen(here.project("p1", "OfficerAssigned", data={"officer": "olga"}))
    assert await feed.one(here.pool, reach_of(officer, here.clock()), UUID(event.id)) == body


async def test_a_department_hears_of_its_own_cases_and_of_the_project(here: World) -> None:
    items = [{"department": "ecology"}, {"department": "water"}]
    of_ecology, of_water = {"department": "ecology"}, {"department": "water"}
    heard_too = {"department": "water", "consulted": "ecology"}
    await here.happen(
        here.created("p1"),
        here.event("PlanOpened", "plan-p1", "approvals", projectid="p1", data={"items": items}),
        here.event("CaseReceived", "case-1", "approvals", projectid="p1", data=of_ecology),
        here.event("CaseReceived", "case-2", "approvals", projectid="p1", data=of_water),
        here.event("OpinionRequested", "case-2", "approvals", projectid="p1", data=heard_too),
        here.project("p1"),
    )
    grant = Grant(role=Role.APPROVER, department=DepartmentId("ecology"))
    approver = reach_of(Who(account=AccountId("a"), grants=(grant,)), here.clock())
    page = await feed.page(here.pool, approver, Wanted(), 0, 50)
    assert [event.position for event in page.events] == [1, 2, 3, 5, 6]
    whole = await feed.page(here.pool, reach_of(LEADER, here.clock()), Wanted(), 0, 50)
    assert [event.position for event in whole.events] == [1, 2, 3, 4, 5, 6]


async def test_a_department_that_is_asked_hears_of_it_whatever_else_the_plan_holds(
    here: World,
) -> None:
    asked_of = {"department": "water", "consulted": "ecology"}
    await here.happen(
        here.created("p1"),
        here.event("OpinionRequested", "case-2", "approvals", projectid="p1", data=asked_of),
    )
    grant = Grant(role=Role.APPROVER, department=DepartmentId("ecology"))
    approver = reach_of(Who(account=AccountId("a"), grants=(grant,)), here.clock())
    page = await feed.page(here.pool, approver, Wanted(), 0, 50)
    assert [event.type for event in page.events] == ["approvals.OpinionRequested"]
