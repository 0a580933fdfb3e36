"""Writing a catalogue as YAML: what goes without saying is left out."""

from dataclasses import MISSING, Field, fields, is_dataclass
from decimal import Decimal
from enum import Enum
from functools import singledispatch
from typing import Any

import yaml

from services.approvals.catalogue import lines
from services.approvals.domain.catalogue import (
    CatalogueVersion,
    Citation,
    Condition,
    Item,
    Material,
    Need,
    Question,
    StageOf,
    Template,
)

_WIDTH = 100


def write_yaml(catalogue: CatalogueVersion) -> str:
    """Return the YAML that reads as this very catalogue."""
    said = plain(catalogue)
    return str(yaml.safe_dump(said, allow_unicode=True, sort_keys=False, width=_WIDTH))


@singledispatch
def plain(value: Any) -> Any:
    """Return what a file says of a value, in mappings, lists and scalars."""
    if is_dataclass(value):
        return _said(value)
    return value


@plain.register
def _(value: Enum) -> str:
    return str(value.value)


@plain.register
def _(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


@plain.register
def _(value: tuple) -> list[Any]:  # type: ignore[type-arg]  # singledispatch takes bare classes
    return [plain(one) for one in value]


@plain.register
def _(value: Citation) -> Any:
    bare = not value.verified and value.in_force_from is None and value.in_force_until is None
    return value.text if bare else _said(value)


@plain.register
def _(value: Condition) -> str:
    return lines.condition_line(value)


@plain.register
def _(value: Need) -> Any:
    unverified = isinstance(plain(value.source), str) and not value.source.text.startswith("[")
    return lines.need_line(value) if unverified and not value.insisted_on else _said(value)


@plain.register
def _(value: Material) -> str:
    return lines.material_line(value)


@plain.register
def _(value: Item) -> dict[str, Any]:
    said = _said(value)
    if value.statutory_stops:
        said["statutory_stops"] = lines.stop_lines(value.statutory_stops)
    return said


@plain.register
def _(value: Question) -> dict[str, Any]:
    choices = {one.code: one.name for one in value.choices}
    return _said(value) | ({"choices": choices} if choices else {})


@plain.register
def _(value: StageOf) -> dict[str, Any]:
    shares = {one.department: one.days for one in value.shares}
    return _said(value) | ({"shares": shares} if shares else {})


@plain.register
def _(value: Template) -> dict[str, Any]:
    preset = {one.question: one.answer for one in value.preset}
    rewired = {one.item_code: plain(one.needs) for one in value.rewired}
    return _said(value) | {"preset": preset} | ({"rewired": rewired} if rewired else {})


@plain.register
def _(value: CatalogueVersion) -> dict[str, Any]:
    return _said(value) | {
        "departments": {one.id: one.name for one in value.departments},
        "milestones": {one.milestone.value: plain(one.needs) for one in value.milestones},
    }


def _said(value: Any) -> dict[str, Any]:
    """Return the fields that do not go without saying."""
    return {
        field.name: plain(getattr(value, field.name))
        for field in fields(value)
        if getattr(value, field.name) != _default(field)
    }


def _default(field: Field[Any]) -> object:
    return None if field.default is MISSING else field.default
