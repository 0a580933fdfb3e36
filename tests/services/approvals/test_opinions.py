"""Joint examination, silence that counts, and two that decide at once, over HTTP."""

import asyncio
from typing import Any

from tests.domain.approvals.shelf import JOINT, TACIT
from tests.harness.polling import until
from tests.services.approvals.desk import (
    CASES,
    Case,
    Staff,
    another_approver,
    opened,
    read,
    refused,
    today,
)
from tests.services.approvals.shelf import Shelf, shelf_of

PASSED = {"result": "passed", "opinion": "可"}


def granting(counter: Shelf, **more: str) -> dict[str, Any]:
    return {"outcome": "granted", "document_number": counter.number("建字")} | more


async def consulted(staff: Staff, reply_by: str, effective: str) -> tuple[Shelf, Case]:
    counter = await shelf_of(staff, JOINT)
    case = await counter.apply(JOINT.code, effective)
    on = {"effective": effective}
    await case.done("acceptances", on)
    ecology = counter.people["approver-ecology"]
    refused(await ecology.get(case.path), 404, "not-found")
    await case.done("consultations", {"reply_by": reply_by} | on)
    await case.done("examinations", PASSED | on)
    return counter, case


async def test_each_department_answers_for_itself_and_does_nothing_else(staff: Staff) -> None:
    counter, case = await consulted(staff, "2099-12-31", today())
    ecology = counter.people["approver-ecology"]
    reform = counter.people["approver-development"]
    assert (await ecology.get(case.path)).status_code == 200
    await counter.running.settled()
    listed = (await read(ecology, CASES, project=counter.project))["items"]
    assert [one["case_id"] for one in listed] == [case.case_id]
    assert "consulted" not in listed[0]
    refused(await case.act("decisions", granting(counter), ecology), 403, "not-allowed")
    refused(await case.act("supplement-requests", {"missing": ["图"]}, ecology), 403, "not-allowed")
    answer = {"department": "ecology", "result": "objected", "opinion": "异味扰民"}
    refused(await case.act("opinions", answer, reform), 403, "not-allowed")
    refused(await case.act("opinions", answer), 403, "not-allowed")
    await case.done("opinions", answer, ecology)
    waiting = await case.act("decisions", granting(counter))
    assert refused(waiting, 409, "opinions-outstanding")["departments"] == ["development-reform"]
    await case.done("opinions", answer | {"department": "development-reform"}, reform)
    await case.done("decisions", granting(counter))
    shown = await case.read()
    assert [one["passed"] for one in shown["opinions"]] == [False, False]


async def test_silence_is_noted_in_time(staff: Staff) -> None:
    counter, case = await consulted(staff, "2026-03-09", "2026-03-03")

    async def noted() -> bool:
        return (await case.types()).count("OpinionOverdue") == 2

    await until(noted)
    await case.done("decisions", granting(counter))


async def test_silence_is_consent_where_a_local_rule_has_it(staff: Staff) -> None:
    counter = await shelf_of(staff, TACIT)
    case = await counter.apply(TACIT.code, "2026-03-02")

    async def granted() -> bool:
        return bool((await case.read())["stage"] == "granted")

    await until(granted)
    shown = await case.read()
    assert shown["outcome"]["deemed_by"] == "某市超期默许办法第三条"
    assert shown["ended_on"] == "2026-03-30"
    (serving,) = shown["duties"]
    assert (serving["clock"], serving["start"]) == ("serving", "2026-03-30")
    assert serving["due"] == {"on": "2026-04-14", "half": "afternoon"}

    async def unserved() -> bool:
        alarms = (await case.read())["alarms"]
        return ("serving", True) in {(one["clock"], one["exceeded"]) for one in alarms}

    await until(unserved)
    await case.done("servings", {"method": "post"})
    shown = await case.read()
    assert (shown["duties"], shown["outcome"]["served_on"]) == ([], today())
    granting_late = await case.act("decisions", granting(counter))
    refused(granting_late, 409, "case-decided")


async def test_of_two_that_decide_at_once_one_wins(staff: Staff) -> None:
    counter = await shelf_of(staff, TACIT)
    case = await (await counter.apply(TACIT.code, today())).accepted(today())
    await case.done("examinations", PASSED)
    head = await another_approver(counter.running, "natural-resources")
    seen = {"If-Match": (await case.approver.get(case.path)).headers["ETag"]}
    refusing = {"outcome": "refused", "reason": "不符合", "remedy_notice": "可申请行政复议"}
    path = f"{case.path}/decisions"
    answers = await asyncio.gather(
        case.approver.post(path, json=granting(counter), headers=seen),
        head.post(path, json=refusing, headers=seen),
        case.approver.post(path, json=refusing | {"reason": "另一理由"}, headers=seen),
        head.post(path, json=granting(counter) | {"document_number": "另号"}, headers=seen),
    )
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses[0] == 201
    assert statuses[1:] == [412] * 3
    codes = {answer.json()["code"] for answer in answers if answer.status_code == 412}
    assert codes == {"stale-version"}
    decided = {"ApprovalGranted", "ApprovalRefused"} & set(await case.types())
    assert len(decided) == 1
    assert len(await case.types()) == 4


async def test_two_departments_decide_on_one_plan_at_once_and_both_count(staff: Staff) -> None:
    counter = await opened(staff)
    filing = await counter.apply("A01", today())
    impact = await (await counter.apply("A12", today())).accepted(today())
    await impact.done("examinations", PASSED)
    number = {"document_number": counter.number("号")}
    answers = await asyncio.gather(
        filing.act("decisions", {"outcome": "filed"} | number),
        impact.act("decisions", {"outcome": "granted"} | number),
    )
    assert [answer.status_code for answer in answers] == [201, 201]
    items = await counter.items()
    assert (items["A01"]["standing"], items["A12"]["standing"]) == ("filed", "granted")


async def test_of_two_departments_the_one_that_holds_the_item_decides(staff: Staff) -> None:
    counter, case = await consulted(staff, "2099-12-31", today())
    ecology = counter.people["approver-ecology"]
    reform = counter.people["approver-development"]
    for department, client in (("ecology", ecology), ("development-reform", reform)):
        body = {"department": department, "result": "passed", "opinion": "无意见"}
        await case.done("opinions", body, client)
    seen = {"If-Match": (await case.approver.get(case.path)).headers["ETag"]}
    path, mine = f"{case.path}/decisions", granting(counter)
    refusing = {"outcome": "refused", "reason": "不符合", "remedy_notice": "可申请行政复议"}
    decided, refused_to, hidden = await asyncio.gather(
        case.approver.post(path, json=mine, headers=seen),
        ecology.post(path, json=refusing, headers=seen),
        counter.people["officer"].post(path, json=refusing, headers=seen),
    )
    assert decided.status_code == 201
    refused(refused_to, 403, "not-allowed")
    refused(hidden, 404, "not-found")
    assert (await case.read())["stage"] == "granted"


async def test_two_departments_answer_at_once_and_neither_is_lost(staff: Staff) -> None:
    counter, case = await consulted(staff, "2099-12-31", today())
    asked_of = {"ecology": "approver-ecology", "development-reform": "approver-development"}
    seen = {"If-Match": (await case.approver.get(case.path)).headers["ETag"]}
    bodies = {one: {"department": one, "result": "passed", "opinion": "无意见"} for one in asked_of}
    answers = await asyncio.gather(
        *(
            counter.people[login].post(f"{case.path}/opinions", json=bodies[one], headers=seen)
            for one, login in asked_of.items()
        )
    )
    assert sorted(answer.status_code for answer in answers) == [201, 412]
    for one, answer in zip(asked_of, answers, strict=True):
        if answer.status_code == 412:
            await case.done("opinions", bodies[one], counter.people[asked_of[one]])
    assert {one["department"]: one["passed"] for one in (await case.read())["opinions"]} == (
        dict.fromkeys(asked_of, True)
    )
    await case.done("decisions", granting(counter))


async def test_a_special_procedure_is_told_in_writing_with_its_own_limit(staff: Staff) -> None:
    counter = await shelf_of(staff, TACIT)
    case = await (await counter.apply(TACIT.code, today())).accepted(today())
    hearing = {
        "procedure": "hearing",
        "reason": "利害关系人申请",
        "limit_days": "5",
        "notice": "听证通知书2026-3",
    }
    refused(
        await case.act("special-procedures", hearing | {"limit_days": "0.3"}), 422, "invalid-fields"
    )
    await case.done("special-procedures", hearing)
    shown = await case.read()
    assert [duty["clock"] for duty in shown["duties"]] == ["procedure"]
    history = (await read(case.approver, f"{case.path}/history"))["items"]
    assert history[-1]["data"]["notice"] == "听证通知书2026-3"
