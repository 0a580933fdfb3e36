"""An opening that the store did not answer: nobody is locked out, nothing happens twice."""

import asyncio

import asyncpg

from services.access.domain.events import AccountKind
from services.access.tokens import tokens_of
from services.access.tokens.vault import RESERVED_FOR, Person
from shared.kernel.identifiers import AccountId
from tests.harness.given_when_then import refused
from tests.harness.services import Installation
from tests.services.access.words import ACCOUNTS, own, sign_in

PARTITION_LOCK = "SELECT pg_advisory_lock(1819632489, 1)"
CUT_OFF = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
    " AND wait_event_type = 'Lock' AND query LIKE '%es.append_batch%'"
)
WANG = {"login": "wang.wu", "display_name": "王五"}


async def test_a_repeat_after_a_lost_answer_opens_the_account(running: Installation) -> None:
    admin = await running.login("system-admin")
    superuser = await asyncpg.connect(running.services["access"].database.admin_url)
    try:
        await superuser.execute(PARTITION_LOCK)
        headers = {"Idempotency-Key": "open-wang"}
        request = asyncio.create_task(admin.post(ACCOUNTS, json=WANG, headers=headers))
        while not request.done():  # the notary's anchor may wait there as well
            await superuser.execute(CUT_OFF)
            await asyncio.sleep(0.01)
        lost = await request
        assert (lost.status_code, lost.json()["code"]) == (503, "store-unavailable")
    finally:
        await superuser.close()
    again = await admin.post(ACCOUNTS, json=WANG, headers=headers)
    assert again.status_code == 201
    word = again.json()["one_time_password"]
    assert (await sign_in(running.client(), "wang.wu", word)).status_code == 201


async def test_a_name_reserved_and_never_used_is_free_after_a_minute(running: Installation) -> None:
    vault = tokens_of(running.services["access"].runtime).vault
    for number in (1, 2):
        person = Person(
            account=AccountId(f"never-opened-{number}"),
            login="li.si",
            display_name="李四",
            kind=AccountKind.PERSON.value,
        )
        if number == 1:
            await vault.reserve(person)
            await vault.reserve(person)
            continue
        with refused("login-taken"):
            await vault.reserve(person)
        past = "UPDATE own.person SET reserved_at = reserved_at - $1::interval"
        await own(running, past, RESERVED_FOR)
        await vault.reserve(person)
    assert set(await vault.people(["never-opened-1", "never-opened-2"])) == {"never-opened-2"}


async def test_a_name_in_use_is_never_free(running: Installation) -> None:
    vault = tokens_of(running.services["access"].runtime).vault
    await own(running, "UPDATE own.person SET reserved_at = reserved_at - interval '1 day'")
    thief = Person(account=AccountId("thief"), login="officer", display_name="冒名", kind="person")
    with refused("login-taken"):
        await vault.reserve(thief)
    await vault.release(AccountId("sample-officer"))
    assert (await sign_in(running.client(), "officer")).status_code == 201
