"""Where the calendar ends: what is provisional says so, what lies beyond is refused."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest

from services.approvals.domain.catalogue import Item, Limit
from shared.kernel.identifiers import DepartmentId
from tests.domain.approvals.stories import PERMIT
from tests.harness.polling import until
from tests.services.approvals.desk import (
    CALENDAR,
    CASES,
    PLANS,
    Case,
    Counter,
    Staff,
    read,
    refused,
    today,
)
from tests.services.approvals.ended import MONDAY, Course, permit, told
from tests.services.approvals.shelf import shelf_of
from tests.services.approvals.test_calendar import changed
from tests.services.approvals.test_deadline_page import printed

MISSING = "工作日历没有该年度"
_SATURDAY = 5
NOT_YET = "途经的年度安排尚未公布，到期日可能变动。"


@pytest.fixture
async def administrator(staff: Staff) -> httpx.AsyncClient:
    return await staff.running.login("system-admin")


async def last_year(administrator: httpx.AsyncClient) -> tuple[int, bool]:
    """Return the last year there is, and whether it awaits its notice."""
    last = (await read(administrator, CALENDAR))["years"][-1]
    return last["year"], last["provisional"]


def promised_in(days: int) -> Item:
    """Return a permit that is promised in so many working days, and bound by nothing else."""
    assert PERMIT.promised is not None
    limit: Limit = replace(PERMIT.promised, days=Decimal(days))
    return permit(f"Z{days % 90:02}", promised=limit, statutory=None)


async def received(staff: Staff, item: Item) -> Case:
    return await (await shelf_of(staff, item)).apply(item.code, today())


def beyond(answer: httpx.Response, year: int) -> None:
    """See that an answer says which year nobody knows."""
    problem = refused(answer, 409, "calendar-year-missing")
    assert problem["title"] == MISSING
    assert problem["year"] == year
    assert problem["calendar_version"].startswith("CN-")


def days_until(year: int) -> int:
    """Return more working days than there are until a year."""
    return (date(year, 2, 1) - date.fromisoformat(today())).days


async def test_no_limit_ends_in_a_year_that_nobody_knows(
    staff: Staff, administrator: httpx.AsyncClient
) -> None:
    last, _ = await last_year(administrator)
    case = await received(staff, promised_in(days_until(last + 2)))
    beyond(await case.act("acceptances", {"effective": today()}), last + 1)
    assert await case.types() == ["CaseReceived"]


async def test_no_day_is_scheduled_in_a_year_that_nobody_knows(
    counter: Counter, administrator: httpx.AsyncClient
) -> None:
    last, _ = await last_year(administrator)
    leader, path = counter.people["leader"], f"{PLANS}/{counter.project}"
    for accept in ("application/json", "text/html"):
        by, headers = {"by": f"{last + 1}-06-30"}, {"Accept": accept}
        beyond(await leader.get(f"{path}/schedule", params=by, headers=headers), last + 1)
    longer = {"change": "remaining", "item_code": "A01", "days": "1000"}
    beyond(await leader.post(f"{path}/what-ifs", json={"changes": [longer]}), last + 1)


async def test_nothing_is_forecast_for_a_year_that_nobody_knows(
    staff: Staff, counter: Counter, administrator: httpx.AsyncClient
) -> None:
    last, _ = await last_year(administrator)
    longest = (date.fromisoformat(today()) - MONDAY).days
    courses = [Course(ends=longest - number) for number in range(6)]
    departments = {"A01": "development-reform", "A12": "ecology"}
    for code, department in departments.items():
        await told(staff, permit(code, department=DepartmentId(department)), *courses)
    path = f"{PLANS}/{counter.project}/forecast"
    beyond(await counter.people["leader"].get(path), last + 1)


async def test_what_runs_into_a_provisional_year_says_so_until_its_notice(
    staff: Staff, administrator: httpx.AsyncClient
) -> None:
    last, provisional = await last_year(administrator)
    assert provisional
    case = await received(staff, promised_in(days_until(last) - 5))
    await case.accepted(today())
    before = (await case.deadline(explain="true"))["promised"]
    assert (before["provisional"], before["due"]["on"][:4]) == (True, str(last))
    assert NOT_YET in (await printed(case))[0].text
    await case.counter.running.settled()
    first = next(one["day"] for one in reversed(before["days"]) if one["counted"] != "0")
    notice = await the_notice(administrator, last, first)
    assert (await changed(administrator, "years", notice)).status_code == 201

    async def recounted() -> bool:
        return "DeadlineRecomputed" in await case.types()

    await until(recounted)
    after = (await case.deadline(explain="true"))["promised"]
    assert (after["provisional"], after["calendar_version"]) != (True, before["calendar_version"])
    assert after["due"]["on"] > before["due"]["on"]
    assert {"day": first, "counted": "0", "reason": "通知所定假日"} in after["days"]
    (entry,) = (await read(case.approver, f"{case.path}/recomputations"))["items"]
    assert (entry["data"]["reason"], entry["data"]["why"]) == (
        "calendar-year-published",
        notice["source"],
    )
    assert (entry["data"]["from_due"], entry["data"]["to_due"]) == (before["due"], after["due"])
    assert NOT_YET not in (await printed(case))[0].text
    assert await last_year(administrator) == (last, False)


async def test_what_time_accepts_is_read_though_nobody_knows_the_year_it_ends_in(
    staff: Staff, administrator: httpx.AsyncClient
) -> None:
    last, _ = await last_year(administrator)
    item = promised_in(days_until(last + 2))
    case = await (await shelf_of(staff, item)).apply(item.code, MONDAY.isoformat())

    async def deemed() -> bool:
        return "CaseDeemedAccepted" in await case.types()

    await until(deemed)
    await case.counter.running.settled()
    shown = await read(case.approver, case.path)
    (promised,) = shown["deadlines"]
    assert (shown["stage"], shown["light"], shown["stops"]) == ("accepted", None, [])
    assert (promised["clock"], promised["due"]) == ("promised", None)
    page = await read(case.approver, CASES, project=case.counter.project)
    (row,) = (one for one in page["items"] if one["case_id"] == case.case_id)
    assert row["light"] is None
    for accept in ("application/json", "text/html"):
        at = f"{case.path}/deadline"
        answer = await case.approver.get(at, params={"explain": "true"}, headers={"Accept": accept})
        beyond(answer, last + 1)


async def the_notice(administrator: httpx.AsyncClient, year: int, day_off: str) -> dict[str, Any]:
    """Return the notice of a year: what was expected, one more day off, one Saturday worked."""
    known = await read(administrator, f"{CALENDAR}/years/{year}")
    late = date(year, 12, 1)
    saturday = next(
        day for n in range(7) if (day := late + timedelta(days=n)).weekday() == _SATURDAY
    )
    return {
        "year": year,
        "workdays_off": [*known["workdays_off"], {"day": day_off, "name": "通知所定假日"}],
        "working_weekends": [{"day": saturday.isoformat(), "name": "调休上班"}],
        "source": f"国务院办公厅关于{year}年部分节假日安排的通知",
    }
