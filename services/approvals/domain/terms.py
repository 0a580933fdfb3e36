"""The fixed words of a case: its stages, its clocks, what it waits for, what is missing."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.approvals.domain.catalogue import Basis, Binds, NeedKind
from shared.kernel.clock import HalfDay
from shared.kernel.identifiers import AccountId, CaseId, DepartmentId


class Stage(StrEnum):
    """办件阶段: where a case is on its way."""

    RECEIVED = "received"
    DEFICIENCIES_NOTIFIED = "deficiencies-notified"
    ACCEPTED = "accepted"
    UNDER_EXAMINATION = "under-examination"
    SUPPLEMENT_REQUESTED = "supplement-requested"
    SPECIAL_PROCEDURE = "special-procedure"
    WITHDRAWAL_REQUESTED = "withdrawal-requested"
    GRANTED = "granted"
    FILED = "filed"
    REFUSED = "refused"
    RETURNED = "returned"
    DECLINED = "declined"
    NOT_REQUIRED = "not-required"
    WITHDRAWN = "withdrawn"
    RETRACTED = "retracted"
    REVOKED = "revoked"
    REGISTERED = "registered"
    REGISTRATION_REFUSED = "registration-refused"
    PROVIDED = "provided"
    NOT_PROVIDED = "not-provided"
    PLANNED = "planned"
    REPORTED = "reported"
    ANNOUNCED = "announced"
    CONCLUDED = "concluded"
    FAILED = "failed"
    COMMISSIONED = "commissioned"
    DELIVERED = "delivered"
    DECIDED = "decided"
    OUTSTANDING = "outstanding"
    MET = "met"
    GRANTED_WITH_OMISSIONS = "granted-with-omissions"
    DEREGISTERED = "deregistered"
    FORFEITED = "forfeited"
    LAPSED = "lapsed"
    APPLICATION_LAPSED = "application-lapsed"
    VOIDED = "voided"


OPEN_STAGES = frozenset(
    {
        Stage.PLANNED,
        Stage.ANNOUNCED,
        Stage.COMMISSIONED,
        Stage.OUTSTANDING,
        Stage.RECEIVED,
        Stage.DEFICIENCIES_NOTIFIED,
        Stage.ACCEPTED,
        Stage.UNDER_EXAMINATION,
        Stage.SUPPLEMENT_REQUESTED,
        Stage.SPECIAL_PROCEDURE,
        Stage.WITHDRAWAL_REQUESTED,
    }
)


IN_FORCE = frozenset({Stage.GRANTED, Stage.GRANTED_WITH_OMISSIONS})


class ClockKind(StrEnum):
    """时限种类: of the case: one-time notice (一次性告知), by law (法定), by promise (承诺).

    And after the decision: supplying what was left out (补齐), the check of a commitment
    (批后核查), serving the decision (送达), beginning under a certificate and its expiry (有效期).
    And meanwhile: opinions asked for (征求意见), a special procedure's own limit (特别程序), the
    time to remedy what was missing before acceptance (受理前补正) and after it (办理中补正). And
    of works that stand still: reporting it (中止报告), and from when on a verification comes first
    (核验).
    """

    NOTICE = "notice"
    STATUTORY = "statutory"
    PROMISED = "promised"
    OMISSIONS = "omissions"
    COMMITMENT_CHECK = "commitment-check"
    SERVING = "serving"
    BEGINNING = "beginning"
    EXPIRY = "expiry"
    OPINIONS = "opinions"
    PROCEDURE = "procedure"
    REMEDY = "remedy"
    SUPPLEMENT = "supplement"
    SUSPENSION_REPORT = "suspension-report"
    VERIFICATION = "verification"


class Commitment(StrEnum):
    """告知承诺: made, and found kept or broken when it was checked."""

    MADE = "made"
    KEPT = "kept"
    BROKEN = "broken"


class Awaiting(StrEnum):
    """等待: whose move it is."""

    AUTHORITY = "authority"
    APPLICANT = "applicant"
    PROCEDURE = "procedure"
    NOBODY = "nobody"


class Standing(StrEnum):
    """事项进展: how far an item of a plan has come."""

    NOT_APPLIED = "not-applied"
    IN_HANDLING = "in-handling"
    GRANTED = "granted"
    FILED = "filed"
    NOT_REQUIRED = "not-required"
    REFUSED = "refused"
    RETURNED = "returned"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    RETRACTED = "retracted"
    REVOKED = "revoked"
    EXEMPTED = "exempted"
    AREA_ASSESSED = "area-assessed"
    NOT_REACHED = "not-reached"
    REGISTERED = "registered"
    REGISTRATION_REFUSED = "registration-refused"
    PROVIDED = "provided"
    NOT_PROVIDED = "not-provided"
    REPORTED = "reported"
    CONCLUDED = "concluded"
    FAILED = "failed"
    DELIVERED = "delivered"
    DECIDED = "decided"
    MET = "met"
    DEREGISTERED = "deregistered"
    FORFEITED = "forfeited"
    GRANTED_AS_REPORTED = "granted-as-reported"
    LAPSED = "lapsed"
    APPLICATION_LAPSED = "application-lapsed"
    VOIDED = "voided"


SATISFIED = frozenset(
    {
        Standing.GRANTED,
        Standing.FILED,
        Standing.NOT_REQUIRED,
        Standing.EXEMPTED,
        Standing.AREA_ASSESSED,
        Standing.REGISTERED,
        Standing.PROVIDED,
        Standing.REPORTED,
        Standing.CONCLUDED,
        Standing.DELIVERED,
        Standing.DECIDED,
        Standing.MET,
        Standing.GRANTED_AS_REPORTED,
    }
)


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """期限: the half day a limit ends in, and those in which its light turns.

    `due` is None while the clock stands still for an unknown time, and where time itself brought a
    limit that ends in a year nobody has published. `due_soon_from` is None too where the limit is
    so short that the light never is green. `other_unit_due` is the end counted in the other unit,
    where the law says 日 and not which. Only what binds the authority makes it overdue.
    """

    clock: ClockKind
    start: date
    due: HalfDay | None
    due_soon_from: HalfDay | None
    overdue_from: HalfDay | None
    other_unit_due: HalfDay | None = None
    binds: Binds = Binds.AUTHORITY


@dataclass(frozen=True, kw_only=True)
class Missing:
    """所缺前置: what should come first and is not there, who holds it, and who says so.

    A milestone of the works is held by no department, and is `not-reached`. What nobody has
    verified is marked so wherever it is shown.
    """

    item_code: str
    name: str
    held_by: DepartmentId | None
    standing: Standing
    case_id: CaseId | None
    kind: NeedKind
    basis: Basis
    source: str
    verified: bool = True
    refuses: bool = False


@dataclass(frozen=True, kw_only=True)
class Readers:
    """知情人: the people who serve the project and so may read its plan and its cases."""

    specialist: AccountId | None = None
    officer: AccountId | None = None
    leader: AccountId | None = None

    @property
    def people(self) -> frozenset[AccountId]:
        """Those that there are."""
        return frozenset(p for p in (self.specialist, self.officer, self.leader) if p is not None)
