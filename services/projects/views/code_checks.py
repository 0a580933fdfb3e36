"""How a check of a project's code looks to those who read it."""

from datetime import datetime

from pydantic import BaseModel

from services.projects.domain.code_checking import Outcome, ProjectCodeChecked, Unavailable
from services.projects.views.cards import Shown
from shared.kernel.identifiers import AccountId, ProjectId
from shared.kernel.recorded import Recorded
from shared.kernel.texts import projects as texts


class ComparedCard(Shown):
    """核对项: one field on both sides; `same` is null where it cannot be said."""

    field: str
    name: str
    ours: str | None
    theirs: str | None
    same: bool | None


class ProjectCodeCheckShown(Shown):
    """项目代码核对: who looked the code up when, and what came of it."""

    event_id: str
    code: str
    outcome: Outcome
    outcome_name: str
    why: Unavailable | None
    why_name: str | None
    checked_at: datetime
    by: AccountId
    differing: list[str]
    fields: list[ComparedCard]


class ProjectCodeCheckPage(BaseModel):
    """核对记录: all of one project."""

    items: list[ProjectCodeCheckShown]
    next_cursor: None


class LatestCodeCheck(Shown):
    """最近核对: the code borne, and the last check of it; null where nobody has asked yet."""

    project_id: ProjectId
    code: str | None
    last: ProjectCodeCheckShown | None


def shown(recorded: Recorded[ProjectCodeChecked]) -> ProjectCodeCheckShown:
    """Return a check as it was recorded."""
    checked = recorded.event
    return ProjectCodeCheckShown(
        event_id=recorded.event_id,
        code=checked.code,
        outcome=checked.outcome,
        outcome_name=texts.CODE_CHECKS[checked.outcome],
        why=checked.why,
        why_name=texts.UNAVAILABLE[checked.why] if checked.why else None,
        checked_at=recorded.recorded_at,
        by=recorded.meta.actor.id,
        differing=list(checked.differing),
        fields=[
            ComparedCard(
                field=one.field,
                name=texts.CODE_FIELDS[one.field],
                ours=one.ours,
                theirs=one.theirs,
                same=one.same,
            )
            for one in checked.fields
        ],
    )
