"""The life of cases over HTTP: applied for, handled, decided, and what the answers say."""

from typing import Any

from shared.kernel.identifiers import stream_key
from tests.services.approvals.desk import (
    CASES,
    PLANS,
    Counter,
    another_approver,
    read,
    refused,
    today,
)


async def test_a_new_project_has_its_plan(counter: Counter) -> None:
    answer = await counter.people["leader"].get(f"{PLANS}/{counter.project}")
    assert answer.headers["ETag"].startswith('"v')
    assert "approvals=" in answer.headers["X-Position"]
    items = {item["item_code"]: item for item in answer.json()["items"]}
    assert list(items) == ["A01", "A12", "B02"]
    assert items["A12"]["standing"] == "not-applied"
    (held,) = items["B02"]["waits_to_issue_for"][:1]
    assert (held["item_code"], held["held_by"]) == ("A01", "development-reform")


async def test_from_application_to_grant(counter: Counter) -> None:
    await counter.filed()
    case = await counter.apply("B02", materials=["申请表", "设计方案"])
    await case.accepted("2026-03-03")
    shown = await case.read()
    assert (shown["stage"], shown["stage_name"], shown["awaiting"]) == (
        "accepted",
        "已受理",
        "authority",
    )
    await case.done(
        "examinations", {"result": "passed", "opinion": "符合规划条件", "effective": "2026-03-09"}
    )
    granting = {
        "outcome": "granted",
        "document_number": counter.number("建字"),
        "valid_until": "2027-03-10",
        "effective": "2026-03-10",
    }
    answer = await case.done("decisions", granting)
    assert [warning["item_code"] for warning in answer.json()["warnings"]] == ["A12"]
    await case.done("servings", {"method": "electronic", "effective": "2026-03-11"})
    shown = await case.read()
    assert (shown["stage"], shown["open"], shown["light"]) == ("granted", False, None)
    assert shown["outcome"]["document_number"] == counter.number("建字")
    assert shown["outcome"]["served_on"] == "2026-03-11"
    assert shown["decided"]["effective"]["from"] == "2026-03-10"
    assert (await counter.items())["B02"]["standing"] == "granted"


async def test_the_law_refuses_with_what_is_missing_and_who_holds_it(counter: Counter) -> None:
    case = await (await counter.apply("B02")).accepted()
    await case.done(
        "examinations", {"result": "passed", "opinion": "可", "effective": "2026-03-03"}
    )
    number = counter.number("建字")
    granting = {"outcome": "granted", "document_number": number, "effective": "2026-03-04"}
    problem = refused(await case.act("decisions", granting), 409, "prerequisites-missing")
    (missing,) = problem["missing"]
    assert (missing["item_code"], missing["held_by"], missing["stage"]) == (
        "A01",
        "development-reform",
        "not-applied",
    )
    await counter.filed()
    await case.done("decisions", granting)


async def test_a_local_rule_warns(counter: Counter) -> None:
    body = {"project_id": counter.project, "item_code": "A12"}
    answer = await counter.at("A12").post(CASES, json=body)
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"{CASES}/{answer.json()['id']}"
    (warning,) = answer.json()["warnings"]
    assert (warning["item_code"], warning["basis"], warning["held_by"]) == (
        "A01",
        "local",
        "development-reform",
    )


async def test_a_case_continues_the_thread_of_its_project(counter: Counter) -> None:
    case = await counter.apply("A12")
    store = counter.running.services["approvals"].runtime.store
    plan = await store.stream(stream_key("plan", counter.project))
    received = (await store.stream(stream_key("case", case.case_id)))[0]
    assert received.meta.correlation == plan[0].meta.correlation
    assert received.meta.project == counter.project
    assert received.meta.lead is not None


async def test_repeats_are_answered_as_the_first_time(counter: Counter) -> None:
    body = {"project_id": counter.project, "item_code": "A12", "effective": "2026-03-02"}
    key = {"Idempotency-Key": '"once-and-only"'}
    first = await counter.at("A12").post(CASES, json=body, headers=key)
    again = await counter.at("A12").post(CASES, json=body, headers=key)
    assert again.status_code == first.status_code == 201
    assert again.json() == first.json()
    assert again.headers["Idempotency-Replayed"] == "true"
    other = await counter.at("A12").post(CASES, json=body | {"materials": ["甲"]}, headers=key)
    refused(other, 422, "idempotency-key-reused")


async def test_a_document_number_is_given_once_per_item(counter: Counter) -> None:
    first = await counter.filed()
    await first.done("servings", {"method": "post", "effective": "2026-03-04"})
    second = await (await counter.apply("A12")).accepted()
    await second.done(
        "examinations", {"result": "passed", "opinion": "可", "effective": "2026-03-03"}
    )
    number = counter.number("备案")
    grant = {"outcome": "granted", "document_number": number, "effective": "2026-03-04"}
    await second.done("decisions", grant)
    undo = {
        "grounds": "环境标准调整",
        "deciding_authority": "生态环境局",
        "effective": "2026-03-05",
    }
    await second.done("retractions", undo)
    assert (await counter.items())["A12"]["standing"] == "retracted"
    third = await (await counter.apply("A12", "2026-03-06")).accepted("2026-03-06")
    await third.done(
        "examinations", {"result": "passed", "opinion": "可", "effective": "2026-03-06"}
    )
    bracketed = number.replace("〔", "[ ").replace("〕", " ]")
    again = grant | {"document_number": bracketed, "effective": "2026-03-09"}
    refused(await third.act("decisions", again), 409, "document-number-taken")


async def test_an_item_has_one_case_at_a_time(counter: Counter) -> None:
    case = await counter.apply("A12")
    body = {"project_id": counter.project, "item_code": "A12"}
    answer = await counter.at("A12").post(CASES, json=body)
    assert refused(answer, 409, "item-has-open-case")["case_id"] == case.case_id
    await case.done("declinations", {"reason": "不属于本机关职权", "effective": "2026-03-03"})
    assert (await counter.apply("A12", "2026-03-04")).case_id != case.case_id


async def test_another_person_allows_the_extension(counter: Counter) -> None:
    case = await (await counter.apply("B02", today())).accepted(today())
    await case.done("extension-requests", {"days": "10", "reason": "情况复杂"})
    refused(await case.act("extensions", {}), 409, "approver-is-requester")
    head = await another_approver(counter.running, "natural-resources")
    await case.done("extensions", {}, head)
    refused(
        await case.act("extension-requests", {"days": "5", "reason": "再延"}),
        409,
        "already-extended",
    )
    clocks = await case.deadline(explain="true")
    statutory, promised = clocks["statutory"], clocks["promised"]
    assert (statutory["total"], promised["total"]) == ("30", "7")
    assert statutory["extensions"][0]["reason"] == "情况复杂"


async def test_withdrawal(counter: Counter) -> None:
    case = await (await counter.apply("B02")).accepted()
    asking = {"reason": "方案调整", "effective": "2026-03-03"}
    await case.done("withdrawal-requests", asking)
    await case.done("withdrawal-refusals", {"reason": "已公示", "effective": "2026-03-04"})
    assert (await case.read())["stage"] == "accepted"
    await case.done("withdrawal-requests", asking | {"effective": "2026-03-05"})
    await case.done("withdrawals", {"effective": "2026-03-05"})
    assert (await case.read())["stage"] == "withdrawn"
    assert (await counter.items())["B02"]["standing"] == "withdrawn"


async def test_deficiencies_and_what_was_done_before(counter: Counter) -> None:
    case = await counter.apply("B02")
    notice = {"deficiencies": ["总平面图", "日照分析"], "effective": "2026-03-04"}
    await case.done("deficiency-notices", notice)
    assert (await case.read())["awaiting"] == "applicant"
    await case.done("remedies", {"materials": ["总平面图"], "effective": "2026-03-06"})
    await case.accepted("2026-03-09")
    listed = await read(case.approver, f"{case.path}/deficiency-notices")
    (entry,) = listed["items"]
    assert entry["type"] == "DeficienciesNotified"
    assert entry["name"] == "一次性告知补正"
    assert entry["data"]["deficiencies"] == ["总平面图", "日照分析"]
    assert entry["effective"] == {"from": "2026-03-04", "to": "2026-03-04", "precision": "day"}
    acceptances = await read(case.approver, f"{case.path}/acceptances")
    types = [one["type"] for one in acceptances["items"]]
    assert types in (["CaseAccepted"], ["CaseDeemedAccepted", "CaseAccepted"])
    assert (await read(case.approver, f"{case.path}/retractions"))["items"] == []


async def test_a_finding_that_nothing_is_required_satisfies_the_item(counter: Counter) -> None:
    case = await counter.apply("A12")
    await case.done("not-required-findings", {"reason": "豁免名录", "effective": "2026-03-03"})
    assert (await counter.items())["A12"]["standing"] == "not-required"


async def test_revoking_closes_the_gate_again(counter: Counter) -> None:
    case = await (await counter.apply("A12")).accepted()
    await case.done(
        "examinations", {"result": "passed", "opinion": "可", "effective": "2026-03-03"}
    )
    number = counter.number("环审")
    granting = {"outcome": "granted", "document_number": number, "effective": "2026-03-04"}
    await case.done("decisions", granting)
    grounds = {"grounds": "材料虚假", "deciding_authority": "生态环境局", "effective": "2026-03-20"}
    await case.done("revocations", grounds)
    shown = await case.read()
    assert (shown["stage"], shown["outcome"]["grounds"]) == ("revoked", "材料虚假")
    refused(await case.act("retractions", grounds), 409, "approval-not-in-force")


async def test_the_catalogue_says_on_what_it_stands(counter: Counter) -> None:
    items = (await read(counter.people["officer"], "/api/v1/items"))["items"]
    shown: dict[str, Any] = {item["item_code"]: item for item in items}
    impact = shown["A12"]
    assert impact["statutory_limit"]["unit_verified"] is False
    assert impact["legal_basis"]["verified"] is False
    assert shown["B02"]["extension_days"] == 10
    assert shown["A01"]["statutory_limit"] is None


async def test_a_refusal_says_why_and_how_to_contest_it(counter: Counter) -> None:
    case = await (await counter.apply("B02", today())).accepted(today())
    await case.done("special-procedures", {"procedure": "hearing", "reason": "利害关系人申请"})
    waiting = await case.read()
    assert (waiting["stage"], waiting["awaiting"]) == ("special-procedure", "procedure")
    assert waiting["stops"][0]["article"] == "《行政许可法》第四十五条"
    refusing = {"outcome": "refused", "reason": "不符合规划条件", "remedy_notice": "可申请行政复议"}
    refused(await case.act("decisions", refusing), 409, "special-procedure-running")
    await case.done("special-procedure-ends", {"outcome": "听证笔录已附卷"})
    await case.done("examinations", {"result": "objected", "opinion": "退线不足"})
    await case.done("decisions", refusing)
    shown = await case.read()
    assert (shown["stage"], shown["outcome"]["remedy_notice"]) == ("refused", "可申请行政复议")
    assert shown["examination"]["passed"] is False
    assert (await counter.items())["B02"]["standing"] == "refused"


async def test_a_filing_is_returned_and_filed_anew(counter: Counter) -> None:
    case = await counter.apply("A01", today())
    await case.done("decisions", {"outcome": "returned", "reason": "属于核准目录"})
    assert (await case.read())["stage"] == "returned"
    again = await counter.apply("A01", today())
    filing = {"outcome": "filed", "document_number": counter.number("备案")}
    await again.done("decisions", filing)
    assert (await counter.items())["A01"]["standing"] == "filed"


async def test_an_instant_is_as_good_as_a_day(counter: Counter) -> None:
    case = await counter.apply("A12", "2026-03-02T09:30:00+08:00")
    shown = await case.read()
    assert shown["received_on"] == "2026-03-02"
    assert shown["received"]["effective"] == {"at": "2026-03-02T01:30:00Z", "precision": "instant"}
