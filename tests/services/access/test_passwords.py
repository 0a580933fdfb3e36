"""One-time passwords, changing them, and the first logins of an installation in earnest."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from services.access.domain.commands import EstablishDepartment
from services.access.domain.department import DEPARTMENT
from services.access.domain.sample import DEPARTMENTS, LOGINS
from services.access.domain.signing_in import MOST_FAILURES
from services.access.main import SPEC
from services.access.main.seeding import FIRST_LOGINS_FILE, seed
from services.access.tokens import put_together
from shared.adapters.command_handler import Context, Part
from shared.adapters.runtime import Runtime
from shared.kernel.asked import SYSTEM
from shared.kernel.effective import Effective
from tests.harness.servers import Cluster
from tests.harness.services import SAMPLE_PASSWORD, Installation, installation, prepared
from tests.services.access.words import ACCOUNTS, GOOD_PASSWORD, SESSIONS, act, bearer, sign_in


def first_logins(running: Installation) -> dict[str, str]:
    file = Path(running.environment["LUODI_STATE_DIR"]) / FIRST_LOGINS_FILE
    assert file.stat().st_mode & 0o777 == 0o600
    return dict(line.split(" ", 1) for line in file.read_text().splitlines())


def change(current: str, new: str) -> dict[str, str]:
    return {"current_password": current, "new_password": new}


async def test_an_installation_in_earnest_begins_with_two_administrators(
    earnest: Installation,
) -> None:
    words = first_logins(earnest)
    assert set(words) == {"system-admin", "security-admin"}
    answer = await sign_in(earnest.client(), "system-admin", words["system-admin"])
    assert answer.json()["must_change"] is True
    assert (await sign_in(earnest.client(), "specialist", SAMPLE_PASSWORD)).status_code == 401


async def test_nothing_but_the_password_comes_first(earnest: Installation) -> None:
    word = first_logins(earnest)["system-admin"]
    signed_in = (await sign_in(earnest.client(), "system-admin", word)).json()
    client = earnest.client()
    client.headers.update(bearer(signed_in["token"]))
    for path in (ACCOUNTS, SESSIONS, "/api/v1/departments"):
        refused = await client.get(path)
        assert (refused.status_code, refused.json()["code"]) == (403, "password-change-required")
    own = f"{ACCOUNTS}/{signed_in['account_id']}"
    changed = await client.post(f"{own}/password-changes", json=change(word, GOOD_PASSWORD))
    assert changed.status_code == 201

    void = await client.get(ACCOUNTS)
    assert (void.status_code, void.json()["detail"]) == (401, "token-revoked")
    assert (await sign_in(earnest.client(), "system-admin", word)).status_code == 401
    admin = await earnest.login("system-admin", GOOD_PASSWORD)
    person = {"login": "wang.wu", "display_name": "王五"}
    assert (await admin.post(ACCOUNTS, json=person)).status_code == 201


async def test_starting_again_keeps_the_first_logins(earnest: Installation) -> None:
    served = earnest.services["access"]
    words, stored = first_logins(earnest), await served.stored()
    await seed(served.runtime)
    assert (first_logins(earnest), await served.stored()) == (words, stored)


async def _first_department_and_nothing_else(runtime: Runtime[Any]) -> None:
    tokens = put_together(runtime)
    at = await tokens.vault.now()
    department, name = next(iter(DEPARTMENTS.items()))
    command = EstablishDepartment(
        by=SYSTEM, at=at, effective=Effective.at_instant(at), department=department, name=name
    )
    context = Context(correlation="cut short")
    await runtime.commands.handle(Part(DEPARTMENT, department), command, context, creates=True)


async def test_a_start_cut_short_is_taken_up_again(
    cluster: Cluster, broker: str, tmp_path: Path
) -> None:
    starting = prepared(broker, tmp_path)
    try:
        database = await cluster.fresh("access")
        cut = replace(SPEC, at_start=(_first_department_and_nothing_else,), background=())
        await (await starting.start("access", database, cut)).stop()
        again = await starting.start("access", database)
        for login in LOGINS:
            assert (await sign_in(starting.client(), login.login)).status_code == 201
        stored = await again.stored()
        await seed(again.runtime)
        assert await again.stored() == stored
    finally:
        await starting.stop()


async def test_a_sample_never_joins_an_installation_in_earnest(earnest: Installation) -> None:
    access = earnest.services["access"]
    stored, runtime = await access.stored(), access.runtime
    runtime.settings = runtime.settings.model_copy(update={"sample_logins": True})
    await seed(runtime)
    assert await access.stored() == stored
    assert (await sign_in(earnest.client(), "specialist", SAMPLE_PASSWORD)).status_code == 401


async def test_sample_passwords_must_be_changed_where_it_is_no_sample_any_more(
    cluster: Cluster, broker: str, tmp_path: Path
) -> None:
    async with installation(cluster, broker, tmp_path) as sample:
        database = sample.services["access"].database
        assert (await sign_in(sample.client(), "officer")).json()["must_change"] is False
        await sample.services["access"].stop()
        sample.environment["LUODI_SAMPLE_LOGINS"] = ""
        await sample.start("access", database)
        officer = await sample.login("officer")
        refused = await officer.get(SESSIONS)
        assert refused.json()["code"] == "password-change-required"


async def test_weak_passwords_are_refused(running: Installation) -> None:
    officer = await running.login("officer")
    url = f"{ACCOUNTS}/sample-officer/password-changes"
    for new, code in (
        ("Kurz-1", "password-length"),
        ("nur kleine buchstaben", "password-too-simple"),
        ("Officer-Tor-99", "password-holds-login"),
        ("P@ssw0rd-2026", "password-common"),
        (SAMPLE_PASSWORD, "password-unchanged"),
    ):
        refused = await officer.post(url, json=change(SAMPLE_PASSWORD, new))
        assert (refused.status_code, refused.json()["code"]) == (409, code)
        assert new not in refused.text
    assert (await sign_in(running.client(), "officer")).status_code == 201


async def test_the_present_password_is_not_guessed_from_an_open_session(
    running: Installation,
) -> None:
    officer = await running.login("officer")
    url = f"{ACCOUNTS}/sample-officer/password-changes"
    for number in range(MOST_FAILURES):
        wrong = await officer.post(url, json=change(f"falsch-{number}", GOOD_PASSWORD))
        assert (wrong.status_code, wrong.json()["code"]) == (409, "password-wrong")
    locked = await officer.post(url, json=change(SAMPLE_PASSWORD, GOOD_PASSWORD))
    assert (locked.status_code, locked.json()["code"]) == (409, "account-locked")


async def test_others_passwords_are_nobodys(running: Installation) -> None:
    admin = await running.login("system-admin")
    url = f"{ACCOUNTS}/sample-officer/password-changes"
    refused = await admin.post(url, json=change(SAMPLE_PASSWORD, GOOD_PASSWORD))
    assert refused.status_code == 404
    nobody = await running.client().post(url, json=change(SAMPLE_PASSWORD, GOOD_PASSWORD))
    assert nobody.status_code == 401


async def test_a_reset_hands_out_a_password_and_ends_every_session(running: Installation) -> None:
    admin, officer = await running.login("system-admin"), await running.login("officer")
    reset = await act(admin, "sample-officer/password-resets")
    assert reset.status_code == 201
    assert (await officer.get(SESSIONS)).status_code == 401
    assert (await sign_in(running.client(), "officer")).status_code == 401
    word = reset.json()["one_time_password"]
    assert (await sign_in(running.client(), "officer", word)).status_code == 201
    kept = await running.services["access"].runtime.pool.fetchval(
        "SELECT count(*) FROM own.credential WHERE account_id = 'sample-officer'"
    )
    assert kept == 1, "what is no longer in force is forgotten"
