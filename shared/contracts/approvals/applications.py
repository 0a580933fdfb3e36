"""What is told of forms that became several cases."""

from shared.contracts.approvals.told import Told
from shared.kernel.identifiers import CaseId, DepartmentId, ProjectId


class AppliedItem(Told):
    """申报事项: one item of the form and its case."""

    item_code: str
    name: str
    department: DepartmentId
    case: CaseId


class ApplicationMade(Told):
    """申报: one form for several items of one stage; done when `all` are, or `any`."""

    application_id: str
    project_id: ProjectId
    stage: str
    completes: str
    items: tuple[AppliedItem, ...]
