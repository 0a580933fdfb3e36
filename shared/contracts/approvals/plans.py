"""What is told of plans."""

from shared.contracts.approvals.told import Told
from shared.kernel.identifiers import DepartmentId, ProjectId


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


class PlanOpened(Told):
    """审批计划开立: which items the project needs."""

    project_id: ProjectId
    project_name: str
    catalogue_version: str
    items: tuple[PlannedItem, ...]
