"""Who finds a line about an event in the inbox: those on the project, never who did it."""

from collections.abc import Mapping
from enum import StrEnum

from shared.kernel.identifiers import AccountId


class Post(StrEnum):
    """岗位: what somebody is to a project, a lead, a case or an endpoint.

    Consulted are the approvers of a department whose opinion is asked for.
    """

    SPECIALIST = "specialist"
    OFFICER = "officer"
    LEADER = "leader"
    HANDLER = "handler"
    OWNER = "owner"
    BEFORE = "before"
    CONSULTED = "consulted"


_TEAM = (Post.OFFICER, Post.LEADER)
_ALL = (Post.SPECIALIST, Post.OFFICER, Post.LEADER)
_CLERKS = (Post.HANDLER, Post.OFFICER)

AUDIENCE: Mapping[str, tuple[Post, ...]] = {
    "leads.LeadAssigned": (Post.SPECIALIST, Post.BEFORE),
    "leads.AgreementSigned": (Post.SPECIALIST,),
    "leads.LeadLost": (Post.SPECIALIST,),
    "projects.ProjectCreated": (Post.SPECIALIST,),
    "projects.OfficerAssigned": _ALL,
    "projects.OfficerHandedOver": (*_ALL, Post.BEFORE),
    "projects.LeaderAssigned": _TEAM,
    "projects.LeaderReplaced": (*_TEAM, Post.BEFORE),
    "projects.CommencementGateOpened": _TEAM,
    "projects.MilestoneSlipped": _TEAM,
    "projects.WorkCommenced": _ALL,
    "projects.UnapprovedStartObserved": _TEAM,
    "projects.CommencementGateLost": _TEAM,
    "projects.WorkSuspended": _TEAM,
    "projects.WorkResumed": _TEAM,
    "projects.WorksCompleted": _ALL,
    "projects.ProductionStarted": _ALL,
    "projects.ProjectTerminated": _ALL,
    "approvals.CaseReceived": (Post.OFFICER,),
    "approvals.CaseAccepted": (Post.OFFICER,),
    "approvals.CaseDeemedAccepted": _CLERKS,
    "approvals.CaseDeclined": _TEAM,
    "approvals.ApplicationLapsed": _TEAM,
    "approvals.CaseNotRequired": (Post.OFFICER,),
    "approvals.DeficienciesNotified": (Post.OFFICER,),
    "approvals.DeficienciesRemedied": (Post.HANDLER,),
    "approvals.SupplementRequested": (Post.OFFICER,),
    "approvals.SupplementOverdue": _CLERKS,
    "approvals.SupplementReceived": (Post.HANDLER,),
    "approvals.CaseWithdrawalRequested": (Post.HANDLER,),
    "approvals.OpinionRequested": (Post.CONSULTED,),
    "approvals.OpinionGiven": (Post.HANDLER,),
    "approvals.OpinionOverdue": (*_CLERKS, Post.CONSULTED),
    "approvals.ApprovalGranted": _TEAM,
    "approvals.ApprovalDeemedGranted": (*_CLERKS, Post.LEADER),
    "approvals.FilingRecorded": _TEAM,
    "approvals.FilingReturned": _TEAM,
    "approvals.ApprovalRefused": _TEAM,
    "approvals.ApprovalRevoked": _TEAM,
    "approvals.ApprovalRetracted": _TEAM,
    "approvals.DisagreementFound": _CLERKS,
    "approvals.EarliestStartSlipped": _ALL,
    "approvals.ApprovalGrantedWithOmissions": _TEAM,
    "approvals.ApprovalDeregistered": _TEAM,
    "approvals.ApprovalForfeited": _TEAM,
    "approvals.OmissionsOverdue": (*_CLERKS, Post.LEADER),
    "approvals.CommitmentCheckFailed": (*_CLERKS, Post.LEADER),
    "approvals.RevocationProposed": (*_CLERKS, Post.LEADER),
    "approvals.VoidingProposed": (*_CLERKS, Post.LEADER),
    "approvals.StudyVoided": _TEAM,
    "approvals.DeregistrationRequested": (Post.HANDLER,),
    "approvals.ValidityExtensionRequested": (Post.HANDLER,),
    "approvals.ValidityExtended": _TEAM,
    "approvals.ValidityExtensionRefused": _TEAM,
    "approvals.SuspensionNoted": _CLERKS,
    "approvals.SuspensionReported": (Post.HANDLER,),
    "approvals.ResumptionNoted": _CLERKS,
    "approvals.CertificateVerified": _TEAM,
    "approvals.CertificateLapsed": (*_CLERKS, Post.LEADER),
    "approvals.RegistrationMade": _TEAM,
    "approvals.RegistrationRefused": _TEAM,
    "approvals.CaseWithdrawn": _CLERKS,
    "approvals.RecomputationDigested": (Post.OWNER,),
    "approvals.LimitDueSoon": _CLERKS,
    "approvals.LimitExceeded": (*_CLERKS, Post.LEADER),
    "notifications.EndpointDisabled": (Post.OWNER,),
    "notifications.EndpointDegraded": (Post.OWNER,),
}


def told_of(
    kind: str, people: Mapping[Post, tuple[AccountId, ...]], actor: str
) -> Mapping[AccountId, Post]:
    """Return who is told of an event of this kind, each once and by the first post held."""
    told: dict[AccountId, Post] = {}
    for post in AUDIENCE.get(kind, ()):
        told |= {one: post for one in people.get(post, ()) if one != actor and one not in told}
    return told
