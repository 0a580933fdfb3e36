"""项目代码核对: what the national platform says under a code, beside what we say of the project.

A check is a fact of its own, on a stream of its own: it changes nothing of the project.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import assert_never

from services.projects.domain.milestone import NONE_YET
from services.projects.domain.record import NOT_YET_STATED
from services.projects.domain.state import Project
from services.projects.domain.terms import MilestoneKind
from shared.kernel.asked import Asked
from shared.kernel.decider import About, Decider
from shared.kernel.identifiers import LeadId, ProjectId
from shared.kernel.project_code import ProjectCode
from shared.kernel.quantity import Qualifier, Quantity
from shared.kernel.rejected import Rejected

_YUAN = Decimal(10_000)  # in one 万元
_CNY = "CNY"


class Outcome(StrEnum):
    """核对结果: the same, something else, no such code there, or nobody could be asked."""

    MATCH = "match"
    DIFFERS = "differs"
    UNKNOWN = "unknown"
    UNAVAILABLE = "unavailable"


class Unavailable(StrEnum):
    """未能核对缘由: why the platform gave no answer that could be read."""

    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    FAILED = "failed"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """平台登记: what the platform has under a code; the investment is in 万元.

    A date is as precise as it is told: a year, a month, a day.
    """

    name: str
    total_investment: Decimal | None = None
    industry: str | None = None
    nature: str | None = None
    start_on: str | None = None
    finish_on: str | None = None
    place_code: str | None = None


@dataclass(frozen=True, kw_only=True)
class NoSuchCode:
    """平台无此代码: it was asked, and there is none."""


@dataclass(frozen=True, kw_only=True)
class NotAnswered:
    """平台未答复: nothing is known of the code by that."""

    why: Unavailable


Answer = Entry | NoSuchCode | NotAnswered


@dataclass(frozen=True, kw_only=True)
class Compared:
    """核对项: one field on both sides; `same` is None where it cannot be said.

    That is where one side does not state it, or states it only about.
    """

    field: str
    ours: str | None
    theirs: str | None
    same: bool | None


@dataclass(frozen=True, kw_only=True)
class ProjectCodeChecked:
    """项目代码核对: the code was looked up, and what came of it, field by field."""

    project_id: ProjectId
    lead_id: LeadId | None
    code: str
    outcome: Outcome
    why: Unavailable | None
    fields: tuple[Compared, ...]
    differing: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CheckProjectCode(Asked):
    """核对项目代码: with what the platform answered for this code, and the project as it is."""

    project_id: ProjectId
    project: Project
    code: str
    answer: Answer


@dataclass(frozen=True, kw_only=True)
class Checks:
    """核对记录: whose they are, and what came of the last."""

    project_id: ProjectId | None = None
    lead_id: LeadId | None = None
    last: ProjectCodeChecked | None = None


def require_code(project: Project) -> ProjectCode:
    """Return the code a project bears, or refuse to look up that of one without."""
    if not project.code:
        raise Rejected("project-not-coded", "the project bears no code yet")
    return ProjectCode(project.code)


def decide(command: CheckProjectCode, _: Checks) -> Sequence[ProjectCodeChecked]:
    """核对: each is a fact of its moment; an answer for a code borne no longer is none."""
    code, answer = require_code(command.project), command.answer
    if str(code) != command.code:
        raise Rejected("project-code-changed", "the project bears another code by now")
    fields = compared(code, command.project, answer) if isinstance(answer, Entry) else ()
    differing = tuple(one.field for one in fields if one.same is False)
    return [
        ProjectCodeChecked(
            project_id=command.project_id,
            lead_id=command.project.lead_id,
            code=command.code,
            outcome=_outcome(answer, differing),
            why=answer.why if isinstance(answer, NotAnswered) else None,
            fields=fields,
            differing=differing,
        )
    ]


def _outcome(answer: Answer, differing: Sequence[str]) -> Outcome:
    match answer:
        case Entry():
            return Outcome.DIFFERS if differing else Outcome.MATCH
        case NoSuchCode():
            return Outcome.UNKNOWN
        case NotAnswered():
            return Outcome.UNAVAILABLE
        case _:
            assert_never(answer)


def compared(code: ProjectCode, project: Project, entry: Entry) -> tuple[Compared, ...]:
    """Put what both sides say side by side."""
    ours = project.investment or NOT_YET_STATED
    finish = project.milestones.get(MilestoneKind.COMPLETION, NONE_YET).planned_on
    return (
        _words("name", ours.name, entry.name),
        _amount(ours.amount, entry.total_investment),
        _words("industry", None, entry.industry),
        _words("nature", None, entry.nature),
        _day("start_on", ours.agreed_start_on, entry.start_on),
        _day("finish_on", finish, entry.finish_on),
        _words("place_code", code.division_code, entry.place_code),
    )


def _words(field: str, ours: str | None, theirs: str | None) -> Compared:
    stated = bool(ours) and bool(theirs)
    same = _plain(ours or "") == _plain(theirs or "") if stated else None
    return Compared(field=field, ours=ours or None, theirs=theirs or None, same=same)


def _plain(words: str) -> str:
    """Whichever width and spacing it is typed in, a name is the same name."""
    return "".join(unicodedata.normalize("NFKC", words).casefold().split())


def _amount(ours: Quantity | None, theirs: Decimal | None) -> Compared:
    same = None
    exact = ours is not None and ours.qualifier is Qualifier.EXACT and ours.currency == _CNY
    if ours is not None and ours.base is not None and exact and theirs is not None:
        same = ours.base == theirs * _YUAN
    stated = None if theirs is None else f"{theirs:f} 万元"
    return Compared(field="total_investment", ours=_in_words(ours), theirs=stated, same=same)


def _in_words(quantity: Quantity | None) -> str | None:
    if quantity is None or quantity.value is None:
        return None
    return quantity.text or f"{quantity.value:f} {quantity.unit}"


def _day(field: str, ours: date | None, theirs: str | None) -> Compared:
    told = ours.isoformat() if ours is not None else None
    same = told.startswith(theirs) if told is not None and theirs else None
    return Compared(field=field, ours=told, theirs=theirs, same=same)


def _evolve(_: Checks, event: ProjectCodeChecked) -> Checks:
    return Checks(project_id=event.project_id, lead_id=event.lead_id, last=event)


def _about(checks: Checks) -> About:
    return About(lead=checks.lead_id, project=checks.project_id)


CODE_CHECKS: Decider[CheckProjectCode, Checks, ProjectCodeChecked] = Decider(
    category="codecheck", initial=Checks(), decide=decide, evolve=_evolve, about=_about
)
