"""What everything told of cases has in common."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from shared.kernel.identifiers import CaseId, DepartmentId, ProjectId


class Told(BaseModel):
    """What all of them are: plain, unchangeable, tolerant of what later versions add."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class HalfDay(Told):
    """半日: the morning or the afternoon of a day; a whole day is meant by its afternoon."""

    on: date
    half: Literal["morning", "afternoon"]


class Deadline(Told):
    """期限: where a limit (notice, statutory or promised) ends.

    `due` is None while its clock stands, or until the year it leads into has been published.
    `other_unit_due` is its end if 日 means the other kind of day, where the law does not say.
    """

    clock: str
    due: HalfDay | None = None
    other_unit_due: HalfDay | None = None
    binds: str = "authority"


class Missing(Told):
    """所缺前置: an item that should have come first, who holds it, and who says so."""

    item_code: str
    name: str
    held_by: DepartmentId | None = None
    standing: str
    case_id: CaseId | None = None
    kind: str
    basis: str
    source: str
    verified: bool = True


class OfCase(Told):
    """What every event of a case says."""

    case_id: CaseId
    project_id: ProjectId
    item_code: str
    item_name: str
    department: DepartmentId


class OnDay(OfCase):
    """Most name the day that the law counts with."""

    on: date


class WithReason(OnDay):
    """And some a reason."""

    reason: str


class Timed(OfCase):
    """What bears on the clocks says where they end after it, and by which calendar."""

    deadlines: tuple[Deadline, ...]
    calendar_version: str
