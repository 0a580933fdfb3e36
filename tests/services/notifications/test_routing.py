"""The feed, the deliveries and the inbox that come of what is heard."""

import asyncio
import json
from typing import Any
from uuid import UUID

import pytest

from services.notifications.domain.endpoint_facts import Interest
from services.notifications.domain.reach import reach_of
from services.notifications.views import feed
from services.notifications.views.feed import Wanted
from shared.contracts.envelope import CloudEvent
from shared.kernel.identifiers import AccountId, ParkId, ProjectId
from shared.kernel.policy import Grant, Role, Who
from tests.harness.receiver import Receiver
from tests.services.notifications.world import PUBLIC_URL, World

LEADER = Who(account=AccountId("leader"), grants=(Grant(role=Role.PARK_LEADER),))


def created(here: World, project: str, park: str = "inspection-park", **more: Any) -> CloudEvent:
    data = {"project_id": project, "name": f"项目{project}", "park": park, **more}
    return here.project(project, "ProjectCreated", data=data)


async def test_every_event_gets_the_next_position_and_none_is_missing(here: World) -> None:
    events = [here.project(f"p{n}") for n in range(7)]
    await here.happen(*events[:3])
    await here.happen(events[3])
    await here.happen(*events[4:])
    rows = await here.rows("SELECT position, event_id FROM own.feed ORDER BY position")
    assert [row["position"] for row in rows] == list(range(1, 8))
    assert [str(row["event_id"]) for row in rows] == [event.id for event in events]


async def test_hearing_it_all_again_changes_nothing(here: World, city: Receiver) -> None:
    await here.grant("city", Role.PARTNER_SYSTEM)
    await here.endpoint(city)
    events = [
        created(here, "p1", specialist="sam"),
        here.project("p1", "OfficerAssigned", data={"officer": "olga"}),
        here.project("p1"),
    ]
    await here.happen(*events)
    tables = ("feed", "delivery", "inbox", "receiver")
    before = [await here.rows(f"SELECT * FROM own.{table} ORDER BY 1, 2") for table in tables]
    assert all(before)
    await here.happen(*events)
    for event in reversed(events):
        await here.happen(event)
    assert [await here.rows(f"SELECT * FROM own.{t} ORDER BY 1, 2") for t in tables] == before


async def test_two_consumers_at_once_leave_no_gap_and_nothing_twice(here: World) -> None:
    events = [here.project(f"p{n}") for n in range(40)]
    await asyncio.gather(
        *(here.happen(*events[n : n + 4]) for n in range(0, 40, 4)),
        *(here.happen(*events[n : n + 4]) for n in range(0, 40, 4)),
    )
    rows = await here.rows("SELECT position, event_id FROM own.feed ORDER BY position")
    assert [row["position"] for row in rows] == list(range(1, 41))
    assert {str(row["event_id"]) for row in rows} == {event.id for event in events}


async def test_a_reader_never_sees_a_gap_while_writers_are_slow(here: World) -> None:
    reach = reach_of(LEADER, here.clock())
    seen: list[int] = []

    async def write(number: int) -> None:
        async with here.pool.acquire() as connection, connection.transaction():
            for view in here.views.heard:
                await view.hear(connection, "view", [created(here, f"p{number}")])
            await connection.fetchval("SELECT pg_sleep(0.003)")

    writers = asyncio.gather(*(write(number) for number in range(30)))
    while len(seen) < 30:
        page = await feed.page(here.pool, reach, Wanted(), seen[-1] if seen else 0, 50)
        seen += [event.position for event in page.events]
    await writers
    assert seen == list(range(1, 31))


async def test_nothing_goes_to_an_endpoint_before_it_is_verified(
    here: World, city: Receiver
) -> None:
    await here.grant("city", Role.PARTNER_SYSTEM)
    await here.endpoint(city, verified=False)
    await here.happen(here.project("p1"))
    assert not await here.deliveries()


async def test_an_endpoint_hears_what_follows_its_verification_and_only_what_it_may(
    here: World, city: Receiver
) -> None:
    await here.grant("city", Role.PARTNER_SYSTEM, park="inspection-park")
    await here.happen(created(here, "p1"), created(here, "p2", "other-park"))
    await here.endpoint(city)
    started, others = here.project("p1"), here.project("p2")
    locked = here.event("AccountLocked", "account-x", "access", data={"account_id": "x"})
    await here.happen(started, others, locked)
    rows = await here.rows(
        "SELECT f.event_id, f.type FROM own.delivery d JOIN own.feed f USING (position)"
        " ORDER BY position"
    )
    assert [row["type"] for row in rows] == ["EndpointVerified", "WorkCommenced"]
    assert str(rows[1]["event_id"]) == started.id


async def test_rights_are_those_of_now(here: World, city: Receiver) -> None:
    await here.happen(created(here, "p1"))
    await here.endpoint(city)
    await here.happen(here.project("p1"))
    assert not await here.deliveries()
    await here.grant("city", Role.PARTNER_SYSTEM, grant_id="g1")
    await here.happen(here.project("p1"))
    assert len(await here.deliveries()) == 1
    withdrawn = here.event("GrantWithdrawn", "account-city", "access", data={"grant_id": "g1"})
    await here.happen(withdrawn, here.project("p1"))
    assert len(await here.deliveries()) == 1


async def test_a_grant_that_has_run_out_reaches_nothing(here: World, city: Receiver) -> None:
    soon = (here.clock().replace(microsecond=0)).isoformat()
    await here.grant("city", Role.PARTNER_SYSTEM, until=soon)
    await here.grant("city", Role.PARTNER_SYSTEM, until="some day")
    await here.endpoint(city)
    await here.happen(created(here, "p1"), here.project("p1"))
    assert not await here.deliveries()


@pytest.mark.parametrize(
    ("interest", "expected"),
    [
        (Interest(), ["ProjectCreated", "WorkCommenced", "CaseAccepted", "WorkCommenced"]),
        (Interest(services=("approvals",)), ["CaseAccepted"]),
        (Interest(types=("projects.WorkCommenced",)), ["WorkCommenced", "WorkCommenced"]),
        (
            Interest(projects=(ProjectId("p1"),)),
            ["ProjectCreated", "WorkCommenced", "CaseAccepted"],
        ),
        (Interest(parks=(ParkId("inspection-park"),), types=("WorkCommenced",)), ["WorkCommenced"]),
    ],
)
async def test_an_endpoint_gets_what_its_filter_wants(
    here: World, city: Receiver, interest: Interest, expected: list[str]
) -> None:
    await here.grant("city", Role.PARTNER_SYSTEM)
    await here.endpoint(city, interest=interest)
    await here.happen(
        created(here, "p1"),
        here.project("p1"),
        here.event("CaseAccepted", "case-c1", "approvals", projectid="p1"),
        here.project("p2"),
    )
    rows = await here.rows(
        "SELECT f.type FROM own.delivery d JOIN own.feed f USING (position)"
        " WHERE f.service <> 'notifications' ORDER BY position"
    )
    assert [row["type"] for row in rows] == expected


async def test_bytes_are_kept_as_they_will_be_signed(here: World) -> None:
    data = {"project_id": "p1", "name": "一号线", "amount": {"value": "1.10"}}
    event = here.project("p1", "ProjectCreated", data=data)
    await here.happen(event)
    row = (await here.rows("SELECT body, thin, realm, subject FROM own.feed"))[0]
    body, thin = json.loads(row["body"]), json.loads(row["thin"])
    assert body["data"] == data
    assert body["feedposition"] == "00000000000000000001"
    assert "一号线".encode() in row["body"]
    assert "data" not in thin
    assert thin["dataref"] == f"{PUBLIC_URL}/api/v1/events/{event.id}"
    assert {**thin, "data": data} == {**body, "dataref": thin["dataref"]}
    assert (row["realm"], row["subject"]) == ("business", "project-p1")


async def test_those_concerned_find_it_in_their_inbox_but_not_who_did_it(here: World) -> None:
    await here.happen(
        created(here, "p1", specialist="sam"),
        here.project("p1", "OfficerAssigned", data={"officer": "olga"}),
        here.project("p1", "LeaderAssigned", data={"leader": "lee"}, actorid="lee"),
        here.event(
            "ApprovalGranted",
            "case-c1",
            "approvals",
            projectid="p1",
            data={"item_name": "环评报告表", "document_number": "川环〔2026〕7号"},
        ),
    )
    rows = await here.rows("SELECT account, seq, kind, text FROM own.inbox ORDER BY account, seq")
    told = [(row["account"], row["seq"], row["kind"].partition(".")[2]) for row in rows]
    assert told == [
        ("lee", 1, "OfficerAssigned"),
        ("lee", 2, "ApprovalGranted"),
        ("olga", 1, "OfficerAssigned"),
        ("olga", 2, "LeaderAssigned"),
        ("olga", 3, "ApprovalGranted"),
        ("sam", 1, "ProjectCreated"),
        ("sam", 2, "OfficerAssigned"),
    ]
    granted = rows[4]["text"]
    assert granted == "项目“项目p1”的环评报告表已批准，文号川环〔2026〕7号"


async def test_a_handover_is_told_to_both_and_to_the_new_one_from_then_on(here: World) -> None:
    await here.happen(
        created(here, "p1"),
        here.project("p1", "OfficerAssigned", data={"officer": "olga"}),
    )
    handed = {"from_officer": "olga", "to_officer": "otto", "reason": "轮岗"}
    await here.happen(here.project("p1", "OfficerHandedOver", data=handed))
    await here.happen(here.project("p1", "WorkSuspended"))
    rows = await here.rows("SELECT account, kind FROM own.inbox ORDER BY account, seq")
    assert [(row["account"], row["kind"]) for row in rows] == [
        ("olga", "projects.OfficerAssigned"),
        ("olga", "projects.OfficerHandedOver"),
        ("otto", "projects.OfficerHandedOver"),
        ("otto", "projects.WorkSuspended"),
    ]


async def test_the_owner_is_told_when_an_endpoint_is_in_trouble(
    here: World, city: Receiver
) -> None:
    endpoint_id = await here.endpoint(city)
    data = {"endpoint_id": endpoint_id, "reason": "gone"}
    stream = f"endpoint-{endpoint_id}"
    await here.happen(here.event("EndpointDisabled", stream, "notifications", data=data))
    rows = await here.rows("SELECT account, text FROM own.inbox")
    assert [(row["account"], row["text"]) for row in rows] == [
        ("city", "推送端点已停用：接收方已撤销该地址（410）")
    ]


async def test_a_broken_event_stops_nobody(here: World) -> None:
    await here.happen(
        here.project("p1", id="no uuid"),
        here.project("p2", "OfficerAssigned", data={"officer": ["not", "text"]}),
        here.project("p3", "OfficerAssigned", data={"officer": "nul\x00"}),
        here.project("p4", "OfficerAssigned", data=None),
        here.project("p5", "ProjectCreated", data={"name": {"a": 1}, "park": 7}),
        here.event("PlanOpened", "plan-p6", "approvals", projectid="p6", data={"items": [1, {}]}),
        here.event("GrantGiven", "account-x", "access", data={"grant_id": "g", "role": "king"}),
        here.project("p7", "OfficerAssigned", data={"officer": "olga"}),
    )
    rows = await here.rows("SELECT stream FROM own.feed ORDER BY position")
    assert len(rows) == 7
    assert [row["account"] for row in await here.rows("SELECT account FROM own.inbox")] == ["olga"]
    assert not await here.rows("SELECT * FROM view.account_grant")


async def test_departments_of_a_plan_may_hear_of_its_project(here: World) -> None:
    items = [{"department": "ecology"}, {"department": "natural-resources"}]
    await here.happen(
        here.event("PlanOpened", "plan-p1", "approvals", projectid="p1", data={"items": items}),
        here.event(
            "CaseReceived", "case-c1", "approvals", projectid="p1", data={"department": "ecology"}
        ),
    )
    rows = await here.rows("SELECT departments FROM view.subject WHERE subject = 'project-p1'")
    assert rows[0]["departments"] == ["ecology", "natural-resources"]


async def test_a_page_hides_what_may_not_be_seen_but_says_how_far_it_looked(here: World) -> None:
    await here.happen(created(here, "p1"), created(here, "p2", "other-park"))
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
    await here.happen(created(here, "p1"), created(here, "p2"), here.project("p1"))
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
    event = created(here, "p1")
    await here.happen(event)
    reach = reach_of(LEADER, here.clock())
    body = await feed.one(here.pool, reach, UUID(event.id))
    assert body is not None
    assert json.loads(body)["id"] == event.id
    officer = Who(account=AccountId("olga"), grants=(Grant(role=Role.SERVICE_OFFICER),))
    assert await feed.one(here.pool, reach_of(officer, here.clock()), UUID(event.id)) is None
    await here.happen(here.project("p1", "OfficerAssigned", data={"officer": "olga"}))
    assert await feed.one(here.pool, reach_of(officer, here.clock()), UUID(event.id)) == body


async def test_a_paused_endpoint_is_not_due_until_it_is_resumed(
    here: World, city: Receiver
) -> None:
    await here.grant("city", Role.PARTNER_SYSTEM)
    endpoint_id = await here.endpoint(city)
    await here.pause(endpoint_id)
    await here.happen(here.project("p1"))
    now = here.clock()
    ledger = here.ledger()
    assert not await ledger.claim(now, now, 10, 10)
    await here.resume(endpoint_id)
    assert len(await ledger.claim(here.clock(), now, 10, 10)) == 1
