"""Signing in and out, over HTTP."""

import asyncio
from datetime import timedelta

from argon2 import PasswordHasher

from services.access.api.sessions import REFUSED_AFTER
from services.access.domain.signing_in import MOST_FAILURES
from services.access.tokens import tokens_of
from services.access.tokens.hashing import WAITING
from tests.harness.services import SAMPLE_PASSWORD, Installation
from tests.services.access.words import ACCOUNTS, SESSIONS, act, bearer, own, sign_in

OFFICER = "sample-officer"


async def test_a_session_is_a_token_and_a_cookie_that_scripts_cannot_read(
    running: Installation,
) -> None:
    answer = await sign_in(running.client(), "officer")
    assert answer.status_code == 201
    body = answer.json()
    assert (body["account_id"], body["token_type"]) == (OFFICER, "Bearer")
    assert 0 < body["expires_in"] <= 300
    cookie, *flags = answer.headers["set-cookie"].split("; ")
    assert cookie.startswith("luodi_session=")
    assert set(flags) == {"HttpOnly", "Max-Age=43200", "Path=/", "SameSite=strict"}
    client = running.client()
    client.headers.update(bearer(body["token"]))
    (session,) = (await client.get(SESSIONS)).json()["items"]
    assert (session["id"], session["current"]) == (body["session_id"], True)


async def test_behind_https_the_cookie_is_secure(running: Installation) -> None:
    served = running.services["access"]
    settings = served.settings.model_copy(update={"public_url": "https://luodi.example"})
    served.runtime.settings = settings
    answer = await sign_in(running.client(), "officer")
    assert "Secure" in answer.headers["set-cookie"].split("; ")


async def test_names_are_not_told_from_passwords(running: Installation) -> None:
    client = running.client()
    loop = asyncio.get_running_loop()
    said = []
    for account in ("officer", "nobody-of-this-name", "系统管理员", "partner", OFFICER):
        began = loop.time()
        answer = await sign_in(client, account, "Falsch-99-Tor")
        assert loop.time() - began >= REFUSED_AFTER
        assert answer.headers["www-authenticate"] == "Bearer"
        assert "set-cookie" not in answer.headers
        body = answer.json()
        del body["trace_id"]
        said.append((answer.status_code, body))
    assert said[0][0] == 401
    assert said[0][1]["code"] == "sign-in-refused"
    assert all(one == said[0] for one in said)


async def test_login_names_do_not_mind_upper_case(running: Installation) -> None:
    assert (await sign_in(running.client(), " OFFICER ")).status_code == 201


async def test_five_wrong_passwords_lock_and_the_right_one_says_no_more(
    running: Installation,
) -> None:
    client = running.client()
    inside = await running.login("officer")
    wrong = [await sign_in(client, "officer", f"falsch-{n}") for n in range(MOST_FAILURES)]
    right = await sign_in(client, "officer")
    assert {answer.status_code for answer in (*wrong, right)} == {401}
    assert right.json()["code"] == "sign-in-refused"
    assert (await inside.get(SESSIONS)).status_code == 200, "who is inside stays inside"

    security = await running.login("security-admin")
    record = (await security.get(f"{ACCOUNTS}/{OFFICER}")).json()
    assert record["lock"]["cause"] == "failed-sign-ins"
    locks = (await security.get(f"{ACCOUNTS}/{OFFICER}/locks")).json()["items"]
    assert [lock["name"] for lock in locks] == ["锁定账号"]

    opened = await act(security, f"{OFFICER}/unlockings", {"reason": "核实本人"})
    assert opened.status_code == 201
    assert (await sign_in(client, "officer")).status_code == 201


async def test_guesses_side_by_side_do_not_slip_by(running: Installation) -> None:
    client = running.client()
    guesses = [sign_in(client, "leader", f"falsch-{n}") for n in range(12)]
    answers = await asyncio.gather(*guesses, sign_in(client, "leader", "falsch"))
    assert {answer.status_code for answer in answers} == {401}
    assert (await sign_in(client, "leader")).status_code == 401
    auditor = await running.login("auditor")
    listed = (await auditor.get(f"{ACCOUNTS}/sample-leader/sign-ins")).json()["items"]
    assert [entry["type"] for entry in listed] == ["SignInFailed"] * MOST_FAILURES


async def test_too_many_at_once_are_asked_to_come_back(running: Installation) -> None:
    tokens = tokens_of(running.services["access"].runtime)

    async def sign_in_again_and_again() -> None:
        while True:
            await tokens.hasher.hash("x")

    hashing = [asyncio.create_task(sign_in_again_and_again()) for _ in range(WAITING)]
    await asyncio.sleep(0)
    answer = await sign_in(running.client(), "officer")
    assert (answer.status_code, answer.json()["code"]) == (429, "too-many-sign-ins")
    assert answer.headers["retry-after"] == "2"
    for task in hashing:
        task.cancel()
    await asyncio.gather(*hashing, return_exceptions=True)


async def test_signing_out_voids_the_token_at_once(running: Installation) -> None:
    client, other = await running.login("officer"), await running.login("officer")
    out = await client.delete(f"{SESSIONS}/current")
    assert out.status_code == 204
    assert 'luodi_session=""' in out.headers["set-cookie"]
    refused = await client.get(SESSIONS)
    assert (refused.status_code, refused.json()["detail"]) == (401, "token-revoked")
    assert len((await other.get(SESSIONS)).json()["items"]) == 1, "the other session goes on"


async def test_a_session_left_open_elsewhere_is_ended_from_here(running: Installation) -> None:
    here, elsewhere = await running.login("officer"), await running.login("officer")
    stranger = await running.login("leader")
    sessions = (await here.get(SESSIONS)).json()["items"]
    other = next(session["id"] for session in sessions if not session["current"])
    assert (await stranger.delete(f"{SESSIONS}/{other}")).status_code == 404
    assert (await here.delete(f"{SESSIONS}/{other}")).status_code == 204
    assert (await elsewhere.get(SESSIONS)).status_code == 401
    assert (await here.delete(f"{SESSIONS}/{other}")).status_code == 404


async def test_a_token_is_renewed_while_the_session_lasts(running: Installation) -> None:
    client = await running.login("officer")
    renewed = await client.post(f"{SESSIONS}/current/tokens")
    assert renewed.status_code == 201
    assert f"Bearer {renewed.json()['token']}" != client.headers["Authorization"]

    await own(
        running,
        "UPDATE own.session SET last_seen_at = last_seen_at - $1::interval",
        timedelta(hours=1),
    )
    idle = await client.post(f"{SESSIONS}/current/tokens")
    assert (idle.status_code, idle.json()["code"]) == (401, "session-over")


async def test_a_session_ends_after_half_a_day_however_busy(running: Installation) -> None:
    client = await running.login("officer")
    half_a_day = timedelta(hours=12)
    await own(running, "UPDATE own.session SET expires_at = expires_at - $1::interval", half_a_day)
    over = await client.post(f"{SESSIONS}/current/tokens")
    assert (over.status_code, over.json()["code"]) == (401, "session-over")


async def test_a_foreign_page_signs_nobody_in(running: Installation) -> None:
    client = running.client()
    url = running.services["access"].settings.public_url
    assert (await sign_in(client, "officer", Origin=url)).status_code == 201
    foreign = await sign_in(client, "officer", Origin="https://evil.example")
    assert (foreign.status_code, foreign.json()["code"]) == (403, "origin-refused")


async def test_old_costs_are_renewed_at_the_next_sign_in(running: Installation) -> None:
    tokens = tokens_of(running.services["access"].runtime)
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(SAMPLE_PASSWORD)
    assert tokens.hasher.outdated(cheap)
    await own(running, "UPDATE own.credential SET hash = $1 WHERE account_id = $2", cheap, OFFICER)
    assert (await sign_in(running.client(), "officer")).status_code == 201
    kept = await tokens.vault.pool.fetchval(
        "SELECT hash FROM own.credential WHERE account_id = $1", OFFICER
    )
    assert not tokens.hasher.outdated(kept)
