"""The items that are applied for: on what law they stand, how long they may take, what they need.

A plan keeps the items as they were when it was opened, and a case those of its plan; changing the
catalogue changes neither.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from shared.kernel.clock import LimitUnit
from shared.kernel.identifiers import DepartmentId

CATALOGUE_VERSION = "2026.1"


class ItemKind(StrEnum):
    """事项类型: 许可 and 备案 each have a life-cycle of their own."""

    LICENCE = "licence"
    FILING = "filing"


class StartsOn(StrEnum):
    """起算: whether a limit runs from 收到 or from 受理."""

    RECEIVED = "received"
    ACCEPTED = "accepted"


class NeedKind(StrEnum):
    """前置种类: without the other item one may not begin, or may not issue."""

    MAY_START = "may-start"
    MAY_ISSUE = "may-issue"


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


@dataclass(frozen=True, kw_only=True)
class Citation:
    """依据: a law with its article, or a local rule, and whether somebody has checked the text."""

    text: str
    verified: bool


@dataclass(frozen=True, kw_only=True)
class Limit:
    """时限: so many days; `unit_verified` is False where the law says 日 and not which."""

    days: Decimal
    unit: LimitUnit
    starts_on: StartsOn
    source: Citation
    unit_verified: bool = True


@dataclass(frozen=True, kw_only=True)
class Need:
    """前置: an item that comes first, for what, and who says so."""

    item_code: str
    kind: NeedKind
    basis: Basis
    source: Citation


@dataclass(frozen=True, kw_only=True)
class StatutoryStop:
    """法定停计: a special procedure whose time the law does not count, with the article."""

    procedure: Procedure
    article: str


@dataclass(frozen=True, kw_only=True)
class ItemRef:
    """事项: what every event of a case says of its item."""

    code: str
    name: str
    department: DepartmentId


@dataclass(frozen=True, kw_only=True)
class Item:
    """审批事项: one row of the catalogue, one department's.

    `notice_days` is the time for the one-time notice of what is missing, after which the
    application counts as accepted. `supplement_article` names the law by which waiting for a
    supplement stops the statutory clock; most items have none.
    """

    code: str
    name: str
    kind: ItemKind
    stage: str
    department: DepartmentId
    legal_basis: Citation
    gates_commencement: bool
    statutory: Limit | None = None
    promised: Limit | None = None
    notice_days: int | None = None
    extension_days: int | None = None
    supplement_article: str | None = None
    statutory_stops: tuple[StatutoryStop, ...] = ()
    needs: tuple[Need, ...] = ()

    @property
    def ref(self) -> ItemRef:
        """The item as events name it."""
        return ItemRef(code=self.code, name=self.name, department=self.department)

    def article_for(self, procedure: Procedure) -> str | None:
        """Return the article by which a special procedure stops the statutory clock, if any."""
        return next((s.article for s in self.statutory_stops if s.procedure is procedure), None)


LICENSING_LAW_45 = "《行政许可法》第四十五条"
_LISTED_IN_45 = (
    Procedure.HEARING,
    Procedure.TENDER,
    Procedure.AUCTION,
    Procedure.INSPECTION,
    Procedure.TESTING,
    Procedure.QUARANTINE,
    Procedure.APPRAISAL,
    Procedure.EXPERT_REVIEW,
)
STOPS_BY_LICENSING_LAW = tuple(
    StatutoryStop(procedure=procedure, article=LICENSING_LAW_45) for procedure in _LISTED_IN_45
)
NOTICE_DAYS = 5

_PROMISE = Citation(text="本地办事指南承诺时限", verified=False)

ENTERPRISE_FILING = Item(
    code="A01",
    name="企业投资项目备案",
    kind=ItemKind.FILING,
    stage="1",
    department=DepartmentId("development-reform"),
    legal_basis=Citation(text="《企业投资项目核准和备案管理条例》第三条、第十三条", verified=False),
    gates_commencement=True,
    # 即办: there is no statutory limit; one working day is how the promise is watched over.
    promised=Limit(
        days=Decimal(1),
        unit=LimitUnit.WORKING_DAYS,
        starts_on=StartsOn.RECEIVED,
        source=Citation(text="本地办事指南：即办", verified=False),
    ),
)

ENVIRONMENTAL_REPORT_FORM = Item(
    code="A12",
    name="环境影响报告表审批",
    kind=ItemKind.LICENCE,
    stage="parallel",
    department=DepartmentId("ecology"),
    legal_basis=Citation(text="《环境影响评价法》第十六条、第二十二条、第二十五条", verified=False),
    gates_commencement=True,
    statutory=Limit(
        days=Decimal(30),
        unit=LimitUnit.NATURAL_DAYS,
        starts_on=StartsOn.RECEIVED,
        source=Citation(text="《环境影响评价法》第二十二条：自收到之日起三十日内", verified=False),
        unit_verified=False,
    ),
    promised=Limit(
        days=Decimal(7),
        unit=LimitUnit.WORKING_DAYS,
        starts_on=StartsOn.ACCEPTED,
        source=_PROMISE,
    ),
    notice_days=NOTICE_DAYS,
    statutory_stops=STOPS_BY_LICENSING_LAW,
    needs=(
        Need(
            item_code="A01",
            kind=NeedKind.MAY_START,
            basis=Basis.LOCAL,
            source=Citation(text="本地办理流程：立项文件在先", verified=False),
        ),
    ),
)

WORKS_PLANNING_PERMIT = Item(
    code="B02",
    name="建设工程规划许可证",
    kind=ItemKind.LICENCE,
    stage="2",
    department=DepartmentId("natural-resources"),
    legal_basis=Citation(text="《城乡规划法》第四十条", verified=False),
    gates_commencement=True,
    statutory=Limit(
        days=Decimal(20),
        unit=LimitUnit.WORKING_DAYS,
        starts_on=StartsOn.ACCEPTED,
        source=Citation(text="《行政许可法》第四十二条、第八十二条", verified=True),
    ),
    promised=Limit(
        days=Decimal(7),
        unit=LimitUnit.WORKING_DAYS,
        starts_on=StartsOn.ACCEPTED,
        source=_PROMISE,
    ),
    notice_days=NOTICE_DAYS,
    extension_days=10,
    statutory_stops=STOPS_BY_LICENSING_LAW,
    needs=(
        Need(
            item_code="A01",
            kind=NeedKind.MAY_ISSUE,
            basis=Basis.LAW,
            source=Citation(
                text="《城乡规划法》第三十八条、第四十条：用地和工程规划许可以备案文件为前提",
                verified=False,
            ),
        ),
        Need(
            item_code="A12",
            kind=NeedKind.MAY_ISSUE,
            basis=Basis.PRACTICE,
            source=Citation(text="惯例：化工等项目随卷附环评批复", verified=False),
        ),
    ),
)

CATALOGUE: Sequence[Item] = (
    ENTERPRISE_FILING,
    ENVIRONMENTAL_REPORT_FORM,
    WORKS_PLANNING_PERMIT,
)
