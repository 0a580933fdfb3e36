"""What projects report changes plans and cases: who serves them, and that they end."""

from typing import Any

from tests.services.approvals.desk import (
    CASES,
    LEADER,
    OFFICER,
    PLANS,
    PROJECTS,
    Counter,
    refused,
    today,
    until,
)

SECOND = "sample-specialist"


async def of_project(counter: Counter, acts: str, body: dict[str, Any]) -> None:
    """Do something with the project itself."""
    await counter.running.settled()
    leader, path = counter.people["leader"], f"{PROJECTS}/{counter.project}"
    seen = {"If-Match": (await leader.get(path)).headers["ETag"]}
    answer = await leader.post(f"{path}/{acts}", json=body, headers=seen)
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
    path = f"{PLANS}/{counter.project}/schedule"
    refused(await counter.people["leader"].get(path), 409, "target-reached")


async def test_nothing_was_parked_or_refused(counter: Counter) -> None:
    await counter.running.settled()
    runtime = counter.running.services["approvals"].runtime
    assert await runtime.parking.parked() == []
    names = {type(recorded.event).__name__ for recorded in await runtime.store.after(0, 1000)}
    assert "ReactionRefused" not in names
