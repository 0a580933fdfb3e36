"""What is told of a case up to its decision."""

from datetime import date
from decimal import Decimal

from shared.contracts.approvals.told import HalfDay, Missing, OnDay, Timed, WithReason
from shared.kernel.identifiers import AccountId


class CaseReceived(Timed):
    """收件: the materials came in; `warnings` is what local rules would have had first."""

    on: date
    warnings: tuple[Missing, ...]


class DeficienciesNotified(OnDay):
    """一次性告知: the applicant was told all that is missing."""

    deficiencies: tuple[str, ...]
    remedy_by: date | None = None


class DeficienciesRemedied(OnDay):
    """受理前补正: what was missing came in."""


class CaseAccepted(Timed):
    """受理: the clocks run."""

    on: date


class CaseAcceptedWithOmissions(CaseAccepted):
    """容缺受理: the clocks run, and promised materials are outstanding."""

    outstanding: tuple[str, ...]


class CaseDeemedAccepted(Timed):
    """视为受理: no notice came in time."""

    on: date


class CaseDeclined(WithReason):
    """不予受理: the case is not taken on."""


class ApplicationLapsed(WithReason):
    """逾期未补正: what was missing never came in, and the application was ended."""


class CaseNotRequired(WithReason):
    """不受理: no approval is needed; whoever waits for the item need not."""


class SupplementRequested(Timed):
    """要求补正: the case waits for the applicant."""

    since: HalfDay
    missing: tuple[str, ...]
    reply_by: date | None = None
    article: str | None = None


class SupplementOverdue(OnDay):
    """补正逾期: it has not come in by its day; it is waited for still."""

    reply_by: date


class SupplementReceived(Timed):
    """收到补正: the case goes on."""

    until: HalfDay


class SpecialProcedureStarted(Timed):
    """特别程序开始: the case waits for it."""

    since: HalfDay
    procedure: str
    reason: str
    expected_until: date | None = None
    article: str | None = None
    limit_days: Decimal | None = None
    notice: str = ""


class SpecialProcedureEnded(Timed):
    """特别程序结束: the case goes on."""

    until: HalfDay
    procedure: str
    outcome: str


class ExtensionRequested(OnDay):
    """申请延期: another person has to allow it."""

    days: Decimal
    reason: str
    requested_by: AccountId


class ExtensionRefused(WithReason):
    """不予延期: the limit stays as it is."""

    refused_by: AccountId


class LimitExtended(Timed):
    """延期: the statutory limit is longer."""

    on: date
    days: Decimal
    reason: str
    requested_by: AccountId
    approved_by: AccountId
    from_due: HalfDay | None = None
    to_due: HalfDay | None = None


class ExaminationPassed(OnDay):
    """审查通过: nothing stands against it."""


class ExaminationObjected(OnDay):
    """审查不通过: something does."""


class CaseWithdrawalRequested(WithReason):
    """申请撤件: the applicant wants the application back."""


class CaseWithdrawalRefused(WithReason):
    """不同意撤件: the case goes on."""


class CaseWithdrawn(OnDay):
    """撤件: it ended without a decision."""
