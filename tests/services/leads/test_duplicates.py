"""查重: one investor, one lead, unless somebody says that it is another."""

import asyncio

import httpx

from tests.harness.services import Installation
from tests.services.leads.desk import (
    INVESTOR,
    LEAD,
    LEADS,
    act,
    done,
    read,
    refused,
    registered,
    somebody,
)

CODE = "91330100799655058B"


async def test_the_same_investor_is_found_by_name_and_by_code(
    specialist: httpx.AsyncClient,
) -> None:
    first = await registered(specialist, credit_code=CODE)
    spelt = LEAD | {"investor_name": "晋江中纺标检验认证(有限公司)", "name": "另一项目"}
    problem = refused(await specialist.post(LEADS, json=spelt), 409, "lead-possibly-duplicate")
    assert problem["matches"] == [{"lead_id": first, "key": "name"}]
    assert problem["hidden"] == 0
    coded = LEAD | {"investor_name": "另一公司", "credit_code": "9133 0100 7996 5505 8b"}
    problem = refused(await specialist.post(LEADS, json=coded), 409, "lead-possibly-duplicate")
    assert problem["matches"] == [{"lead_id": first, "key": "credit-code"}]


async def test_it_is_taken_once_it_is_said_to_be_another(specialist: httpx.AsyncClient) -> None:
    first = await registered(specialist)
    said = {"leads": [first], "reason": "同一集团的另一项目"}
    second = await registered(specialist, distinct_from=said)
    record = await read(specialist, second)
    assert record["distinction"] == said
    third = refused(
        await specialist.post(LEADS, json=LEAD | {"distinct_from": said}),
        409,
        "lead-possibly-duplicate",
    )
    assert third["matches"] == [{"lead_id": second, "key": "name"}]


async def test_a_lost_lead_frees_its_investor(specialist: httpx.AsyncClient) -> None:
    first = await registered(specialist)
    await done(specialist, first, "losses", {"reason": "资金不足"})
    second = await registered(specialist)
    assert second != first


async def test_a_lead_turned_down_frees_its_investor(specialist: httpx.AsyncClient) -> None:
    first = await registered(specialist)
    await done(specialist, first, "assessments", {"verdict": "not-pursue", "opinion": "高耗能"})
    await registered(specialist)


async def test_of_eight_who_register_at_once_one_is_first(specialist: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(
        *(
            specialist.post(LEADS, json=LEAD | {"credit_code": CODE, "name": f"项目{number}"})
            for number in range(8)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [201, *[409] * 7]
    first = next(answer for answer in answers if answer.status_code == 201).json()["id"]
    for answer in answers:
        if answer.status_code == 409:
            assert {one["lead_id"] for one in answer.json()["matches"]} == {first}


async def test_what_one_may_not_read_is_counted_but_not_named(
    running: Installation, specialist: httpx.AsyncClient
) -> None:
    first = await registered(specialist)
    stranger = await somebody(running, "zhao", "investment-specialist", "development-zone")
    elsewhere = LEAD | {"park": "development-zone"}
    problem = refused(await stranger.post(LEADS, json=elsewhere), 409, "lead-possibly-duplicate")
    assert (problem["matches"], problem["hidden"]) == ([], 1)
    assert first not in str(problem)
    refused(await stranger.post(LEADS, json=LEAD), 403, "not-allowed")
    assert (await stranger.get(f"{LEADS}/{first}")).status_code == 404
    answer = await stranger.post(
        f"{LEADS}/{first}/losses", json={"reason": "放弃"}, headers={"If-Match": '"v1"'}
    )
    refused(answer, 404, "not-found")
    answer = await stranger.post(
        f"{LEADS}/{first}/corrections",
        json={"corrects": first, "reason": "误", "name": "甲"},
        headers={"If-Match": '"v1"'},
    )
    refused(answer, 404, "not-found")


async def test_a_repeated_registration_gets_the_first_answer(
    specialist: httpx.AsyncClient,
) -> None:
    headers = {"Idempotency-Key": '"a-key"'}
    first = await specialist.post(LEADS, json=LEAD, headers=headers)
    again = await specialist.post(LEADS, json=LEAD, headers=headers)
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["Idempotency-Replayed"] == "true"
    other = await specialist.post(LEADS, json=LEAD | {"name": "乙"}, headers=headers)
    refused(other, 422, "idempotency-key-reused")


async def test_a_stale_version_changes_nothing(specialist: httpx.AsyncClient) -> None:
    lead_id = await registered(specialist)
    await done(specialist, lead_id, "assessments", {"verdict": "pursue", "opinion": "符合"})
    body = {"to": "reserved"}
    stale = await specialist.post(
        f"{LEADS}/{lead_id}/moves", json=body, headers={"If-Match": '"v1"'}
    )
    problem = refused(stale, 412, "stale-version")
    assert problem["current_version"] == 3
    missing = await specialist.post(f"{LEADS}/{lead_id}/moves", json=body)
    refused(missing, 428, "if-match-missing")
    assert (await act(specialist, lead_id, "moves", body)).status_code == 201
    assert (await read(specialist, lead_id))["investor_name"] == INVESTOR
