"""An import that never came to its end: its leads are there, and it can be taken back."""

import asyncio

import httpx

from tests.harness.polling import until
from tests.harness.services import Installation
from tests.services.leads.desk import LEADS, refused
from tests.services.leads.ledger_desk import (
    IMPORTS,
    asked,
    committed,
    handed_in,
    looked_through,
    undone,
)

LAST = "检测认证园!20"
LEADS_OF_THE_SAMPLE = 25


async def cut_off(running: Installation, client: httpx.AsyncClient) -> str:
    """Commit all rows, and let the import move on meanwhile, so that no outcome is recorded.

    A commit that came to its end before the import moved on is taken back, and another begun.
    """
    while True:
        import_id = await handed_in(client)
        stored = await running.services["leads"].stored()
        seen = {"If-Match": (await client.get(f"{IMPORTS}/{import_id}")).headers["ETag"]}
        commit = client.post(f"{IMPORTS}/{import_id}/commits", json={}, headers=seen)
        whole = asyncio.create_task(commit)

        async def begun(before: int = stored) -> bool:
            return await running.services["leads"].stored() > before + 3

        await until(begun)
        await asked(client, import_id, "commits", {"rows": [LAST]})
        answer = await whole
        if answer.status_code != httpx.codes.CREATED:
            refused(answer, 412, "stale-version")
            return import_id
        await undone(client, import_id)


async def test_what_a_commit_left_behind_is_undone_with_the_rest(
    running: Installation, specialist: httpx.AsyncClient
) -> None:
    import_id = await cut_off(running, specialist)
    assert (await looked_through(specialist, import_id))["standings"] == {"lead": 1, "read": 46}
    position = (await undone(specialist, import_id)).headers["X-Position"]
    shown = await looked_through(specialist, import_id)
    assert shown["standings"] == {"undone": LEADS_OF_THE_SAMPLE, "read": 22}
    listed = await specialist.get(LEADS, params={"count": "true", "wait_for": position})
    assert listed.json()["total"] == 0


async def test_a_row_left_behind_can_be_undone_alone_and_one_only_read_cannot(
    running: Installation, specialist: httpx.AsyncClient
) -> None:
    import_id = await cut_off(running, specialist)
    await undone(specialist, import_id, rows=["检测认证园!4"])
    shown = await looked_through(specialist, import_id)
    assert shown["standings"] == {"lead": 1, "undone": 1, "read": 45}
    body = {"reason": "重新核对", "rows": ["潘集区!5"]}
    answer = await asked(specialist, import_id, "undos", body)
    refused(answer, 409, "row-not-in-order")


async def test_a_commit_asked_for_again_finds_its_own_leads(
    running: Installation, specialist: httpx.AsyncClient
) -> None:
    import_id = await cut_off(running, specialist)
    await committed(specialist, import_id)
    shown = await looked_through(specialist, import_id)
    assert shown["standings"].pop("lead") == LEADS_OF_THE_SAMPLE
    assert shown["standings"] in ({"sent": 22}, {"refused": 22}), "refused: sent by a try before"
