"""Reading a catalogue: from plain data to a CatalogueVersion, or every fault with its place."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from services.approvals.catalogue import yaml_text
from services.approvals.catalogue.shape import CatalogueShape
from services.approvals.domain.catalogue import CatalogueVersion
from services.approvals.domain.catalogue.checking import Fault
from shared.kernel.rejected import Rejected
from shared.kernel.texts.catalogue import FAULTS

Place = Sequence[int | str]
Places = Callable[[Place], str]

_CATALOGUE: TypeAdapter[CatalogueVersion] = TypeAdapter(CatalogueVersion)
_NAMED_BY = ("code", "id", "question", "milestone", "item_code")
_LONGEST_SHOWN = 80
_CODES = {
    "extra_forbidden": "unknown-key",
    "missing": "missing",
    "enum": "word-unknown",
    "string_pattern_mismatch": "code-malformed",
    "string_too_short": "empty",
    "too_short": "empty",
    "string_too_long": "too-long",
    "greater_than_equal": "number-out-of-bounds",
    "less_than_equal": "number-out-of-bounds",
    "decimal_max_digits": "number-out-of-bounds",
    "line_unreadable": "line-unreadable",
    "control_character": "control-character",
    "date_parsing": "date-malformed",
    "date_from_datetime_parsing": "date-malformed",
}


def read_yaml(text: str) -> CatalogueVersion:
    """Return the catalogue that a YAML text holds, or raise Rejected with all its faults."""
    try:
        raw = yaml_text.plain(text)
    except yaml_text.TextUnreadable as unreadable:
        refuse([fault(unreadable.code, unreadable.place, unreadable.given)])
    return read_plain(raw)


def read_folder(folder: Path) -> CatalogueVersion:
    """Return the catalogue that the YAML files of a folder hold together."""
    whole: dict[str, Any] = {}
    try:
        for file in sorted(folder.glob("*.yaml")):
            _join(whole, yaml_text.plain(file.read_text("utf-8"), file.name), file.name)
    except yaml_text.TextUnreadable as unreadable:
        refuse([fault(unreadable.code, unreadable.place, unreadable.given)])
    return read_plain(whole)


def _join(whole: dict[str, Any], part: object, name: str) -> None:
    """Add what one file says; only lists are told in several files."""
    if not isinstance(part, Mapping):
        raise yaml_text.TextUnreadable("wrong-type", name, "")
    for key, value in part.items():
        if isinstance(value, list) and isinstance(whole.get(key, []), list):
            whole[key] = [*whole.get(key, []), *value]
        elif key in whole:
            raise yaml_text.TextUnreadable("yaml-broken", f"{name}:{key}", "told in two files")
        else:
            whole[key] = value


def read_plain(
    raw: Any, places: Places | None = None, known: Sequence[Fault] = ()
) -> CatalogueVersion:
    """Return the catalogue of plain data.

    `places` tells where in a file something stands, `known` what was found wrong before.
    """
    where = places or (lambda place: path_of(place, raw))
    try:
        shape = CatalogueShape.model_validate(raw)
    except ValidationError as invalid:
        refuse([*known, *(_fault(error, where) for error in invalid.errors(include_url=False))])
    faults = [*known, *_twice(shape, where)]
    if faults:
        refuse(faults)
    return _CATALOGUE.validate_python(shape.model_dump())


def refuse(faults: Iterable[Fault]) -> NoReturn:
    """Refuse a file with all that is wrong with it."""
    found = tuple(faults)
    detail = f"{len(found)} faults, the first: {found[0].place}: {found[0].detail}"
    shown = [{"code": f.code, "place": f.place, "detail": f.detail} for f in found]
    raise Rejected("catalogue-unreadable", detail, faults=shown)


def fault(code: str, place: str, given: object = None) -> Fault:
    """Return a fault with its words."""
    shown = "" if given is None else str(given)[:_LONGEST_SHOWN]
    return Fault(code=code, place=place, detail=FAULTS[code].format(given=shown))


def _fault(error: ErrorDetails, where: Places) -> Fault:
    code = _CODES.get(error["type"], "wrong-type")
    wanted = error.get("ctx", {})
    given = wanted.get("form") or wanted.get("expected") or _scalar(error["input"])
    return fault(code, where(error["loc"]), given)


def _scalar(given: object) -> object:
    return None if isinstance(given, Mapping | list | tuple) else given


def path_of(place: Place, raw: Any) -> str:
    """Return a path as people read it: `items[A06].statutory.unit`."""
    path = ""
    for step in place:
        name, raw = _step(step, raw)
        path += f"[{name}]" if isinstance(step, int) else f".{name}" if path else name
    return path


def _step(step: int | str, raw: Any) -> tuple[str, Any]:
    """Go one step down; of a list or a mapping read as one, by the name of what stands there."""
    if isinstance(step, int) and isinstance(raw, Mapping):
        names = list(raw)
        return (str(names[step]), None) if step < len(names) else (str(step), None)
    if isinstance(step, int):
        inside = raw[step] if isinstance(raw, list) and step < len(raw) else None
        return _name(inside) or str(step), inside
    return str(step), raw.get(step) if isinstance(raw, Mapping) else None


def _name(inside: object) -> str | None:
    if not isinstance(inside, Mapping):
        return None
    return next((str(inside[key]) for key in _NAMED_BY if inside.get(key) is not None), None)


def _twice(shape: CatalogueShape, where: Places) -> Iterator[Fault]:
    yield from _codes_twice("departments", [one.id for one in shape.departments], where)
    yield from _codes_twice("stages", [one.code for one in shape.stages], where)
    yield from _codes_twice("questions", [one.code for one in shape.questions], where)
    yield from _codes_twice("items", [one.code for one in shape.items], where)
    yield from _codes_twice("milestones", [one.milestone for one in shape.milestones], where)
    yield from _codes_twice("templates", [one.code for one in shape.templates], where)
    yield from _codes_twice("joint", [one.code for one in shape.joint], where)


def _codes_twice(group: str, codes: Sequence[str], where: Places) -> Iterator[Fault]:
    times = Counter(codes)
    first: set[str] = set()
    for index, code in enumerate(codes):
        if times[code] > 1 and code in first:
            yield fault("code-twice", where((group, index)), code)
        first.add(code)
