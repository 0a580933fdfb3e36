"""Which events belong together: what moves a case, what counts with a calendar, what is stored."""

from services.approvals.domain.events.application import ApplicationMade
from services.approvals.domain.events.calendar import CalendarEvent
from services.approvals.domain.events.case import (
    AcceptanceEvent,
    CaseAccepted,
    CaseAcceptedWithOmissions,
    CaseDeemedAccepted,
    CaseReceived,
    ExaminationEvent,
    IntakeEvent,
    LimitExtended,
    SpecialProcedureEnded,
    SpecialProcedureStarted,
    StopEvent,
    SupplementReceived,
    SupplementRequested,
    WithdrawalEvent,
)
from services.approvals.domain.events.catalogue import CatalogueEvent
from services.approvals.domain.events.certificates import (
    CertificateEvent,
    CertificateIssued,
    CertificateNumberTaken,
    ValidityExtended,
)
from services.approvals.domain.events.decision import (
    AftermathEvent,
    ApprovalGranted,
    ClockEvent,
    DecisionEvent,
    DocumentNumberTaken,
)
from services.approvals.domain.events.kinds import OtherOpeningEvent, StudyDelivered
from services.approvals.domain.events.opinions import OpinionEvent
from services.approvals.domain.events.outlook import OutlookEvent
from services.approvals.domain.events.plan import (
    LeaderNoted,
    OfficerNoted,
    PlanEvent,
    lift_plan_opened,
)
from services.approvals.domain.events.promises import PromiseEvent
from services.approvals.domain.events.recomputation import RecomputationEvent
from services.approvals.domain.events.report import ReportEvent

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
CountedEvent = TimedEvent | ApprovalGranted | StudyDelivered | CertificateIssued | ValidityExtended
CaseEvent = ActEvent | ClockEvent | ReaderEvent
Event = (
    PlanEvent
    | OutlookEvent
    | CaseEvent
    | DocumentNumberTaken
    | CertificateNumberTaken
    | ApplicationMade
    | CalendarEvent
    | CatalogueEvent
    | RecomputationEvent
    | ReportEvent
)

# How events of an earlier form become events of today's, by name and form.
UPCASTS = {("PlanOpened", 1): lift_plan_opened}
