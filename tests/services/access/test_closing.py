"""Closing an account over HTTP: what ends at once, what stays, and who must not be the last."""

import asyncio
from typing import Any

import asyncpg
import httpx

from services.access.tokens import tokens_of
from services.access.tokens.tidying import tidy
from shared.kernel.identifiers import AccountId
from tests.harness.services import Installation
from tests.services.access.words import ACCOUNTS, act, bearer, own, sign_in

WANG = {"login": "wang.wu", "display_name": "王五"}
WHY = {"reason": "离职"}


async def opened(
    admin: httpx.AsyncClient, role: str, security: httpx.AsyncClient
) -> dict[str, Any]:
    answer = await admin.post(ACCOUNTS, json=WANG)
    assert answer.status_code == 201, answer.text
    account: dict[str, Any] = answer.json()
    granted = await act(security, f"{account['id']}/grants", {"role": role})
    assert granted.status_code == 201, granted.text
    return account


async def kept_of(running: Installation, account: str) -> dict[str, int]:
    """Count what is kept beside the history of an account."""
    connection = await asyncpg.connect(running.services["access"].database.admin_url)
    try:
        return {
            table: await connection.fetchval(
                f"SELECT count(*) FROM own.{table} WHERE account_id = $1", account
            )
            for table in ("person", "credential", "client_secret", "session")
        }
    finally:
        await connection.close()


async def test_everything_it_could_do_ends_at_once(running: Installation) -> None:
    system, security = await running.login("system-admin"), await running.login("security-admin")
    account = await opened(system, "park-leader", security)
    wang = await running.login("wang.wu", account["one_time_password"])
    url = f"{ACCOUNTS}/{account['id']}"
    assert (await wang.get(url)).status_code == 200
    refused = await act(security, f"{account['id']}/closings", WHY)
    assert (refused.status_code, refused.json()["code"]) == (403, "not-allowed")
    closed = await act(system, f"{account['id']}/closings", WHY)
    assert closed.status_code == 201, closed.text
    void = await wang.get(url)
    assert (void.status_code, void.json()["detail"]) == (401, "token-revoked")
    assert (await wang.post("/api/v1/sessions/current/tokens")).status_code == 401
    again = await sign_in(running.client(), "wang.wu", account["one_time_password"])
    assert (again.status_code, again.json()["code"]) == (401, "sign-in-refused")
    assert await kept_of(running, account["id"]) == {
        "person": 1,
        "credential": 0,
        "client_secret": 0,
        "session": 0,
    }
    record = (await system.get(url)).json()
    assert (record["closed"]["reason"], record["closed"]["by"]) == ("离职", "sample-system-admin")
    assert [grant["withdrawn"]["reason"] for grant in record["grants"]] == ["离职"]
    for acts, body in (
        ("grants", {"role": "park-leader"}),
        ("locks", WHY),
    ):
        refusal = await act(security, f"{account['id']}/{acts}", body)
        assert (refusal.status_code, refusal.json()["code"]) == (409, "account-closed")
    reset = await act(system, f"{account['id']}/password-resets")
    assert (reset.status_code, reset.json()["code"]) == (409, "account-closed")
    repeated = await act(system, f"{account['id']}/closings", WHY)
    assert (repeated.status_code, repeated.json()["event_ids"]) == (200, [])


async def test_a_closed_account_leaves_the_directory_and_stays_in_histories(
    running: Installation,
) -> None:
    system = await running.login("system-admin")
    assert (await act(system, "sample-officer/closings", WHY)).status_code == 201
    await running.settled()
    everybody = (await system.get(ACCOUNTS, params={"limit": 200})).json()["items"]
    assert "sample-officer" not in [item["id"] for item in everybody]
    gone = (await system.get(ACCOUNTS, params={"closed": "true"})).json()["items"]
    assert [item["id"] for item in gone] == ["sample-officer"]
    (entry,) = (await system.get(f"{ACCOUNTS}/sample-officer/closings")).json()["items"]
    assert (entry["name"], entry["by"]["id"]) == ("注销账号", "sample-system-admin")


async def test_a_systems_secrets_open_nothing_any_more(running: Installation) -> None:
    system = await running.login("system-admin")
    form = {
        "grant_type": "client_credentials",
        "client_id": "partner",
        "client_secret": "Luodi-2026",
    }
    token = (await running.client().post("/api/v1/token", data=form)).json()["access_token"]
    assert (await act(system, "sample-partner/closings", WHY)).status_code == 201
    own_account = await running.client().get(f"{ACCOUNTS}/sample-partner", headers=bearer(token))
    assert own_account.status_code == 401
    assert (await running.client().post("/api/v1/token", data=form)).status_code == 401


async def test_nobody_closes_his_own(running: Installation) -> None:
    system = await running.login("system-admin")
    own_account = await act(system, "sample-system-admin/closings", WHY)
    assert (own_account.status_code, own_account.json()["code"]) == (409, "own-account")


async def test_the_last_security_administrator_stays_even_when_two_go_at_once(
    running: Installation,
) -> None:
    system, security = await running.login("system-admin"), await running.login("security-admin")
    last = await act(system, "sample-security-admin/closings", WHY)
    assert (last.status_code, last.json()["code"]) == (409, "last-security-admin")
    second = await opened(system, "security-admin", security)
    answers = await asyncio.gather(
        act(system, "sample-security-admin/closings", WHY),
        act(system, f"{second['id']}/closings", WHY),
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    (refused,) = [answer for answer in answers if answer.status_code == 409]
    assert refused.json()["code"] == "last-security-admin"


async def test_the_holder_is_erased_in_an_act_of_its_own(running: Installation) -> None:
    system, security = await running.login("system-admin"), await running.login("security-admin")
    account = await opened(system, "park-leader", security)
    early = await act(system, f"{account['id']}/erasures", WHY)
    assert (early.status_code, early.json()["code"]) == (409, "account-not-closed")
    await act(system, f"{account['id']}/closings", WHY)
    url = f"{ACCOUNTS}/{account['id']}"
    assert (await system.get(url)).json()["display_name"] == "王五"
    assert (await act(system, f"{account['id']}/erasures", WHY)).status_code == 201
    record = (await system.get(url)).json()
    assert (record["id"], record["display_name"], record["login"]) == (account["id"], None, None)
    assert record["erased"]["by"] == "sample-system-admin"
    assert (await kept_of(running, account["id"]))["person"] == 0
    again = await system.post(ACCOUNTS, json=WANG)
    assert again.status_code == 201, "the login name is free again"
    assert again.json()["id"] != account["id"]


async def test_what_a_crash_left_behind_is_forgotten_later(running: Installation) -> None:
    system = await running.login("system-admin")
    runtime = running.services["access"].runtime
    assert (await act(system, "sample-officer/closings", WHY)).status_code == 201
    assert (await act(system, "sample-officer/erasures", WHY)).status_code == 201
    await tokens_of(runtime).vault.put_secret("left", AccountId("sample-officer"), "x" * 32)
    await own(
        running,
        "INSERT INTO own.person (account_id, login, display_name, kind)"
        " VALUES ('sample-officer', 'left', '张三', 'person')",
    )
    await running.settled()
    await tidy(runtime)
    assert set((await kept_of(running, "sample-officer")).values()) == {0}
    assert (await kept_of(running, "sample-leader"))["person"] == 1
