"""What happened in approvals, by aggregate."""

from services.approvals.domain.events.calendar import (
    CalendarCorrected,
    CalendarEvent,
    CalendarYearPublished,
    CorrectedDay,
    NamedDay,
)
from services.approvals.domain.events.case import (
    AcceptanceEvent,
    CaseAccepted,
    CaseDeclined,
    CaseDeemedAccepted,
    CaseNotRequired,
    CaseReceived,
    CaseWithdrawalRefused,
    CaseWithdrawalRequested,
    CaseWithdrawn,
    DeficienciesNotified,
    DeficienciesRemedied,
    ExaminationEvent,
    ExaminationObjected,
    ExaminationPassed,
    ExtensionRequested,
    IntakeEvent,
    LimitExtended,
    SpecialProcedureEnded,
    SpecialProcedureStarted,
    StopEvent,
    SupplementReceived,
    SupplementRequested,
    WithdrawalEvent,
)
from services.approvals.domain.events.decision import (
    AftermathEvent,
    ApprovalGranted,
    ApprovalRefused,
    ApprovalRetracted,
    ApprovalRevoked,
    ClockEvent,
    DeadlineRecomputed,
    DecisionEvent,
    DecisionServed,
    DocumentNumberTaken,
    FilingRecorded,
    FilingReturned,
    LimitDueSoon,
    LimitExceeded,
    Service,
)
from services.approvals.domain.events.plan import (
    ItemAppliedFor,
    ItemGranted,
    ItemGrantLost,
    ItemNotGranted,
    LeaderNoted,
    OfficerNoted,
    PlanClosed,
    PlanEvent,
    PlanOpened,
)

ReaderEvent = OfficerNoted | LeaderNoted
ActEvent = (
    IntakeEvent
    | AcceptanceEvent
    | StopEvent
    | ExaminationEvent
    | WithdrawalEvent
    | DecisionEvent
    | AftermathEvent
)
TimedEvent = (
    CaseReceived
    | CaseAccepted
    | CaseDeemedAccepted
    | SupplementRequested
    | SupplementReceived
    | SpecialProcedureStarted
    | SpecialProcedureEnded
    | LimitExtended
)
CaseEvent = ActEvent | ClockEvent | ReaderEvent
Event = PlanEvent | CaseEvent | DocumentNumberTaken | CalendarEvent

__all__ = [
    "AcceptanceEvent",
    "ActEvent",
    "AftermathEvent",
    "ApprovalGranted",
    "ApprovalRefused",
    "ApprovalRetracted",
    "ApprovalRevoked",
    "CalendarCorrected",
    "CalendarEvent",
    "CalendarYearPublished",
    "CaseAccepted",
    "CaseDeclined",
    "CaseDeemedAccepted",
    "CaseEvent",
    "CaseNotRequired",
    "CaseReceived",
    "CaseWithdrawalRefused",
    "CaseWithdrawalRequested",
    "CaseWithdrawn",
    "ClockEvent",
    "CorrectedDay",
    "DeadlineRecomputed",
    "DecisionEvent",
    "DecisionServed",
    "DeficienciesNotified",
    "DeficienciesRemedied",
    "DocumentNumberTaken",
    "Event",
    "ExaminationEvent",
    "ExaminationObjected",
    "ExaminationPassed",
    "ExtensionRequested",
    "FilingRecorded",
    "FilingReturned",
    "IntakeEvent",
    "ItemAppliedFor",
    "ItemGrantLost",
    "ItemGranted",
    "ItemNotGranted",
    "LeaderNoted",
    "LimitDueSoon",
    "LimitExceeded",
    "LimitExtended",
    "NamedDay",
    "OfficerNoted",
    "PlanClosed",
    "PlanEvent",
    "PlanOpened",
    "ReaderEvent",
    "Service",
    "SpecialProcedureEnded",
    "SpecialProcedureStarted",
    "StopEvent",
    "SupplementReceived",
    "SupplementRequested",
    "TimedEvent",
    "WithdrawalEvent",
]
