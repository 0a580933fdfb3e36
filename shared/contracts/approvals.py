"""What approvals tells others: plans that open, what becomes of every case, what runs out of time.

Who did it and when it was so stand in the envelope. A moment of a clock is a half day.
"""

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict

from shared.kernel.identifiers import AccountId, CaseId, DepartmentId, ProjectId


class Told(BaseModel):
    """What all of them are: plain, unchangeable, tolerant of what later versions add."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class HalfDay(Told):
    """半日: the morning or the afternoon of a day; a whole day is meant by its afternoon."""

    on: date
    half: Literal["morning", "afternoon"]


class Deadline(Told):
    """期限: where a limit (notice, statutory or promised) ends; None while its clock stands.

    `other_unit_due` is its end if 日 means the other kind of day, where the law does not say.
    """

    clock: str
    due: HalfDay | None = None
    other_unit_due: HalfDay | None = None


class Missing(Told):
    """所缺前置: an item that should have come first, who holds it, and who says so."""

    item_code: str
    name: str
    held_by: DepartmentId
    standing: str
    case_id: CaseId | None = None
    kind: str
    basis: str
    source: str


class Need(Told):
    """前置: an item that comes before another, for what, and on what basis."""

    item_code: str
    kind: str
    basis: str


class PlannedItem(Told):
    """计划事项: an item the project needs, and whose it is."""

    item_code: str
    name: str
    kind: str
    stage: str
    department: DepartmentId
    gates_commencement: bool
    needs: tuple[Need, ...]


class PlanOpened(Told):
    """审批计划开立: which items the project needs."""

    project_id: ProjectId
    project_name: str
    catalogue_version: str
    items: tuple[PlannedItem, ...]


class OfCase(Told):
    """What every event of a case says."""

    case_id: CaseId
    project_id: ProjectId
    item_code: str
    item_name: str
    department: DepartmentId


class _OnDay(OfCase):
    on: date


class _WithReason(_OnDay):
    reason: str


class _Timed(OfCase):
    deadlines: tuple[Deadline, ...]
    calendar_version: str


class CaseReceived(_Timed):
    """收件: the materials came in; `warnings` is what local rules would have had first."""

    on: date
    warnings: tuple[Missing, ...]


class DeficienciesNotified(_OnDay):
    """一次性告知: the applicant was told all that is missing."""

    deficiencies: tuple[str, ...]


class DeficienciesRemedied(_OnDay):
    """受理前补正: what was missing came in."""


class CaseAccepted(_Timed):
    """受理: the clocks run."""

    on: date


class CaseDeemedAccepted(_Timed):
    """视为受理: no notice came in time."""

    on: date


class CaseDeclined(_WithReason):
    """不予受理: the case is not taken on."""


class CaseNotRequired(_WithReason):
    """不受理: no approval is needed; whoever waits for the item need not."""


class SupplementRequested(_Timed):
    """要求补正: the case waits for the applicant."""

    since: HalfDay
    missing: tuple[str, ...]
    reply_by: date | None = None
    article: str | None = None


class SupplementReceived(_Timed):
    """收到补正: the case goes on."""

    until: HalfDay


class SpecialProcedureStarted(_Timed):
    """特别程序开始: the case waits for it."""

    since: HalfDay
    procedure: str
    reason: str
    expected_until: date | None = None
    article: str | None = None


class SpecialProcedureEnded(_Timed):
    """特别程序结束: the case goes on."""

    until: HalfDay
    procedure: str
    outcome: str


class ExtensionRequested(_OnDay):
    """申请延期: another person has to allow it."""

    days: Decimal
    reason: str
    requested_by: AccountId


class LimitExtended(_Timed):
    """延期: the statutory limit is longer."""

    on: date
    days: Decimal
    reason: str
    requested_by: AccountId
    approved_by: AccountId
    from_due: HalfDay | None = None
    to_due: HalfDay | None = None


class ExaminationPassed(_OnDay):
    """审查通过: nothing stands against it."""


class ExaminationObjected(_OnDay):
    """审查不通过: something does."""


class CaseWithdrawalRequested(_WithReason):
    """申请撤件: the applicant wants the application back."""


class CaseWithdrawalRefused(_WithReason):
    """不同意撤件: the case goes on."""


class CaseWithdrawn(_OnDay):
    """撤件: it ended without a decision."""


class ApprovalGranted(_OnDay):
    """准予许可: the item is granted under this number."""

    document_number: str
    valid_until: date | None = None
    warnings: tuple[Missing, ...] = ()


class ApprovalRefused(_WithReason):
    """不予许可: the item is refused."""

    remedy_notice: str


class FilingRecorded(_OnDay):
    """予以备案: the item is on file; for whoever waits for it this is as good as a grant."""

    document_number: str


class FilingReturned(_WithReason):
    """退回备案: it is not on file."""


class ApprovalRetracted(_OnDay):
    """撤回: a lawful grant is no longer in force."""

    document_number: str
    grounds: str
    deciding_authority: str


class ApprovalRevoked(_OnDay):
    """撤销: a grant that should not have been is no longer in force."""

    document_number: str
    grounds: str
    deciding_authority: str


class DecisionServed(_OnDay):
    """送达: the decision reached the applicant."""

    method: str


class _Alarm(OfCase):
    clock: str
    due_on: date
    at_midday: bool
    late: bool


class LimitDueSoon(_Alarm):
    """时限预警: little is left; `late` where it was noticed later than it was so."""


class LimitExceeded(_Alarm):
    """时限逾期: a limit has run out; `late` where it was noticed later than it was so."""


class DeadlineRecomputed(OfCase):
    """期限重算: the calendar changed, and a limit ends at another time, or turns its light then."""

    clock: str
    from_due: HalfDay | None = None
    to_due: HalfDay | None = None
    reason: str
    from_calendar_version: str
    calendar_version: str
