"""审批计划 over HTTP: answering, moving to another version, doing without."""

from typing import Any

import httpx

from luodi.acting import act_on
from tests.domain.approvals.small_catalogue import REFORM
from tests.services.approvals.desk import PLANS, Counter, read, refused
from tests.services.approvals.versions import HANDOVER, newer, published, with_stage

INDUSTRIAL = "industrial-filing"


async def act(counter: Counter, who: str, acts: str, body: Any, **query: Any) -> httpx.Response:
    """Do something with the plan as it stands."""
    path, client = f"{PLANS}/{counter.project}", counter.people[who]
    return await act_on(counter.people["leader"], path, acts, body, by=client, params=query)


async def done(counter: Counter, who: str, acts: str, body: Any) -> None:
    answer = await act(counter, who, acts, body)
    assert answer.status_code == 201, answer.text


async def codes(counter: Counter) -> list[str]:
    return list(await counter.items())


async def moved(counter: Counter, administrator: httpx.AsyncClient) -> str:
    """Have a newer version published, and the plan moved to it."""
    catalogue = newer()
    answer = await published(administrator, catalogue)
    assert answer.status_code == 201, answer.text
    await done(counter, "specialist", "moves", {"version": catalogue.version})
    return catalogue.version


async def test_a_template_has_stages_of_its_own_and_the_plan_shows_them(
    counter: Counter, administrator: httpx.AsyncClient
) -> None:
    version = with_stage(newer(), HANDOVER)
    assert (await published(administrator, version)).status_code == 201
    await done(counter, "specialist", "moves", {"version": version.version})
    body = {"template": INDUSTRIAL, "answers": {"impact": "form", "area": "900"}}
    await done(counter, "specialist", "situations", body)
    plan = await counter.plan()
    stages = {stage["code"]: stage for stage in plan["stages"]}
    assert list(stages) == ["handover", "1", "2", "parallel"]
    handover = stages["handover"]
    assert (handover["promised_days"], handover["items"], handover["done"]) == (15, ["C05"], False)
    assert handover["shares"] == [{"department": REFORM, "days": 5}]
    handled = {item["item_code"]: (item["stage"], item["handled_in"]) for item in plan["items"]}
    assert handled["C05"] == ("3", "handover")


async def test_a_plan_keeps_its_version_until_it_is_moved(
    counter: Counter, administrator: httpx.AsyncClient
) -> None:
    before, catalogue = (await counter.plan())["catalogue_version"], newer()
    assert (await published(administrator, catalogue)).status_code == 201
    assert (await counter.plan())["catalogue_version"] == before
    body = {"version": catalogue.version}
    tried = await act(counter, "specialist", "moves", body, dry_run="true")
    assert (tried.json()["changes"], tried.json()["catalogue_version"]) == (True, catalogue.version)
    assert (await counter.plan())["catalogue_version"] == before
    await done(counter, "specialist", "moves", body)
    assert (await counter.plan())["catalogue_version"] == catalogue.version
    again = await act(counter, "specialist", "moves", body)
    assert (again.status_code, again.json()["event_ids"]) == (200, [])


async def test_answers_say_what_is_in_and_why(
    counter: Counter, administrator: httpx.AsyncClient
) -> None:
    await moved(counter, administrator)
    await done(counter, "specialist", "situations", {"template": INDUSTRIAL})
    assert await codes(counter) == ["A01", "A11", "A12", "B02", "C05"]
    asked = (await read(counter.people["leader"], f"{PLANS}/{counter.project}/questions"))["items"]
    assert [(one["question"], one["open"], one["by_template"]) for one in asked] == [
        ("impact", True, False),
        ("area", True, False),
        ("track", False, True),
    ]
    body = {"template": INDUSTRIAL, "answers": {"impact": "form", "area": "120.5"}}
    tried = await act(counter, "specialist", "situations", body, dry_run="true")
    assert [one["item_code"] for one in tried.json()["diff"]["removed"]] == ["A11", "C05"]
    await done(counter, "specialist", "situations", body)
    plan = await counter.plan()
    assert [one["item_code"] for one in plan["items"]] == ["A01", "A12", "B02"]
    assert {one["item_code"]: one["why_name"] for one in plan["left_out"]} == {
        "A11": "按情形确定",
        "C05": "按情形确定",
    }
    assert plan["unanswered"] == []


async def test_what_answers_nothing_is_refused(
    counter: Counter, administrator: httpx.AsyncClient
) -> None:
    await moved(counter, administrator)
    for answers, template, code in (
        ({"weather": "fine"}, INDUSTRIAL, "question-unknown"),
        ({"impact": "huge"}, INDUSTRIAL, "answer-not-possible"),
        ({"track": "approval"}, INDUSTRIAL, "answer-fixed-by-template"),
        ({}, "unheard-of", "template-unknown"),
    ):
        body = {"template": template, "answers": answers}
        refused(await act(counter, "specialist", "situations", body), 409, code)
    body = {"version": "1999.1"}
    refused(await act(counter, "specialist", "moves", body), 409, "catalogue-version-unknown")
    path = f"{PLANS}/{counter.project}/situations"
    specialist = counter.people["specialist"]
    refused(await specialist.post(path, json={"template": "open"}), 428, "if-match-missing")
    stale = {"If-Match": '"v9"'}
    answer = await specialist.post(path, json={"template": "open"}, headers=stale)
    assert answer.status_code == 412


async def test_only_who_holds_an_item_does_without_it(counter: Counter) -> None:
    body = {
        "item_code": "A12",
        "ground": "exemption",
        "reason": "属于豁免管理名录",
        "authority": "生态环境局",
        "document": "环豁〔2026〕1号",
    }
    for who in ("approver-planning", "specialist"):
        refused(await act(counter, who, "dispensations", body), 403, "not-allowed")
    await done(counter, "approver-ecology", "dispensations", body)
    items = await counter.items()
    assert items["A12"]["standing_name"] == "已豁免"
    assert items["A12"]["dispensed"] == body
    assert items["B02"]["dispensed"] is None
    assert [one["item_code"] for one in items["B02"]["waits_to_issue_for"]] == ["A01"]
    lift = {"item_code": "A12", "reason": "工艺变更"}
    await done(counter, "approver-ecology", "dispensation-lifts", lift)
    assert (await counter.items())["A12"]["standing"] == "not-applied"
    again = await act(counter, "approver-ecology", "dispensation-lifts", lift)
    refused(again, 409, "item-not-dispensed-with")


async def test_a_promise_lets_begin_what_may_be_handled_with_omissions(
    counter: Counter, administrator: httpx.AsyncClient
) -> None:
    body = {"item_code": "B02", "needed": "A01", "until": "2027-06-30"}
    never = body | {"item_code": "A12"}
    answer = await act(counter, "approver-ecology", "prerequisite-promises", never)
    refused(answer, 409, "omission-not-provided")
    await moved(counter, administrator)
    refused(
        await act(counter, "approver-ecology", "prerequisite-promises", body), 403, "not-allowed"
    )
    await done(counter, "approver-planning", "prerequisite-promises", body)


async def test_the_past_shows_the_plan_as_it_was_known(
    counter: Counter, administrator: httpx.AsyncClient
) -> None:
    before = (await counter.people["leader"].get(f"{PLANS}/{counter.project}")).headers["X-As-Of"]
    version = await moved(counter, administrator)
    assert (await counter.plan())["catalogue_version"] == version
    assert (await counter.plan(as_of=before))["catalogue_version"] != version
