"""What is told of cases that are no licences: registrations, services, reports, transactions."""

from datetime import date

from shared.contracts.approvals.told import Missing, OnDay, Timed, WithReason


class _Opening(Timed):
    on: date
    warnings: tuple[Missing, ...]


class SelfReportPlanned(_Opening):
    """企业自主事项启动: the enterprise is to see to it itself."""


class TransactionAnnounced(_Opening):
    """交易公告: it was announced."""


class StudyCommissioned(_Opening):
    """委托中介服务: a study, a survey or a review was commissioned."""


class ConditionRaised(_Opening):
    """条件提出: something has to be there."""


class RegistrationMade(OnDay):
    """予以登记: it stands in the register; for whoever waits for it this is as good as a grant."""

    document_number: str
    warnings: tuple[Missing, ...] = ()


class RegistrationRefused(WithReason):
    """不予登记: it does not."""


class ServiceProvided(OnDay):
    """公共服务办结: it is provided; as good as a grant."""

    result: str


class ServiceNotProvided(WithReason):
    """公共服务不予办理: it is not."""


class _ByDocument(OnDay):
    document: str
    result: str


class SelfReportMade(_ByDocument):
    """企业自主报告: the enterprise has done it; as good as a grant."""


class TransactionConcluded(OnDay):
    """交易成交: as good as a grant."""

    document: str
    party: str


class TransactionFailed(WithReason):
    """交易未成: it may be announced anew."""


class StudyDelivered(_ByDocument):
    """中介成果交付: the study is there; as good as a grant."""


class StudyVoided(OnDay):
    """成果作废: it counts no longer; whoever waits for it has lost it."""

    grounds: str
    deciding_authority: str


class InternalDecisionMade(_ByDocument):
    """内部事项办结: authorities have settled it; as good as a grant."""


class ConditionMet(OnDay):
    """条件具备: it is there; as good as a grant."""

    evidence: str
