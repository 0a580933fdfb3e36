"""Cases as they are, as they were known, as they were so; one by one and in lists."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from shared.kernel.identifiers import stream_key
from tests.services.approvals.desk import CASES, PLANS, Case, Counter, read, refused, today


async def listed(counter: Counter, **query: Any) -> list[dict[str, Any]]:
    """Return the leader's list of this project's cases, once everything is known."""
    await counter.running.settled()
    found = await read(counter.people["leader"], CASES, project=counter.project, **query)
    return list(found["items"])


async def recorded_at(case: Case, version: int) -> str:
    store = case.counter.running.services["approvals"].runtime.store
    stream = await store.stream(stream_key("case", case.case_id))
    moment: datetime = stream[version - 1].recorded_at
    return moment.isoformat()


async def test_what_was_known_and_what_was_so(counter: Counter) -> None:
    days = [f"{date.fromisoformat(today()) - timedelta(days=ago)}" for ago in range(4)]
    case = await counter.apply("B02", days[2])
    await case.accepted(days[0])
    knew = await case.read(as_of=await recorded_at(case, 1))
    assert (knew["stage"], knew["accepted_on"]) == ("received", None)
    so = await case.read(valid_at=days[1])
    assert so["stage"] == "received"
    so = await case.read(valid_at=days[0])
    assert (so["stage"], so["accepted_on"]) == ("accepted", days[0])
    refused(await case.approver.get(case.path, params={"valid_at": days[3]}), 404, "not-found")
    refused(await case.approver.get(case.path, params={"as_of": "2026-03-05"}), 404, "not-found")


async def test_deadlines_as_they_were(counter: Counter) -> None:
    case = await counter.apply("B02", "2026-03-02")
    await case.accepted("2026-03-02")
    before = await recorded_at(case, 2)
    await case.done("supplement-requests", {"missing": ["日照分析"], "effective": "2026-03-04"})
    stopped = await case.deadline()
    assert (stopped["promised"]["due"], stopped["promised"]["paused"]) == (None, True)
    assert stopped["statutory"]["due"] == {"on": "2026-03-30", "half": "afternoon"}
    await case.done("supplements", {"materials": ["日照分析"], "effective": "2026-03-06"})
    running = await case.deadline(explain="true")
    assert running["promised"]["due"] == {"on": "2026-03-13", "half": "afternoon"}
    days = {one["day"]: one for one in running["promised"]["days"]}
    assert days["2026-03-05"] == {"day": "2026-03-05", "counted": "0", "reason": "停计：办理中补正"}
    assert days["2026-03-07"]["reason"] == "周末"
    assert sum(float(one["counted"]) for one in days.values()) == 7
    assert running["promised"]["calendar_version"].startswith("CN-")
    knew = await case.deadline(as_of=before)
    assert knew["promised"]["due"] == {"on": "2026-03-11", "half": "afternoon"}
    so = await case.deadline(valid_at="2026-03-05")
    assert (so["promised"]["due"], so["promised"]["used"]) == (None, "1.5")


async def test_a_limit_in_doubt_has_both_dates(counter: Counter) -> None:
    case = await counter.apply("A12", "2026-03-02")
    await case.accepted("2026-03-02")
    statutory = (await case.deadline())["statutory"]
    assert statutory["unit_verified"] is False
    assert statutory["due"]["on"] == "2026-04-01"
    assert statutory["if_other_unit"]["due"]["on"] == "2026-04-14"
    assert statutory["starts_on"] == "received"


async def test_the_list_narrows(counter: Counter) -> None:
    permit = await counter.apply("B02", today())
    impact = await counter.apply("A12", today())
    await permit.accepted(today())
    shown = await impact.read()
    (notice,) = shown["deadlines"]
    before_the_permit = date.fromisoformat(notice["due"]["on"]) + timedelta(days=1)
    assert {one["case_id"] for one in await listed(counter)} == {permit.case_id, impact.case_id}
    for query, expected in (
        ({"status": "accepted"}, permit),
        ({"item": "A12"}, impact),
        ({"department": "natural-resources"}, permit),
        ({"awaiting": "authority", "item": "B02"}, permit),
        ({"due_before": before_the_permit.isoformat()}, impact),
    ):
        assert [one["case_id"] for one in await listed(counter, **query)] == [expected.case_id]
    assert await listed(counter, awaiting="applicant") == []
    await impact.done("deficiency-notices", {"deficiencies": ["表"]})
    assert [one["item_code"] for one in await listed(counter, awaiting="applicant")] == ["A12"]


async def test_the_list_has_the_light_of_the_moment_asked_about(counter: Counter) -> None:
    case = await counter.apply("B02", today())
    await case.accepted(today())
    (row,) = await listed(counter)
    assert (row["light"], row["stage_name"]) == ("normal", "已受理")
    assert row["light"] == (await case.read())["light"]
    assert await listed(counter, light="overdue") == []
    await case.done("supplement-requests", {"missing": ["日照分析"]})
    (row,) = await listed(counter, light="stopped")
    assert row["light"] == (await case.read())["light"] == "stopped"
    old = await counter.apply("A12", "2026-03-02")
    await old.accepted("2026-03-02")
    (row,) = await listed(counter, light="overdue")
    assert row["case_id"] == old.case_id


async def test_the_list_as_it_was_known(counter: Counter) -> None:
    case = await counter.apply("B02", "2026-03-02")
    received = await recorded_at(case, 1)
    await case.accepted("2026-03-04")
    (row,) = await listed(counter, as_of=received)
    assert (row["stage"], row["accepted_on"]) == ("received", None)
    (row,) = await listed(counter)
    assert row["stage"] == "accepted"


async def test_pages_follow_each_other(counter: Counter) -> None:
    for code, on in (("A01", "2026-03-02"), ("A12", "2026-03-03"), ("B02", "2026-03-04")):
        await counter.apply(code, on)
    await counter.running.settled()
    leader, seen = counter.people["leader"], []
    for sort in ("received_on", "-received_on"):
        query: dict[str, Any] = {"project": counter.project, "limit": 1, "sort": sort}
        found = await read(leader, CASES, count="true", **query)
        assert found["total"] == 3
        pages = [found["items"][0]["item_code"]]
        while found["next_cursor"]:
            found = await read(leader, CASES, cursor=found["next_cursor"], **query)
            pages += [item["item_code"] for item in found["items"]]
        seen.append(pages)
    assert seen == [["A01", "A12", "B02"], ["B02", "A12", "A01"]]


async def test_answers_say_how_far_they_know(counter: Counter) -> None:
    case = await counter.apply("B02")
    answer = await case.act("acceptances", {"effective": "2026-03-02"})
    position = answer.headers["X-Position"]
    leader = counter.people["leader"]
    found = await leader.get(CASES, params={"project": counter.project, "wait_for": position})
    assert found.json()["items"][0]["stage"] == "accepted"
    assert "approvals=" in found.headers["X-Position"]
    ahead = {"wait_for": "approvals=999999"}
    refused(await leader.get(CASES, params=ahead), 503, "view-behind")


async def test_a_plan_as_it_was_known(counter: Counter) -> None:
    before = datetime.now(UTC).isoformat()
    await counter.apply("A12")
    path = f"{PLANS}/{counter.project}"
    then = await read(counter.people["leader"], path, as_of=before)
    assert {item["standing"] for item in then["items"]} == {"not-applied"}
    refused(
        await counter.people["leader"].get(path, params={"as_of": "2026-01-01"}), 404, "not-found"
    )
    assert (await counter.items())["A12"]["standing"] == "in-handling"
