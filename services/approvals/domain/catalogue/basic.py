"""The three items that every new building needs, whatever else turns out to apply."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from services.approvals.domain.catalogue.item import Item, Limit, Need, StatutoryStop
from services.approvals.domain.catalogue.terms import (
    Basis,
    Citation,
    ItemKind,
    Milestone,
    NeedKind,
    Procedure,
    StartsOn,
)
from services.approvals.domain.catalogue.version import (
    CatalogueVersion,
    Department,
    MilestoneNeeds,
    StageOf,
    Template,
)
from shared.kernel.clock import LimitUnit
from shared.kernel.identifiers import DepartmentId

CATALOGUE_VERSION = "2026.1"
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

_REFORM, _ECOLOGY, _PLANNING = (item.department for item in CATALOGUE)
_CUSTOM = Citation(text="园区惯例：开工前三项齐备", verified=False)

BASIC = CatalogueVersion(
    version=CATALOGUE_VERSION,
    effective_from=date(2026, 1, 1),
    effective_until=None,
    departments=(
        Department(id=_REFORM, name="发展和改革局"),
        Department(id=_ECOLOGY, name="生态环境局"),
        Department(id=_PLANNING, name="自然资源和规划局"),
    ),
    stages=(
        StageOf(code="1", name="立项用地规划许可", lead=_REFORM),
        StageOf(code="2", name="工程建设许可", lead=_PLANNING),
        StageOf(code="parallel", name="并行推进", lead=_REFORM),
    ),
    questions=(),
    items=tuple(CATALOGUE),
    milestones=(
        MilestoneNeeds(
            milestone=Milestone.COMMENCEMENT,
            needs=tuple(
                Need(
                    item_code=item.code,
                    kind=NeedKind.MAY_COMMENCE,
                    basis=Basis.LAW,
                    source=item.legal_basis,
                )
                for item in CATALOGUE
            ),
        ),
    ),
    templates=(
        Template(
            code="basic",
            name="基本三项",
            kind=10,
            preset=(),
            source=_CUSTOM,
            only=tuple(item.code for item in CATALOGUE),
        ),
    ),
    default_template="basic",
)
