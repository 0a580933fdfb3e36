from dataclasses import replace
from datetime import date

from services.projects.domain import commands as asked
from services.projects.domain import events as said
from services.projects.domain.terms import MilestoneKind, Stage
from shared.kernel.identifiers import LeadId
from shared.kernel.quantity import Quantity
from tests.domain.projects.stories import (
    AGREED_PRODUCTION,
    AGREED_START,
    LEAD_ID,
    OFFICER,
    PROJECT_ID,
    SIGNED_ON,
    SPECIALIST,
    Asking,
    asking,
    created,
    imported,
    investment,
    ledger_facts,
    planned,
    project,
)


def create(lead_id: LeadId = LEAD_ID) -> asked.CreateProject:
    return asked.CreateProject(
        **asking(SIGNED_ON), project_id=PROJECT_ID, lead_id=lead_id, investment=investment()
    )


def correct(when: Asking, start_on: date) -> asked.CorrectAgreedTerms:
    return asked.CorrectAgreedTerms(
        **when,
        amount=Quantity.from_plain({"value": "3.5", "unit": "亿元", "qualifier": "exact"}),
        agreed_start_on=start_on,
        agreed_production_on=AGREED_PRODUCTION,
        agreement_number="招协〔2026〕1号",
        reason="录入有误",
    )


def test_a_signed_lead_becomes_a_project() -> None:
    project.when(create()).then(created())


def test_a_lead_makes_one_project() -> None:
    project.given(created()).when(create()).then_nothing()


def test_a_project_is_not_made_from_a_second_lead() -> None:
    project.given(created()).when(create(LeadId("another"))).then_rejected("project-already-exists")


def test_the_agreed_days_are_the_first_plan() -> None:
    state = project.decider.fold([created()])
    assert state.milestone(MilestoneKind.SIGNED).reached == SIGNED_ON
    assert state.milestone(MilestoneKind.COMMENCEMENT).planned_on == AGREED_START
    assert state.milestone(MilestoneKind.PRODUCTION).planned_on == AGREED_PRODUCTION


def test_it_is_guarded_by_its_park_and_its_people() -> None:
    past: list[said.Event] = [created(), said.OfficerAssigned(officer=OFFICER)]
    about = project.decider.about(project.decider.fold(past))
    assert about.project == PROJECT_ID
    assert about.lead == LEAD_ID
    assert about.guarded.park == "inspection-park"
    assert about.guarded.people == {SPECIALIST, OFFICER}


def test_what_is_not_yet_there_belongs_to_nobody() -> None:
    about = project.decider.about(project.decider.initial)
    assert (about.project, about.guarded.park, about.guarded.people) == (None, None, frozenset())


def test_a_corrected_agreement_corrects_the_project() -> None:
    after = replace(
        investment(),
        amount=Quantity.from_plain({"value": "3.5", "unit": "亿元", "qualifier": "exact"}),
        agreed_start_on=date(2026, 7, 1),
    )
    corrected = said.AgreedTermsCorrected(before=investment(), after=after, reason="录入有误")
    command = correct(asking(SIGNED_ON), date(2026, 7, 1))
    project.given(created()).when(command).then(corrected)
    project.given(created(), corrected).when(command).then_nothing()
    state = project.decider.fold([created(), corrected])
    assert state.milestone(MilestoneKind.COMMENCEMENT).planned_on == date(2026, 7, 1)


def test_a_correction_leaves_a_plan_that_was_made_since() -> None:
    replanned = planned(MilestoneKind.COMMENCEMENT, date(2026, 8, 1), AGREED_START, "雨季")
    after = replace(investment(), agreed_start_on=date(2026, 7, 1))
    corrected = said.AgreedTermsCorrected(before=investment(), after=after, reason="录入有误")
    state = project.decider.fold([created(), replanned, corrected])
    assert state.milestone(MilestoneKind.COMMENCEMENT).planned_on == date(2026, 8, 1)


def test_what_never_was_a_lead_has_no_agreement_to_correct() -> None:
    command = correct(asking(SIGNED_ON), AGREED_START)
    project.given(imported()).when(command).then_nothing()
    project.when(command).then_nothing()


def test_a_ledger_may_know_nothing_but_a_name_and_a_park() -> None:
    assert ledger_facts().amount is None
    assert project.decider.fold([imported(Stage.SIGNED)]).stage is Stage.SIGNED
