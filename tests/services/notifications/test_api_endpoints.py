"""Endpoints over HTTP: registered, pinged, rested, rotated; and what is refused."""

from typing import Any
from uuid import uuid4

import httpx
import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from luodi.acting import act_on
from tests.harness.polling import until
from tests.harness.receiver import Reply
from tests.services.notifications.served import Served

ENDPOINTS = "/api/v1/endpoints"


def keyed() -> dict[str, str]:
    return {"Idempotency-Key": f'"{uuid4()}"'}


async def register(client: httpx.AsyncClient, url: str, **more: Any) -> dict[str, Any]:
    answer = await client.post(ENDPOINTS, json={"url": url, **more}, headers=keyed())
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    assert answer.headers["location"] == f"{ENDPOINTS}/{made['id']}"
    return made


async def act(
    client: httpx.AsyncClient, endpoint_id: str, acts: str, **body: Any
) -> httpx.Response:
    return await act_on(client, f"{ENDPOINTS}/{endpoint_id}", acts, body, headers=keyed())


async def stage_of(client: httpx.AsyncClient, endpoint_id: str) -> str:
    found: str = (await client.get(f"{ENDPOINTS}/{endpoint_id}")).json()["stage"]
    return found


async def test_from_registration_to_the_first_delivery(served: Served) -> None:
    partner = await served.partner()
    made = await register(partner, served.city.url, interest={"types": ["WorkCommenced"]})
    assert made["secret"].startswith("whsec_")
    assert made["public_key"].startswith("whpk_")
    served.city.secrets = [made["secret"]]
    served.city.received.clear()
    pinged = await act(partner, made["id"], "pings")
    assert (pinged.status_code, pinged.headers["etag"]) == (201, '"v2"')
    good, bad = served.city.received
    Webhook(made["secret"]).verify(good.body, good.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(made["secret"]).verify(bad.body, bad.headers)
    await served.installation.settled()
    await served.create("first")
    event = await served.publish("WorkCommenced", "first")
    request = (await served.city.wait_for(3))[2]
    assert request.headers["webhook-id"] == f"msg_{event.id.replace('-', '')}"
    Webhook(made["secret"]).verify(request.body, request.headers)
    served.city.secrets = ()
    await act(partner, made["id"], "disablements")


async def test_the_secret_is_shown_once_and_nowhere_else(served: Served) -> None:
    admin = await served.login("system-admin")
    key = keyed()
    body = {"url": served.other.url, "owner": "sample-partner"}
    first = await admin.post(ENDPOINTS, json=body, headers=key)
    again = await admin.post(ENDPOINTS, json=body, headers=key)
    assert again.headers["idempotency-replayed"] == "true"
    assert again.json()["id"] == first.json()["id"]
    assert (first.json()["secret"] is None, again.json()["secret"]) == (False, None)
    assert (await admin.post(ENDPOINTS, json={**body, "ordering": "project"}, headers=key)).json()[
        "code"
    ] == "idempotency-key-reused"
    shown = await admin.get(f"{ENDPOINTS}/{first.json()['id']}")
    assert "whsec_" not in shown.text
    runtime = served.installation.services["notifications"].runtime
    stored = await runtime.pool.fetch(
        "SELECT key_id FROM own.endpoint_secret s WHERE NOT EXISTS (SELECT 1 FROM es.event e"
        " WHERE position(s.key_id in convert_from(e.data, 'UTF8')) > 0)"
    )
    assert stored == []
    events = await runtime.pool.fetch("SELECT convert_from(data, 'UTF8') AS data FROM es.event")
    secret = first.json()["secret"].removeprefix("whsec_")
    assert not any(secret in row["data"] for row in events)


async def test_an_endpoint_that_takes_anything_is_found_out(served: Served) -> None:
    partner = await served.partner()
    made = await register(partner, served.other.url)
    served.other.always = Reply(200)
    assert (await act(partner, made["id"], "pings")).status_code == 201
    shown = (await partner.get(f"{ENDPOINTS}/{made['id']}")).json()
    assert (shown["stage"], shown["last_ping"]["fault"]) == ("unverified", "forged-accepted")
    served.other.always = Reply(503)
    await act(partner, made["id"], "pings")
    shown = (await partner.get(f"{ENDPOINTS}/{made['id']}")).json()
    assert (shown["stage"], shown["last_ping"]["fault"]) == ("unverified", "signed-refused")
    refused = await act(partner, made["id"], "pauses")
    assert (refused.status_code, refused.json()["code"]) == (409, "endpoint-not-verified")
    assert refused.json()["title"] == "推送端点尚未通过联通测试"
    past = (await partner.get(f"{ENDPOINTS}/{made['id']}/pings")).json()["items"]
    assert [one["data"]["fault"] for one in past] == ["forged-accepted", "signed-refused"]


async def active(served: Served, client: httpx.AsyncClient) -> str:
    """An endpoint that has passed its ping."""
    made = await register(client, served.other.url)
    served.other.always, served.other.secrets = Reply(204), [made["secret"]]
    await act(client, made["id"], "pings")
    found: str = made["id"]
    return found


async def test_an_endpoint_rests_and_returns(served: Served) -> None:
    partner = await served.partner()
    endpoint_id = await active(served, partner)
    assert (await act(partner, endpoint_id, "pauses")).status_code == 201
    assert (await act(partner, endpoint_id, "pauses")).status_code == 200
    assert await stage_of(partner, endpoint_id) == "paused"
    assert (await act(partner, endpoint_id, "resumptions")).status_code == 201
    assert (await act(partner, endpoint_id, "disablements", note="换址")).status_code == 201
    shown = (await partner.get(f"{ENDPOINTS}/{endpoint_id}")).json()
    assert (shown["stage"], shown["disabled_for"], shown["disabled_note"]) == (
        "disabled",
        "by-hand",
        "换址",
    )
    for acts in ("resumptions", "pings"):
        refused = await act(partner, endpoint_id, acts)
        assert (refused.status_code, refused.json()["code"]) == (409, "endpoint-disabled")
    assert (await act(partner, endpoint_id, "enablements")).status_code == 201
    assert await stage_of(partner, endpoint_id) == "active"
    acts_of = ("pauses", "resumptions", "disablements", "enablements", "secret-rotations")
    past = [await partner.get(f"{ENDPOINTS}/{endpoint_id}/{name}") for name in acts_of]
    assert [len(answer.json()["items"]) for answer in past] == [1, 1, 1, 1, 0]


async def test_an_endpoint_is_shown_and_listed_as_it_was_known(served: Served) -> None:
    partner = await served.partner()
    endpoint_id = await active(served, partner)
    await act(partner, endpoint_id, "pauses")
    await act(partner, endpoint_id, "resumptions")
    past = (await partner.get(f"{ENDPOINTS}/{endpoint_id}/pauses")).json()["items"]
    then = {"as_of": past[0]["recorded_at"]}
    shown = await partner.get(f"{ENDPOINTS}/{endpoint_id}", params=then)
    assert (shown.json()["stage"], shown.headers["etag"]) == ("paused", '"v3"')
    await served.installation.settled()
    listed = (await partner.get(ENDPOINTS, params={**then, "limit": 200})).json()["items"]
    assert [one["stage"] for one in listed if one["id"] == endpoint_id] == ["paused"]
    now = (await partner.get(ENDPOINTS, params={"stage": "active", "limit": 200})).json()["items"]
    assert endpoint_id in {one["id"] for one in now}


async def test_a_rotated_secret_is_shown_once_and_both_sign(served: Served) -> None:
    partner = await served.partner()
    made = await register(partner, f"{served.other.url}/rotated")
    served.other.always, served.other.secrets = Reply(204), [made["secret"]]
    rotated = await act(partner, made["id"], "secret-rotations", overlap_hours=1)
    assert rotated.status_code == 201
    new = rotated.json()["secret"]
    assert new != made["secret"]
    for secret in (made["secret"], new):
        served.other.received.clear()
        served.other.secrets = [secret]
        await act(partner, made["id"], "pings")
        good = next(r for r in served.other.received if r.path.endswith("/rotated"))
        Webhook(secret).verify(good.body, good.headers)
    shown = (await partner.get(f"{ENDPOINTS}/{made['id']}")).json()
    assert [key["until"] is None for key in shown["keys"]] == [False, True]
    assert (
        await act(partner, made["id"], "secret-rotations", overlap_hours=999)
    ).status_code == 422


async def test_pages_of_endpoints_lead_on_to_the_end(served: Served) -> None:
    partner = await served.partner()
    for _ in range(3):
        await register(partner, served.other.url)
    await served.installation.settled()
    found: list[str] = []
    cursor: str | None = None
    while True:
        params = {"limit": "2", **({"cursor": cursor} if cursor else {})}
        page = (await partner.get(ENDPOINTS, params=params)).json()
        found += [one["id"] for one in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert len(found) == len(set(found)) >= 3
    for nonsense in ("%%%", "WyJcdTAwMDAiXQ", "W251bGwsMV0", "e30"):
        refused = await partner.get(ENDPOINTS, params={"cursor": nonsense})
        assert refused.json()["code"] == "cursor-unreadable"


async def test_endpoints_are_their_owners_matter(served: Served) -> None:
    partner, admin = await served.partner(), await served.login("system-admin")
    mine = await register(partner, served.other.url)
    theirs = await register(admin, served.other.url, owner="sample-auditor")
    await served.installation.settled()
    hidden = await partner.get(f"{ENDPOINTS}/{theirs['id']}")
    assert (hidden.status_code, hidden.json()["code"]) == (404, "not-found")
    listed = (await partner.get(ENDPOINTS, params={"limit": 200})).json()["items"]
    assert mine["id"] in {one["id"] for one in listed}
    assert {one["owner"] for one in listed} == {"sample-partner"}
    asked = {"If-Match": '"v1"', **keyed()}
    foreign = await partner.post(f"{ENDPOINTS}/{theirs['id']}/pauses", json={}, headers=asked)
    assert foreign.status_code == 404
    auditor = await served.login("auditor")
    assert (await auditor.get(f"{ENDPOINTS}/{mine['id']}")).status_code == 200
    looks = await auditor.post(
        f"{ENDPOINTS}/{mine['id']}/pauses", json={}, headers={"If-Match": '"v1"'}
    )
    assert (looks.status_code, looks.json()["code"]) == (403, "not-allowed")
    other_owner = {"url": served.other.url, "owner": "sample-auditor"}
    assert (await partner.post(ENDPOINTS, json=other_owner, headers=keyed())).status_code == 403
    leader = await served.login("leader")
    assert (await leader.get(ENDPOINTS)).status_code == 403
    assert (await leader.post(ENDPOINTS, json={"url": served.other.url})).status_code == 403


async def test_order_of_checks(served: Served) -> None:
    partner = await served.partner()
    made = await register(partner, served.other.url)
    at = f"{ENDPOINTS}/{made['id']}/disablements"
    nobody = served.installation.client()
    assert (await nobody.post(at, json={})).status_code == 401
    assert (await partner.post(at, json={})).json()["code"] == "idempotency-key-missing"
    assert (await partner.post(at, json={}, headers=keyed())).json()["code"] == "if-match-missing"
    stale = await partner.post(at, json={}, headers={"If-Match": '"v9"', **keyed()})
    assert (stale.status_code, stale.json()["current_version"]) == (412, 1)
    missing = f"{ENDPOINTS}/{uuid4()}/disablements"
    gone = await partner.post(missing, json={}, headers={"If-Match": '"v1"', **keyed()})
    assert gone.status_code == 404


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 422, "invalid-fields"),
        ({"url": 7}, 422, "invalid-fields"),
        ({"url": "https://a.cn/", "colour": "red"}, 422, "invalid-fields"),
        ({"url": "https://a.cn/", "retries": [0]}, 422, "invalid-fields"),
        ({"url": "https://a.cn/", "retries": [5] * 21}, 422, "invalid-fields"),
        ({"url": "https://a.cn/", "interest": {"types": ["no such; --"]}}, 422, "invalid-fields"),
        ({"url": "https://a.cn/", "profile": "fat"}, 422, "invalid-fields"),
        ({"url": "https://a.cn/" + "x" * 3000}, 422, "invalid-fields"),
        ({"url": "https://a.cn/\x00"}, 409, "endpoint-url-malformed"),
        ({"url": "gopher://a.cn/"}, 409, "endpoint-url-malformed"),
        ({"url": "http://a.cn/"}, 409, "endpoint-url-not-https"),
        ({"url": "https://127.0.0.1/"}, 409, "endpoint-url-address-refused"),
        ({"url": "https://u:p@a.cn/"}, 409, "endpoint-url-with-credentials"),
        ({"url": "https://a.cn:22/"}, 409, "endpoint-url-port-refused"),
    ],
)
async def test_bad_input_is_refused_and_nothing_kept(
    served: Served, body: dict[str, Any], status: int, code: str
) -> None:
    partner = await served.partner()
    notifications = served.installation.services["notifications"]
    pool = notifications.runtime.pool
    count = "SELECT count(*) FROM own.endpoint_secret"
    before = (await pool.fetchval(count), await notifications.stored())
    answer = await partner.post(ENDPOINTS, json=body, headers=keyed())
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert (await pool.fetchval(count), await notifications.stored()) == before


async def test_an_account_locked_by_hand_is_sent_nothing_more(served: Served) -> None:
    admin = await served.login("system-admin")
    made = await register(admin, served.other.url, owner="sample-statistician")
    await served.installation.settled()
    security = await served.login("security-admin")
    account = "/api/v1/accounts/sample-statistician"
    locked = await act_on(security, account, "locks", {"reason": "调离"})
    assert locked.status_code == 201, locked.text

    async def disabled() -> bool:
        return await stage_of(admin, made["id"]) == "disabled"

    await until(disabled)
    shown = (await admin.get(f"{ENDPOINTS}/{made['id']}")).json()
    assert shown["disabled_for"] == "owner-locked"
