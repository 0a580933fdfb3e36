import pytest

from services.projects.domain import commands as asked
from services.projects.domain import events as said
from services.projects.domain.terms import MilestoneKind, Stage
from shared.kernel.effective import Effective
from tests.domain.projects.stories import (
    CODE,
    COMMENCED_ON,
    all_granted,
    asking,
    completed,
    created,
    imported,
    on,
    producing,
    project,
    suspended,
    terminated,
    under_construction,
)


def suspend(effective: Effective) -> asked.Command:
    return asked.SuspendWork(**asking(effective), reason="资金未到位")


def resume(effective: Effective) -> asked.Command:
    return asked.ResumeWork(**asking(effective), note="资金到位")


def complete(effective: Effective) -> asked.Command:
    return asked.CompleteWorks(**asking(effective), evidence="竣工验收报告")


def produce(effective: Effective) -> asked.Command:
    return asked.StartProduction(**asking(effective), evidence="首批产品")


def terminate(effective: Effective) -> asked.Command:
    return asked.TerminateProject(**asking(effective), reason="投资方放弃")


def resumed(to_stage: Stage = Stage.UNDER_CONSTRUCTION) -> said.WorkResumed:
    return said.WorkResumed(
        from_stage=Stage.SUSPENDED, to_stage=to_stage, since=on(8, 1), note="资金到位"
    )


def test_works_are_stopped_and_go_on() -> None:
    past = under_construction()
    project.given(*past).when(suspend(on(7, 1))).then(suspended(on(7, 1)))
    project.given(*past, suspended(on(7, 1))).when(resume(on(8, 1))).then(resumed())
    project.given(*past, suspended(on(7, 1)), resumed()).when(complete(on(8, 20))).then(
        completed(on(8, 20))
    )


def test_a_start_is_put_off_and_taken_up() -> None:
    put_off = suspended(on(7, 1), Stage.SIGNED)
    project.given(*all_granted()).when(suspend(on(7, 1))).then(put_off)
    project.given(*all_granted(), put_off).when(resume(on(8, 1))).then(resumed(Stage.SIGNED))


def test_asking_again_changes_nothing() -> None:
    past = (*under_construction(), suspended(on(7, 1)))
    project.given(*past).when(suspend(on(7, 1))).then_nothing()
    project.given(*past, resumed()).when(resume(on(8, 1))).then_nothing()
    done = (*under_construction(), completed(on(8, 20)))
    project.given(*done).when(complete(on(8, 20))).then_nothing()
    project.given(*done, producing(on(8, 30))).when(produce(on(8, 30))).then_nothing()
    project.given(created(), terminated()).when(terminate(on(8, 1))).then_nothing()


def test_what_stands_still_is_not_stopped_again() -> None:
    past = (*under_construction(), suspended(on(7, 1)))
    project.given(*past).when(suspend(on(7, 2))).then_rejected("not-in-this-stage")


def test_only_what_stands_still_goes_on() -> None:
    project.given(*under_construction()).when(resume(on(8, 1))).then_rejected("not-in-this-stage")


def test_nothing_goes_on_before_it_stopped() -> None:
    project.given(*under_construction(), suspended(on(7, 1))).when(resume(on(6, 30))).then_rejected(
        "effective-before-predecessor"
    )


def test_works_are_completed_then_production_starts() -> None:
    past = (*under_construction(), completed(on(8, 20)))
    project.given(*past).when(produce(on(8, 30))).then(producing(on(8, 30)))
    state = project.decider.fold([*past, producing(on(8, 30))])
    reached = {kind: milestone.reached for kind, milestone in state.milestones.items()}
    assert reached == {
        MilestoneKind.SIGNED: on(1, 10),
        MilestoneKind.COMMENCEMENT: COMMENCED_ON,
        MilestoneKind.COMPLETION: on(8, 20),
        MilestoneKind.PRODUCTION: on(8, 30),
    }


def test_nothing_is_completed_before_it_was_begun() -> None:
    project.given(*all_granted()).when(complete(on(8, 20))).then_rejected("not-in-this-stage")
    project.given(*under_construction()).when(complete(on(5, 5))).then_rejected(
        "effective-before-predecessor"
    )


def test_nothing_is_produced_before_the_works_are_complete() -> None:
    project.given(*under_construction()).when(produce(on(8, 30))).then_rejected("not-in-this-stage")


@pytest.mark.parametrize("command", [suspend(on(9, 2)), complete(on(9, 2)), terminate(on(9, 2))])
def test_nothing_is_recognised_early(command: asked.Command) -> None:
    project.given(*under_construction()).when(command).then_rejected("effective-in-the-future")


def test_an_imported_project_goes_on_from_where_it_stands() -> None:
    project.given(imported()).when(complete(on(8, 20))).then(completed(on(8, 20)))


def test_a_project_is_terminated() -> None:
    project.given(created()).when(terminate(on(8, 1))).then(terminated())


def test_what_produces_is_not_terminated() -> None:
    past = (*under_construction(), completed(on(8, 20)), producing(on(8, 30)))
    project.given(*past).when(terminate(on(8, 31))).then_rejected("not-in-this-stage")


def test_after_the_end_only_corrections_are_taken() -> None:
    past = project.given(created(), said.ProjectCoded(code=CODE), terminated())
    past.when(suspend(on(8, 2))).then_rejected("not-in-this-stage", stage=Stage.TERMINATED)
