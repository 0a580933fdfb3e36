"""Pushing to the approvals service the way the municipal platform does."""

from itertools import count
from typing import Any

import httpx

from luodi.acting import act_on
from tests.services.approvals.desk import CASES, PROJECTS, Counter
from tests.system.whole import keyed, system

REPORTS = f"{CASES}/reports"
DISAGREEMENTS = f"{CASES}/disagreements"
EXCHANGE = f"{CASES}/exchange"
MAPPINGS = "/api/v1/items/mappings"
SOURCE = "city-platform"
READ_AT = "2026-03-20T01:00:00Z"
_RECORDS = count(1)


def record() -> str:
    """Return the id of a record that nobody has pushed yet."""
    return f"BJ-2026-{next(_RECORDS):06d}"


def body(counter: Counter, record_id: str, state: int, **more: Any) -> dict[str, Any]:
    """Return what is pushed of the case for B02."""
    pushed = {
        "source": SOURCE,
        "record_id": record_id,
        "record_version": 1,
        "retrieved_at": READ_AT,
        "project_id": counter.project,
        "item_code": "B02",
        "state_code": state,
        "effective": "2026-03-10",
    }
    return {name: value for name, value in (pushed | more).items() if value is not None}


async def push(
    counter: Counter, record_id: str, state: int, **more: Any
) -> tuple[httpx.AsyncClient, httpx.Response]:
    """Push a state, and wait until everybody has heard."""
    city = await system(counter.running)
    answer = await city.post(REPORTS, json=body(counter, record_id, state, **more), headers=keyed())
    await counter.running.settled()
    return city, answer


async def coded(counter: Counter, code: str) -> None:
    """Have the project given its code, and approvals know it."""
    leader, path = counter.people["leader"], f"{PROJECTS}/{counter.project}"
    answer = await act_on(leader, path, "codes", {"code": code})
    assert answer.status_code == 201, answer.text
    await counter.running.settled()
