import pytest

from services.projects.domain import commands as asked
from services.projects.domain import events as said
from services.projects.domain.terms import ImportedRow, ItemStanding, MilestoneKind, Stage
from shared.kernel.effective import Effective
from shared.kernel.identifiers import EventId
from tests.domain.projects.stories import (
    FILING,
    OFFICER,
    PROJECT_ID,
    REQUEST,
    ROW,
    asking,
    created,
    gate_set,
    imported,
    ledger_facts,
    progressed,
    project,
)

ANOTHER_ROW = ImportedRow(import_id=ROW.import_id, row="潘集区!5")


def take(stage: Stage = Stage.UNDER_CONSTRUCTION, row: ImportedRow = ROW) -> asked.ImportProject:
    return asked.ImportProject(
        **asking(Effective.in_month(2018, 8)),
        project_id=PROJECT_ID,
        row=row,
        investment=ledger_facts(),
        stage=stage,
        commenced=Effective.in_month(2018, 8),
    )


def withdraw(request: EventId = REQUEST, row: ImportedRow = ROW) -> asked.WithdrawImportedProject:
    return asked.WithdrawImportedProject(**asking(), row=row, request=request)


def refused(code: str, detail: str, row: ImportedRow = ROW) -> said.Event:
    return said.ImportedProjectWithdrawalRefused(row=row, request=REQUEST, code=code, detail=detail)


ASSIGNED = said.OfficerAssigned(officer=OFFICER)
WITHDRAWN = said.ImportedProjectWithdrawn(row=ROW, from_stage=Stage.UNDER_CONSTRUCTION)


@pytest.mark.parametrize(
    "stage", [Stage.SIGNED, Stage.UNDER_CONSTRUCTION, Stage.COMPLETED, Stage.IN_PRODUCTION]
)
def test_a_row_becomes_a_project_at_the_stage_it_stands_at(stage: Stage) -> None:
    project.when(take(stage)).then(imported(stage))


@pytest.mark.parametrize("stage", [Stage.TERMINATED, Stage.SUSPENDED, Stage.NOT_CREATED])
def test_other_stages_are_not_imported(stage: Stage) -> None:
    project.when(take(stage)).then_rejected("stage-not-importable")


def test_a_row_makes_one_project() -> None:
    project.given(imported()).when(take()).then_nothing()


def test_another_row_makes_another_project() -> None:
    project.given(imported()).when(take(row=ANOTHER_ROW)).then_rejected("project-already-exists")


def test_the_ledger_says_when_ground_was_broken() -> None:
    state = project.decider.fold([imported()])
    assert state.milestone(MilestoneKind.COMMENCEMENT).reached == Effective.in_month(2018, 8)
    assert state.milestone(MilestoneKind.SIGNED).reached is None


def test_an_import_is_withdrawn() -> None:
    project.given(imported()).when(withdraw()).then(WITHDRAWN)


def test_what_is_withdrawn_stays_so() -> None:
    project.given(imported(), WITHDRAWN).when(withdraw()).then_nothing()
    again = withdraw(EventId("another request"))
    project.given(imported(), WITHDRAWN).when(again).then_nothing()


def test_the_plan_that_follows_from_an_import_does_not_keep_it() -> None:
    project.given(imported(), gate_set()).when(withdraw()).then(WITHDRAWN)


def test_what_somebody_worked_on_stays() -> None:
    project.given(imported(), ASSIGNED).when(withdraw()).then(
        refused("done-since-import", "OfficerAssigned")
    )


def test_so_does_what_the_approving_side_worked_on() -> None:
    received = progressed(FILING, ItemStanding.RECEIVED)
    project.given(imported(), gate_set(), received).when(withdraw()).then(
        refused("done-since-import", "GateItemProgressed")
    )


def test_the_first_act_since_is_named() -> None:
    coded = said.ProjectCoded(code="2601-340400-04-01-123456")
    project.given(imported(), ASSIGNED, coded).when(withdraw()).then(
        refused("done-since-import", "OfficerAssigned")
    )


def test_every_request_is_answered_once() -> None:
    past = project.given(imported(), ASSIGNED, refused("done-since-import", "OfficerAssigned"))
    past.when(withdraw()).then_nothing()
    second = EventId("another request")
    past.when(withdraw(second)).then(
        said.ImportedProjectWithdrawalRefused(
            row=ROW, request=second, code="done-since-import", detail="OfficerAssigned"
        )
    )


def test_only_the_row_it_came_from_is_undone() -> None:
    code, detail = "not-imported-from-this-row", "another row made this project"
    project.given(imported()).when(withdraw(row=ANOTHER_ROW)).then(
        refused(code, detail, ANOTHER_ROW)
    )
    project.given(created()).when(withdraw()).then(refused(code, detail))
    project.when(withdraw()).then(refused(code, detail))
