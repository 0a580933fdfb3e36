"""Services that word some of their events wrongly, as a release with a fault in it would."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import Any

from pydantic import BaseModel, ConfigDict

from shared.adapters.runtime import ServiceSpec
from shared.kernel.identifiers import StreamKey
from shared.kernel.recorded import Recorded


class Mumbled(BaseModel):
    """What was meant to be a contract."""

    model_config = ConfigDict(extra="allow")


@dataclass
class Mumbling:
    """Words everything wrongly that is about the leads of one investor, named in their titles."""

    investor: str
    only: str | None = None  # the one type of event that is worded wrongly
    unstorable: bool = False  # in words that no database can hold
    leads: set[str] = field(default_factory=set)
    mumbled: int = 0

    def spec(self, service: str) -> ServiceSpec[Any]:
        """Return a service that mumbles."""
        spec: ServiceSpec[Any] = import_module(f"services.{service}.main").SPEC
        return replace(spec, publish=self._worded(spec.publish))

    def _worded(self, publish: Callable[..., BaseModel | None]) -> Callable[..., BaseModel | None]:
        def worded(stream: StreamKey, recorded: Recorded[Any]) -> BaseModel | None:
            meant = publish(stream, recorded)
            if self.investor in repr(recorded.event) and recorded.meta.lead:
                self.leads.add(recorded.meta.lead)
            if recorded.meta.lead not in self.leads or meant is None:
                return meant
            if self.only not in {None, type(recorded.event).__name__}:
                return meant
            self.mumbled += 1
            plain = meant.model_dump(mode="json")
            return _unstorable(plain) if self.unstorable else _wrong(plain, self.mumbled)

        return worded


def _wrong(meant: dict[str, Any], turn: int) -> BaseModel | None:
    """Say it wrongly, each time in another way."""
    match turn % 3:
        case 0:
            return None
        case 1:
            return Mumbled(**{name: _other(value) for name, value in meant.items()})
        case _:
            return Mumbled()


def _unstorable(meant: dict[str, Any]) -> BaseModel:
    return Mumbled(**{name: f"\0{value}\0" for name, value in meant.items()})


def _other(value: Any) -> Any:
    """Return a value of another kind."""
    match value:
        case str():
            return [7]
        case bool() | int():
            return {"not": "a number"}
        case list() | dict():
            return "三"
        case _:
            return [[None]]
