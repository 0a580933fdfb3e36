"""变动: what each event changed, field by field, beside what was last said of the same thing.

An event tells what is so from then on. Some carry what was before (`from_…` and `to_…`, or `before`
and `after`): that is then what they changed. Of the others it is what an earlier event of the same
stream said in the same field. A stream may speak of several things, of items or follow-ups: each is
known by its keys.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, JsonValue

_KEYS = ("item_code", "milestone")
_ALREADY_SAID = frozenset({"on", "calendar_version", "item_name", "department", "before", "after"})
_Thing = tuple[object, ...]


class Change(BaseModel):
    """变动: one field, before and after; `before` is null for what was not known."""

    model_config = ConfigDict(frozen=True)

    field: str
    before: JsonValue
    after: JsonValue


class Telling:
    """What was said so far, event by event in their order."""

    def __init__(self) -> None:
        self._said: dict[_Thing, dict[str, Any]] = {}

    def changes(self, service: str, stream: str, data: Mapping[str, Any]) -> list[Change]:
        """Take in what an event says, and return what that changed."""
        said = self._said.setdefault((service, stream, *_keys(data)), {})
        pairs = [*_carried(data)] or [*_differing(said, data)]
        said.update((change.field, change.after) for change in pairs)
        return [change for change in pairs if change.before != change.after]


def _keys(data: Mapping[str, Any]) -> Iterable[object]:
    return (data[name] for name in data if _is_key(name))


def _is_key(name: str) -> bool:
    return name in _KEYS or name.endswith("_id")


def _carried(data: Mapping[str, Any]) -> Iterable[Change]:
    """Return what the event itself says of before and after."""
    for name, before in data.items():
        if name.startswith("from_") and _to(name) in data:
            field = name.removeprefix("from_")
            yield Change(field=field, before=before, after=data[_to(name)])
    if "before" in data and "after" in data:
        yield from _between(data["before"], data["after"])


def _to(name: str) -> str:
    return f"to_{name.removeprefix('from_')}"


def _between(before: Any, after: Any) -> Iterable[Change]:
    if not isinstance(before, dict) or not isinstance(after, dict):
        return [Change(field="value", before=before, after=after)]
    return [
        Change(field=name, before=before.get(name), after=after.get(name))
        for name in dict.fromkeys([*before, *after])
    ]


def _differing(said: Mapping[str, Any], data: Mapping[str, Any]) -> Iterable[Change]:
    """Return what it says beside what was said before; what it leaves open changed nothing."""
    for name, after in data.items():
        carried = name.startswith(("from_", "to_")) or name in _ALREADY_SAID
        if not carried and not _is_key(name) and after not in (None, [], {}):
            yield Change(field=name, before=said.get(name), after=after)
