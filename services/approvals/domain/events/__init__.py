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
    CaseAcceptedWithOmissions,
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
from services.approvals.domain.events.certificates import (
    BeginningRecorded,
    CertificateEvent,
    CertificateIssued,
    CertificateLapsed,
    CertificateNumberTaken,
    ValidityExtended,
    ValidityExtensionRefused,
    ValidityExtensionRequested,
)
from services.approvals.domain.events.decision import (
    AftermathEvent,
    ApprovalDeemedGranted,
    ApprovalDeregistered,
    ApprovalForfeited,
    ApprovalGranted,
    ApprovalGrantedWithOmissions,
    ApprovalRefused,
    ApprovalRetracted,
    ApprovalRevoked,
    ClockEvent,
    DeadlineRecomputed,
    DecisionEvent,
    DecisionServed,
    DeregistrationRequested,
    DocumentNumberTaken,
    FilingRecorded,
    FilingReturned,
    LimitDueSoon,
    LimitExceeded,
    Service,
    UndoingEvent,
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
from services.approvals.domain.events.opinions import (
    OpinionEvent,
    OpinionGiven,
    OpinionOverdue,
    OpinionRequested,
)
from services.approvals.domain.events.plan import (
    CompositionEvent,
    DispensationEvent,
    DispensationLifted,
    EarliestStartReckoned,
    EarliestStartSlipped,
    FollowingEvent,
    InForce,
    ItemAppliedFor,
    ItemChange,
    ItemDispensedWith,
    ItemGranted,
    ItemGrantLost,
    ItemNotGranted,
    LeaderNoted,
    MilestoneNoted,
    OfficerNoted,
    OutlookEvent,
    PlanClosed,
    PlanDiff,
    PlanEvent,
    PlanMoved,
    PlanOpened,
    PlanRecomposed,
    PrerequisitePromised,
    lift_plan_opened,
)
from services.approvals.domain.events.promises import (
    CommitmentCheckFailed,
    CommitmentCheckPassed,
    CommitmentMade,
    OmissionsOverdue,
    OmissionsPromised,
    OmissionsSupplied,
    PromiseEvent,
    RevocationProposed,
)
from services.approvals.domain.events.recomputation import (
    MovedDeadline,
    RecomputationDigested,
    RecomputationEvent,
    RecomputationFinished,
)
from services.approvals.domain.events.report import OutsideEvent, ReportEvent

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
    | PromiseEvent
    | CertificateEvent
    | OpinionEvent
)
TimedEvent = (
    CaseReceived
    | OtherOpeningEvent
    | CaseAccepted
    | CaseAcceptedWithOmissions
    | CaseDeemedAccepted
    | SupplementRequested
    | SupplementReceived
    | SpecialProcedureStarted
    | SpecialProcedureEnded
    | LimitExtended
)
CountedEvent = TimedEvent | ApprovalGranted | CertificateIssued | ValidityExtended
CaseEvent = ActEvent | ClockEvent | ReaderEvent
Event = (
    PlanEvent
    | CaseEvent
    | DocumentNumberTaken
    | CertificateNumberTaken
    | CalendarEvent
    | CatalogueEvent
    | RecomputationEvent
    | ReportEvent
)

# How events of an earlier form become events of today's, by name and form.
UPCASTS = {("PlanOpened", 1): lift_plan_opened}

__all__ = [
    "UPCASTS",
    "AcceptanceEvent",
    "ActEvent",
    "AftermathEvent",
    "ApprovalDeemedGranted",
    "ApprovalDeregistered",
    "ApprovalForfeited",
    "ApprovalGranted",
    "ApprovalGrantedWithOmissions",
    "ApprovalRefused",
    "ApprovalRetracted",
    "ApprovalRevoked",
    "BeginningRecorded",
    "CalendarCorrected",
    "CalendarEvent",
    "CalendarYearPublished",
    "CaseAccepted",
    "CaseAcceptedWithOmissions",
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
    "CertificateEvent",
    "CertificateIssued",
    "CertificateLapsed",
    "CertificateNumberTaken",
    "ClockEvent",
    "CommitmentCheckFailed",
    "CommitmentCheckPassed",
    "CommitmentMade",
    "CompositionEvent",
    "ConclusionEvent",
    "ConditionMet",
    "ConditionRaised",
    "CorrectedDay",
    "CountedEvent",
    "DeadlineRecomputed",
    "DecisionEvent",
    "DecisionServed",
    "DeficienciesNotified",
    "DeficienciesRemedied",
    "DeregistrationRequested",
    "DispensationEvent",
    "DispensationLifted",
    "DocumentNumberTaken",
    "EarliestStartReckoned",
    "EarliestStartSlipped",
    "Event",
    "ExaminationEvent",
    "ExaminationObjected",
    "ExaminationPassed",
    "ExtensionRequested",
    "FilingRecorded",
    "FilingReturned",
    "FollowingEvent",
    "InForce",
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
    "OmissionsOverdue",
    "OmissionsPromised",
    "OmissionsSupplied",
    "OpinionEvent",
    "OpinionGiven",
    "OpinionOverdue",
    "OpinionRequested",
    "OtherOpeningEvent",
    "OutlookEvent",
    "OutsideEvent",
    "ParkTiming",
    "ParkTimingAgreed",
    "PlanClosed",
    "PlanDiff",
    "PlanEvent",
    "PlanMoved",
    "PlanOpened",
    "PlanRecomposed",
    "PrerequisitePromised",
    "PromiseEvent",
    "ReaderEvent",
    "RecomputationDigested",
    "RecomputationEvent",
    "RecomputationFinished",
    "RegistrationMade",
    "RegistrationRefused",
    "ReportEvent",
    "RevocationProposed",
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
    "UndoingEvent",
    "ValidityExtended",
    "ValidityExtensionRefused",
    "ValidityExtensionRequested",
    "WithdrawalEvent",
]
