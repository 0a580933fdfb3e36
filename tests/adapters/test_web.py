"""What every HTTP edge answers, on a smallest service with the real access beside it."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import httpx
import pytest
from fastapi import APIRouter, Query, Response
from pydantic import Field

from shared.adapters.answers import Knowing, done, one, read_cursor
from shared.adapters.caller import Acting, Creating, Reading
from shared.adapters.command_handler import Part
from shared.adapters.runtime import FromRuntime, ServiceSpec
from shared.adapters.times import FromTimes
from shared.adapters.web import Body, Line
from shared.kernel.policy import Role, Scope
from shared.kernel.recorded import Recorded
from tests.adapters.counter import CODEC, COUNTER, Count, Counted
from tests.harness.servers import Cluster
from tests.harness.services import Installation, installation

router = APIRouter(prefix="/api/v1/leads")


class CountBody(Body):
    amount: int = Field(ge=-5, le=1000)
    note: Line | None = None


def _command(body: CountBody, caller: Creating) -> Count:
    return Count(**caller.asked("leads.count"), amount=body.amount, note=body.note or "")


@router.post("")
async def begin(body: CountBody, caller: Creating, runtime: FromRuntime) -> Response:
    part = Part(COUNTER, caller.new_id())
    result = await runtime.commands.handle(
        part, _command(body, caller), caller.context(), creates=True
    )
    return done("leads", result, location="/api/v1/leads")


@router.post("/{identifier}/counts")
async def go_on(identifier: str, body: CountBody, caller: Acting, runtime: FromRuntime) -> Response:
    result = await runtime.commands.handle(
        Part(COUNTER, identifier),
        _command(body, caller),
        caller.context(),
        allow=caller.allow("leads.count"),
    )
    return done("leads", result)


def _sum(total: dict[str, int] | None, recorded: Recorded[Counted]) -> dict[str, int]:
    return {"total": (total or {"total": 0})["total"] + recorded.event.by}


@router.get("/{identifier}")
async def read(
    identifier: str, caller: Reading, times: FromTimes, runtime: FromRuntime
) -> Response:
    found = await runtime.records.get(COUNTER, _sum, identifier, times, caller.allow("leads.read"))
    knowing = Knowing(positions={"leads": found.position}, times=times)
    return one(found.record, found.version, knowing)


@router.get("")
async def listed(
    caller: Reading, times: FromTimes, cursor: Annotated[str, Query()] = ""
) -> dict[str, bool]:
    assert times.valid_at is None
    read_cursor(cursor, 2)
    return {"everything": caller.visibility("leads.read").everything}


RULES = {
    "leads.read": {Role.INVESTMENT_SPECIALIST: Scope.ALL, Role.PARK_LEADER: Scope.ALL},
    "leads.count": {Role.INVESTMENT_SPECIALIST: Scope.ALL, Role.PARTNER_SYSTEM: Scope.ALL},
}
# The counter is guarded by nobody, so that `all` is the only scope that covers it.
SPEC: ServiceSpec[Counted] = ServiceSpec(
    name="leads",
    description="counters",
    codec=CODEC,
    publish=lambda *_: None,
    rules=RULES,
    routers=[router],
)


@pytest.fixture
async def running(cluster: Cluster, broker: str, tmp_path: Path) -> AsyncIterator[Installation]:
    async with installation(cluster, broker, tmp_path) as made:
        await made.start("leads", await cluster.fresh("leads"), SPEC)
        yield made


@pytest.fixture
async def specialist(running: Installation) -> httpx.AsyncClient:
    return await running.login("specialist")


def problem(answer: httpx.Response, status: int, code: str) -> dict[str, object]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["content-language"] == "zh-CN"
    document: dict[str, object] = answer.json()
    assert document["code"] == code
    assert document["status"] == status
    assert document["type"] == f"/problems/{code}"
    assert document["title"] != code, "no Chinese title"
    assert document["trace_id"]
    return document


async def made(client: httpx.AsyncClient, **headers: str) -> httpx.Response:
    answer = await client.post("/api/v1/leads", json={"amount": 2}, headers=headers)
    assert answer.status_code == 201, answer.text
    return answer


async def test_a_thing_made_has_location_version_and_position(
    specialist: httpx.AsyncClient,
) -> None:
    answer = await made(specialist)
    assert answer.headers["location"] == f"/api/v1/leads/{answer.json()['id']}"
    assert answer.headers["etag"] == '"v1"'
    assert answer.headers["x-position"] == "leads=1"
    assert len(answer.json()["event_ids"]) == 1
    assert answer.headers["cache-control"] == "no-store"
    got = await specialist.get(answer.headers["location"])
    assert (got.json(), got.headers["etag"]) == ({"total": 2}, '"v1"')


async def test_the_trace_is_taken_up_and_stored(
    running: Installation, specialist: httpx.AsyncClient
) -> None:
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    answer = await made(specialist, traceparent=trace)
    assert answer.headers["x-request-id"] == trace[3:35]
    [recorded] = await running.services["leads"].runtime.store.after(0, 9)
    assert recorded.meta.trace == trace
    assert recorded.meta.actor.id == "sample-specialist"


async def test_acts_want_the_version_seen(specialist: httpx.AsyncClient) -> None:
    url = (await made(specialist)).headers["location"] + "/counts"
    body = {"amount": 1}
    problem(await specialist.post(url, json=body), 428, "if-match-missing")
    for unreadable in ('W/"v1"', "v1", '"1"', "*", '"v1", "v2"'):
        answer = await specialist.post(url, json=body, headers={"If-Match": unreadable})
        problem(answer, 400, "if-match-unreadable")
    first = await specialist.post(url, json=body, headers={"If-Match": '"v1"'})
    assert (first.status_code, first.headers["etag"]) == (201, '"v2"')
    stale = await specialist.post(url, json=body, headers={"If-Match": '"v1"'})
    document = problem(stale, 412, "stale-version")
    assert document["current_version"] == 2
    assert document["events_since"][0]["type"] == "Counted"  # type: ignore[index]  # a list
    same = await specialist.post(url, json={"amount": 0}, headers={"If-Match": '"v2"'})
    assert (same.status_code, same.json()["event_ids"]) == (200, [])


async def test_the_same_key_gets_the_same_answer(specialist: httpx.AsyncClient) -> None:
    key = {"Idempotency-Key": '"2f0a"'}
    first = await made(specialist, **key)
    again = await made(specialist, **key)
    assert again.content == first.content
    assert again.headers["location"] == first.headers["location"]
    assert again.headers["idempotency-replayed"] == "true"
    other = await specialist.post("/api/v1/leads", json={"amount": 3}, headers=key)
    problem(other, 422, "idempotency-key-reused")
    url = first.headers["location"] + "/counts"
    acting = {"Idempotency-Key": "act-1", "If-Match": '"v1"'}
    one_more = await specialist.post(url, json={"amount": 1}, headers=acting)
    repeated = await specialist.post(url, json={"amount": 1}, headers=acting)
    assert repeated.content == one_more.content, "not stale: the key comes before If-Match"


async def test_keys_that_cannot_be_are_refused(specialist: httpx.AsyncClient) -> None:
    for key in ("a b", "x" * 129, '""'):
        answer = await specialist.post(
            "/api/v1/leads", json={"amount": 1}, headers={"Idempotency-Key": key}
        )
        problem(answer, 400, "idempotency-key-unreadable")


async def test_systems_must_send_a_key(running: Installation) -> None:
    client = running.client()
    token = await client.post(
        "/api/v1/token",
        data={
            "grant_type": "client_credentials",
            "client_id": "partner",
            "client_secret": "Luodi-2026",
        },
    )
    client.headers["Authorization"] = f"Bearer {token.json()['access_token']}"
    answer = await client.post("/api/v1/leads", json={"amount": 1})
    problem(answer, 400, "idempotency-key-missing")


async def test_who_may_not_read_is_told_nothing(running: Installation) -> None:
    url = (await made(await running.login("specialist"))).headers["location"]
    problem(await running.client().get(url), 401, "not-authenticated")
    forged = running.client()
    forged.headers["Authorization"] = "Bearer ey.not.so"
    problem(await forged.get(url), 401, "not-authenticated")
    problem(await (await running.login("officer")).get(url), 404, "not-found")
    leader = await running.login("leader")
    assert (await leader.get(url)).status_code == 200
    answer = await leader.post(f"{url}/counts", json={"amount": 1}, headers={"If-Match": '"v1"'})
    problem(answer, 403, "not-allowed")


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"{", 400, "unreadable-body"),
        (b"\xff\xfe", 400, "unreadable-body"),
        (b'{"amount": "many"}', 422, "invalid-fields"),
        (b'{"amount": 1, "colour": "red"}', 422, "invalid-fields"),
        (b'{"amount": 1e400}', 422, "invalid-fields"),
        (b"[]", 422, "invalid-fields"),
        (b'{"amount": 1, "note": "a\\u0000b"}', 422, "invalid-fields"),
        (b'{"amount": 1, "note": "\\ud800"}', 422, "invalid-fields"),
        (b'{"amount": -1}', 409, "negative"),
    ],
)
async def test_bad_bodies_are_refused_and_leave_nothing(
    running: Installation,
    specialist: httpx.AsyncClient,
    content: bytes,
    status: int,
    code: str,
) -> None:
    headers = {"Content-Type": "application/json"}
    answer = await specialist.post("/api/v1/leads", content=content, headers=headers)
    assert answer.status_code == status, answer.text
    assert answer.json()["code"] == code
    assert (await running.services["leads"].runtime.store.head())[0] == 0


async def test_ten_megabytes_are_too_much(specialist: httpx.AsyncClient) -> None:
    big = json.dumps({"amount": 1, "note": "x" * 10_000_000}).encode()
    headers = {"Content-Type": "application/json"}
    problem(
        await specialist.post("/api/v1/leads", content=big, headers=headers),
        413,
        "body-too-large",
    )

    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(big), 65_536):
            yield big[start : start + 65_536]

    answer = await specialist.post("/api/v1/leads", content=pieces(), headers=headers)
    problem(answer, 413, "body-too-large")


async def test_the_past_is_read_as_it_was_known(specialist: httpx.AsyncClient) -> None:
    before = datetime.now(UTC)
    url = (await made(specialist)).headers["location"]
    between = datetime.now(UTC)
    await specialist.post(f"{url}/counts", json={"amount": 5}, headers={"If-Match": '"v1"'})
    past = await specialist.get(url, params={"as_of": between.isoformat()})
    assert (past.json(), past.headers["etag"]) == ({"total": 2}, '"v1"')
    assert datetime.fromisoformat(past.headers["x-as-of"]) == between
    assert (await specialist.get(url)).json() == {"total": 7}
    today = datetime.now(UTC) + timedelta(hours=8)
    assert (await specialist.get(url, params={"as_of": f"{today:%Y-%m-%d}"})).json() == {"total": 7}
    unknown = await specialist.get(url, params={"as_of": before.isoformat()})
    problem(unknown, 404, "not-found")


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"as_of": "yesterday"}, "time-unreadable"),
        ({"as_of": "2026-02-30"}, "time-unreadable"),
        ({"as_of": "2026-01-01T00:00:00"}, "time-unreadable"),
        ({"as_of": "2999-01-01"}, "as-of-in-the-future"),
        ({"valid_at": "0"}, "time-unreadable"),
        ({"wait_for": "leads"}, "wait-for-unreadable"),
        ({"wait_for": "leads=99999999999999999999"}, "wait-for-unreadable"),
        ({"cursor": "WzFd"}, "cursor-unreadable"),
        ({"cursor": "%00"}, "cursor-unreadable"),
    ],
)
async def test_questions_of_time_that_cannot_be(
    specialist: httpx.AsyncClient, query: dict[str, str], code: str
) -> None:
    problem(await specialist.get("/api/v1/leads", params=query), 422, code)


async def test_waiting_for_what_does_not_come(specialist: httpx.AsyncClient) -> None:
    began = asyncio.get_running_loop().time()
    answer = await specialist.get("/api/v1/leads", params={"wait_for": "leads=1000"})
    problem(answer, 503, "view-behind")
    assert answer.headers["retry-after"] == "1"
    assert asyncio.get_running_loop().time() - began >= 2


async def test_no_such_route_and_no_trailing_slash(specialist: httpx.AsyncClient) -> None:
    problem(await specialist.get("/api/v1/leads/x/y/z"), 404, "not-found")
    problem(await specialist.get("/api/v1/leads/"), 404, "not-found")
    problem(await specialist.put("/api/v1/leads", json={}), 405, "method-not-allowed")


async def test_the_reference_works_offline(running: Installation) -> None:
    client = running.client()
    page = await client.get("/api/v1/docs/leads")
    assert page.status_code == 200
    assert "https://" not in page.text.replace("http://www.w3.org", "")
    script = await client.get("/api/v1/docs/leads/static/swagger-ui-bundle.js")
    assert len(script.content) > 100_000
    document = (await client.get("/api/v1/openapi/leads.json")).json()
    assert "/api/v1/leads/{identifier}/counts" in document["paths"]
