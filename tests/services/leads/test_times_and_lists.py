"""Leads as they were known and as they were so, and lists that know it, too."""

import json
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from services.leads.views.leads import SORTS
from shared.adapters.listing import order_of
from shared.kernel.effective import BUSINESS_ZONE
from tests.harness.services import Installation
from tests.services.leads.desk import (
    AGREED,
    LEAD,
    LEADS,
    act,
    done,
    read,
    refused,
    registered,
    somebody,
)

TODAY = datetime.now(BUSINESS_ZONE).date()


def day(back: int) -> str:
    return (TODAY - timedelta(days=back)).isoformat()


def cursor(*values: str) -> str:
    return urlsafe_b64encode(json.dumps(values).encode()).decode()


def by(name: str) -> str:
    return order_of([SORTS[name], SORTS["id"]])


async def listed(client: httpx.AsyncClient, **query: Any) -> dict[str, Any]:
    """Read a list that knows at least what this client has done."""
    newest = await client.get(LEADS, params=query)
    assert newest.status_code == 200, newest.text
    return dict(newest.json())


async def names(client: httpx.AsyncClient, position: str, **query: Any) -> list[str]:
    answer = await listed(client, wait_for=position, **query)
    return [item["name"] for item in answer["items"]]


async def enter(client: httpx.AsyncClient, name: str, **more: Any) -> tuple[str, str]:
    answer = await client.post(LEADS, json=LEAD | {"name": name, "investor_name": name} | more)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"]), answer.headers["X-Position"]


async def test_a_past_day_shows_what_was_so_and_what_was_known(
    specialist: httpx.AsyncClient,
) -> None:
    lead_id = await registered(specialist, effective=day(30))
    before = datetime.now(UTC).isoformat()
    await done(
        specialist,
        lead_id,
        "assessments",
        {"verdict": "pursue", "opinion": "符合", "effective": day(20)},
    )
    await done(specialist, lead_id, "moves", {"to": "negotiating", "effective": day(10)})
    assert (await read(specialist, lead_id, valid_at=day(25)))["stage"] == "registered"
    assert (await read(specialist, lead_id, valid_at=day(15)))["stage"] == "pursued"
    assert (await read(specialist, lead_id, valid_at=day(10)))["stage"] == "negotiating"
    assert (await read(specialist, lead_id, as_of=before))["stage"] == "registered"
    too_early = await specialist.get(f"{LEADS}/{lead_id}", params={"valid_at": day(31)})
    refused(too_early, 404, "not-found")
    history = await specialist.get(f"{LEADS}/{lead_id}/history", params={"valid_at": day(15)})
    assert len(history.json()["items"]) == 3


async def test_an_act_is_neither_in_the_future_nor_before_what_it_follows(
    specialist: httpx.AsyncClient,
) -> None:
    lead_id = await registered(specialist, effective=day(10))
    assessment = {"verdict": "pursue", "opinion": "符合"}
    answer = await act(specialist, lead_id, "assessments", assessment | {"effective": day(11)})
    refused(answer, 409, "effective-before-predecessor")
    answer = await act(specialist, lead_id, "assessments", assessment | {"effective": day(-2)})
    refused(answer, 409, "effective-in-the-future")
    year = {"from": f"{TODAY.year}-01-01", "to": f"{TODAY.year}-12-31", "precision": "year"}
    answer = await act(specialist, lead_id, "assessments", assessment | {"effective": year})
    refused(answer, 409, "effective-too-vague")


async def test_an_agreement_may_be_entered_after_the_fact(specialist: httpx.AsyncClient) -> None:
    lead_id = await registered(specialist, effective=day(30))
    assessment = {"verdict": "pursue", "opinion": "符合", "effective": day(29)}
    await done(specialist, lead_id, "assessments", assessment)
    await done(specialist, lead_id, "moves", {"to": "negotiating", "effective": day(28)})
    await done(specialist, lead_id, "signings", AGREED | {"effective": day(7)})
    record = await read(specialist, lead_id)
    assert record["agreement"]["signed"] == {
        "from": day(7),
        "to": day(7),
        "precision": "day",
    }


async def test_a_list_is_filtered_sorted_and_paged(specialist: httpx.AsyncClient) -> None:
    await enter(specialist, "丙", effective=day(1))
    await enter(specialist, "甲", effective=day(2), park="development-zone")
    lead_id, position = await enter(specialist, "乙", effective=day(3), specialist="sample-officer")
    assert await names(specialist, position, sort="registered") == ["乙", "甲", "丙"]
    assert await names(specialist, position, sort="-registered") == ["丙", "甲", "乙"]
    assert await names(specialist, position, park="development-zone") == ["甲"]
    assert await names(specialist, position, specialist="sample-officer") == ["乙"]
    assert await names(specialist, position, q="丙") == ["丙"]
    assert await names(specialist, position, q="%") == []
    assert await names(specialist, position, stage="negotiating") == []
    stages = ["registered", "signed"]
    assert len(await names(specialist, position, stage=stages)) == 3
    first = await listed(specialist, sort="-stage,registered", limit=2, count="true")
    assert (first["total"], len(first["items"])) == (3, 2)
    second = await listed(
        specialist, sort="-stage,registered", limit=2, cursor=first["next_cursor"]
    )
    assert [one["name"] for one in (*first["items"], *second["items"])] == ["乙", "甲", "丙"]
    assert second["next_cursor"] is None
    assert second["items"][0]["id"] != lead_id


async def test_leads_without_a_next_day_come_last(specialist: httpx.AsyncClient) -> None:
    lead_id, _ = await enter(specialist, "甲")
    await enter(specialist, "乙")
    talk = {"form": "call", "content": "约定", "next_on": "2199-01-01"}
    answer = await done(specialist, lead_id, "follow-ups", talk)
    position = answer.headers["X-Position"]
    assert await names(specialist, position, sort="next_on") == ["甲", "乙"]
    first = await listed(specialist, sort="-next_on", limit=1)
    assert first["items"][0]["name"] == "乙"
    second = await listed(specialist, sort="-next_on", limit=1, cursor=first["next_cursor"])
    assert [one["name"] for one in second["items"]] == ["甲"]


async def test_a_list_shows_what_was_known_then(specialist: httpx.AsyncClient) -> None:
    lead_id, _ = await enter(specialist, "甲")
    before = datetime.now(UTC).isoformat()
    await enter(specialist, "乙")
    answer = await done(specialist, lead_id, "losses", {"reason": "放弃"})
    position = answer.headers["X-Position"]
    assert await names(specialist, position, stage="lost") == ["甲"]
    assert await names(specialist, position, as_of=before) == ["甲"]
    then = await listed(specialist, as_of=before, count="true")
    assert (then["items"][0]["stage"], then["total"]) == ("registered", 1)


async def test_nobody_lists_another_park(
    running: Installation, specialist: httpx.AsyncClient
) -> None:
    await enter(specialist, "甲")
    _, position = await enter(specialist, "乙", park="development-zone")
    stranger = await somebody(running, "zhao", "park-leader", "development-zone")
    assert await names(stranger, position) == ["乙"]
    assert (await listed(stranger, count="true"))["total"] == 1
    approver = await running.login("approver-ecology")
    assert await names(approver, position) == []


async def test_a_list_refuses_what_it_does_not_know(specialist: httpx.AsyncClient) -> None:
    for query, code in (
        ({"sort": "phone"}, "sort-unknown"),
        ({"sort": "name,-name"}, "sort-unknown"),
        ({"cursor": "nonsense"}, "cursor-unreadable"),
        ({"cursor": "WyJhIiwiYiJd", "sort": "since"}, "cursor-unreadable"),
        (
            {"cursor": cursor(by("since"), "2026-09-10T10:00:00", "x"), "sort": "since"},
            "cursor-unreadable",
        ),
        ({"cursor": cursor(by("name"), "甲\0", "x"), "sort": "name"}, "cursor-unreadable"),
        ({"cursor": cursor(by("name"), "甲\ud800", "x"), "sort": "name"}, "cursor-unreadable"),
        ({"cursor": cursor(by("name"), "2026-09-10", "x"), "sort": "name"}, None),
        ({"cursor": cursor(by("name"), "2026-09-10", "x"), "sort": "-name"}, "cursor-unreadable"),
        ({"valid_at": "2026-09-10"}, "invalid-fields"),
        ({"stage": "landed"}, "invalid-fields"),
        ({"limit": "0"}, "invalid-fields"),
        ({"as_of": "2199-01-01"}, "as-of-in-the-future"),
        ({"as_of": "gestern"}, "time-unreadable"),
    ):
        answer = await specialist.get(LEADS, params=query)
        if code is None:
            assert answer.json()["items"] == []
        else:
            refused(answer, 422, code)
