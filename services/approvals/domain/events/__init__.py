"""What happened in approvals, by aggregate."""

from services.approvals.domain.events.calendar import (
    CalendarCorrected,
    CalendarEvent,
    CalendarYearPublished,
    CorrectedDay,
    NamedDay,
    ParkTiming,
    ParkTimingAgreed,
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
from services.approvals.domain.events.catalogue import CatalogueEvent, CatalogueVersionPublished
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
from services.approvals.domain.events.kinds import (
    ConclusionEvent,
    ConditionMet,
    ConditionRaised,
    InternalDecisionMade,
    OtherOpeningEvent,
    RegistrationMade,
    RegistrationRefused,
    SelfReportMade,
    SelfReportPlanned,
    ServiceNotProvided,
    ServiceProvided,
    StudyCommissioned,
    StudyDelivered,
    TransactionAnnounced,
    TransactionConcluded,
    TransactionFailed,
)
from services.approvals.domain.events.plan import (
    CompositionEvent,
    DispensationEvent,
    DispensationLifted,
    FollowingEvent,
    ItemAppliedFor,
    ItemChange,
    ItemDispensedWith,
    ItemGranted,
    ItemGrantLost,
    ItemNotGranted,
    LeaderNoted,
    MilestoneNoted,
    OfficerNoted,
    PlanClosed,
    PlanDiff,
    PlanEvent,
    PlanMoved,
    PlanOpened,
    PlanRecomposed,
    PrerequisitePromised,
    lift_plan_opened,
)
from services.approvals.domain.events.recomputation import (
    MovedDeadline,
    RecomputationDigested,
    RecomputationEvent,
    RecomputationFinished,
)

ReaderEvent = OfficerNoted | LeaderNoted
ActEvent = (
    IntakeEvent
    | OtherOpeningEvent
    | AcceptanceEvent
    | StopEvent
    | ExaminationEvent
    | WithdrawalEvent
    | DecisionEvent
    | AftermathEvent
)
TimedEvent = (
    CaseReceived
    | OtherOpeningEvent
    | CaseAccepted
    | CaseDeemedAccepted
    | SupplementRequested
    | SupplementReceived
    | SpecialProcedureStarted
    | SpecialProcedureEnded
    | LimitExtended
)
CaseEvent = ActEvent | ClockEvent | ReaderEvent
Event = (
    PlanEvent
    | CaseEvent
    | DocumentNumberTaken
    | CalendarEvent
    | CatalogueEvent
    | RecomputationEvent
)

# How events of an earlier form become events of today's, by name and form.
UPCASTS = {("PlanOpened", 1): lift_plan_opened}

__all__ = [
    "UPCASTS",
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
    "CatalogueEvent",
    "CatalogueVersionPublished",
    "ClockEvent",
    "CompositionEvent",
    "ConclusionEvent",
    "ConditionMet",
    "ConditionRaised",
    "CorrectedDay",
    "DeadlineRecomputed",
    "DecisionEvent",
    "DecisionServed",
    "DeficienciesNotified",
    "DeficienciesRemedied",
    "DispensationEvent",
    "DispensationLifted",
    "DocumentNumberTaken",
    "Event",
    "ExaminationEvent",
    "ExaminationObjected",
    "ExaminationPassed",
    "ExtensionRequested",
    "FilingRecorded",
    "FilingReturned",
    "FollowingEvent",
    "IntakeEvent",
    "InternalDecisionMade",
    "ItemAppliedFor",
    "ItemChange",
    "ItemDispensedWith",
    "ItemGrantLost",
    "ItemGranted",
    "ItemNotGranted",
    "LeaderNoted",
    "LimitDueSoon",
    "LimitExceeded",
    "LimitExtended",
    "MilestoneNoted",
    "MovedDeadline",
    "NamedDay",
    "OfficerNoted",
    "OtherOpeningEvent",
    "ParkTiming",
    "ParkTimingAgreed",
    "PlanClosed",
    "PlanDiff",
    "PlanEvent",
    "PlanMoved",
    "PlanOpened",
    "PlanRecomposed",
    "PrerequisitePromised",
    "ReaderEvent",
    "RecomputationDigested",
    "RecomputationEvent",
    "RecomputationFinished",
    "RegistrationMade",
    "RegistrationRefused",
    "SelfReportMade",
    "SelfReportPlanned",
    "Service",
    "ServiceNotProvided",
    "ServiceProvided",
    "SpecialProcedureEnded",
    "SpecialProcedureStarted",
    "StopEvent",
    "StudyCommissioned",
    "StudyDelivered",
    "SupplementReceived",
    "SupplementRequested",
    "TimedEvent",
    "TransactionAnnounced",
    "TransactionConcluded",
    "TransactionFailed",
    "WithdrawalEvent",
]
