"""A region's own days and what a park has agreed, over HTTP: what is open counts accordingly."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from luodi.acting import act_on
from tests.harness.polling import until
from tests.harness.services import Installation
from tests.services.approvals.desk import CALENDAR, Case, Counter, read, refused, today

PARK = "inspection-park"


@pytest.fixture
async def administrator(running: Installation) -> httpx.AsyncClient:
    return await running.login("system-admin")


async def changed(
    client: httpx.AsyncClient, acts: str, body: dict[str, Any], region: str = "CN"
) -> httpx.Response:
    return await act_on(client, CALENDAR.removesuffix("CN") + region, acts, body)


def days_off(*days: date, name: str = "豆腐文化节") -> dict[str, Any]:
    off = [{"day": day.isoformat(), "working": False, "name": name} for day in days]
    return {"days": off, "reason": "地方节庆"}


async def recounted(case: Case, times: int) -> None:
    async def seen() -> bool:
        return (await case.types()).count("DeadlineRecomputed") >= times

    await until(seen)


async def test_a_region_has_days_of_its_own(administrator: httpx.AsyncClient) -> None:
    day = date(2026, 4, 20)
    answer = await changed(administrator, "corrections", days_off(day), "CN-3401")
    assert answer.status_code == 201, answer.text
    shown = await read(administrator, "/api/v1/calendars/CN-3401")
    assert shown["regional_days"] == [{"day": "2026-04-20", "working": False, "name": "豆腐文化节"}]
    assert "CN-3401" in shown["regions"]
    year = await read(administrator, "/api/v1/calendars/CN-3401/years/2026")
    assert {"day": "2026-04-20", "name": "豆腐文化节"} in year["workdays_off"]
    nation = await read(administrator, f"{CALENDAR}/years/2026")
    assert {"day": "2026-04-20", "name": "豆腐文化节"} not in nation["workdays_off"]
    assert nation["calendar_version"] == year["calendar_version"]


async def test_a_year_is_the_nation_s(administrator: httpx.AsyncClient) -> None:
    year = {"year": 2033, "workdays_off": [], "working_weekends": [], "source": "通知"}
    refused(
        await changed(administrator, "years", year, "CN-3401"), 409, "calendar-year-is-national"
    )


@pytest.fixture
async def in_region(
    counter: Counter, administrator: httpx.AsyncClient
) -> AsyncIterator[tuple[Case, dict[str, Any]]]:
    """A case accepted today, and its promise before its park went over to a region of its own."""
    case = await (await counter.apply("B02", today())).accepted(today())
    before = (await case.deadline())["promised"]
    agreed = {"park": PARK, "warn_days": "3", "reason": "园区办法"}
    await counter.running.settled()
    answer = await changed(administrator, "parks", agreed, "CN-3402")
    assert answer.status_code == 201, answer.text
    await recounted(case, 2)
    yield case, before
    await changed(administrator, "parks", agreed | {"warn_days": "2"})


async def test_a_park_is_warned_as_it_has_agreed(
    in_region: tuple[Case, dict[str, Any]], administrator: httpx.AsyncClient
) -> None:
    case, before = in_region
    assert before["warn_at"] == "2"
    clock = (await case.deadline())["promised"]
    assert (clock["warn_at"], clock["due"]) == ("3", before["due"])
    entries = (await read(case.approver, f"{case.path}/recomputations"))["items"]
    assert {entry["data"]["reason"] for entry in entries} == {"park-timing-agreed"}
    parks = await read(administrator, "/api/v1/calendars/CN-3402/parks")
    assert parks["items"] == [
        {"park": PARK, "region": "CN-3402", "warn_days": "3", "hours_in_day": 8, "slip_days": 5}
    ]
    usual = {"region": "CN", "warn_days": "2", "hours_in_day": 8, "slip_days": 5}
    assert parks["usual"] == usual
    assert (await read(administrator, f"{CALENDAR}/parks"))["items"] == []


async def test_a_park_keeps_to_its_region(
    in_region: tuple[Case, dict[str, Any]], administrator: httpx.AsyncClient
) -> None:
    case, before = in_region
    due = date.fromisoformat(before["due"]["on"])
    await changed(administrator, "corrections", days_off(due), "CN-3402")
    await recounted(case, 4)
    moved = (await case.deadline(explain="true"))["promised"]
    assert moved["due"]["on"] > before["due"]["on"]
    rows = {row["day"]: row["reason"] for row in moved["days"]}
    assert rows[due.isoformat()] == "豆腐文化节"


@pytest.mark.parametrize(
    "wrong", [{"warn_days": "-1"}, {"hours_in_day": 0}, {"park": "a park"}, {"warn_days": "0.3"}]
)
async def test_what_no_park_can_agree(
    administrator: httpx.AsyncClient, wrong: dict[str, Any]
) -> None:
    body = {"park": PARK, "reason": "园区办法"} | wrong
    answer = await changed(administrator, "parks", body)
    assert answer.status_code == 422, answer.text


async def test_agreeing_on_what_holds_changes_nothing(administrator: httpx.AsyncClient) -> None:
    usual = {"park": "quiet-park", "reason": "园区办法"}
    answer = await changed(administrator, "parks", usual)
    assert (answer.status_code, answer.json()["event_ids"]) == (200, [])


async def test_nobody_else_says_how_a_park_counts(shared_case: Case) -> None:
    body = {"park": PARK, "warn_days": "5", "reason": "园区办法"}
    refused(await changed(shared_case.approver, "parks", body), 403, "not-allowed")


async def test_a_day_off_in_one_region_moves_nothing_elsewhere(
    counter: Counter, administrator: httpx.AsyncClient
) -> None:
    case = await (await counter.apply("B02", today())).accepted(today())
    before = await case.deadline()
    due = date.fromisoformat(before["promised"]["due"]["on"])
    later = due + timedelta(days=1)
    answer = await changed(administrator, "corrections", days_off(due, later), "CN-3403")
    assert answer.status_code == 201, answer.text
    await counter.running.settled()
    assert {name: clock["due"] for name, clock in (await case.deadline()).items()} == {
        name: clock["due"] for name, clock in before.items()
    }
