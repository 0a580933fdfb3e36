"""What cannot be meant is a problem document with a stable code, and stores nothing."""

import json
from typing import Any

import httpx

from tests.harness.services import Installation
from tests.services.leads.desk import AGREED, LEAD, LEADS, act, negotiated, refused, registered

YI = {"value": "3", "unit": "亿元"}

WRONG: list[tuple[str, dict[str, Any]]] = [
    ("extra-forbidden", {"stage": "signed"}),
    ("string-type", {"name": 7}),
    ("string-too-short", {"name": "  "}),
    ("string-too-long", {"name": "长" * 201}),
    ("name-blank", {"name": "(—)"}),
    ("name-blank", {"investor_name": "。"}),
    ("control-characters", {"content": "铃\u0007"}),
    ("string-unicode", {"content": "\ud800"}),
    ("credit-code-check-digit", {"credit_code": "91330100799655058C"}),
    ("credit-code-length", {"credit_code": "9133"}),
    ("quantity-malformed", {"amount": YI | {"value": "-3"}}),
    ("quantity-malformed", {"amount": YI | {"value": None}}),
    ("quantity-malformed", {"amount": YI | {"qualifier": "range"}}),
    ("string-type", {"amount": YI | {"value": 3}}),
    ("string-pattern-mismatch", {"amount": YI | {"value": "1e99"}}),
    ("control-characters", {"amount": YI | {"text": "约3\0"}}),
    ("unit-unknown", {"amount": YI | {"unit": "斤"}}),
    ("unit-of-other-currency", {"amount": YI | {"unit": "万美元", "currency": "EUR"}}),
    ("string-pattern-mismatch", {"park": "检测园"}),
    ("date-from-datetime-parsing", {"effective": "2026-13-01"}),
    ("date-type", {"effective": 0}),
    ("date-out-of-range", {"effective": "0001-01-01"}),
    (
        "effective-malformed",
        {"effective": {"from": "2019-01-01", "to": "2019-06-29", "precision": "half_year"}},
    ),
    ("too-short", {"distinct_from": {"leads": [], "reason": "无"}}),
]


async def head(running: Installation) -> int:
    """How much is stored."""
    return await running.services["leads"].stored()


async def test_a_wrong_field_is_named_and_nothing_is_stored(
    running: Installation, specialist: httpx.AsyncClient
) -> None:
    before = await head(running)
    for code, more in WRONG:
        answer = await specialist.post(
            LEADS,
            content=json.dumps(LEAD | more),
            headers={"Content-Type": "application/json"},
        )
        problem = refused(answer, 422, "invalid-fields")
        assert code in {error["code"] for error in problem["errors"]}, (more, problem["errors"])
        assert all(error["pointer"].startswith("/body") for error in problem["errors"])
    assert await head(running) == before


async def test_what_is_no_json_is_unreadable(specialist: httpx.AsyncClient) -> None:
    headers = {"Content-Type": "application/json"}
    for content, code in (
        (b"{", "unreadable-body"),
        (b'{"name": "\xff\xfe"}', "unreadable-request"),
    ):
        answer = await specialist.post(LEADS, content=content, headers=headers)
        refused(answer, 400, code)
    large = await specialist.post(LEADS, content=b" " * 10_000_000, headers=headers)
    refused(large, 413, "body-too-large")


async def test_money_of_an_agreement_and_its_dates(
    running: Installation, specialist: httpx.AsyncClient
) -> None:
    lead_id = await negotiated(specialist)
    before = await head(running)
    early = AGREED | {"agreed_production_on": "2026-12-31"}
    unknown = {"value": None, "unit": "亿元", "qualifier": "unknown"}
    for body, status, code in (
        (early, 409, "production-before-start"),
        (AGREED | {"amount": unknown}, 409, "agreed-amount-unknown"),
        (AGREED | {"amount": YI | {"unit": "亩"}}, 409, "amount-not-money"),
        (AGREED | {"agreed_start_on": "2027-02-30"}, 422, "invalid-fields"),
        ({"amount": YI}, 422, "invalid-fields"),
    ):
        refused(await act(specialist, lead_id, "signings", body), status, code)
    assert await head(running) == before


async def test_strangers_and_unknown_leads(
    running: Installation, specialist: httpx.AsyncClient
) -> None:
    nobody = running.client()
    refused(await nobody.get(LEADS), 401, "not-authenticated")
    refused(await nobody.post(LEADS, json=LEAD), 401, "not-authenticated")
    refused(await specialist.get(f"{LEADS}/nothing"), 404, "not-found")
    body, seen = {"to": "reserved"}, {"If-Match": '"v1"'}
    answer = await specialist.post(f"{LEADS}/nothing/moves", json=body, headers=seen)
    refused(answer, 404, "not-found")
    refused(await specialist.get(f"{LEADS}/a%20b"), 422, "invalid-fields")
    lead_id = await registered(specialist)
    refused(await specialist.get(f"{LEADS}/{lead_id}/secrets"), 422, "invalid-fields")
    auditor = await running.login("auditor")
    refused(await auditor.post(LEADS, json=LEAD), 403, "not-allowed")
    assert (await auditor.get(f"{LEADS}/{lead_id}")).status_code == 200
    admin = await running.login("system-admin")
    refused(await admin.get(f"{LEADS}/{lead_id}"), 404, "not-found")
