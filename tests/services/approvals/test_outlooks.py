"""When ground can be broken, over HTTP: the earliest day, who must finish what by when, what if."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import httpx

from luodi.acting import act_on
from services.approvals.api import outlook_shown
from services.approvals.domain.events import EarliestStartSlipped
from services.approvals.domain.scheduling import schedule as plan_of
from services.approvals.reactions.outlook import MOVES_THE_START, start_moves
from shared.kernel.identifiers import stream_key
from tests.domain.approvals.scheduling.words import NEW_PLANT
from tests.domain.approvals.stories import PERMIT
from tests.harness.polling import until
from tests.services.approvals.desk import (
    CALENDAR,
    PLANS,
    Counter,
    read,
    refused,
    today,
)
from tests.services.approvals.shelf import PARK


async def schedule(counter: Counter, **query: str) -> dict[str, Any]:
    """Return the schedule as the leader reads it."""
    return await read(counter.people["leader"], f"{PLANS}/{counter.project}/schedule", **query)


async def what_if(counter: Counter, *changes: dict[str, Any], **more: Any) -> httpx.Response:
    path = f"{PLANS}/{counter.project}/what-ifs"
    return await counter.people["leader"].post(path, json={"changes": changes} | more)


def codes(chain: list[dict[str, Any]]) -> list[str]:
    return [link["code"] for link in chain]


async def test_the_earliest_day_follows_from_what_is_promised(counter: Counter) -> None:
    found = await schedule(counter)
    assert found["today"] == today()
    # A01 takes one working day, A12 seven after it, B02 seven but ends no earlier than A12.
    assert codes(found["chain"]) == ["A01", "A12", "commencement"]
    assert float(found["working_days"]) == 8
    slack = {task["code"]: float(task["slack"]) for task in found["tasks"] if task["slack"]}
    assert (slack["A01"], slack["A12"], slack["B02"]) == (0, 0, 1)
    assert found["without_time"] == []


async def test_the_law_alone_makes_it_earlier(counter: Counter) -> None:
    assert float((await schedule(counter, only_law="true"))["working_days"]) == 7


async def test_each_department_sees_what_it_has_to_finish_by_when(counter: Counter) -> None:
    found = await schedule(counter)
    rows = {of["department"]: of["rows"] for of in found["countdown"]["departments"]}
    assert {"development-reform", "ecology", "natural-resources"} <= set(rows)
    assert rows["ecology"][0]["must_end_by"] == found["on"]
    too_early = await schedule(counter, by=today())
    assert set(too_early["countdown"]["impossible"]) >= {"A01", "A12", "B02"}


async def test_the_countdown_is_a_page_to_be_printed(counter: Counter) -> None:
    path, leader = f"{PLANS}/{counter.project}/schedule", counter.people["leader"]
    answer = await leader.get(path, params={"by": today()}, headers={"Accept": "text/html"})
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"].startswith("text/html")
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    found = await schedule(counter, by=today())
    text = answer.text
    assert "<h1>手续倒排表</h1>" in text
    names = [of["department_name"] for of in found["countdown"]["departments"] if of["department"]]
    assert len(names) == 3
    assert [text.index(f"<h2>{name}</h2>") for name in names] == sorted(
        text.index(f"<h2>{name}</h2>") for name in names
    )
    for of in found["countdown"]["departments"]:
        for one in of["rows"]:
            late = f'<tr class="late"><td>{one["code"]} {one["name"]}</td>'
            assert (late in text) is (of["department"] is not None)
    assert text.count("已来不及、关键") == 2
    assert "<script" not in text
    assert (await leader.get(path, headers={"Accept": "*/*"})).json()["target"] == "commencement"


def test_what_has_no_limit_is_named_and_whether_it_counts() -> None:
    items = [PERMIT, replace(PERMIT, code="B03")]
    shown = outlook_shown.without_time(items, plan_of(NEW_PLANT))
    assert [(one["item_code"], one["counts"]) for one in shown] == [("B02", True), ("B03", False)]


async def test_a_page_with_nothing_left_says_so(counter: Counter) -> None:
    path, leader = f"{PLANS}/{counter.project}/schedule", counter.people["leader"]
    asked = {"target": "production", "only_law": "true"}
    answer = await leader.get(path, params=asked, headers={"Accept": "text/html"})
    assert "无须再办手续。" in answer.text
    assert "仅法定前置" in answer.text


async def test_what_is_under_way_takes_what_its_clock_has_left(counter: Counter) -> None:
    before = await schedule(counter)
    await counter.filed()
    case = await counter.apply("A12", today())
    await case.accepted(today())
    found = await schedule(counter)
    assert codes(found["chain"])[0] != "A01"
    (impact,) = [task for task in found["tasks"] if task["code"] == "A12"]
    assert (impact["begun"], float(impact["remaining"])) == (True, 7)
    assert float(found["working_days"]) < float(before["working_days"])


async def test_trying_something_writes_nothing(counter: Counter) -> None:
    before = await schedule(counter)
    plan = f"{PLANS}/{counter.project}"
    version = (await counter.people["leader"].get(plan)).headers["ETag"]
    halved = {"change": "halved", "item_code": "A12"}
    answer = await what_if(counter, halved)
    assert answer.status_code == 200, answer.text
    assert float(answer.json()["earlier_by"]) == 1
    done = {"change": "satisfied", "item_code": "A12", "ground": "area-assessment"}
    assert (await what_if(counter, done)).json()["chain_after"] == ["B02", "commencement"]
    added = {
        "change": "added",
        "item_code": "C05",
        "name": "施工许可证",
        "department": "housing",
        "days": "7",
        "after": ["B02"],
        "before": ["commencement"],
    }
    later = (await what_if(counter, added)).json()
    assert float(later["earlier_by"]) == -7
    assert later["chain_after"][-2:] == ["C05", "commencement"]
    longer = {"change": "remaining", "item_code": "A01", "days": "10.5"}
    assert (await what_if(counter, longer)).json()["schedule"]["working_days"] == "17.5"
    removed = {"change": "removed", "item_code": "A12"}
    assert "A12" not in (await what_if(counter, removed)).json()["chain_after"]
    assert await schedule(counter) == before
    assert (await counter.people["leader"].get(plan)).headers["ETag"] == version


async def test_by_omission_what_is_promised_is_still_to_come(counter: Counter) -> None:
    promised = {"change": "satisfied", "item_code": "A01", "ground": "omission"}
    found = (await what_if(counter, promised)).json()
    assert float(found["earlier_by"]) == 1
    assert "A01" in {task["code"] for task in found["schedule"]["tasks"]}
    begun = (await what_if(counter, {"change": "promised", "item_code": "A12"})).json()
    assert float(begun["earlier_by"]) == 1
    assert begun["omission_not_provided"] == ["A12"]
    unneeded = {"change": "promised", "item_code": "A12", "needed": "B02"}
    refused(await what_if(counter, unneeded), 409, "prerequisite-not-needed")


async def test_trying_moves_no_position(counter: Counter) -> None:
    await counter.running.settled()
    approvals = counter.running.services["approvals"]
    before = await approvals.stored()
    for change in (
        {"change": "satisfied", "item_code": "A12", "ground": "omission"},
        {"change": "promised", "item_code": "A12"},
        {"change": "halved", "item_code": "A12"},
    ):
        assert (await what_if(counter, change)).status_code == 200
    assert await approvals.stored() == before


async def test_what_cannot_be_tried_is_refused(counter: Counter) -> None:
    unknown = {"change": "removed", "item_code": "Z99"}
    refused(await what_if(counter, unknown), 409, "item-not-in-plan")
    beside = {
        "change": "added",
        "item_code": "C05",
        "name": "施工许可证",
        "department": "housing",
        "days": "1",
        "after": ["Z99"],
    }
    refused(await what_if(counter, beside), 409, "item-not-in-plan")
    ring = {
        "change": "added",
        "item_code": "C05",
        "name": "施工许可证",
        "department": "housing",
        "days": "1",
        "after": ["B02"],
        "before": ["A01"],
    }
    refused(await what_if(counter, ring), 409, "prerequisites-in-a-ring")
    for wrong in ({"change": "remaining", "item_code": "A01", "days": "0.3"}, {"change": "?"}):
        refused(await what_if(counter, wrong), 422, "invalid-fields")


async def test_the_past_is_scheduled_as_it_was_known(counter: Counter) -> None:
    answer = await counter.people["leader"].get(f"{PLANS}/{counter.project}/schedule")
    await counter.filed()
    then = await schedule(counter, as_of=answer.headers["X-As-Of"])
    assert codes(then["chain"]) == codes(answer.json()["chain"])
    assert codes((await schedule(counter))["chain"]) != codes(then["chain"])


async def test_what_has_been_reached_is_not_scheduled(counter: Counter) -> None:
    refused(await counter.people["leader"].get(f"{PLANS}/nowhere/schedule"), 404, "not-found")


async def test_a_slip_is_told_when_it_is_more_than_the_park_bears(counter: Counter) -> None:
    """A park that bears none is told of a single day; what is usual is five."""
    administrator = await counter.running.login("system-admin")
    usual = {"park": PARK, "reason": "园区办法"}

    async def agreed(**more: int) -> None:
        answer = await act_on(administrator, CALENDAR, "parks", usual | more)
        assert answer.status_code == 201, answer.text

    await agreed(slip_days=0)
    try:
        listed = (await read(administrator, f"{CALENDAR}/parks"))["items"]
        assert [one["slip_days"] for one in listed if one["park"] == PARK] == [0]
        await _dispensed_and_lifted(counter)
        key = stream_key("outlook", counter.project)
        runtime = counter.running.services["approvals"].runtime

        async def told() -> bool:
            stream = await runtime.store.stream(key)
            return [one for one in stream if isinstance(one.event, EarliestStartSlipped)] != []

        await until(told)
    finally:
        await agreed()


async def _dispensed_and_lifted(counter: Counter) -> None:
    """Do without an item until that is reckoned, and want it again."""
    path, ecology = f"{PLANS}/{counter.project}", counter.at("A12")
    exempt = {
        "item_code": "A12",
        "ground": "exemption",
        "reason": "属于豁免管理名录",
        "authority": "生态环境局",
        "document": "环豁〔2026〕1号",
    }

    async def done(acts: str, body: dict[str, Any]) -> None:
        answer = await act_on(ecology, path, acts, body)
        assert answer.status_code == 201, answer.text

    async def reckoned_without() -> bool:
        earliest = (await counter.plan())["earliest_start"]
        return bool(earliest and "A12" not in earliest["chain"])

    await done("dispensations", exempt)
    await until(reckoned_without)
    await done("dispensation-lifts", {"item_code": "A12", "reason": "工艺变更"})


async def test_what_happens_close_together_is_reckoned_once_and_last(counter: Counter) -> None:
    """Only the last of what moves the start reckons it, and then with all of it."""
    await counter.filed()
    case = await counter.apply("A12", today())
    await asyncio.gather(case.accepted(today()), counter.apply("B02", today()))
    await counter.running.settled()
    runtime = counter.running.services["approvals"].runtime
    heard = runtime.relay.cloud_event
    moves = [
        recorded
        for recorded in await runtime.store.after(0, 10_000)
        if recorded.meta.project == counter.project
        and type(recorded.event).__name__ in MOVES_THE_START
    ]
    asks = [await start_moves(runtime, heard(one), datetime.now(UTC)) for one in moves]
    assert [len(each) for each in asks] == [0] * (len(moves) - 1) + [1]
    assert len(moves) > 5
    planned, earliest = await schedule(counter), (await counter.plan())["earliest_start"]
    assert earliest["on"] == planned["on"]["on"]
    assert list(earliest["chain"]) == codes(planned["chain"])


async def test_the_plan_says_when_as_things_happen(counter: Counter) -> None:
    async def chain() -> list[str]:
        earliest = (await counter.plan())["earliest_start"]
        return list(earliest["chain"]) if earliest else []

    async def reckoned() -> bool:
        return await chain() == ["A01", "A12", "commencement"]

    async def reckoned_again() -> bool:
        return await chain() == ["A12", "commencement"]

    await until(reckoned)
    await counter.filed()
    await until(reckoned_again)
    earliest = (await counter.plan())["earliest_start"]
    assert earliest["announced"] == earliest["on"]
    assert earliest["look_again_on"] > today()
