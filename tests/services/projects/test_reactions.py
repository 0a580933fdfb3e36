"""What leads tell, and what becomes of it here. The events are as the bus carries them."""

from services.projects.domain import events as said
from services.projects.domain.terms import Stage
from services.projects.reactions import project_of_lead
from shared.kernel.effective import Effective
from shared.kernel.housekeeping import ReactionRefused
from shared.kernel.identifiers import LeadId, StreamKey
from tests.domain.projects.stories import LEAD_ID, ROW
from tests.harness.services import Installation
from tests.services.projects.bus import (
    COMMITTED,
    IMPORTED,
    PLAN,
    PROJECT,
    ROW_TOLD,
    SIGNED,
    Bus,
    begun,
)


async def test_signing_makes_a_project_in_the_same_thread(running: Installation) -> None:
    bus = await begun(running)
    (recorded,) = await bus.stream()
    assert isinstance(recorded.event, said.ProjectCreated)
    assert recorded.event.lead_id == LEAD_ID
    assert recorded.meta.correlation == "0198f1c2-0000-7000-8000-00000000c0de"
    assert recorded.meta.effective == Effective.in_half_year(2026, 1)
    assert (recorded.meta.lead, recorded.meta.project) == (LEAD_ID, PROJECT)


async def test_another_lead_makes_another_project(running: Installation) -> None:
    bus = await begun(running)
    await bus.tell("leads", "AgreementSigned", SIGNED | {"lead_id": "another"})
    assert await bus.events(project_of_lead(LeadId("another")))
    assert len(await bus.events()) == 1


async def test_a_corrected_agreement_is_taken_over(running: Installation) -> None:
    bus = await begun(running)
    before = {
        "amount": SIGNED["amount"],
        "start_on": "2026-06-01",
        "production_on": "2027-06-01",
    }
    correction = {
        "lead_id": LEAD_ID,
        "before": before,
        "after": before | {"start_on": "2026-07-01"},
        "reason": "录入有误",
    }
    await bus.tell("leads", "AgreementCorrected", correction)
    corrected = (await bus.events())[-1]
    assert isinstance(corrected, said.AgreedTermsCorrected)
    assert str(corrected.after.agreed_start_on) == "2026-07-01"


async def test_a_row_makes_a_project_and_its_undoing_withdraws_it(running: Installation) -> None:
    bus = Bus(running)
    await bus.tell("leads", "ProjectRowCommitted", COMMITTED)
    (recorded,) = await bus.stream(IMPORTED)
    created = recorded.event
    assert isinstance(created, said.ProjectCreated)
    assert (created.stage, created.row) == (Stage.UNDER_CONSTRUCTION, ROW)
    assert created.commenced == recorded.meta.effective == Effective.in_month(2018, 8)
    assert created.investment.amount is not None
    assert created.investment.amount.value is None
    assert created.investment.land_supply == "已供地"
    await bus.tell("leads", "ProjectRowUndoRequested", ROW_TOLD)
    assert isinstance((await bus.events(IMPORTED))[-1], said.ImportedProjectWithdrawn)


async def test_undoing_what_was_worked_on_is_refused_by_an_event(running: Installation) -> None:
    bus = Bus(running)
    await bus.tell("leads", "ProjectRowCommitted", COMMITTED)
    leader = await running.login("leader")
    answer = await leader.post(
        f"/api/v1/projects/{IMPORTED}/officers",
        json={"officer": "sample-officer"},
        headers={"If-Match": '"v1"'},
    )
    assert answer.status_code == 201, answer.text
    await bus.tell("leads", "ProjectRowUndoRequested", ROW_TOLD)
    refusal = (await bus.events(IMPORTED))[-1]
    assert isinstance(refusal, said.ImportedProjectWithdrawalRefused)
    assert (refusal.code, refusal.detail) == ("done-since-import", "OfficerAssigned")


async def test_undoing_what_never_came_in_is_answered_and_shows_nowhere(
    running: Installation,
) -> None:
    bus = Bus(running)
    await bus.tell("leads", "ProjectRowUndoRequested", ROW_TOLD)
    (refusal,) = await bus.events(IMPORTED)
    assert refusal.code == "not-imported-from-this-row"
    await running.settled()
    auditor = await running.login("auditor")
    assert (await auditor.get(f"/api/v1/projects/{IMPORTED}")).status_code == 404
    query = {"stage": "not-created"}
    assert (await auditor.get("/api/v1/projects", params=query)).json()["items"] == []


async def test_a_row_that_the_rules_refuse_is_written_down(running: Installation) -> None:
    bus = Bus(running)
    await bus.tell("leads", "ProjectRowCommitted", COMMITTED | {"stage": "terminated"})
    assert await bus.events(IMPORTED) == []
    key = StreamKey("refusal-0198f1c2-0000-7000-8000-000000000001.0")
    (refusal,) = await bus.runtime.store.stream(key)
    assert isinstance(refusal.event, ReactionRefused)
    assert (refusal.event.code, refusal.event.command) == ("stage-not-importable", "ImportProject")


async def test_hearing_it_twice_changes_nothing(running: Installation) -> None:
    bus = await begun(running)
    await bus.tell("approvals", "PlanOpened", PLAN)
    bus.told = 0
    await bus.tell("leads", "AgreementSigned", SIGNED)
    await bus.tell("approvals", "PlanOpened", PLAN)
    assert len(await bus.events()) == 2
