"""事项目录版本: the items, the milestones of the works, the questions and the templates of a time.

The stored format: add, never rename.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.approvals.domain.catalogue.item import Item, Limit, Need
from services.approvals.domain.catalogue.situation import Answers, Question
from services.approvals.domain.catalogue.terms import Citation, Milestone
from shared.kernel.identifiers import DepartmentId


@dataclass(frozen=True, kw_only=True)
class Department:
    """部门: who holds items, by the name people know."""

    id: DepartmentId
    name: str


class Completes(StrEnum):
    """阶段办结规则: a stage is done when all of its items are, or when any one is."""

    ALL = "all"
    ANY = "any"


@dataclass(frozen=True, kw_only=True)
class Share:
    """部门分担: how many working days of a stage a department has."""

    department: DepartmentId
    days: int


@dataclass(frozen=True, kw_only=True)
class StageOf:
    """审批阶段: its code of the exchange standard, who leads it, when it is done, in what time.

    `items` are those that are handled in it whatever stage they name themselves; towards other
    systems they keep that.
    """

    code: str
    name: str
    lead: DepartmentId
    completes: Completes = Completes.ALL
    promised_days: int | None = None
    items: tuple[str, ...] = ()
    shares: tuple[Share, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Answer:
    """情形答案: to one question."""

    question: str
    answer: str


@dataclass(frozen=True, kw_only=True)
class Rewired:
    """前置改写: here the item, or the milestone, needs this, and not what it needs elsewhere."""

    item_code: str
    needs: tuple[Need, ...]


@dataclass(frozen=True, kw_only=True)
class Template:
    """审批流程模板: a project type and variant, told by the answers it presets.

    `only` narrows the items to those named, `without` takes some out; both say why in the plan.
    `stages` replaces stages of the catalogue, or adds some of its own: limits, leads, shares.
    `kind` is the standard project type, 1 to 10. A historical one shows how it was done once.
    """

    code: str
    name: str
    kind: int
    preset: tuple[Answer, ...]
    source: Citation
    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    rewired: tuple[Rewired, ...] = ()
    historical: bool = False
    stages: tuple[StageOf, ...] = ()

    @property
    def answers(self) -> Answers:
        """The preset answers by question."""
        return {one.question: one.answer for one in self.preset}


@dataclass(frozen=True, kw_only=True)
class MilestoneNeeds:
    """节点前置: what a milestone of the works waits for."""

    milestone: Milestone
    needs: tuple[Need, ...]


@dataclass(frozen=True, kw_only=True)
class JointApplication:
    """联合办理: one application over items of several departments; it is no item itself."""

    code: str
    name: str
    lead: DepartmentId
    items: tuple[str, ...]
    legal_basis: Citation
    promised: Limit | None = None


@dataclass(frozen=True, kw_only=True)
class CatalogueVersion:
    """事项目录版本: what holds from one day up to another; the last one has no end yet."""

    version: str
    effective_from: date
    effective_until: date | None
    departments: tuple[Department, ...]
    stages: tuple[StageOf, ...]
    questions: tuple[Question, ...]
    items: tuple[Item, ...]
    milestones: tuple[MilestoneNeeds, ...]
    templates: tuple[Template, ...]
    default_template: str
    joint: tuple[JointApplication, ...] = ()

    def item(self, code: str) -> Item | None:
        """Return an item by its code, variants too."""
        return next((item for item in self.items if item.code == code), None)

    def template(self, code: str) -> Template | None:
        """Return a template by its code."""
        return next((one for one in self.templates if one.code == code), None)
