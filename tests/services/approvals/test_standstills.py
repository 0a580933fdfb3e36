"""Works that stand still under a certificate, as projects tell of them."""

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count
from typing import Any
from uuid import uuid4

from shared.contracts.envelope import CloudEvent, sequence_text
from shared.kernel.effective import Effective
from tests.domain.approvals.shelf import BUILDING
from tests.harness.polling import until
from tests.services.approvals.desk import Case, Staff, read, refused
from tests.services.approvals.test_certificates import certificate, granted

# Once it was issued nothing ends it, so that its standstills alone are looked at.
ENDLESS = replace(BUILDING, validity=None)
_TOLD = count(1)


async def heard(case: Case, name: str, day: date, **data: Any) -> None:
    """Let approvals hear of the works, as it does from the bus."""
    when, told = Effective.on_day(day), next(_TOLD)
    event = CloudEvent(
        id=str(uuid4()),
        source="urn:cn:123700000000000000:system",
        type=f"cn.luodi.projects.{name}.v1",
        subject=f"project-{case.counter.project}",
        time=datetime.now(UTC),
        sequence=sequence_text(told),
        service="projects",
        eventname=name,
        streamversion=told,
        effectivefrom=when.start,
        effectiveto=when.end,
        effectiveprecision=when.precision,
        actorid="sample-leader",
        actorrole="park-leader",
        correlationid=case.counter.project,
        projectid=case.counter.project,
        chainhash="00",
        data={"project_id": case.counter.project, **data},
    )
    await case.counter.running.services["approvals"].runtime.react(event)


async def certified(staff: Staff) -> Case:
    case = await granted(staff, ENDLESS, "2025-03-03")
    await case.done("certificates", certificate(case, effective="2025-03-04"))
    return case


async def test_a_standstill_is_watched_reported_and_verified(staff: Staff) -> None:
    case = await certified(staff)
    await heard(case, "WorkSuspended", date(2025, 4, 1), from_stage="under-construction")
    assert (await case.read())["certificate"]["suspended_on"] == "2025-04-01"

    async def told() -> bool:
        return {("suspension-report", True), ("verification", True)} <= {
            (one["clock"], one["exceeded"]) for one in (await case.read())["alarms"]
        }

    await until(told)
    report = {"report": "资金未到位，中止施工", "effective": "2025-05-20"}
    await case.done("suspension-reports", report, case.counter.people["approver-planning"])
    twice = await case.act("suspension-reports", report | {"report": "再次报告"})
    refused(twice, 409, "suspension-already-reported")
    early = {"opinion": "可", "effective": "2026-04-01"}
    problem = refused(await case.act("verifications", early), 409, "verification-not-due")
    assert problem["free_until"] == "2026-04-01"
    await case.done("verifications", early | {"effective": "2026-04-02"})
    await heard(case, "WorkResumed", date(2026, 4, 7), from_stage="suspended")
    shown = await case.read()
    assert (shown["certificate"]["suspended_on"], shown["certificate"]["verified"]) == (None, True)
    stood = (await read(case.approver, f"{case.path}/standstills"))["items"]
    assert [one["type"] for one in stood] == ["SuspensionNoted", "ResumptionNoted"]
    assert stood[1]["data"]["verification_missing"] is False
    late = await case.act("verifications", early | {"effective": "2026-04-08"})
    refused(late, 409, "works-not-suspended")


async def test_works_that_go_on_without_are_flagged_and_never_refused(staff: Staff) -> None:
    case = await certified(staff)
    await heard(case, "WorkSuspended", date(2025, 4, 1), from_stage="under-construction")
    await heard(case, "WorkResumed", date(2026, 4, 2), from_stage="suspended")
    (_, gone_on) = (await read(case.approver, f"{case.path}/standstills"))["items"]
    assert gone_on["data"]["verification_missing"] is True
    assert (await case.read())["stage"] == "granted"


async def test_what_is_put_off_before_it_began_is_no_standstill(staff: Staff) -> None:
    case = await certified(staff)
    await heard(case, "WorkSuspended", date(2025, 4, 1), from_stage="signed")
    assert (await read(case.approver, f"{case.path}/standstills"))["items"] == []
    refused(await case.act("suspension-reports", {"report": "x"}), 409, "works-not-suspended")
