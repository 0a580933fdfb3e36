"""Certificates over HTTP: numbers, validity, extension, and the end that time brings."""

from dataclasses import replace
from typing import Any

from services.approvals.domain.catalogue import Item
from tests.domain.approvals.shelf import EXPIRING, STARTING
from tests.domain.approvals.stories import IMPACT
from tests.harness.polling import until
from tests.services.approvals.desk import Case, Staff, refused, today
from tests.services.approvals.shelf import shelf_of


async def granted(staff: Staff, item: Item, effective: str) -> Case:
    counter = await shelf_of(staff, item)
    case = await counter.apply(item.code, effective)
    on = {"effective": effective}
    await case.done("acceptances", on)
    certificate = {"certificate_number": counter.number("证")} | on
    refused(await case.act("certificates", certificate), 409, "certificate-before-grant")
    await case.done("examinations", {"result": "passed", "opinion": "可"} | on)
    number = counter.number("建字")
    await case.done("decisions", {"outcome": "granted", "document_number": number} | on)
    await case.done("servings", {"method": "electronic"} | on)
    return case


def certificate(case: Case, **more: str) -> dict[str, Any]:
    return {"certificate_number": case.counter.number("证")} | more


async def test_a_certificate_is_issued_extended_and_made_use_of(staff: Staff) -> None:
    case = await granted(staff, STARTING, today())
    await case.done("certificates", certificate(case))
    shown = await case.read()
    assert shown["certificate"]["meaning"] == "begin-within"
    assert [duty["clock"] for duty in shown["duties"]] == ["beginning"]
    first_end = shown["certificate"]["valid_until"]
    refused(await case.act("validity-extensions", {}), 409, "validity-extension-not-requested")
    await case.done("validity-extension-requests", {"reason": "工期延后"})
    await case.done("validity-extensions", {})
    shown = await case.read()
    assert shown["certificate"]["valid_until"] > first_end
    await case.done("beginnings", {"evidence": "开工报告"})
    shown = await case.read()
    assert (shown["duties"], shown["certificate"]["begun_on"]) == ([], today())


async def test_a_document_of_the_decision_holds_from_that_day(staff: Staff) -> None:
    assert STARTING.validity is not None
    validity = replace(STARTING.validity, from_decision=True)
    case = await granted(staff, replace(STARTING, validity=validity), today())
    shown = await case.read()
    document, decided = shown["certificate"], shown["outcome"]
    assert (document["number"], document["issued_on"]) == (decided["document_number"], today())
    assert (document["meaning"], document["valid_until"]) == (
        "begin-within",
        decided["valid_until"],
    )
    assert [duty["clock"] for duty in shown["duties"]] == ["beginning"]
    refused(await case.act("certificates", certificate(case)), 409, "certificate-already-issued")
    await case.done("beginnings", {"evidence": "开工报告"})
    assert (await case.read())["certificate"]["begun_on"] == today()


async def test_a_certificate_s_number_is_never_used_twice(staff: Staff) -> None:
    first = await granted(staff, STARTING, today())
    await first.done("certificates", certificate(first))
    undoing = {"grounds": "规划修改", "deciding_authority": "自然资源局"}
    await first.done("retractions", undoing)
    second = await granted(staff, STARTING, today())
    reused = await second.act("certificates", certificate(first))
    refused(reused, 409, "certificate-number-taken")
    await second.done("certificates", certificate(second))


OF_ANOTHER_DEPARTMENT = replace(IMPACT, needs=(), validity=EXPIRING.validity)


async def test_nor_for_another_item_of_another_department_and_project(staff: Staff) -> None:
    first = await granted(staff, STARTING, today())
    await first.done("certificates", certificate(first))
    other = await granted(staff, OF_ANOTHER_DEPARTMENT, today())
    number = first.counter.number("证").replace("〔", "[").replace("〕", " ]")
    reused = await other.act("certificates", {"certificate_number": number})
    problem = refused(reused, 409, "certificate-number-taken")
    assert (problem["item_code"], problem["certificate_number"]) == (IMPACT.code, number)
    assert (await other.read())["certificate"] is None


async def test_a_certificate_is_not_of_the_future_nor_older_than_its_grant(staff: Staff) -> None:
    case = await granted(staff, STARTING, "2026-03-02")
    early = certificate(case, effective="2026-03-01")
    refused(await case.act("certificates", early), 409, "effective-before-predecessor")
    future = certificate(case, effective="2099-01-01")
    refused(await case.act("certificates", future), 409, "effective-in-the-future")


async def test_what_nobody_makes_use_of_lapses_in_time(staff: Staff) -> None:
    case = await granted(staff, STARTING, "2026-03-02")
    await case.done("certificates", certificate(case, effective="2026-03-03"))

    async def lapsed() -> bool:
        return bool((await case.read())["stage"] == "lapsed")

    await until(lapsed)
    shown = await case.read()
    assert (shown["stage_name"], shown["duties"]) == ("证照已自行废止", [])
    assert (await case.read(valid_at="2026-06-02"))["stage"] == "granted"
    extending = await case.act("validity-extension-requests", {"reason": "工期延后"})
    refused(extending, 409, "approval-not-in-force")


async def test_a_certificate_of_a_year_is_warned_of_and_lapses(staff: Staff) -> None:
    case = await granted(staff, EXPIRING, "2025-10-01")
    await case.done("certificates", certificate(case, effective="2025-10-09"))

    async def lapsed() -> bool:
        return bool((await case.read())["stage"] == "lapsed")

    await until(lapsed)
    assert "LimitDueSoon" in await case.types()
