"""What may be asked of departments that are consulted."""

from dataclasses import dataclass
from datetime import date

from shared.kernel.asked import Asked
from shared.kernel.identifiers import DepartmentId


@dataclass(frozen=True, kw_only=True)
class RequestOpinions(Asked):
    """征求意见: ask these departments, or all that the item names, by a day."""

    reply_by: date
    departments: tuple[DepartmentId, ...] = ()


@dataclass(frozen=True, kw_only=True)
class GiveOpinion(Asked):
    """反馈意见: say what one's department thinks."""

    department: DepartmentId
    passed: bool
    opinion: str


Consulting = RequestOpinions | GiveOpinion
