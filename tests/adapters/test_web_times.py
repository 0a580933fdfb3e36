"""Questions of time, and what every service serves beside its own routes."""

import asyncio
from datetime import UTC, datetime, timedelta

import asyncpg
import httpx
import pytest

from tests.adapters.counter_service import made, problem
from tests.harness.polling import until
from tests.harness.services import Installation


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


async def test_the_reference_works_offline(counting: Installation) -> None:
    client = counting.client()
    page = await client.get("/api/v1/docs/leads")
    assert page.status_code == 200
    assert "https://" not in page.text.replace("http://www.w3.org", "")
    script = await client.get("/api/v1/docs/leads/static/swagger-ui-bundle.js")
    assert len(script.content) > 100_000
    document = (await client.get("/api/v1/openapi/leads.json")).json()
    assert "/api/v1/leads/{identifier}/counts" in document["paths"]


async def test_the_reference_tells_refusals_as_they_are(
    counting: Installation, specialist: httpx.AsyncClient
) -> None:
    document = (await counting.client().get("/api/v1/openapi/leads.json")).json()
    schemas = document["components"]["schemas"]
    assert "HTTPValidationError" not in schemas
    refusals = [
        operation["responses"]["4XX"]["content"]
        for path in document["paths"].values()
        for operation in path.values()
    ]
    reference = {"schema": {"$ref": "#/components/schemas/Problem"}}
    assert all(refusal == {"application/problem+json": reference} for refusal in refusals)
    refused = await specialist.post("/api/v1/leads", json={"unknown": 1})
    assert refused.headers["content-type"] == "application/problem+json"
    assert set(refused.json()) <= set(schemas["Problem"]["properties"]) | {"known"}
    assert set(refused.json()["errors"][0]) == set(schemas["FieldError"]["properties"])


async def test_metrics_tell_how_far_everything_is(
    counting: Installation, specialist: httpx.AsyncClient
) -> None:
    await made(specialist)
    store = counting.services["leads"].runtime.store

    async def all_is_followed() -> bool:
        (head, _), text = await store.head(), await _metrics(counting)
        view = f'luodi_view_position{{source="leads"}} {head}.0'
        return f"luodi_store_position {head}.0" in text and view in text

    await until(all_is_followed)
    text = await _metrics(counting)
    assert "luodi_leader 1.0" in text
    assert 'luodi_http_requests_total{method="POST",route="/api/v1/leads",status="201"}' in text


async def test_nobody_adds_to_the_metrics_by_inventing_methods_and_paths(
    counting: Installation, specialist: httpx.AsyncClient
) -> None:
    for method in ("PROPFIND", "MKCALENDAR", "M-SEARCH"):
        assert (await specialist.request(method, "/api/v1/leads")).status_code == 405
        invented = await specialist.request(method, f"/api/v1/leads/x/invented/{method}")
        assert invented.status_code == 404
    assert (await specialist.get("/api/v1/leads/x/invented/paths")).status_code == 404
    text = await _metrics(counting)
    for method, route, status in (
        ("other", "/api/v1/leads", 405),
        ("other", "unmatched", 404),
        ("GET", "unmatched", 404),
    ):
        labels = f'method="{method}",route="{route}",status="{status}"'
        assert f"luodi_http_requests_total{{{labels}}}" in text
    assert not [line for line in text.splitlines() if "PROPFIND" in line or "invented" in line]


async def test_a_failure_of_our_own_is_answered_and_counted(
    counting: Installation, specialist: httpx.AsyncClient
) -> None:
    url = (await made(specialist)).headers["location"]
    admin = await asyncpg.connect(counting.services["leads"].database.admin_url)
    await admin.execute("ALTER TABLE es.event RENAME TO elsewhere")
    problem(await specialist.get(url), 500, "unexpected-failure")
    await admin.execute("ALTER TABLE es.elsewhere RENAME TO event")
    await admin.close()
    labels = 'method="GET",route="/api/v1/leads/{identifier}",status="500"'
    assert f"luodi_http_requests_total{{{labels}}}" in await _metrics(counting)


async def _metrics(counting: Installation) -> str:
    url = f"http://127.0.0.1:{counting.services['leads'].settings.port}/metrics"
    async with httpx.AsyncClient() as client:
        return (await client.get(url)).text
