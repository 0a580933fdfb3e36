"""Every route that any service serves is reached through the front door, and is its owner's."""

import re
from functools import cache
from typing import Any

import httpx
import pytest

from shared.adapters.runtime import application
from shared.adapters.settings import SERVICES, Service, Settings
from tests.adapters.test_front_door import door  # noqa: F401 - a fixture
from tests.architecture.reference import spec
from tests.harness.services import COLLECTIONS

_METHODS = ("get", "put", "post", "patch", "delete")


def schema(service: Service) -> dict[str, Any]:
    """Return a service's OpenAPI, as it answers it itself; for that it need not run."""
    environment = {
        "LUODI_DATABASE_URL": "postgresql://nobody@127.0.0.1:1",
        "LUODI_NATS_URL": "nats://127.0.0.1:1",
        "LUODI_INTERNAL_TOKEN": "a token that only tests know",
        "LUODI_SOURCE_URN": "urn:cn:123700000000000000:system",
    }
    told: dict[str, Any] = application(
        spec(service), Settings.from_environment(service, environment)
    ).openapi()
    return told


@cache
def served(service: Service) -> list[tuple[str, str]]:
    """Return what it serves, with something in the place of every parameter."""
    paths = schema(service)["paths"]
    return [
        (method, re.sub(r"{[^}]+}", "x7", path))
        for path, methods in paths.items()
        for method in methods
        if method in _METHODS
    ]


@pytest.mark.parametrize("service", SERVICES)
def test_whatever_a_service_serves_is_reached(
    service: Service,
    door: httpx.Client,  # noqa: F811 - the fixture
) -> None:
    routes = served(service)
    assert len(routes) > 10
    lost = []
    for method, path in routes:
        answer = door.request(method, path, headers={"Authorization": "Bearer mine"})
        if (answer.headers.get("X-Service"), answer.headers.get("X-Path")) != (service, path):
            lost.append(f"{method.upper()} {path}: {answer.status_code}")
    assert lost == []


@pytest.mark.parametrize("service", SERVICES)
def test_nothing_that_is_told_outside_stands_where_nobody_looks(service: Service) -> None:
    """Tests find a service by the path as the front door does; its page tells of nothing inside."""
    for _, path in served(service):
        if path != "/.well-known/jwks.json":
            assert path.startswith("/api/v1/"), path
            assert path.split("/")[3] in COLLECTIONS[service], path
