"""A catalogue small enough to see through, for the stories about composing and checking."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from services.approvals.domain.catalogue import (
    ENTERPRISE_FILING,
    ENVIRONMENTAL_REPORT_FORM,
    WORKS_PLANNING_PERMIT,
    Answer,
    Basis,
    CatalogueVersion,
    Choice,
    Citation,
    Clause,
    CommitmentRule,
    Condition,
    Department,
    Item,
    ItemKind,
    Milestone,
    MilestoneNeeds,
    Mode,
    Need,
    NeedKind,
    Question,
    StageOf,
    Template,
)
from shared.kernel.identifiers import DepartmentId

LAW = Citation(text="某法第一条", verified=True)
RULE = Citation(text="某市办事指南", verified=False)
ECOLOGY, PLANNING, HOUSING = (
    DepartmentId(name) for name in ("ecology", "natural-resources", "housing")
)
REFORM = DepartmentId("development-reform")


def need(code: str, kind: NeedKind = NeedKind.MAY_ISSUE, *others: str) -> Need:
    """Return a need by law."""
    return Need(item_code=code, kind=kind, basis=Basis.LAW, source=LAW, alternatives=others)


def when(question: str, *answers: str) -> Condition:
    """Return the condition that a question is answered so."""
    return Condition(any_of=((Clause(question=question, answers=answers),),))


def at_least(question: str, number: int) -> Condition:
    """Return the condition that a question is answered with so much."""
    return Condition(any_of=((Clause(question=question, at_least=Decimal(number)),),))


REPORT_BOOK = replace(
    ENVIRONMENTAL_REPORT_FORM,
    code="A11",
    name="环境影响报告书审批",
    applies=when("impact", "report"),
)
REPORT_FORM = replace(ENVIRONMENTAL_REPORT_FORM, applies=when("impact", "form"))
REPORT_FORM_ON_PROMISE = replace(
    ENVIRONMENTAL_REPORT_FORM,
    code="A12-C",
    name="环境影响报告表审批（告知承诺）",
    mode=Mode.COMMITMENT,
    variant_of="A12",
    commitment=CommitmentRule(check_days=Decimal(20), source=RULE),
    needs=(),
)
CONSTRUCTION_PERMIT = Item(
    code="C05",
    name="建筑工程施工许可证",
    kind=ItemKind.LICENCE,
    stage="3",
    department=HOUSING,
    legal_basis=LAW,
    gates_commencement=False,
    needs=(need("B02", NeedKind.MAY_ISSUE),),
    applies=at_least("area", 300),
)
SMALL = CatalogueVersion(
    version="2026.9",
    effective_from=date(2026, 1, 1),
    effective_until=None,
    departments=(
        Department(id=REFORM, name="发展和改革局"),
        Department(id=ECOLOGY, name="生态环境局"),
        Department(id=PLANNING, name="自然资源和规划局"),
        Department(id=HOUSING, name="住房和城乡建设局"),
    ),
    stages=(
        StageOf(code="1", name="立项用地规划许可", lead=REFORM),
        StageOf(code="2", name="工程建设许可", lead=PLANNING),
        StageOf(code="3", name="施工许可", lead=HOUSING),
        StageOf(code="parallel", name="并行推进", lead=REFORM),
    ),
    questions=(
        Question(
            code="impact",
            text="环评类别？",
            choices=(Choice(code="report", name="报告书"), Choice(code="form", name="报告表")),
        ),
        Question(code="area", text="建筑面积？", unit="平方米"),
        Question(
            code="track",
            text="立项方式？",
            choices=(Choice(code="filing", name="备案"), Choice(code="approval", name="审批")),
        ),
    ),
    items=(
        replace(ENTERPRISE_FILING, applies=when("track", "filing")),
        REPORT_BOOK,
        REPORT_FORM,
        REPORT_FORM_ON_PROMISE,
        WORKS_PLANNING_PERMIT,
        CONSTRUCTION_PERMIT,
    ),
    milestones=(
        MilestoneNeeds(
            milestone=Milestone.COMMENCEMENT,
            needs=(
                need("C05", NeedKind.MAY_COMMENCE),
                need("A11", NeedKind.MAY_COMMENCE, "A12"),
            ),
        ),
    ),
    templates=(
        Template(
            code="industrial-filing",
            name="工业类（备案）",
            kind=6,
            preset=(Answer(question="track", answer="filing"),),
            source=RULE,
        ),
        Template(code="open", name="未定", kind=10, preset=(), source=RULE),
        Template(
            code="basic",
            name="基本三项",
            kind=10,
            preset=(),
            source=RULE,
            only=("A01", "A12", "B02"),
        ),
    ),
    default_template="basic",
)
