"""Domain events to stored bytes and back, by stable names; old forms are lifted to new ones."""

import json
from collections.abc import Callable, Mapping
from types import UnionType
from typing import Any, Generic, TypeVar, get_args

from pydantic import TypeAdapter

from shared.kernel.housekeeping import Housekeeping
from shared.kernel.recorded import Meta

E = TypeVar("E")
Upcast = Callable[[dict[str, Any]], dict[str, Any]]
_META: TypeAdapter[Meta] = TypeAdapter(Meta)


class UnreadableEvent(Exception):
    """A stored event has a type, a form or bytes that this version does not know."""


class EventCodec(Generic[E]):
    """Reads and writes one service's events.

    `events` is the union of its event classes. A class states a form later than 1 as `SCHEMA`; for
    each earlier form `upcasts` holds a function from that form's plain data to the next one's.
    """

    def __init__(
        self, events: Any, upcasts: Mapping[tuple[str, int], Upcast] | None = None
    ) -> None:
        self._upcasts = dict(upcasts or {})
        self._adapters: dict[str, TypeAdapter[Any]] = {}
        self._schemas: dict[str, int] = {}
        for event in (*_members(events), *_members(Housekeeping)):
            schema = int(getattr(event, "SCHEMA", 1))
            self._adapters[event.__name__] = TypeAdapter(event)
            self._schemas[event.__name__] = schema
            missing = [n for n in range(1, schema) if (event.__name__, n) not in self._upcasts]
            if missing:
                raise TypeError(f"{event.__name__}: no way from form {missing} to {schema}")

    @property
    def types(self) -> frozenset[str]:
        """The names of all events this codec reads."""
        return frozenset(self._adapters)

    def encode(self, event: object) -> tuple[str, int, bytes]:
        """Return an event's stored name, form and JSON bytes."""
        name = type(event).__name__
        return name, self._schemas[name], self._adapters[name].dump_json(event)

    def decode(self, name: str, schema: int, data: bytes) -> E:
        """Return the event of these bytes, in today's form."""
        adapter = self._adapters.get(name)
        if adapter is None or schema > self._schemas[name]:
            raise UnreadableEvent(f"{name} in form {schema}")
        if schema == self._schemas[name]:
            return adapter.validate_json(data)  # type: ignore[no-any-return]  # the union is E
        plain = json.loads(data)
        for form in range(schema, self._schemas[name]):
            plain = self._upcasts[name, form](plain)
        return adapter.validate_python(plain)  # type: ignore[no-any-return]  # as above


def _members(union: Any) -> tuple[type, ...]:
    return get_args(union) if isinstance(union, UnionType) or get_args(union) else (union,)


def encode_meta(meta: Meta) -> bytes:
    """Return the bytes that are stored and hashed beside an event's data."""
    return _META.dump_json(meta, exclude_none=True)


def decode_meta(data: bytes) -> Meta:
    """Return what was recorded beside an event."""
    return _META.validate_json(data)
