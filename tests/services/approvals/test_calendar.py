"""工作日历 over HTTP: what ships, and what a correction does to what is open."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import pytest

from luodi.acting import act_on
from services.approvals.domain import events as said
from shared.kernel.identifiers import stream_key
from tests.harness.polling import until
from tests.harness.services import Installation
from tests.services.approvals.desk import (
    CALENDAR,
    CASES,
    Case,
    Counter,
    read,
    refused,
    today,
)


@pytest.fixture
async def administrator(running: Installation) -> httpx.AsyncClient:
    return await running.login("system-admin")


async def changed(client: httpx.AsyncClient, acts: str, body: dict[str, Any]) -> httpx.Response:
    """Change the calendar as it stands."""
    return await act_on(client, CALENDAR, acts, body)


def correction(day: date, *, working: bool, name: str) -> dict[str, Any]:
    days = [{"day": day.isoformat(), "working": working, "name": name}]
    return {"days": days, "reason": "台风停工停课"}


async def test_the_years_that_ship_are_there(administrator: httpx.AsyncClient) -> None:
    shown = await read(administrator, CALENDAR)
    years = {one["year"]: one["provisional"] for one in shown["years"]}
    assert {2024: False, 2025: False, 2026: False, 2027: True}.items() <= years.items()
    year = await read(administrator, f"{CALENDAR}/years/2026")
    assert {"day": "2026-02-28", "name": "春节调休上班"} in year["working_weekends"]
    refused(await administrator.get(f"{CALENDAR}/years/2040"), 404, "not-found")
    refused(await administrator.get("/api/v1/calendars/XX"), 404, "calendar-unknown")
    long_ago = {"as_of": "2001-01-01"}
    refused(await administrator.get(CALENDAR, params=long_ago), 404, "not-found")


async def test_starting_again_publishes_nothing_again(running: Installation) -> None:
    served = running.services["approvals"]
    before = len(await served.runtime.store.stream(stream_key("calendar", "CN")))
    await served.stop()
    await running.start("approvals", served.database)
    again = running.services["approvals"].runtime.store
    assert len(await again.stream(stream_key("calendar", "CN"))) == before


async def test_a_correction_moves_what_is_open(
    counter: Counter, administrator: httpx.AsyncClient
) -> None:
    case = await (await counter.apply("B02", today())).accepted(today())
    knew_at, before = datetime.now(UTC).isoformat(), (await case.deadline())["promised"]["due"]
    first = await first_working_day(administrator, date.fromisoformat(today()))
    await close_on(administrator, first, case)
    entries = (await read(case.approver, f"{case.path}/recomputations"))["items"]
    promised = next(e["data"] for e in entries if e["data"]["clock"] == "promised")
    assert promised["from_due"] == before
    assert promised["to_due"]["on"] > before["on"]
    assert (promised["reason"], promised["why"]) == ("calendar-corrected", "台风停工停课")
    assert promised["calendar_version"] != promised["from_calendar_version"]
    clock = (await case.deadline(explain="true"))["promised"]
    assert clock["due"] == promised["to_due"]
    assert {"day": first.isoformat(), "counted": "0", "reason": "台风停工"} in clock["days"]
    assert (await case.deadline(as_of=knew_at))["promised"]["due"] == before
    await counter.running.settled()
    (row,) = (await read(case.approver, CASES, project=counter.project, item="B02"))["items"]
    assert row["promised_due_on"] == promised["to_due"]["on"]
    await changed(administrator, "corrections", correction(first, working=True, name="工作日"))


async def test_a_correction_leaves_what_is_over(
    counter: Counter, administrator: httpx.AsyncClient
) -> None:
    case = await (await counter.apply("B02", today())).accepted(today())
    over = await (await counter.apply("A12", today())).accepted(today())
    await over.done("withdrawal-requests", {"reason": "方案调整"})
    await over.done("withdrawals", {})
    types, clocks = await over.types(), await over.deadline(explain="true")
    first = await first_working_day(administrator, date.fromisoformat(today()))
    await close_on(administrator, first, case)
    assert await over.types() == types
    assert await over.deadline(explain="true") == clocks
    await changed(administrator, "corrections", correction(first, working=True, name="工作日"))


async def close_on(client: httpx.AsyncClient, day: date, open_case: Case, moved: int = 2) -> None:
    """Make a day a day off and wait until an open case has been counted again."""
    await open_case.counter.running.settled()
    day_off = correction(day, working=False, name="台风停工")
    assert (await changed(client, "corrections", day_off)).status_code == 201

    async def recounted() -> bool:
        return (await open_case.types()).count("DeadlineRecomputed") == moved

    await until(recounted)


async def first_working_day(client: httpx.AsyncClient, after: date) -> date:
    """Return the first weekday after a day that no notice names."""
    named = set()
    for year in {after.year, after.year + 1}:
        shown = await read(client, f"{CALENDAR}/years/{year}")
        named |= {one["day"] for one in shown["workdays_off"]}
    days = (after + timedelta(days=n) for n in range(1, 30))
    return next(d for d in days if d.weekday() < 5 and d.isoformat() not in named)


async def test_a_calendar_as_it_was_known(administrator: httpx.AsyncClient) -> None:
    knew_at = datetime.now(UTC).isoformat()
    day = date(2024, 6, 4)
    await changed(administrator, "corrections", correction(day, working=False, name="临时放假"))
    path = f"{CALENDAR}/years/2024"
    now, then = await read(administrator, path), await read(administrator, path, as_of=knew_at)
    assert {"day": "2024-06-04", "name": "临时放假"} in now["workdays_off"]
    assert {"day": "2024-06-04", "name": "临时放假"} not in then["workdays_off"]
    assert then["calendar_version"] != now["calendar_version"]


async def test_what_does_not_change_the_calendar(administrator: httpx.AsyncClient) -> None:
    same = correction(date(2026, 3, 3), working=True, name="工作日")
    answer = await changed(administrator, "corrections", same)
    assert (answer.status_code, answer.json()["event_ids"]) == (200, [])


async def test_a_year_is_published_once(administrator: httpx.AsyncClient) -> None:
    year = {"year": 2031, "workdays_off": [], "working_weekends": [], "source": "通知"}
    assert (await changed(administrator, "years", year)).status_code == 201
    other = year | {"workdays_off": [{"day": "2031-01-01", "name": "元旦"}]}
    refused(await changed(administrator, "years", other), 409, "calendar-year-already-published")
    beyond = year | {"year": 2032, "workdays_off": [{"day": "2031-01-01", "name": "元旦"}]}
    refused(await changed(administrator, "years", beyond), 409, "calendar-day-outside-year")
    odd = year | {"year": 2032, "working_weekends": [{"day": "2032-01-01", "name": "x"}]}
    refused(await changed(administrator, "years", odd), 409, "calendar-day-contradictory")
    missing = correction(date(2045, 3, 3), working=True, name="x")
    refused(await changed(administrator, "corrections", missing), 409, "calendar-year-missing")


DRY_RUN = {"dry_run": "true"}


async def foresee(client: httpx.AsyncClient, acts: str, body: dict[str, Any]) -> httpx.Response:
    """Ask what a change of the calendar would move."""
    return await act_on(client, CALENDAR, acts, body, params=DRY_RUN)


async def test_what_would_move_is_foreseen_and_nothing_written(
    counter: Counter, administrator: httpx.AsyncClient
) -> None:
    case = await (await counter.apply("B02", today())).accepted(today())
    await counter.running.settled()
    approvals = counter.running.services["approvals"]
    first = await first_working_day(administrator, date.fromisoformat(today()))
    stored, before = await approvals.stored(), await case.deadline()
    day_off = correction(first, working=False, name="台风停工")
    answer = await foresee(administrator, "corrections", day_off)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert await approvals.stored() == stored
    assert told["dry_run"] is True
    assert told["calendar_version"] != told["from_calendar_version"]
    assert told["moved_deadlines"] == sum(one["deadlines"] for one in told["by_days"])
    assert 1 <= told["moved_cases"] <= told["open_cases"]
    mine = {move["clock"]: move for move in told["moves"] if move["case_id"] == case.case_id}
    assert {name: move["from_due"] for name, move in mine.items()} == {
        name: clock["due"] for name, clock in before.items()
    }
    assert all(move["moved_days"] >= 1 for move in mine.values())
    await close_on(administrator, first, case)
    after = await case.deadline()
    assert {name: move["to_due"] for name, move in mine.items()} == {
        name: clock["due"] for name, clock in after.items()
    }
    await changed(administrator, "corrections", correction(first, working=True, name="工作日"))


async def test_foreseeing_is_asked_for_with_the_version_seen(
    running: Installation, administrator: httpx.AsyncClient
) -> None:
    await running.settled()
    body = correction(date(2026, 11, 3), working=False, name="停电")
    path, stale = f"{CALENDAR}/corrections", {"If-Match": '"v1"'}
    answer = await administrator.post(path, params=DRY_RUN, json=body, headers=stale)
    refused(answer, 412, "stale-version")
    same = correction(date(2026, 11, 3), working=True, name="工作日")
    told = (await foresee(administrator, "corrections", same)).json()
    assert (told["moves"], told["left_off"], told["moved_cases"]) == ([], 0, 0)
    missing = correction(date(2045, 3, 3), working=True, name="x")
    refused(await foresee(administrator, "corrections", missing), 409, "calendar-year-missing")


async def test_foreseeing_is_for_who_may_change(shared_case: Case) -> None:
    body = correction(date(2026, 11, 3), working=False, name="停电")
    refused(await foresee(shared_case.approver, "corrections", body), 403, "not-allowed")


async def test_a_notice_and_a_park_s_agreement_are_foreseen_too(
    shared_case: Case, administrator: httpx.AsyncClient
) -> None:
    agreed = {"park": "inspection-park", "warn_days": "4", "reason": "园区办法"}
    told = (await foresee(administrator, "parks", agreed)).json()
    assert shared_case.case_id in {move["case_id"] for move in told["moves"]}
    assert {one["moved_days"] for one in told["by_days"]} == {0}
    year = {"year": 2035, "workdays_off": [], "working_weekends": [], "source": "通知"}
    assert (await foresee(administrator, "years", year)).json()["moved_cases"] == 0


async def test_everybody_concerned_is_told_once(
    counter: Counter, administrator: httpx.AsyncClient
) -> None:
    cases = [await (await counter.apply("B02", today())).accepted(today())]
    cases.append(await (await counter.apply("A12", today())).accepted(today()))
    store = counter.running.services["approvals"].runtime.store
    (head, _) = await store.head()
    first = await first_working_day(administrator, date.fromisoformat(today()))
    await close_on(administrator, first, cases[0])

    async def told() -> bool:
        return bool(await _digests(store, head))

    await until(told)
    await counter.running.settled()
    digests = await _digests(store, head)
    assert len({one.recipient for one in digests}) == len(digests)
    named = {one.recipient: {moved.case for moved in one.deadlines} for one in digests}
    for case in cases:
        accepted = (await store.stream(stream_key("case", case.case_id)))[1]
        assert case.case_id in named[accepted.meta.actor.id]
    assert {one.why for one in digests} == {"台风停工停课"}
    await changed(administrator, "corrections", correction(first, working=True, name="工作日"))


async def _digests(store: Any, after: int) -> list[said.RecomputationDigested]:
    """Return the digests of the first change of the calendar behind a position."""
    events = await store.after(after, 10_000)
    changes = [one.event_id for one in events if isinstance(one.event, said.CalendarCorrected)]
    found = [one.event for one in events if isinstance(one.event, said.RecomputationDigested)]
    return [one for one in found if one.cause == changes[0]] if changes else []
