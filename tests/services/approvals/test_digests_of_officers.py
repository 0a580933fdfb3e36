"""A change of the calendar tells each officer once, of what is theirs, just as was foreseen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

import httpx
import pytest

from services.approvals.domain import events as said
from services.approvals.domain.events import MovedDeadline
from shared.kernel.identifiers import AccountId
from shared.kernel.recorded import Recorded
from tests.domain.approvals.shelf import JOINT
from tests.harness.polling import until
from tests.services.approvals.desk import OFFICER, Case, Counter, Staff, opened, today
from tests.services.approvals.shelf import shelf_of
from tests.services.approvals.test_calendar import (
    changed,
    correction,
    first_working_day,
    foresee,
)
from tests.services.approvals.test_rights import serve_project

T = TypeVar("T")
Moves = set[tuple[str, ...]]


@pytest.fixture
async def administrator(staff: Staff) -> httpx.AsyncClient:
    return await staff.running.login("system-admin")


async def second_officer(staff: Staff) -> AccountId:
    """Open the account of one more officer."""
    security = await staff.running.login("security-admin")
    system = await staff.running.login("system-admin")
    answer = await system.post(
        "/api/v1/accounts", json={"login": "second-officer", "display_name": "服务专员"}
    )
    assert answer.status_code == 201, answer.text
    account = AccountId(answer.json()["id"])
    answer = await security.post(
        f"/api/v1/accounts/{account}/grants",
        json={"role": "service-officer"},
        headers={"If-Match": answer.headers["ETag"]},
    )
    assert answer.status_code == 201, answer.text
    return account


async def served_by(staff: Staff, officer: AccountId) -> Counter:
    """Begin a project that an officer serves."""
    counter = await opened(staff)
    await serve_project(counter, "officers", {"officer": officer})
    await counter.running.settled()
    return counter


async def accepted(counter: Counter, *codes: str) -> list[Case]:
    return [await (await counter.apply(code, today())).accepted(today()) for code in codes]


def told_of(moved: Sequence[MovedDeadline]) -> Moves:
    return {(one.case, one.clock, _day(one.from_due), _day(one.to_due)) for one in moved}


def _day(due: Any) -> str:
    return f"{due.day} {due.half.name.lower()}"


def foreseen_of(moves: Sequence[dict[str, Any]], cases: Sequence[Case]) -> Moves:
    return {
        (
            one["case_id"],
            one["clock"],
            *(f"{one[end]['on']} {one[end]['half']}" for end in ("from_due", "to_due")),
        )
        for one in moves
        if one["case_id"] in {case.case_id for case in cases}
    }


@dataclass(frozen=True, kw_only=True)
class Change:
    """A day made a day off: what was foreseen of it, and what has come of it."""

    foreseen: dict[str, Any]
    events: list[Recorded[Any]]

    def of(self, kind: type[T]) -> list[T]:
        return [one.event for one in self.events if isinstance(one.event, kind)]


@pytest.fixture
async def day_off(administrator: httpx.AsyncClient) -> dict[str, Any]:
    """The next working day made a day off."""
    first = await first_working_day(administrator, date.fromisoformat(today()))
    return correction(first, working=False, name="台风停工")


async def made(staff: Staff, administrator: httpx.AsyncClient, day_off: dict[str, Any]) -> Change:
    """Foresee a day off, then make it one, and wait until everybody has been told."""
    await staff.running.settled()
    store = staff.running.services["approvals"].runtime.store
    head, _ = await store.head()
    foreseen = (await foresee(administrator, "corrections", day_off)).json()
    assert (await changed(administrator, "corrections", day_off)).status_code == 201

    async def events() -> list[Recorded[Any]]:
        return list(await store.after(head, 10_000))

    async def all_told() -> bool:
        return any(isinstance(one.event, said.RecomputationDigested) for one in await events())

    await until(all_told)
    await staff.running.settled()
    return Change(foreseen=foreseen, events=await events())


async def test_each_officer_is_told_once_of_what_was_foreseen(
    staff: Staff, administrator: httpx.AsyncClient, day_off: dict[str, Any]
) -> None:
    other = await second_officer(staff)
    one_s, other_s = await served_by(staff, AccountId(OFFICER)), await served_by(staff, other)
    of_one, of_other = await accepted(one_s, "B02", "A12"), await accepted(other_s, "B02")
    over = await one_s.filed()
    before, closed = await over.types(), await over.deadline(explain="true")

    change = await made(staff, administrator, day_off)
    digests = {one.recipient: one for one in change.of(said.RecomputationDigested)}
    assert len(digests) == len(change.of(said.RecomputationDigested))
    for officer, cases in ((AccountId(OFFICER), of_one), (other, of_other)):
        told = digests[officer]
        assert told_of(told.deadlines) == foreseen_of(change.foreseen["moves"], cases)
        assert (told.cases, told.left_off) == (len(cases), 0)

    recomputed = change.of(said.DeadlineRecomputed)
    assert len(recomputed) == change.foreseen["moved_deadlines"] == 6
    reckoned = [one.project for one in change.of(said.EarliestStartReckoned)]
    assert sorted(reckoned) == sorted([one_s.project, other_s.project])
    assert {one.calendar_version for one in recomputed} == {change.foreseen["calendar_version"]}
    assert (await over.types(), await over.deadline(explain="true")) == (before, closed)
    assert (await foresee(administrator, "corrections", day_off)).json()["moves"] == []


async def test_who_gave_an_opinion_is_not_told_in_place_of_who_handles_the_case(
    staff: Staff, administrator: httpx.AsyncClient, day_off: dict[str, Any]
) -> None:
    counter = await shelf_of(staff, JOINT)
    case = await (await counter.apply(JOINT.code, today())).accepted(today())
    await case.done("consultations", {"reply_by": "2099-12-31"})
    opinion = {"department": "ecology", "result": "passed", "opinion": "无意见"}
    await case.done("opinions", opinion, counter.people["approver-ecology"])
    change = await made(staff, administrator, day_off)
    named = {
        one.recipient
        for one in change.of(said.RecomputationDigested)
        if case.case_id in {moved.case for moved in one.deadlines}
    }
    assert named == {AccountId("sample-approver-planning")}
