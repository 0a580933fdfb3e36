"""A lead's life over HTTP, from the first word to the agreement."""

import httpx

from tests.harness.services import SAMPLE_PASSWORD, Installation
from tests.services.leads.desk import (
    AGREED,
    INVESTOR,
    LEAD,
    LEADS,
    act,
    done,
    negotiated,
    read,
    refused,
    registered,
)


async def test_a_lead_is_registered_and_read(specialist: httpx.AsyncClient) -> None:
    answer = await specialist.post(LEADS, json=LEAD)
    assert answer.status_code == 201, answer.text
    lead_id = answer.json()["id"]
    assert answer.headers["Location"] == f"{LEADS}/{lead_id}"
    assert answer.headers["ETag"] == '"v1"'
    record = await read(specialist, lead_id)
    assert (record["stage"], record["stage_name"]) == ("registered", "已登记")
    assert record["specialist"] == "sample-specialist"
    assert record["amount"]["base"] == "300000000.00"
    assert record["amount"]["qualifier"] == "about"
    assert record["credit_code"] is None


async def test_it_goes_from_stage_to_stage_to_the_agreement(specialist: httpx.AsyncClient) -> None:
    lead_id = await negotiated(specialist)
    answer = await done(specialist, lead_id, "signings", AGREED)
    assert answer.headers["X-Position"].startswith("leads=")
    record = await read(specialist, lead_id)
    assert record["stage"] == "signed"
    assert record["agreement"]["amount"]["value"] == "2.8"
    assert record["agreement"]["agreed_start_on"] == "2027-01-01"
    again = await act(specialist, lead_id, "signings", AGREED)
    assert (again.status_code, again.json()["event_ids"]) == (200, [])


async def test_the_history_shows_who_when_and_what_changed(specialist: httpx.AsyncClient) -> None:
    lead_id = await negotiated(specialist)
    answer = await specialist.get(f"{LEADS}/{lead_id}/history")
    entries = answer.json()["items"]
    assert [entry["type"] for entry in entries] == [
        "LeadRegistered",
        "LeadAssessed",
        "LeadPursued",
        "NegotiationStarted",
    ]
    last = entries[-1]
    assert last["name"] == "在谈"
    assert last["by"]["id"] == "sample-specialist"
    assert last["by"]["role"] == "investment-specialist"
    assert last["effective"]["precision"] == "day"
    assert len(last["hash"]) == 64
    stage = next(change for change in last["changes"] if change["field"] == "stage")
    assert (stage["before"], stage["after"]) == ("pursued", "negotiating")


async def test_each_kind_of_act_is_listed_on_its_own(specialist: httpx.AsyncClient) -> None:
    lead_id = await negotiated(specialist)
    talk = {"form": "visit", "content": "实地考察", "next_on": "2199-01-01"}
    await done(specialist, lead_id, "follow-ups", talk)
    expected = {
        "assessments": ["LeadAssessed", "LeadPursued"],
        "moves": ["NegotiationStarted"],
        "follow-ups": ["FollowUpRecorded"],
        "signings": [],
        "losses": [],
    }
    for acts, names in expected.items():
        answer = await specialist.get(f"{LEADS}/{lead_id}/{acts}")
        assert [one["type"] for one in answer.json()["items"]] == names
    assert (await read(specialist, lead_id))["next_on"] == "2199-01-01"


async def test_a_lead_sleeps_wakes_and_is_lost(specialist: httpx.AsyncClient) -> None:
    lead_id = await negotiated(specialist)
    await done(specialist, lead_id, "dormancies", {"reason": "等待上市"})
    assert (await read(specialist, lead_id))["stage"] == "dormant"
    await done(specialist, lead_id, "wakings", {})
    assert (await read(specialist, lead_id))["stage"] == "negotiating"
    await done(specialist, lead_id, "losses", {"reason": "落户外地", "competitor": "邻市"})
    record = await read(specialist, lead_id)
    assert (record["stage"], record["competitor"]) == ("lost", "邻市")
    answer = await act(specialist, lead_id, "follow-ups", {"form": "call", "content": "回访"})
    refused(answer, 409, "lead-closed")


async def test_a_move_outside_the_table_says_what_is_allowed(
    specialist: httpx.AsyncClient,
) -> None:
    lead_id = await registered(specialist)
    problem = refused(
        await act(specialist, lead_id, "moves", {"to": "intent"}), 409, "move-not-allowed"
    )
    assert problem["from_stage"] == "registered"
    assert "pursued" in problem["allowed"]


async def test_a_leader_assigns_and_a_specialist_does_not(
    running: Installation, specialist: httpx.AsyncClient
) -> None:
    leader = await running.login("leader")
    lead_id = await registered(specialist)
    body = {"specialist": "sample-officer"}
    refused(await act(specialist, lead_id, "assignments", body), 403, "not-allowed")
    await done(leader, lead_id, "assignments", body)
    assert (await read(leader, lead_id))["specialist"] == "sample-officer"
    answer = await act(specialist, lead_id, "losses", {"reason": "放弃"})
    refused(answer, 403, "not-allowed")


async def test_two_amounts_are_told_apart_by_a_correction(specialist: httpx.AsyncClient) -> None:
    lead_id = await negotiated(specialist)
    signing = await done(specialist, lead_id, "signings", AGREED)
    body = {
        "corrects": signing.json()["event_ids"][0],
        "reason": "多录一个零",
        "amount": {"value": "2800", "unit": "万元"},
    }
    await done(specialist, lead_id, "corrections", body)
    record = await read(specialist, lead_id)
    assert record["agreement"]["amount"]["base"] == "28000000.00"
    assert record["agreement"]["agreed_start_on"] == "2027-01-01"
    listed = (await specialist.get(f"{LEADS}/{lead_id}/corrections")).json()["items"]
    assert listed[0]["corrects"] == body["corrects"]
    assert listed[0]["data"]["before"]["amount"]["value"] == "2.8"
    before = (await specialist.get(f"{LEADS}/{lead_id}/history")).json()["items"]
    signed = next(one for one in before if one["type"] == "AgreementSigned")
    assert signed["data"]["agreement"]["amount"]["value"] == "2.8"


async def test_a_corrected_investor_is_looked_for_anew(specialist: httpx.AsyncClient) -> None:
    first = await registered(specialist)
    second = await registered(specialist, investor_name="深圳沃特检测集团")
    entry = (await specialist.get(f"{LEADS}/{second}/history")).json()["items"][0]["event_id"]
    body = {"corrects": entry, "reason": "同一客商", "investor_name": INVESTOR}
    problem = refused(
        await act(specialist, second, "corrections", body), 409, "lead-possibly-duplicate"
    )
    assert problem["matches"] == [{"lead_id": first, "key": "name"}]
    said = {"leads": [first], "reason": "另一项目"}
    await done(specialist, second, "corrections", body | {"distinct_from": said})
    assert (await read(specialist, second))["investor_name"] == INVESTOR


async def test_a_correction_fits_the_entry_it_names(specialist: httpx.AsyncClient) -> None:
    lead_id = await negotiated(specialist)
    history = (await specialist.get(f"{LEADS}/{lead_id}/history")).json()["items"]
    entry, assessment = history[0]["event_id"], history[1]["event_id"]
    for body, status, code in (
        ({"corrects": entry, "reason": "误"}, 422, "correction-does-not-fit"),
        (
            {"corrects": entry, "reason": "误", "agreement_number": "1"},
            422,
            "correction-does-not-fit",
        ),
        ({"corrects": entry, "reason": "误", "name": None}, 422, "correction-does-not-fit"),
        ({"corrects": assessment, "reason": "误", "name": "甲"}, 409, "event-not-correctable"),
        ({"corrects": "x", "reason": "误", "name": "甲"}, 409, "corrected-event-unknown"),
    ):
        refused(await act(specialist, lead_id, "corrections", body), status, code)


async def test_a_partner_system_enters_leads_that_a_leader_assigns(
    running: Installation,
) -> None:
    partner, leader = running.client(), await running.login("leader")
    form = {"client_id": "partner", "client_secret": SAMPLE_PASSWORD}
    token = await partner.post("/api/v1/token", data=form | {"grant_type": "client_credentials"})
    partner.headers["Authorization"] = f"Bearer {token.json()['access_token']}"
    refused(await partner.post(LEADS, json=LEAD), 400, "idempotency-key-missing")
    answer = await partner.post(LEADS, json=LEAD, headers={"Idempotency-Key": "first"})
    assert answer.status_code == 201, answer.text
    lead_id = answer.json()["id"]
    assert (await read(leader, lead_id))["specialist"] is None
    await done(leader, lead_id, "assignments", {"specialist": "sample-specialist"})
    assert (await read(leader, lead_id))["specialist"] == "sample-specialist"
