"""Which route a request is for: looked up by its method and the number of its path's parts.

FastAPI tries one route after the other, so that the last of eighty is found as late as a whole
command takes. Of those that a path of so many parts can be for, the first that fits is the one
that it would have found; where none fits, it says so itself.
"""

from collections.abc import Sequence
from itertools import takewhile

from fastapi import FastAPI
from starlette.convertors import StringConvertor
from starlette.routing import BaseRoute, Route

from shared.adapters.web import App, Receive, Scope, Send


class Finder:
    """A router's application that looks a route up; `otherwise` is FastAPI's own."""

    def __init__(self, routes: Sequence[Route], otherwise: App) -> None:
        self._otherwise = otherwise
        self._routes: dict[tuple[str, int], list[Route]] = {}
        for route in routes:
            for method in route.methods or ():
                self._routes.setdefault((method, route.path.count("/")), []).append(route)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand one request to its route."""
        found = None
        if scope["type"] == "http" and not scope.get("root_path"):
            found = self.find(scope["method"], scope["path"])
        if found is None:
            await self._otherwise(scope, receive, send)
            return
        route, scope["path_params"] = found
        scope["route"], scope["endpoint"] = route, route.endpoint
        await route.app(scope, receive, send)

    def find(self, method: str, path: str) -> tuple[Route, dict[str, str]] | None:
        """Return the first route that fits, and what stands in its placeholders."""
        for route in self._routes.get((method, path.count("/")), ()):
            match = route.path_regex.match(path)
            if match is not None:
                return route, match.groupdict()
        return None


def install(app: FastAPI) -> None:
    """Look routes up from now on: those before the first that may take more than its own path."""
    routes = takewhile(_of_so_many_parts, app.router.routes)
    found = [route for route in routes if isinstance(route, Route)]
    app.router.middleware_stack = Finder(found, app.router.middleware_stack)


def _of_so_many_parts(route: BaseRoute) -> bool:
    """Tell whether each placeholder stands for one part of the path, as it is."""
    return isinstance(route, Route) and all(
        type(convertor) is StringConvertor for convertor in route.param_convertors.values()
    )
