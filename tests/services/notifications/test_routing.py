"""What is heard goes into the feed once, and to the endpoints that want and may hear it."""

import asyncio
import json

import pytest

from services.notifications.domain.endpoint_facts import Interest
from shared.kernel.identifiers import ParkId, ProjectId
from shared.kernel.policy import Role
from tests.harness.receiver import Receiver
from tests.services.notifications.world import PUBLIC_URL, World


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
        here.created("p1", specialist="sam"),
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
    await here.happen(here.created("p1"), here.created("p2", "other-park"))
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
    await here.happen(here.created("p1"))
    await here.endpoint(city)
    await here.happen(here.project("p1"))
    assert not await here.deliveries()
    await here.grant("city", Role.PARTNER_SYSTEM, grant_id="g1")
    await here.happen(here.project("p1"))
    assert len(await here.deliveries()) == 1
    withdrawn = here.event("GrantWithdrawn", "account-city", "access", data={"grant_id": "g1"})
    await here.happen(withdrawn, here.project("p1"))
    assert len(await here.deliveries()) == 1


async def test_a_person_named_as_owner_opens_nothing(here: World, city: Receiver) -> None:
    await here.grant("audra", Role.AUDITOR)
    await here.endpoint(city, owner="audra")
    await here.happen(here.created("p1"), here.project("p1"))
    assert not await here.deliveries()


async def test_a_grant_that_has_run_out_reaches_nothing(here: World, city: Receiver) -> None:
    soon = (here.clock().replace(microsecond=0)).isoformat()
    await here.grant("city", Role.PARTNER_SYSTEM, until=soon)
    await here.grant("city", Role.PARTNER_SYSTEM, until="some day")
    await here.endpoint(city)
    await here.happen(here.created("p1"), here.project("p1"))
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
        here.created("p1"),
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


async def test_a_broken_event_stops_nobody(here: World) -> None:
    await here.happen(
        here.project("p1", id="no uuid"),
        here.event("WorkCommenced", "project-\x00"),
        here.project("\x00"),
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
