"""Studies over HTTP, and applications that nobody completes."""

from tests.domain.approvals.shelf import REVIEWED, REVIEWED_ON_PROMISE
from tests.domain.approvals.stories import PERMIT
from tests.harness.polling import until
from tests.services.approvals.desk import Staff, read, refused, today
from tests.services.approvals.shelf import shelf_of

DELIVERY = {"document": "审查合格书7号", "result": "合格"}
VOIDING = {"grounds": "批后核查发现承诺不实", "deciding_authority": "住房和城乡建设局"}


async def test_a_study_is_sent_back_reviewed_again_and_delivered(staff: Staff) -> None:
    counter = await shelf_of(staff, REVIEWED)
    case = await counter.apply(REVIEWED.code, "2026-03-02")
    await case.done("supplement-requests", {"missing": ["结构计算书"], "effective": "2026-03-04"})
    shown = await case.read()
    assert (shown["stage"], shown["awaiting"]) == ("supplement-requested", "applicant")
    early = await case.act("study-deliveries", DELIVERY | {"effective": "2026-03-05"})
    refused(early, 409, "supplement-outstanding")
    await case.done("supplements", {"materials": ["结构计算书"], "effective": "2026-03-11"})
    shown = await case.read()
    assert (shown["stage"], shown["light"]) == ("commissioned", None)
    clocks = await case.deadline(explain="true")
    statutory = clocks["statutory"]
    assert (statutory["binds"], statutory["used"]) == ("institution", "1.5")
    await case.done("study-deliveries", DELIVERY | {"effective": "2026-03-23"})
    assert (await case.deadline())["statutory"]["used"] == "1.5"


async def test_a_study_on_a_promise_is_checked_and_voided_by_the_authority(staff: Staff) -> None:
    counter = await shelf_of(staff, REVIEWED_ON_PROMISE)
    case = await counter.apply(
        REVIEWED_ON_PROMISE.code, "2026-03-02", commitment="承诺符合强制性标准"
    )
    await case.done("study-deliveries", DELIVERY | {"effective": "2026-03-03"})

    async def overdue() -> bool:
        alarms = (await case.read())["alarms"]
        return ("commitment-check", True) in {(one["clock"], one["exceeded"]) for one in alarms}

    await until(overdue)
    await case.done("commitment-checks", {"result": "failed", "opinion": "抗震等级不足"})
    shown = await case.read()
    assert (shown["stage"], shown["duties"]) == ("delivered", [])
    assert "抗震等级不足" in shown["promises"]["proposal"]["grounds"]
    assert "VoidingProposed" in await case.types()
    refused(await case.act("revocations", VOIDING), 409, "act-not-of-this-kind")
    await case.done("study-voidings", VOIDING)
    shown = await case.read()
    assert (shown["stage"], shown["stage_name"]) == ("voided", "中介成果已作废")
    assert (await counter.items())[REVIEWED_ON_PROMISE.code]["standing"] == "voided"
    twice = VOIDING | {"grounds": "另一理由"}
    refused(await case.act("study-voidings", twice), 409, "study-not-delivered")
    again = await counter.apply(REVIEWED_ON_PROMISE.code, today(), commitment="重新承诺")
    assert again.case_id != case.case_id


async def test_a_supplement_that_does_not_come_is_told_and_taken_when_it_does(
    staff: Staff,
) -> None:
    counter = await shelf_of(staff, PERMIT)
    case = await (await counter.apply(PERMIT.code, "2026-03-02")).accepted("2026-03-02")
    asking = {"missing": ["日照分析"], "reply_by": "2026-03-13", "effective": "2026-03-04"}
    await case.done("supplement-requests", asking)

    async def told() -> bool:
        return bool((await case.read())["stops"][-1]["overdue"])

    await until(told)
    shown = await case.read()
    assert (shown["stage"], shown["awaiting"]) == ("supplement-requested", "applicant")
    assert (shown["stops"][-1]["reply_by"], shown["duties"]) == ("2026-03-13", [])
    assert (await case.types()).count("SupplementOverdue") == 1
    history = (await read(case.approver, f"{case.path}/history"))["items"]
    (overdue,) = [one for one in history if one["type"] == "SupplementOverdue"]
    assert (overdue["name"], overdue["data"]["reply_by"]) == ("办理中补正逾期", "2026-03-13")
    assert not (await case.read(valid_at="2026-03-13"))["stops"][-1]["overdue"]
    late = {"materials": ["日照分析"], "effective": "2026-03-18"}
    await case.done("supplements", late)
    shown = await case.read()
    assert (shown["stage"], shown["stops"][-1]["overdue"]) == ("accepted", True)


async def test_a_supplement_in_time_is_told_by_nothing_else(staff: Staff) -> None:
    counter = await shelf_of(staff, PERMIT)
    case = await (await counter.apply(PERMIT.code, today())).accepted(today())
    await case.done("supplement-requests", {"missing": ["日照分析"], "reply_by": "2099-12-31"})
    pool = counter.running.services["approvals"].runtime.pool
    waiting = "SELECT name FROM view.timer WHERE stream = $1 AND name = 'exceeded.supplement'"

    async def timed() -> bool:
        return bool(await pool.fetchval(waiting, f"case-{case.case_id}"))

    await until(timed)
    await case.done("supplements", {"materials": ["日照分析"]})

    async def over() -> bool:
        return not await timed()

    await until(over)
    assert "SupplementOverdue" not in await case.types()
    assert not (await case.read())["stops"][-1]["overdue"]


async def test_what_is_never_remedied_is_told_and_then_ended(staff: Staff) -> None:
    counter = await shelf_of(staff, PERMIT)
    case = await counter.apply(PERMIT.code, "2026-03-02")
    notice = {"deficiencies": ["总平面图"], "remedy_by": "2026-03-13", "effective": "2026-03-04"}
    await case.done("deficiency-notices", notice)

    async def told() -> bool:
        return ("remedy", True) in {
            (one["clock"], one["exceeded"]) for one in (await case.read())["alarms"]
        }

    await until(told)
    shown = await case.read()
    assert (shown["stage"], shown["duties"][0]["binds"]) == ("deficiencies-notified", "applicant")
    early = {"reason": "逾期未补正", "effective": "2026-03-13"}
    problem = refused(await case.act("application-lapses", early), 409, "remedy-day-not-over")
    assert problem["remedy_by"] == "2026-03-13"
    await case.done("application-lapses", early | {"effective": "2026-03-16"})
    shown = await case.read()
    assert (shown["stage"], shown["open"], shown["ended_on"]) == (
        "application-lapsed",
        False,
        "2026-03-16",
    )
    assert (await counter.items())[PERMIT.code]["standing"] == "application-lapsed"
    await case.done("servings", {"method": "post", "effective": "2026-03-17"})
    assert (await counter.apply(PERMIT.code, today())).case_id != case.case_id
