"""What happened to a project. The stored format: add, never rename.

Who, when it was so and when it was recorded stand beside every event. A date is repeated here only
where a later rule asks for it.
"""

from services.projects.domain.events.beginning import (
    AgreedTermsCorrected,
    ImportedProjectWithdrawalRefused,
    ImportedProjectWithdrawn,
    ProjectCreated,
)
from services.projects.domain.events.charge import (
    LeaderAssigned,
    LeaderReplaced,
    OfficerAssigned,
    OfficerHandedOver,
    ProjectCodeCorrected,
    ProjectCoded,
)
from services.projects.domain.events.gate import (
    CommencementGateLost,
    CommencementGateOpened,
    CommencementGateSet,
    GateItemExempted,
    GateItemGranted,
    GateItemLost,
    GateItemProgressed,
)
from services.projects.domain.events.milestones import (
    MilestoneCorrected,
    MilestoneForecast,
    MilestonePlanned,
    MilestoneReached,
    MilestoneSlipped,
)
from services.projects.domain.events.works import (
    ProductionStarted,
    ProjectTerminated,
    StartObserved,
    UnapprovedStartObserved,
    WorkCommenced,
    WorkResumed,
    WorksCompleted,
    WorkSuspended,
)

CreationEvent = (
    ProjectCreated
    | AgreedTermsCorrected
    | ImportedProjectWithdrawn
    | ImportedProjectWithdrawalRefused
)
GateEvent = (
    CommencementGateSet
    | GateItemProgressed
    | GateItemGranted
    | GateItemExempted
    | GateItemLost
    | CommencementGateOpened
    | CommencementGateLost
)
AssignmentEvent = (
    ProjectCoded
    | ProjectCodeCorrected
    | OfficerAssigned
    | OfficerHandedOver
    | LeaderAssigned
    | LeaderReplaced
)
MilestoneEvent = (
    MilestonePlanned | MilestoneForecast | MilestoneSlipped | MilestoneReached | MilestoneCorrected
)
SiteEvent = WorkCommenced | StartObserved | UnapprovedStartObserved | WorkSuspended | WorkResumed
OutcomeEvent = WorksCompleted | ProductionStarted | ProjectTerminated
StageMove = WorkCommenced | WorkSuspended | WorkResumed | OutcomeEvent
Event = CreationEvent | GateEvent | AssignmentEvent | MilestoneEvent | SiteEvent | OutcomeEvent

__all__ = [
    "AgreedTermsCorrected",
    "AssignmentEvent",
    "CommencementGateLost",
    "CommencementGateOpened",
    "CommencementGateSet",
    "CreationEvent",
    "Event",
    "GateEvent",
    "GateItemExempted",
    "GateItemGranted",
    "GateItemLost",
    "GateItemProgressed",
    "ImportedProjectWithdrawalRefused",
    "ImportedProjectWithdrawn",
    "LeaderAssigned",
    "LeaderReplaced",
    "MilestoneCorrected",
    "MilestoneEvent",
    "MilestoneForecast",
    "MilestonePlanned",
    "MilestoneReached",
    "MilestoneSlipped",
    "OfficerAssigned",
    "OfficerHandedOver",
    "OutcomeEvent",
    "ProductionStarted",
    "ProjectCodeCorrected",
    "ProjectCoded",
    "ProjectCreated",
    "ProjectTerminated",
    "SiteEvent",
    "StageMove",
    "StartObserved",
    "UnapprovedStartObserved",
    "WorkCommenced",
    "WorkResumed",
    "WorkSuspended",
    "WorksCompleted",
]
