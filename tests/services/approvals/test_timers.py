"""Timers: they survive whatever time nobody looked, and fire once, in order, marked late."""

from dataclasses import replace
from datetime import datetime

import pytest

from services.approvals.domain import events as said
from services.approvals.main import SPEC
from shared.kernel.identifiers import stream_key
from tests.harness.polling import until
from tests.harness.services import Installation
from tests.services.approvals.desk import Case, Staff, opened, read

ALARMS = ["LimitDueSoon", "LimitExceeded", "LimitDueSoon", "LimitExceeded"]


async def begin(running: Installation, *, scheduler: bool) -> None:
    """Run approvals again, with or without anybody to look at the timers."""
    served = running.services["approvals"]
    await served.stop()
    spec = SPEC if scheduler else replace(SPEC, on_timer=None)
    await running.start("approvals", served.database, spec)


@pytest.fixture
async def left_alone(running: Installation, staff: Staff) -> Case:
    """A case of last spring, entered while nobody looked at the timers."""
    await begin(running, scheduler=False)
    counter = await opened(staff)
    case = await counter.apply("B02", "2026-03-02")
    await case.accepted("2026-03-02")
    await running.settled()
    assert await case.types() == ["CaseReceived", "CaseAccepted"]
    return case


async def test_all_that_came_due_meanwhile_is_told_once_in_order_and_late(
    running: Installation, left_alone: Case
) -> None:
    case = left_alone
    await begin(running, scheduler=True)

    async def all_told() -> bool:
        return len(await case.types()) == 2 + len(ALARMS)

    await until(all_told)
    assert (await case.types())[2:] == ALARMS
    store = running.services["approvals"].runtime.store
    alarms = (await store.stream(stream_key("case", case.case_id)))[2:]
    moments: list[datetime] = [alarm.meta.effective.start for alarm in alarms]
    assert moments == sorted(moments)
    assert all(alarm.meta.late for alarm in alarms)
    assert all(alarm.meta.actor.role == "system" for alarm in alarms)
    assert {alarm.event.clock.value for alarm in alarms[:2]} == {"promised"}
    await begin(running, scheduler=True)
    await running.settled()
    assert len(await case.types()) == 2 + len(ALARMS)
    listed = (await read(case.approver, f"{case.path}/alarms"))["items"]
    assert [one["late"] for one in listed] == [True] * 4


async def test_silence_becomes_acceptance_since_the_day_of_receipt(
    running: Installation, staff: Staff
) -> None:
    await begin(running, scheduler=False)
    case = await (await opened(staff)).apply("B02", "2026-03-02")
    await begin(running, scheduler=True)

    async def deemed() -> bool:
        return "CaseDeemedAccepted" in await case.types()

    await until(deemed)
    shown = await case.read()
    assert (shown["deemed_accepted"], shown["accepted_on"]) == (True, "2026-03-02")
    assert (await case.read(valid_at="2026-03-02"))["stage"] == "accepted"
    store = running.services["approvals"].runtime.store
    stream = await store.stream(stream_key("case", case.case_id))
    accepted = next(e for e in stream if isinstance(e.event, said.CaseDeemedAccepted))
    assert accepted.meta.effective == stream[0].meta.effective
    await case.done("acceptances", {"effective": "2026-03-04"})
    shown = await case.read()
    assert (shown["deemed_accepted"], shown["accepted_on"]) == (False, "2026-03-04")
