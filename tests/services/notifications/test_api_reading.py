"""Deliveries, inbox and feed over HTTP."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import httpx

from services.notifications.api import streaming
from tests.harness.polling import eventually
from tests.harness.receiver import Reply
from tests.services.notifications.served import Served
from tests.services.notifications.test_api_endpoints import act, keyed, register

EVENTS = "/api/v1/events"


async def delivered(served: Served, client: httpx.AsyncClient, project: str) -> dict[str, Any]:
    """One delivery of one event to the partner's endpoint, done."""
    made = await register(client, served.city.url, interest={"projects": [project]})
    served.city.secrets = [made["secret"]]
    await act(client, made["id"], "pings")
    served.city.secrets = ()
    await served.installation.settled()
    event = await served.publish("WorkCommenced", project)

    async def done() -> dict[str, Any] | None:
        params = {"endpoint": made["id"], "status": "done"}
        items = (await client.get("/api/v1/deliveries", params=params)).json()["items"]
        return items[0] if items else None

    found: dict[str, Any] = await eventually(done)
    assert found["event_id"] == event.id
    return found


async def test_a_delivery_shows_every_try_and_can_be_sent_again_once_per_key(
    served: Served,
) -> None:
    partner = await served.partner()
    served.city.received.clear()
    found = await delivered(served, partner, "again")
    at = f"/api/v1/deliveries/{found['id']}"
    one = (await partner.get(at)).json()
    assert [entry["verdict"] for entry in one["attempts"]] == ["ok"]
    assert one["attempts"][0]["total_ms"] > 0
    assert one["attempts"][0]["remote"] == "127.0.0.1"
    key = keyed()
    first = await partner.post(f"{at}/resends", json={}, headers=key)
    assert (first.status_code, first.json()["resends"]) == (201, 1)
    again = await partner.post(f"{at}/resends", json={}, headers=key)
    assert again.headers["idempotency-replayed"] == "true"
    await served.city.wait_for(4)
    ids = [request.headers["webhook-id"] for request in served.city.received[2:]]
    assert ids == [f"msg_{found['event_id'].replace('-', '')}"] * 2
    listed = (await partner.get(f"{at}/resends")).json()["items"]
    assert [entry["by_account"] for entry in listed] == ["sample-partner"]
    other = await delivered(served, partner, "another")
    reused = await partner.post(f"/api/v1/deliveries/{other['id']}/resends", json={}, headers=key)
    assert reused.json()["code"] == "idempotency-key-reused"


async def test_what_is_under_way_is_not_sent_again_and_strangers_see_nothing(
    served: Served,
) -> None:
    partner, leader = await served.partner(), await served.login("leader")
    found = await delivered(served, partner, "strangers")
    at = f"/api/v1/deliveries/{found['id']}"
    assert (await leader.get("/api/v1/deliveries")).status_code == 403
    assert (await leader.get(at)).status_code == 404
    assert (await leader.post(f"{at}/resends", json={})).status_code == 404
    auditor = await served.login("auditor")
    assert (await auditor.get(at)).status_code == 200
    assert (await auditor.post(f"{at}/resends", json={})).status_code == 403
    unknown = f"/api/v1/deliveries/{uuid4()}"
    assert (await partner.get(unknown)).status_code == 404
    assert (await partner.get(f"{unknown}/resends")).status_code == 404
    assert (await partner.post(f"{unknown}/resends", json={}, headers=keyed())).status_code == 404
    held = asyncio.Event()
    served.city.answers(Reply(204, after=held))
    await partner.post(f"{at}/resends", json={}, headers=keyed())
    refused = await partner.post(f"{at}/resends", json={}, headers=keyed())
    held.set()
    assert (refused.status_code, refused.json()["code"]) == (409, "delivery-still-open")


async def test_lists_of_deliveries_are_narrowed_and_paged(served: Served) -> None:
    partner = await served.partner()
    found = await delivered(served, partner, "pages")
    await served.publish("WorkSuspended", "pages")
    params: dict[str, Any] = {"endpoint": found["endpoint_id"]}

    async def two() -> list[Any] | None:
        items: list[Any] = (await partner.get("/api/v1/deliveries", params=params)).json()["items"]
        return items if len(items) == 2 else None

    newest, oldest = await eventually(two)
    first = (await partner.get("/api/v1/deliveries", params={**params, "limit": 1})).json()
    assert [one["id"] for one in first["items"]] == [newest["id"]]
    more = {**params, "limit": 1, "cursor": first["next_cursor"]}
    second = (await partner.get("/api/v1/deliveries", params=more)).json()
    assert ([one["id"] for one in second["items"]], second["next_cursor"]) == ([oldest["id"]], None)
    by_type = {**params, "type": "WorkSuspended"}
    items = (await partner.get("/api/v1/deliveries", params=by_type)).json()["items"]
    assert [one["id"] for one in items] == [newest["id"]]
    assert (await partner.get("/api/v1/deliveries", params={"cursor": "x"})).status_code == 422


async def test_ones_inbox_is_read_line_by_line(served: Served) -> None:
    await served.create("inbox")
    await served.publish("OfficerAssigned", "inbox", data={"officer": "sample-officer"})
    last = await served.publish("WorkSuspended", "inbox")
    await served.fed(last)
    officer = await served.login("officer")
    page = (await officer.get("/api/v1/inbox")).json()
    assert [line["kind"] for line in page["items"]] == [
        "projects.OfficerAssigned",
        "projects.WorkSuspended",
    ]
    assert page["items"][1]["text"] == "项目“项目inbox”停缓建"
    assert (page["next_after"], page["unread"]) == (2, 2)
    at = f"/api/v1/inbox/{page['items'][0]['id']}/readings"
    assert [(await officer.post(at, json={})).status_code for _ in range(2)] == [201, 200]
    unread = (await officer.get("/api/v1/inbox", params={"unread": "true"})).json()
    assert ([line["id"] for line in unread["items"]], unread["unread"]) == (["2"], 1)
    assert (await officer.get("/api/v1/inbox", params={"after": 2})).json()["items"] == []
    assert (await officer.post("/api/v1/inbox/99/readings", json={})).status_code == 404
    leader = await served.login("leader")
    assert (await leader.get("/api/v1/inbox")).json()["items"] == []
    assert (await leader.post(at, json={})).status_code == 404


async def test_the_feed_is_read_page_by_page_without_a_gap(served: Served) -> None:
    events = [await served.create(f"feed{n}") for n in range(5)]
    first, last = await served.fed(events[0]), await served.fed(events[-1])
    leader = await served.login("leader")
    found: list[dict[str, Any]] = []
    after = first - 1
    while after < last:
        answer = await leader.get(EVENTS, params={"after": after, "limit": 2})
        assert answer.headers["content-type"] == "application/cloudevents-batch+json"
        page = answer.json()
        assert page["next_after"] == page["scanned_to"] > after
        found += page["events"]
        after = page["next_after"]
    wanted = [event.id for event in events]
    assert [event["id"] for event in found if event["id"] in wanted] == wanted
    positions = [int(event["feedposition"]) for event in found]
    assert positions == sorted(set(positions))
    ends = await leader.head(EVENTS)
    assert (ends.status_code, ends.headers["x-oldest-position"]) == (200, "1")
    assert int(ends.headers["x-newest-position"]) >= last
    one = await leader.get(f"{EVENTS}/{events[0].id}")
    assert one.headers["content-type"] == "application/cloudevents+json"
    assert one.json() == next(event for event in found if event["id"] == events[0].id)


async def test_the_feed_takes_filters_and_refuses_nonsense(served: Served) -> None:
    made = await served.create("filters")
    other = await served.publish("WorkCommenced", "filters")
    await served.fed(other)
    leader = await served.login("leader")

    async def ids(**params: str) -> list[str]:
        asked = {"project": "filters", **params}
        return [event["id"] for event in (await leader.get(EVENTS, params=asked)).json()["events"]]

    assert await ids() == [made.id, other.id]
    assert await ids(types="WorkCommenced") == [other.id]
    assert await ids(types="cn.luodi.projects.ProjectCreated.v1,x.WorkCommenced") == [made.id]
    assert await ids(subject="project-filters") == [made.id, other.id]
    assert await ids(subject="project-other") == []
    for params in (
        {"after": "-1"},
        {"limit": "0"},
        {"limit": "201"},
        {"types": "a b"},
        {"after": "x"},
    ):
        assert (await leader.get(EVENTS, params=params)).status_code == 422
    assert (await leader.get(f"{EVENTS}/{uuid4()}")).status_code == 404
    assert (await leader.get(f"{EVENTS}/no-uuid")).status_code == 422


async def test_the_feed_hides_what_its_reader_may_not_see(served: Served) -> None:
    hidden = await served.create("hidden")
    at = await served.fed(hidden)
    officer, admin = await served.login("officer"), await served.login("system-admin")
    page = (await officer.get(EVENTS, params={"after": at - 1, "limit": 1})).json()
    assert hidden.id not in {event["id"] for event in page["events"]}
    assert page["scanned_to"] >= at
    assert (await officer.get(f"{EVENTS}/{hidden.id}")).status_code == 404
    assert (await admin.get(EVENTS)).status_code == 403
    assert (await admin.head(EVENTS)).status_code == 403
    locked = (await (await served.login("auditor")).get(EVENTS, params={"limit": 200})).json()
    administrative = next(e for e in locked["events"] if e["service"] == "access")
    leader = await served.login("leader")
    assert (await leader.get(f"{EVENTS}/{administrative['id']}")).status_code == 404


Line = tuple[str, str, str]


@asynccontextmanager
async def stream(
    client: httpx.AsyncClient, params: dict[str, Any] | None = None, **headers: str
) -> AsyncIterator[AsyncIterator[Line]]:
    """Open the live feed; gives (id, event, data) of each block."""
    wanted = {"Accept": "text/event-stream", **headers}
    async with client.stream("GET", EVENTS, params=params, headers=wanted) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        yield blocks(answer)


async def blocks(answer: httpx.Response) -> AsyncIterator[Line]:
    fields: dict[str, str] = {}
    async for line in answer.aiter_lines():
        if line:
            name, _, value = line.partition(": ")
            fields[name] = value
            continue
        if fields:
            yield fields.get("id", ""), fields.get("event", ""), fields.get("data", "")
        fields = {}


async def next_event(lines: AsyncIterator[Line]) -> tuple[int, str, dict[str, Any]]:
    async with asyncio.timeout(10):
        async for position, name, data in lines:
            if data:
                return int(position or 0), name, json.loads(data)
    raise AssertionError("the stream ended")


async def test_the_live_feed_tells_at_once_and_resumes_behind_what_was_seen(
    served: Served,
) -> None:
    leader = await served.login("leader")
    first = await served.create("live")
    at = await served.fed(first)
    async with stream(leader, {"after": at - 1, "project": "live"}) as lines:
        position, name, data = await next_event(lines)
        assert (position, name, data["id"]) == (at, "projects.ProjectCreated", first.id)
        second = await served.publish("WorkCommenced", "live")
        position, _, data = await next_event(lines)
        assert data["id"] == second.id
    missed = await served.publish("WorkSuspended", "live")
    resumed = {"Last-Event-ID": str(position)}
    async with stream(leader, {"project": "live", "after": 0}, **resumed) as lines:
        later, _, data = await next_event(lines)
        assert data["id"] == missed.id
        assert later > position


async def test_the_live_feed_moves_its_place_past_what_is_hidden(served: Served) -> None:
    officer = await served.login("officer")
    hidden = await served.create("unseen")
    at = await served.fed(hidden)
    async with stream(officer, {"after": at - 1}) as lines, asyncio.timeout(10):
        async for position, name, data in lines:
            if position and int(position) >= at:
                assert (name, data) == ("", "")
                break


async def test_the_live_feed_shows_that_it_lives_and_ends_with_its_token(
    served: Served, monkeypatch: Any
) -> None:
    monkeypatch.setattr(streaming, "HEARTBEAT_SECONDS", 0.1)
    client = await served.login("leader")
    beats = 0
    async with client.stream(
        "GET", EVENTS, params={"project": "x"}, headers={"Accept": "text/event-stream"}
    ) as answer:
        async for line in answer.aiter_lines():
            beats += line == ": heartbeat"
            if beats == 2 and line == ": heartbeat":
                assert (await client.delete("/api/v1/sessions/current")).status_code == 204
            if line == "event: closed":
                break
        else:
            raise AssertionError("the stream was cut without a word")
    assert beats >= 2


async def test_the_live_feed_needs_a_token_and_a_good_place(served: Served) -> None:
    nobody, leader = served.installation.client(), await served.login("leader")
    live = {"Accept": "text/event-stream"}
    assert (await nobody.get(EVENTS, headers=live)).status_code == 401
    wrong = await leader.get(EVENTS, headers={**live, "Last-Event-ID": "x"})
    assert wrong.status_code == 422
    ahead = await leader.get(EVENTS, headers={**live, "Last-Event-ID": "999999999"})
    page = await leader.get(EVENTS, params={"after": 999999999})
    assert ahead.json()["code"] == page.json()["code"] == "position-beyond-newest"
    at_its_end = await leader.get(EVENTS, params={"after": ahead.json()["newest"]})
    assert at_its_end.status_code == 200
