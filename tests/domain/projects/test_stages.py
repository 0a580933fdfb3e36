"""The table of acts and stages, tried in full."""

from collections.abc import Mapping
from datetime import date

import pytest

from services.projects.domain import commands as asked
from services.projects.domain import events as said
from services.projects.domain.state import ALLOWED
from services.projects.domain.terms import MilestoneKind, Stage
from shared.kernel.rejected import Rejected
from tests.domain.projects.stories import (
    CODE,
    LEADER,
    OFFICER,
    OTHER_OFFICER,
    ROW,
    all_granted,
    asking,
    completed,
    imported,
    on,
    producing,
    project,
    recognise,
    suspended,
    terminated,
    under_construction,
)

PAST: Mapping[Stage, tuple[said.Event, ...]] = {
    Stage.NOT_CREATED: (),
    Stage.SIGNED: all_granted(),
    Stage.UNDER_CONSTRUCTION: under_construction(),
    Stage.SUSPENDED: (*under_construction(), suspended(on(7, 1))),
    Stage.COMPLETED: (*under_construction(), completed(on(8, 1))),
    Stage.IN_PRODUCTION: (*under_construction(), completed(on(8, 1)), producing(on(8, 2))),
    Stage.TERMINATED: (*all_granted(), terminated()),
    Stage.WITHDRAWN: (
        imported(),
        said.ImportedProjectWithdrawn(row=ROW, from_stage=Stage.UNDER_CONSTRUCTION),
    ),
}

LAND_SUPPLIED = said.MilestoneReached(
    milestone=MilestoneKind.LAND_SUPPLIED,
    reached=on(2, 20),
    evidence="证",
    planned_on=None,
    forecast_on=None,
)
ACTS: tuple[asked.Command, ...] = (
    asked.AssignProjectCode(**asking(), code=CODE),
    asked.AssignOfficer(**asking(), officer=OFFICER),
    asked.HandOver(**asking(), from_officer=OFFICER, to_officer=OTHER_OFFICER, reason="轮岗"),
    asked.AssignLeader(**asking(), leader=LEADER),
    asked.PlanMilestone(
        **asking(), milestone=MilestoneKind.ABOVE_SCALE, planned_on=date(2028, 1, 1)
    ),
    asked.ForecastMilestone(
        **asking(), milestone=MilestoneKind.ABOVE_SCALE, forecast_on=date(2028, 1, 1)
    ),
    asked.ReachMilestone(**asking(), milestone=MilestoneKind.LAND_SUPPLIED, evidence="证"),
    asked.CorrectMilestone(
        **asking(on(3, 5)), milestone=MilestoneKind.LAND_SUPPLIED, reason="录入有误"
    ),
    recognise(on(8, 30)),
    asked.ObserveStart(**asking(), seen="土方开挖"),
    asked.SuspendWork(**asking(), reason="资金未到位"),
    asked.ResumeWork(**asking(), note="资金到位"),
    asked.CompleteWorks(**asking(), evidence="报告"),
    asked.StartProduction(**asking(), evidence="产品"),
    asked.TerminateProject(**asking(), reason="放弃"),
)


def test_every_act_on_a_project_is_in_the_table() -> None:
    assert {type(act) for act in ACTS} == set(ALLOWED)
    assert set(PAST) == set(Stage)


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("act", ACTS, ids=lambda act: type(act).__name__)
def test_the_table_holds(act: asked.Command, stage: Stage) -> None:
    past = PAST[stage]
    if isinstance(act, asked.HandOver) and stage not in {Stage.NOT_CREATED, Stage.WITHDRAWN}:
        past = (*past[:1], said.OfficerAssigned(officer=OFFICER), *past[1:])
    if isinstance(act, asked.CorrectMilestone) and past:
        past = (*past, LAND_SUPPLIED)
    state = project.decider.fold(past)
    assert state.stage is stage
    if stage in ALLOWED[type(act)]:
        assert project.decider.decide(act, state)
    else:
        with pytest.raises(Rejected, match="not-in-this-stage"):
            project.decider.decide(act, state)
