"""What is told of plans and of the catalogue they are composed by."""

from datetime import date
from decimal import Decimal

from shared.contracts.approvals.told import Told
from shared.kernel.identifiers import CaseId, DepartmentId, ProjectId


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


class InForce(Told):
    """已办成事项: what the project has already, by a case or without one."""

    item_code: str
    standing: str
    case_id: CaseId | None = None
    document_number: str | None = None


class PlanOpened(Told):
    """审批计划开立: which items the project needs.

    Of each of `commencement_needs` one item is enough; told without, every gating item is needed.
    """

    project_id: ProjectId
    project_name: str
    catalogue_version: str
    template: str = ""
    items: tuple[PlannedItem, ...]
    commencement_needs: tuple[tuple[str, ...], ...] = ()


class PlanRecomposed(Told):
    """审批计划调整: it consists of other items now; what came in, went out or changed, by code."""

    project_id: ProjectId
    catalogue_version: str
    template: str
    items: tuple[PlannedItem, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]
    in_force: tuple[InForce, ...] = ()
    commencement_needs: tuple[tuple[str, ...], ...] = ()


class PlanMoved(PlanRecomposed):
    """审批计划换版: it goes over to another version of the catalogue."""

    from_version: str


class ItemDispensedWith(Told):
    """免予办理: the item need not be applied for; for whoever waits for it, as good as a grant."""

    project_id: ProjectId
    item_code: str
    ground: str
    reason: str
    authority: str
    document: str


class DispensationLifted(Told):
    """免办取消: the item has to be applied for after all."""

    project_id: ProjectId
    item_code: str
    ground: str
    reason: str


class PrerequisitePromised(Told):
    """前置容缺承诺: the item begins before what it needs, which is promised until a day."""

    project_id: ProjectId
    item_code: str
    needed: str
    until: date


class JointApplicationMade(Told):
    """联合申报: on one form, for the named items, each of which became a case."""

    project_id: ProjectId
    joint: str
    name: str
    application: str
    items: tuple[str, ...]


class JointApplicationConcluded(Told):
    """联合办结: all its parts are there, and the department in the lead has said so."""

    project_id: ProjectId
    joint: str
    name: str
    application: str
    document_number: str
    conclusion: str


class EarliestStartReckoned(Told):
    """最早开工日测算: on what day ground can be broken, and by what chain of items."""

    project_id: ProjectId
    from_on: date | None = None
    to_on: date
    working_days: Decimal
    chain: tuple[str, ...]
    calendar_version: str


class EarliestStartSlipped(Told):
    """最早开工日推迟: later than people were last told, by so many working days."""

    project_id: ProjectId
    from_on: date
    to_on: date
    working_days: int
    chain: tuple[str, ...]


class CatalogueVersionPublished(Told):
    """事项目录版本发布: which version holds from a day on, and which one it ends."""

    version: str
    effective_from: date
    effective_until: date | None = None
    ends: str | None = None
    items: tuple[str, ...]
    templates: tuple[str, ...]
