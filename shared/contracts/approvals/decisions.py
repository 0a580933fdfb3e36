"""What is told of decisions, and of what becomes of them."""

from datetime import date

from shared.contracts.approvals.told import Deadline, Missing, OnDay, WithReason


class ApprovalGranted(OnDay):
    """准予许可: the item is granted under this number."""

    document_number: str
    valid_until: date | None = None
    warnings: tuple[Missing, ...] = ()
    duties: tuple[Deadline, ...] = ()


class ApprovalGrantedWithOmissions(ApprovalGranted):
    """容缺通过: granted while promised materials are outstanding; as good as a grant."""

    outstanding: tuple[str, ...]


class ApprovalDeemedGranted(ApprovalGranted):
    """视为批准: by silence, on this basis; as good as a grant, and without a number."""

    basis: str
    outstanding: tuple[str, ...] = ()


class ApprovalRefused(WithReason):
    """不予许可: the item is refused."""

    remedy_notice: str


class FilingRecorded(OnDay):
    """予以备案: the item is on file; for whoever waits for it this is as good as a grant."""

    document_number: str


class FilingReturned(WithReason):
    """退回备案: it is not on file."""


class ApprovalRetracted(OnDay):
    """撤回: a lawful grant is no longer in force."""

    document_number: str
    grounds: str
    deciding_authority: str


class ApprovalRevoked(OnDay):
    """撤销: a grant that should not have been is no longer in force."""

    document_number: str
    grounds: str
    deciding_authority: str


class DeregistrationRequested(WithReason):
    """申请注销: the holder wishes it."""


class ApprovalDeregistered(OnDay):
    """注销: struck off; it is no longer in force."""

    document_number: str
    grounds: str
    deciding_authority: str
    by_wish: bool


class ApprovalForfeited(OnDay):
    """吊销: taken away as a penalty; it is no longer in force."""

    document_number: str
    grounds: str
    deciding_authority: str


class DecisionServed(OnDay):
    """送达: the decision reached the applicant."""

    method: str
