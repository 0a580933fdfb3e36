"""What projects report changes plans and cases: who serves them, and that they end."""

from datetime import UTC, datetime
from typing import Any

from luodi.acting import act_on
from services.approvals.domain.catalogue import Milestone
from services.approvals.domain.commands import NoteMilestone
from services.approvals.domain.plan import PLAN
from shared.adapters.command_handler import Context, Part
from shared.kernel.asked import SYSTEM
from shared.kernel.effective import Effective, business_day
from tests.domain.approvals.shelf import STARTING
from tests.harness.polling import until
from tests.services.approvals.desk import (
    APPROVERS,
    CASES,
    LEADER,
    OFFICER,
    PLANS,
    PROJECTS,
    Counter,
    Staff,
    refused,
    today,
)
from tests.services.approvals.test_certificates import certificate, granted

SECOND = "sample-specialist"


async def of_project(counter: Counter, acts: str, body: dict[str, Any]) -> None:
    """Do something with the project itself."""
    await counter.running.settled()
    leader, path = counter.people["leader"], f"{PROJECTS}/{counter.project}"
    answer = await act_on(leader, path, acts, body)
    assert answer.status_code == 201, answer.text


async def test_who_hands_over_hands_over_the_cases_too(counter: Counter) -> None:
    case = await counter.apply("B02", today())
    await of_project(counter, "officers", {"officer": OFFICER})
    await of_project(counter, "leaders", {"leader": LEADER})
    await of_project(counter, "leaders", {"leader": SECOND, "reason": "分工调整"})
    over = {"from_officer": OFFICER, "to_officer": LEADER, "reason": "轮岗"}
    await of_project(counter, "hand-overs", over)

    async def told() -> bool:
        people = (await case.read())["people"]
        return bool((people["officer"], people["leader"]) == (LEADER, SECOND))

    await until(told)
    refused(await counter.people["officer"].get(case.path), 404, "not-found")
    types = await case.types()
    assert (types.count("OfficerNoted"), types.count("LeaderNoted")) == (2, 2)


async def test_a_project_that_ends_closes_its_plan(counter: Counter) -> None:
    case = await counter.apply("B02", today())
    await of_project(counter, "terminations", {"reason": "投资方撤资"})

    async def closed() -> bool:
        return bool((await counter.plan())["closed"])

    await until(closed)
    body = {"project_id": counter.project, "item_code": "A12"}
    refused(await counter.at("A12").post(CASES, json=body), 409, "plan-closed")
    await case.accepted(today())


async def test_a_start_that_is_seen_is_noted_in_the_plan(counter: Counter) -> None:
    await of_project(counter, "observations", {"seen": "桩机已进场", "effective": today()})

    async def noted() -> bool:
        begun = {
            one["milestone"]: one["reached_on"] for one in (await counter.plan())["milestones"]
        }
        return bool(begun["commencement"] == today())

    await until(noted)
    (shown,) = [
        one for one in (await counter.plan())["milestones"] if one["milestone"] == "commencement"
    ]
    assert shown["only_seen"] is True
    path = f"{PLANS}/{counter.project}/schedule"
    refused(await counter.people["leader"].get(path), 409, "target-reached")


async def reached(counter: Counter) -> dict[str, str | None]:
    """Return when the plan has which milestone of the works reached."""
    return {one["milestone"]: one["reached_on"] for one in (await counter.plan())["milestones"]}


async def test_a_start_put_right_is_put_right_in_the_plan(counter: Counter) -> None:
    for item_code in APPROVERS:
        path, holder = f"{PLANS}/{counter.project}", counter.at(item_code)
        body = {
            "item_code": item_code,
            "ground": "exemption",
            "reason": "属于豁免管理名录",
            "authority": "有关部门",
            "document": "豁〔2026〕1号",
        }
        answer = await act_on(holder, path, "dispensations", body)
        assert answer.status_code == 201, answer.text
    begun = {"evidence": "开工报告", "effective": "2026-03-09"}
    await of_project(counter, "commencements", begun)

    async def begun_on(day: str) -> bool:
        return (await reached(counter))["commencement"] == day

    await until(lambda: begun_on("2026-03-09"))
    right = {"milestone": "commencement", "effective": "2026-03-04", "reason": "录入有误"}
    await of_project(counter, "milestones/corrections", right)
    await until(lambda: begun_on("2026-03-04"))
    sighting = {"seen": "土方开挖", "effective": "2026-03-12"}
    await of_project(counter, "observations", sighting)
    await counter.running.settled()
    assert (await reached(counter))["commencement"] == "2026-03-04"


async def test_a_certificate_learns_when_the_works_begin(staff: Staff) -> None:
    case = await granted(staff, STARTING, today())
    await case.done("certificates", certificate(case))
    project = case.counter.project
    commands = staff.running.services["approvals"].runtime.commands
    at = datetime.now(UTC)
    noting = NoteMilestone(
        by=SYSTEM,
        at=at,
        effective=Effective.on_day(business_day(at)),
        milestone=Milestone.COMMENCEMENT,
        on=business_day(at),
    )
    await commands.handle(Part(PLAN, project), noting, Context(correlation=project))

    async def begun() -> bool:
        return bool((await case.read())["certificate"]["begun_on"] == today())

    await until(begun)
    assert (await case.read())["duties"] == []


async def test_nothing_was_parked_or_refused(counter: Counter) -> None:
    await counter.running.settled()
    runtime = counter.running.services["approvals"].runtime
    assert await runtime.parking.parked() == []
    names = {type(recorded.event).__name__ for recorded in await runtime.store.after(0, 1000)}
    assert "ReactionRefused" not in names
