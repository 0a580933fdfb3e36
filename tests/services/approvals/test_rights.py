"""Who may read and do what: the own department, the own projects, the park; no more."""

from typing import Any

import pytest

from luodi.acting import act_on
from tests.harness.polling import until
from tests.services.approvals.desk import (
    CALENDAR,
    CASES,
    LEADER,
    OFFICER,
    PLANS,
    PROJECTS,
    Counter,
    read,
    refused,
)

REASON = {"reason": "方案调整", "effective": "2026-03-03"}


async def serve_project(counter: Counter, acts: str, body: dict[str, Any]) -> None:
    """Name who serves the project."""
    await counter.running.settled()
    leader, path = counter.people["leader"], f"{PROJECTS}/{counter.project}"
    answer = await act_on(leader, path, acts, body)
    assert answer.status_code == 201, answer.text


async def test_another_department_s_case_is_not_there(counter: Counter) -> None:
    case = await counter.apply("B02")
    stranger = counter.at("A12")
    refused(await stranger.get(case.path), 404, "not-found")
    refused(await stranger.get(f"{case.path}/deadline"), 404, "not-found")
    refused(await stranger.get(f"{case.path}/acceptances"), 404, "not-found")
    refused(await case.act("acceptances", {}, stranger), 404, "not-found")
    listed = await read(stranger, CASES, project=counter.project)
    assert listed["items"] == []


async def test_a_department_takes_in_its_own_items_alone(counter: Counter) -> None:
    body = {"project_id": counter.project, "item_code": "B02"}
    refused(await counter.at("A12").post(CASES, json=body), 403, "not-allowed")


async def test_the_specialist_reads_and_the_leader_reads_and_neither_acts(
    counter: Counter,
) -> None:
    case = await counter.apply("A12")
    await counter.running.settled()
    for name in ("specialist", "leader"):
        person = counter.people[name]
        assert (await person.get(case.path)).status_code == 200
        refused(await case.act("acceptances", {}, person), 403, "not-allowed")
        assert (await read(person, CASES, project=counter.project))["items"]


async def test_an_officer_reads_what_is_served_and_acts_for_the_applicant(
    counter: Counter,
) -> None:
    early = await counter.apply("A12")
    officer = counter.people["officer"]
    refused(await officer.get(early.path), 404, "not-found")
    refused(await officer.get(f"{PLANS}/{counter.project}"), 404, "not-found")
    await serve_project(counter, "officers", {"officer": OFFICER})
    await serve_project(counter, "leaders", {"leader": LEADER})
    await counter.running.settled()

    async def may_read() -> bool:
        return (await officer.get(early.path)).status_code == 200

    await until(may_read)
    await counter.running.settled()
    assert (await read(officer, CASES, project=counter.project))["items"]
    late = await counter.apply("B02")
    assert (await late.read())["people"]["officer"] == OFFICER
    refused(await late.act("acceptances", {}, officer), 403, "not-allowed")
    await late.done("withdrawal-requests", REASON, officer)
    body = {"project_id": counter.project, "item_code": "A01"}
    assert (await officer.post(CASES, json=body)).status_code == 201


async def test_nobody_reads_without_a_token(counter: Counter) -> None:
    case = await counter.apply("A12")
    nobody = counter.running.client()
    for path in (case.path, CASES, f"{PLANS}/{counter.project}", "/api/v1/items", CALENDAR):
        refused(await nobody.get(path), 401, "not-authenticated")


@pytest.mark.parametrize("acts", ["years", "corrections"])
async def test_only_the_system_administrator_changes_the_calendar(
    counter: Counter, acts: str
) -> None:
    person = counter.people["leader"]
    body = {
        "years": {"year": 2031, "workdays_off": [], "working_weekends": [], "source": "通知"},
        "corrections": {
            "days": [{"day": "2026-03-03", "working": False, "name": "x"}],
            "reason": "x",
        },
    }[acts]
    refused(await act_on(person, CALENDAR, acts, body), 403, "not-allowed")


async def test_what_does_not_exist_is_not_there(counter: Counter) -> None:
    leader = counter.people["leader"]
    unknown = "0198f1c2-0000-7000-8000-00000000dead"
    for path in (f"{CASES}/{unknown}", f"{PLANS}/{unknown}", f"{CASES}/{unknown}/deadline"):
        refused(await leader.get(path), 404, "not-found")
    body = {"project_id": unknown, "item_code": "A12"}
    refused(await counter.at("A12").post(CASES, json=body), 404, "not-found")
    for acts, content in (
        ("acceptances", {}),
        ("declinations", {"reason": "x"}),
        ("decisions", {"outcome": "filed", "document_number": "1"}),
    ):
        answer = await counter.at("A12").post(
            f"{CASES}/{unknown}/{acts}", json=content, headers={"If-Match": '"v1"'}
        )
        refused(answer, 404, "not-found")
