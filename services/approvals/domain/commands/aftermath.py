"""What may become of a decision: it is served, and it may be undone in four ways."""

from dataclasses import dataclass

from services.approvals.domain.events import Service
from shared.kernel.asked import Asked


@dataclass(frozen=True, kw_only=True)
class RetractApproval(Asked):
    """撤回许可: take a lawful grant back for what has changed."""

    grounds: str
    deciding_authority: str


@dataclass(frozen=True, kw_only=True)
class RevokeApproval(Asked):
    """撤销许可: undo a grant that should not have been."""

    grounds: str
    deciding_authority: str


@dataclass(frozen=True, kw_only=True)
class RequestDeregistration(Asked):
    """申请注销: the holder no longer wants it."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class DeregisterApproval(Asked):
    """注销许可: strike off what has ended, or whose holder has."""

    grounds: str
    deciding_authority: str


@dataclass(frozen=True, kw_only=True)
class ForfeitApproval(Asked):
    """吊销许可: take it away as a penalty."""

    grounds: str
    deciding_authority: str


@dataclass(frozen=True, kw_only=True)
class VoidStudy(Asked):
    """成果作废: let a study that was delivered count no longer."""

    grounds: str
    deciding_authority: str


@dataclass(frozen=True, kw_only=True)
class ServeDecision(Asked):
    """送达: hand the decision to the applicant."""

    method: Service


Undoing = RetractApproval | RevokeApproval | DeregisterApproval | ForfeitApproval | VoidStudy
Aftermath = Undoing | RequestDeregistration | ServeDecision
