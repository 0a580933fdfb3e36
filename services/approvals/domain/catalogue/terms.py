"""The fixed words of the catalogue: kinds of items, whom a limit binds, what comes before what."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class ItemKind(StrEnum):
    """事项类型: each kind has a life-cycle of its own; only a licence 许可 can be refused."""

    LICENCE = "licence"
    FILING = "filing"
    REGISTRATION = "registration"
    PUBLIC_SERVICE = "public-service"
    SELF_REPORTED = "self-reported"
    TRANSACTION = "transaction"
    INTERMEDIARY = "intermediary"
    INTERNAL = "internal"
    CONDITION = "condition"


class Mode(StrEnum):
    """办理方式: ordinary 审批制, or commitment 告知承诺制, which is an item code of its own."""

    ORDINARY = "ordinary"
    COMMITMENT = "commitment"


class Binds(StrEnum):
    """约束对象: whom a limit binds; only a limit of the authority makes an authority overdue.

    The limit of a study binds the institution that was commissioned with it.
    """

    AUTHORITY = "authority"
    APPLICANT = "applicant"
    PROCEDURE = "procedure"
    INSTITUTION = "institution"


class StartsOn(StrEnum):
    """起算: whether a limit runs from 收到 or from 受理."""

    RECEIVED = "received"
    ACCEPTED = "accepted"


class AfterSupplement(StrEnum):
    """补正后计时: the promised clock goes on where it stood, or starts anew."""

    SUSPEND = "suspend"
    RESTART = "restart"


class NeedKind(StrEnum):
    """前置种类: what may not happen before: beginning, issuing, 开工, or 投产."""

    MAY_START = "may-start"
    MAY_ISSUE = "may-issue"
    MAY_COMMENCE = "may-commence"
    MAY_PRODUCE = "may-produce"


class Basis(StrEnum):
    """前置依据: only the law refuses; a local rule or a practice warns."""

    LAW = "law"
    LOCAL = "local"
    PRACTICE = "practice"


class Procedure(StrEnum):
    """特别程序: what a case may wait for without anybody being slow."""

    HEARING = "hearing"
    TENDER = "tender"
    AUCTION = "auction"
    INSPECTION = "inspection"
    TESTING = "testing"
    QUARANTINE = "quarantine"
    APPRAISAL = "appraisal"
    EXPERT_REVIEW = "expert-review"
    SITE_SURVEY = "site-survey"
    PUBLIC_NOTICE = "public-notice"


class Milestone(StrEnum):
    """工程节点: what happens to the works; items wait for these, and these for items."""

    COMMENCEMENT = "commencement"
    COMPLETION = "completion"
    TRIAL_PRODUCTION = "trial-production"
    PRODUCTION = "production"


class DispensedBy(StrEnum):
    """免办依据: an exemption 豁免, or an assessment of the whole area 区域评估."""

    EXEMPTION = "exemption"
    AREA_ASSESSMENT = "area-assessment"


class Span(StrEnum):
    """期间单位: what a validity counts in."""

    WORKING_DAYS = "working-days"
    MONTHS = "months"
    YEARS = "years"


class Meaning(StrEnum):
    """有效期含义: by its end the holder must have begun, or the document itself is over."""

    BEGIN_WITHIN = "begin-within"
    EXPIRES = "expires"


@dataclass(frozen=True, kw_only=True)
class Citation:
    """依据: a law with its article, or a local rule; `verified` once somebody has read the text.

    What is not verified is shown as 未核实, and never as law.
    """

    text: str
    verified: bool
    in_force_from: date | None = None
    in_force_until: date | None = None
