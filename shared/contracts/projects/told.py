"""What everything told of projects has in common."""

from pydantic import BaseModel, ConfigDict

from shared.kernel.identifiers import DepartmentId, ProjectId

Plain = dict[str, str | None]
PlainTime = dict[str, str]


class Told(BaseModel):
    """What all of them are: plain, unchangeable, tolerant of what later versions add."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class OfProject(Told):
    """Every one names its project."""

    project_id: ProjectId


class Lacking(Told):
    """所缺事项: an item without a grant in force, the department that holds it, how far it is."""

    item_code: str
    name: str
    held_by: DepartmentId
    stage: str
