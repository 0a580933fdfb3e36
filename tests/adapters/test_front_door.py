"""The Caddyfile of every installation, in the real Caddy, before servers that say what they got."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from luodi.front import Caddy
from luodi.server import HERE, free_port
from shared.adapters.settings import SERVICES

_ALIVE = "luodi_session=alive"
_OWNERS = {
    "leads": ("leads", "investors", "imports"),
    "projects": ("projects", "milestones", "issues", "meetings"),
    "approvals": ("plans", "cases", "items", "catalogues", "calendars"),
    "notifications": ("endpoints", "deliveries", "inbox", "events"),
    "access": ("sessions", "accounts", "departments", "grants", "clients"),
}
_PATHS = [("access", "token")] + [
    (service, f"{name}{rest}")
    for service, names in _OWNERS.items()
    for name in names
    for rest in ("", "/7", "/7/decisions?limit=5")
]


class Echo(BaseHTTPRequestHandler):
    """Answers with what it was asked; on /internal/forward-auth it knows one live session."""

    protocol_version = "HTTP/1.1"
    name = ""

    def handle(self) -> None:
        """Caddy hangs up when it has refused the rest of a body, or when its own client goes."""
        with suppress(ConnectionError):
            super().handle()

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path.endswith("/stream"):
            self._stream()
            return
        seen = {
            "service": self.name,
            "path": self.path,
            "method": self.command,
            "authorization": self.headers.get("Authorization"),
            "body": len(body),
        }
        known = self.path != "/internal/forward-auth" or _ALIVE in self.headers.get("Cookie", "")
        answer = json.dumps(seen).encode()
        self.send_response(200 if known else 401)
        self.send_header("Content-Length", str(len(answer)))
        self.send_header("X-Service", self.name)
        self.send_header("X-Path", self.path)
        if known and self.path == "/internal/forward-auth":
            self.send_header("Authorization", "Bearer of-the-session")
        self.end_headers()
        self.wfile.write(answer)

    def do_POST(self) -> None:
        self.do_GET()

    def do_PUT(self) -> None:
        self.do_GET()

    def do_PATCH(self) -> None:
        self.do_GET()

    def do_DELETE(self) -> None:
        self.do_GET()

    def _stream(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(b"data: first\n\n")
        self.wfile.flush()
        self.rfile.read(1)  # ends when the reader goes away
        self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Say nothing."""


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    upstreams = {}
    for service in SERVICES:
        handler = type(f"{service.title()}Echo", (Echo,), {"name": service})
        upstreams[service] = ThreadingHTTPServer((HERE, 0), handler)
        threading.Thread(target=upstreams[service].serve_forever, daemon=True).start()
    folder = tmp_path_factory.mktemp("caddy")
    ports = {name: server.server_address[1] for name, server in upstreams.items()}
    caddy = Caddy(free_port(), ports, folder, folder / "caddy.log")
    caddy.start()
    with httpx.Client(base_url=caddy.url) as client:
        yield client
    caddy.stop()
    for server in upstreams.values():
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(("service", "path"), _PATHS)
def test_a_collection_goes_to_its_owner(door: httpx.Client, service: str, path: str) -> None:
    seen = door.post(f"/api/v1/{path}", content=b"12345").json()
    assert seen == {
        "service": service,
        "path": f"/api/v1/{path}",
        "method": "POST",
        "authorization": None,
        "body": 5,
    }


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("path", ["openapi/{}.json", "docs/{}", "docs/{}/app.js"])
def test_the_reference_is_open_to_everybody(door: httpx.Client, service: str, path: str) -> None:
    address = f"/api/v1/{path.format(service)}"
    answer = door.get(address, headers={"Cookie": "luodi_session=dead"})
    assert (answer.json()["service"], answer.json()["path"]) == (service, address)
    assert "script-src 'self' 'unsafe-inline'" in answer.headers["Content-Security-Policy"]


def test_the_keys_come_from_access(door: httpx.Client) -> None:
    assert door.get("/.well-known/jwks.json").json()["service"] == "access"


@pytest.mark.parametrize("path", ["/api/v1/leads", "/api/v1/sessions", "/.well-known/jwks.json"])
@pytest.mark.parametrize("method", ["BREW", "PROPFIND", "B" * 64])
def test_an_invented_method_is_refused_with_a_problem(
    door: httpx.Client, method: str, path: str
) -> None:
    answer = door.request(method, path, headers={"Cookie": _ALIVE})
    assert (answer.status_code, answer.json()["code"]) == (405, "method-not-allowed")
    assert answer.headers["content-type"] == "application/problem+json"
    assert {"GET", "POST"} <= set(answer.headers["allow"].split(", "))


@pytest.mark.parametrize(
    "path",
    [
        "/internal",
        "/internal/keys",
        "/internal/forward-auth",
        "/metrics",
        "/livez",
        "/readyz",
        "/api",
        "/api/v1",
        "/api/v1/leadsomething",
        "/api/v2/leads",
        "/api/v1/docs/unknown",
        "/api/v1/leads/../../../internal/keys",
        "/api/v1/leads/%2e%2e/%2e%2e/%2e%2e/internal/keys",
        "//internal/keys",
    ],
)
def test_what_is_nobodys_business_is_not_found(door: httpx.Client, path: str) -> None:
    status, headers, body = _raw(door, path)
    assert status == 404
    assert headers["content-type"] == "application/problem+json"
    assert json.loads(body)["code"] == "not-found"


def test_a_session_becomes_a_token(door: httpx.Client) -> None:
    seen = door.post(
        "/api/v1/projects/7/officers", content=b"123", headers={"Cookie": f"a=b; {_ALIVE}"}
    ).json()
    assert (seen["authorization"], seen["service"]) == ("Bearer of-the-session", "projects")
    assert (seen["method"], seen["body"]) == ("POST", 3)


def test_a_dead_session_gets_the_answer_of_access(door: httpx.Client) -> None:
    answer = door.get("/api/v1/projects", headers={"Cookie": "luodi_session=dead"})
    assert (answer.status_code, answer.json()["service"]) == (401, "access")


def test_a_token_of_ones_own_passes_unchanged(door: httpx.Client) -> None:
    headers = {"Authorization": "Bearer mine", "Cookie": _ALIVE}
    assert door.get("/api/v1/cases", headers=headers).json()["authorization"] == "Bearer mine"


def test_logging_in_asks_for_no_session(door: httpx.Client) -> None:
    answer = door.post("/api/v1/sessions", headers={"Cookie": "luodi_session=dead"})
    assert (answer.status_code, answer.json()["path"]) == (200, "/api/v1/sessions")


def test_events_arrive_while_the_stream_is_open(door: httpx.Client) -> None:
    begun = time.monotonic()
    with door.stream("GET", "/api/v1/events/stream") as answer:
        assert next(answer.iter_raw()) == b"data: first\n\n"
    assert time.monotonic() - begun < 5


def test_a_huge_body_is_refused_with_a_problem(door: httpx.Client) -> None:
    answer = door.post("/api/v1/leads", content=b"0" * 20_000_001)
    assert (answer.status_code, answer.json()["code"]) == (413, "body-too-large")


@pytest.mark.parametrize("path", ["/", "/api/v1/leads", "/api/v1/nothing", "/nothing"])
def test_every_answer_is_guarded(door: httpx.Client, path: str) -> None:
    headers = door.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "script-src" not in headers["Content-Security-Policy"]
    assert "Via" not in headers
    assert "Caddy" not in headers.get("Server", "")


def test_the_index_works_without_a_network(door: httpx.Client) -> None:
    page = door.get("/").text
    assert "http://" not in page
    assert "https://" not in page
    for service in SERVICES:
        assert f'href="/api/v1/docs/{service}"' in page
    assert door.get("/style.css").status_code == 200
    assert door.get("/problems/stale-version").status_code == 200


def test_a_service_that_is_down_is_a_problem_and_only_its_own(tmp_path: Path) -> None:
    caddy = Caddy(free_port(), {name: free_port() for name in SERVICES}, tmp_path, tmp_path / "log")
    caddy.start()
    with httpx.Client(base_url=caddy.url) as client:
        answer = client.get("/api/v1/leads")
        assert (answer.status_code, answer.json()["code"]) == (503, "service-unavailable")
        assert answer.headers["Retry-After"] == "1"
        assert client.get("/").status_code == 200
    caddy.stop()


def _raw(door: httpx.Client, path: str) -> tuple[int, dict[str, str], bytes]:
    """Ask for exactly this path: a client library would tidy it up."""
    url = door.base_url
    with socket.create_connection((url.host, url.port or 80), timeout=10) as connection:
        request = f"GET {path} HTTP/1.1\r\nHost: {url.host}\r\nConnection: close\r\n\r\n"
        connection.sendall(request.encode())
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    return int(first.split()[1]), headers, body
