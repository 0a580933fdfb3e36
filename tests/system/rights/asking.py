"""Every route of every service, and how it is asked for the home project's things."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import httpx
from fastapi.routing import APIRoute

from tests.harness.services import Installation
from tests.system.rights.decisions import Decision
from tests.system.rights.home import Home
from tests.system.whole import ALL, keyed

OF_NO_THING = '"v999999"'


@dataclass(frozen=True)
class Way:
    """One route, for one of the values that its path can take."""

    service: str
    method: str
    template: str
    path: str

    @property
    def name(self) -> str:
        """What decisions call it."""
        return f"{self.method} {self.template}"


def ways(running: Installation) -> list[Way]:
    """Return every route of every service that runs, its own port's included."""
    return [way for service in ALL for way in _of(running, service)]


def _of(running: Installation, service: str) -> Iterator[Way]:
    for route in _each(running.services[service].app._app.routes):
        for method in sorted(getattr(route, "methods", None) or {"MOUNT"}):
            for path in _paths(route):
                yield Way(service, method, route.path, path)


def _each(routes: Iterable[Any]) -> Iterator[Any]:
    """Return the routes, those of included routers among them."""
    for route in routes:
        included = getattr(route, "original_router", None)
        yield from (route,) if included is None else _each(included.routes)


def _paths(route: Any) -> list[str]:
    """Put every value into the path where it takes one of several."""
    if not isinstance(route, APIRoute):
        return [route.path]
    for parameter in route.dependant.path_params:
        values = parameter.field_info.annotation
        if isinstance(values, type) and issubclass(values, StrEnum):
            name = "{" + parameter.name
            place = next(p for p in (f"{name}}}", f"{name}:path}}") if p in route.path)
            return [route.path.replace(place, value) for value in values]
    return [route.path]


def filled(value: Any, things: dict[str, str]) -> Any:
    """Put the home project's things into a request."""
    if isinstance(value, dict):
        return {name: filled(part, things) for name, part in value.items()}
    if isinstance(value, list):
        return [filled(part, things) for part in value]
    if isinstance(value, str):
        for name, thing in things.items():
            value = value.replace("{" + name + "}", thing)
    return value


async def ask(
    home: Home, way: Way, decision: Decision, authorization: str | None
) -> httpx.Response:
    """Send the decided request, with nothing but rights to stop it."""
    url = f"{home.running.urls[way.service]}{filled(way.path, home.things)}"
    headers = {"If-Match": OF_NO_THING, **keyed()}
    if authorization is not None:
        headers["Authorization"] = authorization
    more: dict[str, Any] = {"params": filled(dict(decision.query), home.things)}
    if decision.content is not None:
        more["content"] = decision.content
    elif way.method == "POST":
        more["json"] = filled(decision.body, home.things)
    return await home.http.request(way.method, url, headers=headers, **more)
