"""容缺, 告知承诺 and what undoes a grant, over HTTP, with the timers that watch over them."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from services.approvals.domain.catalogue import Item
from shared.kernel.working_days import add_working_days
from tests.domain.approvals.shelf import COMMITTED, TOLERANT
from tests.harness.polling import until
from tests.kernel.calendars import CALENDAR
from tests.services.approvals.desk import CASES, Case, Staff, read, refused, today
from tests.services.approvals.shelf import Shelf, shelf_of

PASSED = {"result": "passed", "opinion": "可", "effective": "2026-03-03"}
UNDOING = {"grounds": "违反许可建设", "deciding_authority": "综合执法局"}


def granting(counter: Shelf, outcome: str, effective: str) -> dict[str, Any]:
    number = counter.number("建字")
    return {"outcome": outcome, "document_number": number, "effective": effective}


async def with_omissions(counter: Shelf, effective: str, item: Item = TOLERANT) -> Case:
    case = await counter.apply(item.code, effective)
    on = {"effective": effective}
    await case.done("omission-promises", {"materials": ["M2", "M3"]} | on)
    await case.done("acceptances", on)
    await case.done("examinations", PASSED | on)
    plain = granting(counter, "granted", effective)
    refused(await case.act("decisions", plain), 409, "omissions-outstanding")
    await case.done("decisions", granting(counter, "granted-with-omissions", effective))
    return case


async def test_what_comes_later_makes_the_grant_whole(staff: Staff) -> None:
    counter = await shelf_of(staff, TOLERANT)
    case = await with_omissions(counter, today())
    shown = await case.read()
    assert (shown["stage"], shown["stage_name"]) == ("granted-with-omissions", "容缺通过，待补齐")
    assert [duty["clock"] for duty in shown["duties"]] == ["serving", "omissions"]
    assert (await counter.items())[TOLERANT.code]["standing"] == "granted"
    await case.done("omission-supplies", {"materials": ["M2"]})
    assert (await case.read())["promises"]["outstanding"] == ["M3"]
    wrong = await case.act("omission-supplies", {"materials": ["M2", "M3"]})
    assert refused(wrong, 409, "omission-not-outstanding")["materials"] == ["M2"]
    await case.done("omission-supplies", {"materials": ["M3"]})
    shown = await case.read()
    assert (shown["stage"], shown["promises"]["outstanding"]) == ("granted", [])


def overdue_since() -> tuple[date, date]:
    """Return a day from which one working day has run out, and the working day that follows it.

    It is so late that the five days for an answer to an application of that day still run.
    """
    start = date.fromisoformat(today())
    while (turned := add_working_days(CALENDAR, start, 2)) > date.fromisoformat(today()):
        start -= timedelta(days=1)
    return start, turned


async def test_what_never_comes_is_proposed_for_revocation_by_time_alone(staff: Staff) -> None:
    assert TOLERANT.omission is not None
    hasty = replace(TOLERANT, omission=replace(TOLERANT.omission, days=Decimal(1)))
    counter, (granted_on, turned) = await shelf_of(staff, hasty), overdue_since()
    case = await with_omissions(counter, granted_on.isoformat(), hasty)

    async def proposed() -> bool:
        return "RevocationProposed" in await case.types()

    await until(proposed)
    shown = await case.read()
    assert (shown["stage"], shown["promises"]["overdue"]) == ("granted-with-omissions", True)
    assert shown["promises"]["proposal"]["on"] == turned.isoformat()
    await case.done("revocations", UNDOING)
    assert (await case.read())["stage"] == "revoked"


async def test_what_may_not_come_later_is_not_promised(staff: Staff) -> None:
    counter = await shelf_of(staff, TOLERANT)
    case = await counter.apply(TOLERANT.code, today())
    wrong = await case.act("omission-promises", {"materials": ["M1"]})
    refused(wrong, 409, "material-not-deferrable")
    refused(await case.act("omission-promises", {"materials": []}), 422, "invalid-fields")


async def test_a_commitment_comes_with_the_application_and_is_granted_on_at_once(
    staff: Staff,
) -> None:
    counter = await shelf_of(staff, COMMITTED)
    body = {"project_id": counter.project, "item_code": COMMITTED.code}
    client = counter.at(COMMITTED.code)
    refused(await client.post(CASES, json=body), 409, "commitment-missing")
    case = await counter.apply(COMMITTED.code, today(), commitment="承诺符合规划条件")
    await case.done("decisions", granting(counter, "granted", today()))
    assert await case.types() == [
        "CaseReceived",
        "CommitmentMade",
        "CaseAccepted",
        "ApprovalGranted",
    ]
    await case.done("commitment-checks", {"result": "failed", "opinion": "退线不足"})
    shown = await case.read()
    assert (shown["stage"], shown["promises"]["check"]["passed"]) == ("granted", False)
    assert "退线不足" in shown["promises"]["proposal"]["grounds"]
    checking = {"result": "passed", "opinion": "属实"}
    refused(await case.act("commitment-checks", checking), 409, "commitment-already-checked")


async def test_a_commitment_is_for_items_granted_on_one(staff: Staff) -> None:
    counter = await shelf_of(staff, TOLERANT)
    body = {"project_id": counter.project, "item_code": TOLERANT.code, "commitment": "承诺"}
    answer = await counter.at(TOLERANT.code).post(CASES, json=body)
    refused(answer, 409, "commitment-not-provided")
    assert (await counter.items())[TOLERANT.code]["standing"] == "not-applied"


async def test_an_unserved_decision_is_overdue_by_time(staff: Staff) -> None:
    counter = await shelf_of(staff, COMMITTED)
    case = await counter.apply(COMMITTED.code, "2026-03-02", commitment="承诺符合规划条件")
    await case.done("decisions", granting(counter, "granted", "2026-03-03"))
    expected = {("serving", False), ("serving", True)}
    expected |= {("commitment-check", False), ("commitment-check", True)}

    async def told() -> bool:
        alarms = (await case.read())["alarms"]
        return expected <= {(one["clock"], one["exceeded"]) for one in alarms}

    await until(told)
    await case.done("servings", {"method": "electronic"})
    assert [duty["clock"] for duty in (await case.read())["duties"]] == ["commitment-check"]


async def test_a_grant_is_forfeited_and_struck_off(staff: Staff) -> None:
    counter = await shelf_of(staff, COMMITTED)
    case = await counter.apply(COMMITTED.code, today(), commitment="承诺符合规划条件")
    await case.done("decisions", granting(counter, "granted", today()))
    await case.done("deregistration-requests", {"reason": "项目终止"})
    await case.done("forfeitures", UNDOING)
    shown = await case.read()
    assert (shown["stage"], shown["duties"]) == ("forfeited", [])
    assert (await counter.items())[COMMITTED.code]["standing"] == "forfeited"
    refused(await case.act("revocations", UNDOING), 409, "approval-not-in-force")
    await case.done("deregistrations", UNDOING)
    shown = await case.read()
    assert (shown["stage"], shown["outcome"]["by_wish"]) == ("deregistered", True)
    history = (await read(case.approver, f"{case.path}/history"))["items"]
    assert [one["name"] for one in history][-3:] == ["申请注销", "吊销许可", "注销许可"]
