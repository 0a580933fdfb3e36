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
            self.mumbled += 1
            return _wrong(meant.model_dump(mode="json"), recorded.position)

        return worded


def _wrong(meant: dict[str, Any], turn: int) -> BaseModel | None:
    """Say it wrongly, each time in another way."""
    match turn % 4:
        case 0:
            return None
        case 1:
            return Mumbled()
        case 2:
            return Mumbled(**{name: _other(value) for name, value in meant.items()})
        case _:
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
