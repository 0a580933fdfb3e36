"""联合审查: which departments were asked, by when, and what they said."""

from dataclasses import dataclass
from datetime import date

from services.approvals.domain import events as said
from shared.kernel.identifiers import DepartmentId
from shared.kernel.values import replace


@dataclass(frozen=True, kw_only=True)
class Opinion:
    """部门意见: asked of a department; `passed` is None while it has not answered."""

    department: DepartmentId
    reply_by: date
    passed: bool | None = None
    opinion: str | None = None
    given_on: date | None = None
    overdue: bool = False

    @property
    def awaited(self) -> bool:
        """Tell whether the decision waits for it."""
        return self.passed is None and not self.overdue


Opinions = tuple[Opinion, ...]


def opinions_after(before: Opinions, event: said.ActEvent) -> Opinions:
    """Take in one act; most are no opinions. Who is asked again has not answered yet."""
    match event:
        case said.OpinionRequested():
            others = tuple(one for one in before if one.department != event.department)
            return (*others, Opinion(department=event.department, reply_by=event.reply_by))
        case said.OpinionGiven():
            given = {"passed": event.passed, "opinion": event.opinion, "given_on": event.on}
            return tuple(
                replace(one, **given) if one.department == event.department else one  # type: ignore[arg-type]  # its own fields
                for one in before
            )
        case said.OpinionOverdue():
            return tuple(
                replace(one, overdue=True) if one.department == event.department else one
                for one in before
            )
        case _:
            return before


def awaited(opinions: Opinions) -> tuple[DepartmentId, ...]:
    """Return the departments whose answer is awaited."""
    return tuple(one.department for one in opinions if one.awaited)
