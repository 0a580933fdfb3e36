"""以往办理: the acts on one case, by the names of the routes that take them."""

from collections.abc import Mapping
from enum import StrEnum

from services.approvals.domain import events as said


class PastActs(StrEnum):
    """以往办理: the collections of acts on one case, and of what time and the calendar did."""

    DEFICIENCY_NOTICES = "deficiency-notices"
    REMEDIES = "remedies"
    APPLICATION_LAPSES = "application-lapses"
    ACCEPTANCES = "acceptances"
    DECLINATIONS = "declinations"
    NOT_REQUIRED_FINDINGS = "not-required-findings"
    OMISSION_PROMISES = "omission-promises"
    OMISSION_SUPPLIES = "omission-supplies"
    SUPPLEMENT_REQUESTS = "supplement-requests"
    SUPPLEMENTS = "supplements"
    SPECIAL_PROCEDURES = "special-procedures"
    SPECIAL_PROCEDURE_ENDS = "special-procedure-ends"
    CONSULTATIONS = "consultations"
    OPINIONS = "opinions"
    EXTENSION_REQUESTS = "extension-requests"
    EXTENSIONS = "extensions"
    EXTENSION_REFUSALS = "extension-refusals"
    EXAMINATIONS = "examinations"
    WITHDRAWAL_REQUESTS = "withdrawal-requests"
    WITHDRAWAL_REFUSALS = "withdrawal-refusals"
    WITHDRAWALS = "withdrawals"
    DECISIONS = "decisions"
    SELF_REPORTS = "self-reports"
    TRANSACTION_CONCLUSIONS = "transaction-conclusions"
    TRANSACTION_FAILURES = "transaction-failures"
    STUDY_DELIVERIES = "study-deliveries"
    STUDY_VOIDINGS = "study-voidings"
    FULFILMENTS = "fulfilments"
    COMMITMENT_CHECKS = "commitment-checks"
    SERVINGS = "servings"
    RETRACTIONS = "retractions"
    REVOCATIONS = "revocations"
    DEREGISTRATION_REQUESTS = "deregistration-requests"
    DEREGISTRATIONS = "deregistrations"
    FORFEITURES = "forfeitures"
    CERTIFICATES = "certificates"
    BEGINNINGS = "beginnings"
    VALIDITY_EXTENSION_REQUESTS = "validity-extension-requests"
    VALIDITY_EXTENSIONS = "validity-extensions"
    VALIDITY_EXTENSION_REFUSALS = "validity-extension-refusals"
    SUSPENSION_REPORTS = "suspension-reports"
    VERIFICATIONS = "verifications"
    STANDSTILLS = "standstills"
    ALARMS = "alarms"
    RECOMPUTATIONS = "recomputations"


# What nobody does here: it is heard, or time or the calendar brings it.
BY_TIME = frozenset({PastActs.STANDSTILLS, PastActs.ALARMS, PastActs.RECOMPUTATIONS})
EVENTS: Mapping[PastActs, tuple[type[said.CaseEvent], ...]] = {
    PastActs.DEFICIENCY_NOTICES: (said.DeficienciesNotified,),
    PastActs.REMEDIES: (said.DeficienciesRemedied,),
    PastActs.APPLICATION_LAPSES: (said.ApplicationLapsed,),
    PastActs.ACCEPTANCES: (said.CaseAccepted, said.CaseDeemedAccepted),
    PastActs.DECLINATIONS: (said.CaseDeclined,),
    PastActs.NOT_REQUIRED_FINDINGS: (said.CaseNotRequired,),
    PastActs.OMISSION_PROMISES: (said.OmissionsPromised,),
    PastActs.OMISSION_SUPPLIES: (said.OmissionsSupplied, said.OmissionsOverdue),
    PastActs.SUPPLEMENT_REQUESTS: (said.SupplementRequested,),
    PastActs.SUPPLEMENTS: (said.SupplementReceived, said.SupplementOverdue),
    PastActs.SPECIAL_PROCEDURES: (said.SpecialProcedureStarted,),
    PastActs.SPECIAL_PROCEDURE_ENDS: (said.SpecialProcedureEnded,),
    PastActs.CONSULTATIONS: (said.OpinionRequested,),
    PastActs.OPINIONS: (said.OpinionGiven, said.OpinionOverdue),
    PastActs.EXTENSION_REQUESTS: (said.ExtensionRequested,),
    PastActs.EXTENSIONS: (said.LimitExtended,),
    PastActs.EXTENSION_REFUSALS: (said.ExtensionRefused,),
    PastActs.EXAMINATIONS: (said.ExaminationPassed, said.ExaminationObjected),
    PastActs.WITHDRAWAL_REQUESTS: (said.CaseWithdrawalRequested,),
    PastActs.WITHDRAWAL_REFUSALS: (said.CaseWithdrawalRefused,),
    PastActs.WITHDRAWALS: (said.CaseWithdrawn,),
    PastActs.DECISIONS: (
        said.ApprovalGranted,
        said.ApprovalRefused,
        said.FilingRecorded,
        said.FilingReturned,
        said.RegistrationMade,
        said.RegistrationRefused,
        said.ServiceProvided,
        said.ServiceNotProvided,
        said.InternalDecisionMade,
    ),
    PastActs.SELF_REPORTS: (said.SelfReportMade,),
    PastActs.TRANSACTION_CONCLUSIONS: (said.TransactionConcluded,),
    PastActs.TRANSACTION_FAILURES: (said.TransactionFailed,),
    PastActs.STUDY_DELIVERIES: (said.StudyDelivered,),
    PastActs.STUDY_VOIDINGS: (said.StudyVoided,),
    PastActs.FULFILMENTS: (said.ConditionMet,),
    PastActs.COMMITMENT_CHECKS: (said.CommitmentCheckPassed, said.CommitmentCheckFailed),
    PastActs.SERVINGS: (said.DecisionServed,),
    PastActs.RETRACTIONS: (said.ApprovalRetracted,),
    PastActs.REVOCATIONS: (said.ApprovalRevoked,),
    PastActs.DEREGISTRATION_REQUESTS: (said.DeregistrationRequested,),
    PastActs.DEREGISTRATIONS: (said.ApprovalDeregistered,),
    PastActs.FORFEITURES: (said.ApprovalForfeited,),
    PastActs.CERTIFICATES: (said.CertificateIssued, said.CertificateLapsed),
    PastActs.BEGINNINGS: (said.BeginningRecorded,),
    PastActs.VALIDITY_EXTENSION_REQUESTS: (said.ValidityExtensionRequested,),
    PastActs.VALIDITY_EXTENSIONS: (said.ValidityExtended,),
    PastActs.VALIDITY_EXTENSION_REFUSALS: (said.ValidityExtensionRefused,),
    PastActs.SUSPENSION_REPORTS: (said.SuspensionReported,),
    PastActs.VERIFICATIONS: (said.CertificateVerified,),
    PastActs.STANDSTILLS: (said.SuspensionNoted, said.ResumptionNoted),
    PastActs.ALARMS: (said.LimitDueSoon, said.LimitExceeded),
    PastActs.RECOMPUTATIONS: (said.DeadlineRecomputed,),
}
