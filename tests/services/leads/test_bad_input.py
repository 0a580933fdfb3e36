"""What cannot be meant is a problem document with a stable code, and stores nothing."""

from typing import Any

import httpx
import pytest

from tests.harness.services import Installation
from tests.services.leads.desk import LEAD, LEADS, refused

YI = {"value": "3", "unit": "亿元"}

WRONG: list[tuple[str, dict[str, Any]]] = [
    ("extra-forbidden", {"stage": "signed"}),
    ("string-type", {"name": 7}),
    ("string-too-short", {"name": "  "}),
    ("string-too-long", {"name": "长" * 201}),
    ("name-blank", {"name": "(—)"}),
    ("name-blank", {"investor_name": "。"}),
    ("value-error", {"content": "铃\u0007"}),
    ("string-unicode", {"content": "\ud800"}),
    ("credit-code-check-digit", {"credit_code": "91330100799655058C"}),
    ("credit-code-length", {"credit_code": "9133"}),
    ("quantity-malformed", {"amount": YI | {"value": "-3"}}),
    ("quantity-malformed", {"amount": YI | {"value": None}}),
    ("quantity-malformed", {"amount": YI | {"qualifier": "range"}}),
    ("string-type", {"amount": YI | {"value": 3}}),
    ("string-pattern-mismatch", {"amount": YI | {"value": "1e99"}}),
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


@pytest.fixture
async def stored(running: Installation) -> int:
    return (await running.services["leads"].runtime.store.head())[0]


@pytest.mark.parametrize(("code", "more"), WRONG)
async def test_a_wrong_field_is_named(
    running: Installation, specialist: httpx.AsyncClient, code: str, more: dict[str, Any]
) -> None:
    head = (await running.services["leads"].runtime.store.head())[0]
    problem = refused(await specialist.post(LEADS, json=LEAD | more), 422, "invalid-fields")
    assert code in {error["code"] for error in problem["errors"]}, problem["errors"]
    assert all(error["pointer"].startswith("/body") for error in problem["errors"])
    assert (await running.services["leads"].runtime.store.head())[0] == head
