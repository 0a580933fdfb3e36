"""What approvals tells others: plans that open, what becomes of every case, what runs out of time.

Who did it and when it was so stand in the envelope. A moment of a clock is a half day.
"""

from shared.contracts.approvals.cases import (
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
    ExaminationObjected,
    ExaminationPassed,
    ExtensionRequested,
    LimitExtended,
    SpecialProcedureEnded,
    SpecialProcedureStarted,
    SupplementReceived,
    SupplementRequested,
)
from shared.contracts.approvals.clocks import (
    DeadlineRecomputed,
    LimitDueSoon,
    LimitExceeded,
)
from shared.contracts.approvals.decisions import (
    ApprovalGranted,
    ApprovalRefused,
    ApprovalRetracted,
    ApprovalRevoked,
    DecisionServed,
    FilingRecorded,
    FilingReturned,
)
from shared.contracts.approvals.plans import (
    Need,
    PlannedItem,
    PlanOpened,
)
from shared.contracts.approvals.told import (
    Deadline,
    HalfDay,
    Missing,
    OfCase,
    Told,
)

__all__ = [
    "ApprovalGranted",
    "ApprovalRefused",
    "ApprovalRetracted",
    "ApprovalRevoked",
    "CaseAccepted",
    "CaseDeclined",
    "CaseDeemedAccepted",
    "CaseNotRequired",
    "CaseReceived",
    "CaseWithdrawalRefused",
    "CaseWithdrawalRequested",
    "CaseWithdrawn",
    "Deadline",
    "DeadlineRecomputed",
    "DecisionServed",
    "DeficienciesNotified",
    "DeficienciesRemedied",
    "ExaminationObjected",
    "ExaminationPassed",
    "ExtensionRequested",
    "FilingRecorded",
    "FilingReturned",
    "HalfDay",
    "LimitDueSoon",
    "LimitExceeded",
    "LimitExtended",
    "Missing",
    "Need",
    "OfCase",
    "PlanOpened",
    "PlannedItem",
    "SpecialProcedureEnded",
    "SpecialProcedureStarted",
    "SupplementReceived",
    "SupplementRequested",
    "Told",
]
