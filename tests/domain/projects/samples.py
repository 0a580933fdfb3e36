"""One sample of every event a project has, by name."""

from datetime import date
from typing import Any

from services.projects.domain import events as said
from services.projects.domain.code_checking import Compared, Outcome, ProjectCodeChecked
from services.projects.domain.code_register import CodeClaimed, CodeEvent, CodeFreed
from services.projects.domain.terms import ItemStanding, MilestoneKind, Stage
from tests.domain.projects.stories import (
    CODE,
    FILING,
    GRANTED_ON,
    IMPACT,
    LEAD_ID,
    LEADER,
    OFFICER,
    OTHER_CODE,
    OTHER_LEADER,
    OTHER_OFFICER,
    PLANNING,
    PROJECT_ID,
    REQUEST,
    ROW,
    commenced,
    completed,
    created,
    exempted,
    gate_opened,
    gate_set,
    granted,
    investment,
    lacking,
    ledger_facts,
    lost,
    on,
    planned,
    producing,
    progressed,
    suspended,
    terminated,
)

_ALL: tuple[said.Event | CodeEvent | ProjectCodeChecked, ...] = (
    created(),
    said.AgreedTermsCorrected(before=investment(), after=ledger_facts(), reason="录入有误"),
    said.ImportedProjectWithdrawn(row=ROW, from_stage=Stage.UNDER_CONSTRUCTION),
    said.ImportedProjectWithdrawalRefused(
        row=ROW, request=REQUEST, code="done-since-import", detail="OfficerAssigned"
    ),
    gate_set(),
    progressed(IMPACT, ItemStanding.RECEIVED),
    granted(FILING, GRANTED_ON),
    exempted(PLANNING),
    lost(IMPACT, on(7, 1)),
    gate_opened(),
    said.CommencementGateLost(
        stage=Stage.UNDER_CONSTRUCTION, lacking=(lacking(IMPACT, ItemStanding.REVOKED),)
    ),
    said.ProjectCoded(code=CODE),
    said.ProjectCodeCorrected(from_code=CODE, to_code=OTHER_CODE, reason="重新赋码"),
    CodeClaimed(project_id=PROJECT_ID),
    CodeFreed(project_id=PROJECT_ID),
    ProjectCodeChecked(
        project_id=PROJECT_ID,
        lead_id=LEAD_ID,
        code=CODE,
        outcome=Outcome.DIFFERS,
        why=None,
        fields=(
            Compared(field="name", ours="检测设备生产基地", theirs="检测基地", same=False),
            Compared(field="industry", ours=None, theirs="检测服务", same=None),
        ),
        differing=("name",),
    ),
    said.OfficerAssigned(officer=OFFICER),
    said.OfficerHandedOver(from_officer=OFFICER, to_officer=OTHER_OFFICER, reason="轮岗"),
    said.LeaderAssigned(leader=LEADER),
    said.LeaderReplaced(from_leader=LEADER, to_leader=OTHER_LEADER, reason="分工调整"),
    planned(MilestoneKind.TOPPING_OUT, date(2026, 12, 1)),
    said.MilestoneForecast(
        milestone=MilestoneKind.TOPPING_OUT,
        planned_on=date(2026, 12, 1),
        from_on=None,
        to_on=date(2027, 1, 5),
        reason="雨季",
    ),
    said.MilestoneSlipped(
        milestone=MilestoneKind.TOPPING_OUT,
        planned_on=date(2026, 12, 1),
        forecast_on=date(2027, 1, 5),
        days_late=35,
        reason="雨季",
    ),
    said.MilestoneReached(
        milestone=MilestoneKind.LAND_SUPPLIED,
        reached=on(2, 20),
        evidence="不动产权证",
        planned_on=None,
        forecast_on=None,
    ),
    said.MilestoneCorrected(
        milestone=MilestoneKind.LAND_SUPPLIED,
        from_reached=on(2, 20),
        to_reached=on(3, 5),
        reason="证载日期看错",
    ),
    commenced(),
    said.StartObserved(seen_on=on(5, 10), seen="土方开挖"),
    said.UnapprovedStartObserved(
        seen_on=on(3, 1), seen="土方开挖", lacking=(lacking(FILING), lacking(IMPACT))
    ),
    suspended(on(7, 1)),
    said.WorkResumed(
        from_stage=Stage.SUSPENDED,
        to_stage=Stage.UNDER_CONSTRUCTION,
        since=on(8, 1),
        note="资金到位",
    ),
    completed(on(8, 20)),
    producing(on(8, 30)),
    terminated(),
)

SAMPLES: dict[str, Any] = {type(event).__name__: event for event in _ALL}
