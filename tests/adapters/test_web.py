"""What every HTTP edge answers, on a smallest service with the real access beside it."""

import asyncio
import json
from collections.abc import AsyncIterator

import httpx
import pytest

from shared.adapters import runtime, web
from tests.adapters.counter_service import made, problem
from tests.harness.services import Installation

CADDY_KEEPS_OPEN = 120  # seconds: what its reverse_proxy has by default


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
    counting: Installation, specialist: httpx.AsyncClient
) -> None:
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    answer = await made(specialist, traceparent=trace)
    assert answer.headers["x-request-id"] == trace[3:35]
    [recorded] = await counting.services["leads"].runtime.store.after(0, 1)
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


async def test_systems_must_send_a_key(counting: Installation) -> None:
    client = counting.client()
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


async def test_who_may_not_read_is_told_nothing(counting: Installation) -> None:
    url = (await made(await counting.login("specialist"))).headers["location"]
    problem(await counting.client().get(url), 401, "not-authenticated")
    forged = counting.client()
    forged.headers["Authorization"] = "Bearer ey.not.so"
    problem(await forged.get(url), 401, "not-authenticated")
    problem(await (await counting.login("officer")).get(url), 404, "not-found")
    leader = await counting.login("leader")
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
    counting: Installation,
    specialist: httpx.AsyncClient,
    content: bytes,
    status: int,
    code: str,
) -> None:
    headers = {"Content-Type": "application/json"}
    answer = await specialist.post("/api/v1/leads", content=content, headers=headers)
    assert answer.status_code == status, answer.text
    assert answer.json()["code"] == code
    assert (await counting.services["leads"].runtime.store.head())[0] == 0


async def test_whoever_sends_nothing_but_faults_holds_nobody_up(
    specialist: httpx.AsyncClient,
) -> None:
    body = {"amount": 1} | {f"k{number}": 1 for number in range(80_000)}
    document = problem(
        await specialist.post("/api/v1/leads", json=body, timeout=10), 422, "invalid-fields"
    )
    told = document["errors"]
    assert [error["pointer"] for error in told] == [f"/body/k{number}" for number in range(100)]  # type: ignore[attr-defined]  # a list


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


@pytest.mark.parametrize("length", [1_000_001, 1_030_000, 1_100_000])
async def test_a_little_is_too_much_as_well(
    specialist: httpx.AsyncClient, caplog: pytest.LogCaptureFixture, length: int
) -> None:
    body = b'{"amount": 1, "note": "' + b"x" * length + b'"}'
    headers = {"Content-Type": "application/json", "Idempotency-Key": '"little"'}
    answer = await specialist.post("/api/v1/leads", content=body, headers=headers, timeout=10)
    problem(answer, 413, "body-too-large")
    assert "unexpected failure" not in caplog.text
    assert (await made(specialist)).status_code == 201


async def test_a_connection_outlives_those_that_ask(counting: Installation) -> None:
    """Theirs end first, httpx's after five seconds and Caddy's after two minutes."""
    url = httpx.URL(counting.urls["leads"])
    reader, writer = await asyncio.open_connection(url.host, url.port)
    for pause in (6, 0):
        writer.write(b"GET /livez HTTP/1.1\r\nHost: luodi.test\r\n\r\n")
        assert (await asyncio.wait_for(reader.readline(), 10)).startswith(b"HTTP/1.1 200 ")
        await reader.readuntil(b"\r\n\r\n")
        await reader.read(65_536)
        await asyncio.sleep(pause)
    assert runtime.SERVING["timeout_keep_alive"] > CADDY_KEEPS_OPEN
    writer.close()


async def test_whoever_stops_halfway_is_not_waited_for(
    counting: Installation, specialist: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = httpx.URL(counting.urls["leads"])
    request = specialist.build_request("POST", "/api/v1/leads", content=b'{"amount": 1}')
    request.headers["Content-Type"] = "application/json"
    lines = [f"{name}: {value}" for name, value in request.headers.items()]
    head = "\r\n".join(["POST /api/v1/leads HTTP/1.1", *lines, "", ""])
    monkeypatch.setattr(web, "SLOWEST_BODY", 4 * web.LARGEST_BODY)  # a quarter of a second
    reader, writer = await asyncio.open_connection(url.host, url.port)
    writer.write(head.encode() + b'{"amount"')
    answer = (await asyncio.wait_for(reader.read(), 10)).decode()
    writer.close()
    assert answer.startswith("HTTP/1.1 408 ")
    document = json.loads(answer.partition("\r\n\r\n")[2])
    assert (document["status"], document["code"]) == (408, "body-too-slow")
    assert document["title"] == "请求正文迟迟没有送完"
    assert (await made(specialist)).status_code == 201


@pytest.mark.parametrize(
    "media", ["text/plain", "application/x-www-form-urlencoded", "application/xml", ""]
)
async def test_a_body_that_is_no_json_is_named_so(
    counting: Installation, specialist: httpx.AsyncClient, media: str
) -> None:
    content, headers = b'{"amount": 1}', {"Content-Type": media}
    answer = await specialist.post("/api/v1/leads", content=content, headers=headers)
    problem(answer, 415, "unsupported-media-type")
    del specialist.headers["Authorization"]
    answer = await specialist.post("/api/v1/leads", content=content, headers=headers)
    problem(answer, 401, "not-authenticated")
    assert (await counting.services["leads"].runtime.store.head())[0] == 0
