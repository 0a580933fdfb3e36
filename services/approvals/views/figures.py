"""Efficiency figures: how long cases really took, counted over any selection, as of any day.

Everything comes out of one query, with the whole selection beside its groups: so the parts and the
whole are always of the same moment.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError
from sqlalchemy import ColumnElement, Label, Select, func, literal_column, null, select

from services.approvals.views.cases import ItemCode
from services.approvals.views.durations import CAUSES, ENDED, lost_to
from shared.adapters.bodies import Day, Park, ShortName
from shared.adapters.views import known_at, visible_in
from shared.kernel.policy import Visibility

MEASURES = ("gross", "net", "net_statutory")
LIMITS = ("statutory", "promised")
SHARES = (50, 80, 95)
_T = ENDED.c


class By(StrEnum):
    """分组: what the figures are told apart by; the officer is who served the case at its end."""

    ITEM = "item"
    DEPARTMENT = "department"
    OFFICER = "officer"
    MONTH = "month"


_KEYS: Mapping[By, ColumnElement[Any]] = {
    By.ITEM: _T.item_code,
    By.DEPARTMENT: _T.department,
    By.OFFICER: _T.served_by,
    By.MONTH: _T.month,
}
# What part of all cases these are.
PARTS: Mapping[str, ColumnElement[bool]] = {
    "deficiency_notices": _T.deficiencies_notified,
    "supplements": _T.supplements > 0,
    "special_procedures": _T.procedures > 0,
    "deemed_acceptances": _T.deemed_accepted,
    "extensions": _T.extension.is_not(None),
}


class Wish(BaseModel):
    """统计口径: cases that ended from one day up to another, both included; told apart by what."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    by: By = Field(By.ITEM, description="分组")
    from_: Day | None = Field(None, alias="from", description="办结日起（含）")
    to: Day | None = Field(None, description="办结日止（含）")
    item: ItemCode | None = None
    department: ShortName | None = None
    park: Park | None = None

    @model_validator(mode="after")
    def _is_a_span(self) -> Self:
        if self.from_ is not None and self.to is not None and self.to < self.from_:
            raise PydanticCustomError("range-reversed", "the last day lies before the first")
        return self


def figures(wish: Wish, visibility: Visibility, as_of: datetime | None) -> Select[Any]:
    """Select a row for every group, and one for all together, which has `is_total`."""
    key = _KEYS[wish.by]
    is_total = func.grouping(key)
    people = (_T.specialist, _T.officer, _T.leader)
    seen = visible_in(visibility, park=_T.park, departments=_T.department, people=people)
    name = func.max(_T.item_name) if wish.by is By.ITEM else null()
    query = select(
        key.label("key"),
        name.label("name"),
        is_total.label("is_total"),
        func.count().label("cases"),
        *_measured(),
        *_kept(),
        *(func.count().filter(part).label(name) for name, part in PARTS.items()),
        *_lost(),
        *_pauses(),
    ).where(known_at(ENDED, as_of), seen)
    for condition in _conditions(wish):
        query = query.where(condition)
    return query.group_by(func.rollup(key)).order_by(is_total, key.nulls_last())


def _conditions(wish: Wish) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wish.from_ is not None:
        conditions.append(_T.ended_on >= wish.from_)
    if wish.to is not None:
        conditions.append(_T.ended_on <= wish.to)
    equal = ((_T.item_code, wish.item), (_T.department, wish.department), (_T.park, wish.park))
    return [*conditions, *(column == value for column, value in equal if value is not None)]


def _measured() -> Iterator[Label[Any]]:
    """Of every measure how often it is known, its sum, and what so many of a hundred keep to."""
    for name in MEASURES:
        column = _T[name]
        yield func.count(column).label(f"{name}_of")
        yield func.sum(column).label(f"{name}_sum")
        for share in SHARES:
            within = func.percentile_disc(literal_column(f"0.{share}")).within_group(column)
            yield within.label(f"{name}_p{share}")


def _kept() -> Iterator[Label[Any]]:
    """Of every limit of the authority how often there was one, and how often it was kept."""
    for name in LIMITS:
        column = _T[f"on_time_{name}"]
        yield func.count(column).label(f"on_time_{name}_of")
        yield func.count().filter(column).label(f"on_time_{name}")


def _lost() -> Iterator[Label[Any]]:
    for cause in CAUSES:
        column = _T[lost_to(cause)]
        yield func.sum(column).label(lost_to(cause))
        yield func.count().filter(column > 0).label(f"{lost_to(cause)}_in")


def _pauses() -> Iterator[Label[Any]]:
    """How many pauses there were, how many were entered late, how many of them back-dated."""
    for name, column in (
        ("pauses", _T.supplements + _T.procedures),
        ("entered_late", _T.pauses_entered_late),
        ("back_dated", _T.pauses_back_dated),
    ):
        yield func.coalesce(func.sum(column), 0).label(name)
