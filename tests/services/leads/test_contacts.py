"""Names and phones: shown to few, erased for good, never in the history."""

import asyncpg
import httpx

from tests.harness.services import Installation
from tests.services.leads.desk import LEADS, act, done, read, refused, registered

PERSON = {"name": "陈一", "phone": "+86 139 0000 0000", "post": "总经理"}


async def people(client: httpx.AsyncClient, lead_id: str) -> list[dict[str, object]]:
    answer = await client.get(f"{LEADS}/{lead_id}/contacts")
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def erased(
    client: httpx.AsyncClient, lead_id: str, contact_id: object, reason: str = "本人要求"
) -> httpx.Response:
    seen = (await client.get(f"{LEADS}/{lead_id}")).headers["ETag"]
    return await client.delete(
        f"{LEADS}/{lead_id}/contacts/{contact_id}",
        params={"reason": reason},
        headers={"If-Match": seen},
    )


async def everything(running: Installation) -> str:
    """Return all that the service's database holds, as text."""
    database = await asyncpg.connect(running.services["leads"].database.admin_url)
    tables = await database.fetch(
        "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables"
        " WHERE schemaname IN ('es', 'own', 'view')"
    )
    rows = [
        str(await database.fetch(f"SELECT t::text AS row FROM {table['name']} t"))
        for table in tables
    ]
    events = await database.fetch("SELECT convert_from(data, 'UTF8') FROM es.event")
    await database.close()
    return "".join([*rows, str(events)])


async def test_a_contact_is_kept_beside_the_history_and_erased(
    running: Installation, specialist: httpx.AsyncClient
) -> None:
    lead_id = await registered(specialist)
    await done(specialist, lead_id, "contacts", PERSON)
    listed = await people(specialist, lead_id)
    assert [one["name"] for one in listed] == ["陈一"]
    contact_id = listed[0]["id"]
    assert (await read(specialist, lead_id))["contacts"] == [contact_id]
    history = (await specialist.get(f"{LEADS}/{lead_id}/history")).text
    assert "陈一" not in history
    assert str(contact_id) in history
    talk = {"form": "visit", "content": "考察", "contacts": [contact_id]}
    await done(specialist, lead_id, "follow-ups", talk)
    await running.settled()
    assert (await everything(running)).count("陈一") == 1
    answer = await erased(specialist, lead_id, contact_id)
    assert answer.status_code == 201, answer.text
    assert await people(specialist, lead_id) == []
    assert "陈一" not in await everything(running)
    again = await erased(specialist, lead_id, contact_id)
    assert (again.status_code, again.json()["event_ids"]) == (200, [])


async def test_an_erased_contact_stays_erased_on_past_days(
    specialist: httpx.AsyncClient,
) -> None:
    lead_id = await registered(specialist)
    answer = await done(specialist, lead_id, "contacts", PERSON)
    (contact,) = await people(specialist, lead_id)
    entry = (await specialist.get(f"{LEADS}/{lead_id}/history")).json()["items"][-1]
    assert entry["event_id"] in answer.json()["event_ids"]
    await erased(specialist, lead_id, contact["id"])
    then = await specialist.get(
        f"{LEADS}/{lead_id}/contacts", params={"as_of": entry["recorded_at"]}
    )
    assert then.json()["items"] == [{"id": contact["id"], "erased": True}]


async def test_who_may_read_a_lead_may_not_therefore_read_its_people(
    running: Installation, specialist: httpx.AsyncClient
) -> None:
    lead_id = await registered(specialist)
    await done(specialist, lead_id, "contacts", PERSON)
    statistician = await running.login("statistician")
    assert (await read(statistician, lead_id))["id"] == lead_id
    refused(await statistician.get(f"{LEADS}/{lead_id}/contacts"), 403, "not-allowed")
    refused(await act(statistician, lead_id, "contacts", PERSON), 403, "not-allowed")
    leader = await running.login("leader")
    assert len(await people(leader, lead_id)) == 1


async def test_a_refused_contact_leaves_no_trace(
    running: Installation, specialist: httpx.AsyncClient
) -> None:
    lead_id = await registered(specialist)
    stale = await specialist.post(
        f"{LEADS}/{lead_id}/contacts", json=PERSON, headers={"If-Match": '"v7"'}
    )
    refused(stale, 412, "stale-version")
    await done(specialist, lead_id, "losses", {"reason": "放弃"})
    refused(await act(specialist, lead_id, "contacts", PERSON), 409, "lead-closed")
    assert "陈一" not in await everything(running)


async def test_a_repeated_request_keeps_one_person(specialist: httpx.AsyncClient) -> None:
    lead_id = await registered(specialist)
    headers = {"Idempotency-Key": "one-person", "If-Match": '"v1"'}
    for _ in range(2):
        answer = await specialist.post(f"{LEADS}/{lead_id}/contacts", json=PERSON, headers=headers)
        assert answer.status_code == 201, answer.text
    assert [one["name"] for one in await people(specialist, lead_id)] == ["陈一"]


async def test_only_contacts_of_the_lead_are_erased(specialist: httpx.AsyncClient) -> None:
    first = await registered(specialist)
    second = await registered(specialist, investor_name="另一公司")
    await done(specialist, first, "contacts", PERSON)
    (contact,) = await people(specialist, first)
    refused(await erased(specialist, second, contact["id"]), 409, "contact-unknown")
    assert len(await people(specialist, first)) == 1
    talk = {"form": "visit", "content": "考察", "contacts": [contact["id"]]}
    refused(await act(specialist, second, "follow-ups", talk), 409, "contact-unknown")
