"""Opening, granting, locking, over HTTP."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from shared.kernel.identifiers import StreamKey
from tests.harness.services import Installation
from tests.services.access.words import ACCOUNTS, act, bearer, sign_in

WANG = {"login": "wang.wu", "display_name": "王五"}


async def opened(admin: httpx.AsyncClient, **more: str) -> dict[str, Any]:
    answer = await admin.post(ACCOUNTS, json={**WANG, **more})
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def test_a_life_from_opening_to_lock(running: Installation) -> None:
    system, security = await running.login("system-admin"), await running.login("security-admin")
    account = await opened(system)
    park = {"role": "investment-specialist", "park": "inspection-park"}
    granted = await act(security, f"{account['id']}/grants", park)
    assert granted.status_code == 201
    assert granted.json()["grant_id"]

    wang = await running.login("wang.wu", account["one_time_password"])
    record = (await wang.get(f"{ACCOUNTS}/{account['id']}")).json()
    assert (record["login"], record["display_name"]) == ("wang.wu", "王五")
    (grant,) = record["grants"]
    assert (grant["role"], grant["park"], grant["given_by"]) == (
        "investment-specialist",
        "inspection-park",
        "sample-security-admin",
    )

    locked = await act(security, f"{account['id']}/locks", {"reason": "离岗"})
    assert locked.status_code == 201
    void = await wang.get(f"{ACCOUNTS}/{account['id']}")
    assert (void.status_code, void.json()["detail"]) == (401, "token-revoked")
    again = await sign_in(running.client(), "wang.wu", account["one_time_password"])
    assert again.status_code == 401


async def test_a_withdrawn_role_is_gone_from_the_next_request_on(running: Installation) -> None:
    security, leader = await running.login("security-admin"), await running.login("leader")
    record = (await leader.get(f"{ACCOUNTS}/sample-leader")).json()
    grant = record["grants"][0]["id"]
    body = {"grant_id": grant, "reason": "调岗"}
    assert (await act(security, "sample-leader/grant-withdrawals", body)).status_code == 201
    assert (await leader.get("/api/v1/departments")).status_code == 401
    bare = await running.login("leader")
    assert (await bare.get("/api/v1/departments")).status_code == 403
    past = await security.get(f"{ACCOUNTS}/sample-leader/grant-withdrawals")
    assert [entry["data"]["reason"] for entry in past.json()["items"]] == ["调岗"]


async def test_login_names_are_taken_once(running: Installation) -> None:
    system = await running.login("system-admin")
    await opened(system)
    again = await system.post(ACCOUNTS, json=WANG)
    assert (again.status_code, again.json()["code"]) == (409, "login-taken")
    client = await system.post("/api/v1/clients", json=WANG)
    assert (client.status_code, client.json()["code"]) == (409, "login-taken")


async def test_a_repeated_opening_opens_once_and_shows_no_password_twice(
    running: Installation,
) -> None:
    system = await running.login("system-admin")
    headers = {"Idempotency-Key": "open-wang-1"}
    first = await system.post(ACCOUNTS, json=WANG, headers=headers)
    again = await system.post(ACCOUNTS, json=WANG, headers=headers)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.json()["id"] == first.json()["id"]
    assert again.json()["one_time_password"] is None
    assert (
        await sign_in(running.client(), "wang.wu", first.json()["one_time_password"])
    ).is_success
    other = await system.post(ACCOUNTS, json={**WANG, "login": "li.si"}, headers=headers)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")
    free = await system.post(ACCOUNTS, json={**WANG, "login": "li.si"})
    assert free.status_code == 201, "the refused request holds no name"


REFUSALS: list[tuple[str, str, dict[str, str], tuple[int, str]]] = [
    ("leader", "officer/grants", {"role": "auditor"}, (404, "not-found")),
    ("system-admin", "officer/grants", {"role": "auditor"}, (403, "not-allowed")),
    ("auditor", "officer/locks", {"reason": "x"}, (403, "not-allowed")),
    ("security-admin", "officer/password-resets", {}, (403, "not-allowed")),
    ("leader", "officer/password-resets", {}, (403, "not-allowed")),
    ("security-admin", "security-admin/grants", {"role": "auditor"}, (409, "own-account")),
    ("security-admin", "auditor/grants", {"role": "park-leader"}, (409, "separation-of-duties")),
    ("security-admin", "officer/grants", {"role": "approver"}, (409, "grant-needs-department")),
    (
        "security-admin",
        "officer/grants",
        {"role": "approver", "department": "nowhere"},
        (409, "department-unknown"),
    ),
    ("system-admin", "partner/password-resets", {}, (409, "account-of-other-kind")),
    ("system-admin", "system-admin/password-resets", {}, (409, "own-account")),
    ("security-admin", "officer/grants", {"role": "emperor"}, (422, "invalid-fields")),
    ("security-admin", "officer/grants", {"role": "leader", "more": "x"}, (422, "invalid-fields")),
    ("security-admin", "officer/locks", {"reason": " "}, (422, "invalid-fields")),
]


async def test_what_is_refused_and_leaves_nothing(running: Installation) -> None:
    access = running.services["access"]
    store = access.runtime.store
    clients = {login: await running.login(login) for login in {one[0] for one in REFUSALS}}
    stored = await access.stored()
    for login, path, body, refusal in REFUSALS:
        account = path.partition("/")[0]
        seen = len(await store.stream(StreamKey(f"account-sample-{account}")))
        answer = await clients[login].post(
            f"{ACCOUNTS}/sample-{path}", json=body, headers={"If-Match": f'"v{seen}"'}
        )
        assert (answer.status_code, answer.json()["code"]) == refusal, path
        assert answer.headers["content-type"] == "application/problem+json"
    assert await access.stored() == stored


async def test_acts_rest_on_what_was_seen(running: Installation) -> None:
    security = await running.login("security-admin")
    url = f"{ACCOUNTS}/sample-officer/locks"
    missing = await security.post(url, json={"reason": "x"})
    assert (missing.status_code, missing.json()["code"]) == (428, "if-match-missing")
    stale = await security.post(url, json={"reason": "x"}, headers={"If-Match": '"v1"'})
    assert (stale.status_code, stale.json()["code"]) == (412, "stale-version")
    absent = await security.post(
        f"{ACCOUNTS}/nobody/locks", json={"reason": "x"}, headers={"If-Match": '"v1"'}
    )
    assert (absent.status_code, absent.json()["code"]) == (404, "not-found")


async def test_a_grant_ends_by_itself(running: Installation) -> None:
    security = await running.login("security-admin")
    soon = datetime.now(UTC) + timedelta(hours=1)
    body = {"role": "statistician", "until": soon.isoformat()}
    assert (await act(security, "sample-officer/grants", body)).status_code == 201
    await running.settled()
    listed = await security.get(ACCOUNTS, params={"role": "statistician"})
    assert [item["id"] for item in listed.json()["items"]] == [
        "sample-officer",
        "sample-statistician",
    ]
    until = [grant["until"] for grant in listed.json()["items"][0]["grants"]]
    assert until[0] is None
    assert datetime.fromisoformat(until[1]) == soon


async def test_the_directory_shows_names_and_to_administrators_how_each_stands(
    running: Installation,
) -> None:
    leader, auditor = await running.login("leader"), await running.login("auditor")
    await running.settled()
    found = (await leader.get(ACCOUNTS, params={"name": "首席服务官"})).json()["items"]
    assert [(item["id"], item["display_name"]) for item in found] == [
        ("sample-officer", "首席服务官(样例)")
    ]
    assert not {"login", "locked", "must_change"} & set(found[0])
    details = (await auditor.get(ACCOUNTS, params={"department": "ecology"})).json()["items"]
    assert [(item["login"], item["locked"]) for item in details] == [("approver-ecology", False)]
    both = {"department": "ecology", "role": "park-leader"}
    assert (await auditor.get(ACCOUNTS, params=both)).json()["items"] == []
    systems = (await auditor.get(ACCOUNTS, params={"kind": "system"})).json()["items"]
    assert [item["id"] for item in systems] == ["sample-partner"]
    partner = await running.client().post(
        "/api/v1/token",
        data={
            "grant_type": "client_credentials",
            "client_id": "partner",
            "client_secret": "Luodi-2026",
        },
    )
    headers = bearer(partner.json()["access_token"])
    assert (await running.client().get(ACCOUNTS, headers=headers)).status_code == 403
    own = await running.client().get(f"{ACCOUNTS}/sample-partner", headers=headers)
    assert own.json()["id"] == "sample-partner"
    other = await running.client().get(f"{ACCOUNTS}/sample-leader", headers=headers)
    assert other.status_code == 404


async def test_pages_follow_each_other(running: Installation) -> None:
    auditor = await running.login("auditor")
    await running.settled()
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        query = {"limit": "4", **({"cursor": cursor} if cursor else {})}
        body = (await auditor.get(ACCOUNTS, params=query)).json()
        seen += [item["id"] for item in body["items"]]
        cursor = body["next_cursor"]
    assert len(seen) == len(set(seen)) == 11
    assert (await auditor.get(ACCOUNTS, params={"cursor": "WzEsMl0"})).status_code == 422


async def test_the_past_reads_as_it_was_known(running: Installation) -> None:
    system, security = await running.login("system-admin"), await running.login("security-admin")
    account = await opened(system)
    before = datetime.now(UTC).isoformat()
    await act(security, f"{account['id']}/locks", {"reason": "离岗"})
    await running.settled()
    url = f"{ACCOUNTS}/{account['id']}"
    now = await system.get(url)
    then = await system.get(url, params={"as_of": before})
    assert now.json()["lock"]["reason"] == "离岗"
    assert (then.json()["lock"], then.headers["ETag"]) == (None, '"v2"')
    listed = await system.get(ACCOUNTS, params={"as_of": before, "name": "王五"})
    assert [item["locked"] for item in listed.json()["items"]] == [False]
    listed = await system.get(ACCOUNTS, params={"name": "王五"})
    assert [item["locked"] for item in listed.json()["items"]] == [True]
    nothing = await system.get(url, params={"as_of": "2020-01-01"})
    assert nothing.status_code == 404


async def test_departments_are_kept_by_the_system_administrator(running: Installation) -> None:
    system, leader = await running.login("system-admin"), await running.login("leader")
    body = {"id": "water", "name": "水务局"}
    assert (await leader.post("/api/v1/departments", json=body)).status_code == 403
    made = await system.post("/api/v1/departments", json=body)
    assert made.headers["Location"] == "/api/v1/departments/water"
    url = "/api/v1/departments/water"
    renamed = await system.post(
        f"{url}/renamings", json={"name": "水利局"}, headers={"If-Match": made.headers["ETag"]}
    )
    assert renamed.status_code == 201
    one = (await leader.get(url)).json()
    assert (one["name"], one["earlier_names"]) == ("水利局", ["水务局"])
    (renaming,) = (await leader.get(f"{url}/renamings")).json()["items"]
    assert (renaming["type"], renaming["name"]) == ("DepartmentRenamed", "部门更名")
    assert renaming["by"]["id"] == "sample-system-admin"
    await running.settled()
    listed = (await leader.get("/api/v1/departments")).json()["items"]
    assert {"id": "water", "name": "水利局"} in listed
    paged: list[str] = []
    query: dict[str, str] | None = {"limit": "2"}
    while query is not None:
        part = (await leader.get("/api/v1/departments", params=query)).json()
        paged += [item["id"] for item in part["items"]]
        cursor = part["next_cursor"]
        query = {"limit": "2", "cursor": cursor} if cursor else None
    assert paged == sorted(item["id"] for item in listed)
