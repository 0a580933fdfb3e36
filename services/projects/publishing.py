"""Which words our events leave in. Nothing that happens to a project is private.

The registers of codes stay inside: that a project bears one is told by the project's own events.

A contract takes the facts of its name from the event, in plain form; what it does not name stays.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from services.projects.domain import events as said
from services.projects.domain.code_checking import ProjectCodeChecked
from services.projects.domain.code_register import CodeEvent
from services.projects.domain.terms import ImportedRow, Stage
from shared.contracts import projects as contract
from shared.kernel.effective import Effective
from shared.kernel.identifiers import StreamKey, split_stream_key
from shared.kernel.quantity import Quantity
from shared.kernel.recorded import Recorded

_Stored = said.Event | CodeEvent | ProjectCodeChecked

_WORDS: Mapping[type[_Stored], type[contract.OfProject]] = {
    said.ProjectCreated: contract.ProjectCreated,
    said.AgreedTermsCorrected: contract.AgreedTermsCorrected,
    said.ImportedProjectWithdrawn: contract.ImportedProjectWithdrawn,
    said.ImportedProjectWithdrawalRefused: contract.ImportedProjectWithdrawalRefused,
    said.CommencementGateSet: contract.CommencementGateSet,
    said.GateItemProgressed: contract.GateItemProgressed,
    said.GateItemGranted: contract.GateItemGranted,
    said.GateItemExempted: contract.GateItemExempted,
    said.GateItemLost: contract.GateItemLost,
    said.CommencementGateOpened: contract.CommencementGateOpened,
    said.CommencementGateLost: contract.CommencementGateLost,
    said.ProjectCoded: contract.ProjectCoded,
    said.ProjectCodeCorrected: contract.ProjectCodeCorrected,
    ProjectCodeChecked: contract.ProjectCodeChecked,
    said.OfficerAssigned: contract.OfficerAssigned,
    said.OfficerHandedOver: contract.OfficerHandedOver,
    said.LeaderAssigned: contract.LeaderAssigned,
    said.LeaderReplaced: contract.LeaderReplaced,
    said.MilestonePlanned: contract.MilestonePlanned,
    said.MilestoneForecast: contract.MilestoneForecast,
    said.MilestoneSlipped: contract.MilestoneSlipped,
    said.MilestoneReached: contract.MilestoneReached,
    said.MilestoneCorrected: contract.MilestoneCorrected,
    said.WorkCommenced: contract.WorkCommenced,
    said.StartObserved: contract.StartObserved,
    said.UnapprovedStartObserved: contract.UnapprovedStartObserved,
    said.WorkSuspended: contract.WorkSuspended,
    said.WorkResumed: contract.WorkResumed,
    said.WorksCompleted: contract.WorksCompleted,
    said.ProductionStarted: contract.ProductionStarted,
    said.ProjectTerminated: contract.ProjectTerminated,
}

# A move says in its contract where it led to; here it is told by the event's kind.
_TO_STAGE: Mapping[type[_Stored], Stage] = {
    said.ImportedProjectWithdrawn: Stage.WITHDRAWN,
    said.WorkCommenced: Stage.UNDER_CONSTRUCTION,
    said.WorkSuspended: Stage.SUSPENDED,
    said.WorksCompleted: Stage.COMPLETED,
    said.ProductionStarted: Stage.IN_PRODUCTION,
    said.ProjectTerminated: Stage.TERMINATED,
}


def publish(stream: StreamKey, recorded: Recorded[_Stored]) -> contract.OfProject | None:
    """Return the contract's wording of an event; what the store writes about itself has none."""
    event = recorded.event
    words = _WORDS.get(type(event))
    if words is None:
        return None
    return words.model_validate({"project_id": split_stream_key(stream)[1], **_facts(event)})


def _facts(event: _Stored) -> dict[str, Any]:
    facts = {field.name: _plain(getattr(event, field.name)) for field in fields(event)}
    if type(event) in _TO_STAGE:
        facts["to_stage"] = _TO_STAGE[type(event)]
    if isinstance(event, said.ProjectCreated):
        facts.update(_plain(event.investment))
    row: ImportedRow | None = getattr(event, "row", None)
    if row is not None:
        facts.update(_plain(row))
    return facts


def _plain(value: Any) -> Any:
    if isinstance(value, Quantity | Effective):
        return value.to_plain()
    if isinstance(value, tuple):
        return tuple(_plain(each) for each in value)
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value
