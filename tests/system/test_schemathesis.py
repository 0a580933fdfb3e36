"""Every operation of every service, asked what nobody thought of: no answer is a failure."""

import asyncio
import json
import warnings
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any

import hypothesis
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.generation import GenerationMode

from tests.harness.servers import Cluster
from tests.system.rights.asking import filled
from tests.system.rights.decisions import Decision, Internal, Open
from tests.system.rights.home import XLSX, Home, home
from tests.system.rights.table import DECISIONS
from tests.system.whole import ALL, keyed

SEED = 20261121
BOUNDARIES = 30  # so many of an operation's cases at the edges of its schema
RANDOM = 4  # so many at random of each kind
SLOW = {"POST /api/v1/sessions", "POST /api/v1/token"}  # refusals there take their time
PATIENCE = 20.0
REFUSED = {401, 403}
# Who may do most, first. Whoever is signed out, locked or given roles is needed no more.
PREFERRED = ("leader", "officer", "system-admin", "security-admin", "specialist", "auditor")
SPARE = "idle-officer"
LISTS = {
    "leads": "leader",
    "imports": "specialist",
    "projects": "leader",
    "projects/{project_id}/history": "leader",
    "cases": "leader",
    "cases/disagreements": "leader",
    "cases/reports": "leader",
    "endpoints": "system-admin",
    "deliveries": "system-admin",
    "accounts": "system-admin",
}
FORGED: tuple[object, ...] = (
    "\0",
    "\ud800",
    None,
    True,
    -1,
    1.5,
    10**30,
    [],
    {"a": 1},
    "x" * 300,
    "2026-11-20",
)
MOMENTS = ("2026-11-20T00:00:00", "2026-11-20T00:00:00Z", "9999-12-31T23:59:59.999999-14:00")
LONGEST = 4


@schemathesis.serializer(XLSX)
def workbook(_: Any, value: Any) -> bytes:
    """Send what was made up as the bytes of a workbook."""
    return value if isinstance(value, bytes) else str(value).encode(errors="replace")


@pytest.fixture(scope="module")
async def here(
    shared_cluster: Cluster, shared_broker: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Home]:
    """One project with everything that hangs on it, so that ids lead somewhere."""
    async with home(shared_cluster, shared_broker, tmp_path_factory.mktemp("schemathesis")) as made:
        yield made


@dataclass
class Asker:
    """Asks one service as whoever may do most, about things that are there."""

    url: str
    things: Mapping[str, str]
    tokens: Mapping[str, str]
    faults: list[str] = field(default_factory=list)
    kept_out: set[str] = field(default_factory=set)
    let_in: set[str] = field(default_factory=set)
    versions: dict[str, str] = field(default_factory=dict)
    session: requests.Session = field(default_factory=requests.Session)

    def ask(self, case: Any, name: str) -> None:
        """Send one case; once more with the version that stands, if it quoted an old one."""
        answer = self._send(case, name)
        if answer.status_code == requests.codes.precondition_failed:
            answer = self._send(case, name)
        (self.kept_out if answer.status_code in REFUSED else self.let_in).add(name)
        try:
            case.validate_response(answer, checks=[not_a_server_error])
        except (Failure, FailureGroup) as fault:
            self.faults.append(f"{name}: {fault}"[:1500])

    def _send(self, case: Any, name: str) -> Any:
        thing = "/".join(case.formatted_path.split("/")[:5])
        headers = {"If-Match": self.versions.get(thing, '"v1"'), **keyed()}
        if name in self.tokens:
            headers["Authorization"] = self.tokens[name]
        answer = case.call(session=self.session, headers=headers, timeout=PATIENCE)
        if "etag" in answer.headers:
            self.versions[thing] = answer.headers["etag"][0]
        return answer


@pytest.mark.parametrize("service", ALL)
async def test_no_question_is_answered_with_a_failure(here: Home, service: str) -> None:
    things = {**here.things, "account_id": await here.account(SPARE), "session_id": "0" * 36}
    people = {route: _who(decision) for (of, route), decision in DECISIONS.items() if of == service}
    tokens = {
        route.replace(":path", ""): await here.authorization(who)
        for route, who in people.items()
        if who is not None
    }
    asker = Asker(here.running.urls[service], things, tokens)
    await asyncio.to_thread(_ask_everything, asker, service)
    assert not asker.faults, "\n".join(asker.faults[:20])
    assert asker.kept_out - asker.let_in <= SLOW, "of these nothing but the door was asked"


@pytest.mark.parametrize("path", LISTS)
async def test_no_forged_cursor_is_answered_with_a_failure(here: Home, path: str) -> None:
    """What a cursor holds no schema tells."""
    client = await here.client(LISTS[path])
    answered = {}
    for length in range(1, LONGEST + 1):
        for value in (*FORGED, *MOMENTS):
            for others in (value, MOMENTS[1], "2026-11-20"):
                parts = [others] * (length - 1) + [value]
                cursor = urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")
                at = f"/api/v1/{filled(path, here.things)}"
                answer = await client.get(at, params={"cursor": cursor})
                answered[repr(parts)] = answer.status_code
    assert {parts: status for parts, status in answered.items() if status not in {200, 422}} == {}
    assert 422 in answered.values()


def _who(decision: Any) -> str | None:
    if isinstance(decision, Open | Internal):
        return None
    if not isinstance(decision, Decision):
        return SPARE
    return next((name for name in PREFERRED if name in decision.may), min(decision.may))


def _ask_everything(asker: Asker, service: str) -> None:
    schema = schemathesis.openapi.from_url(f"{asker.url}/api/v1/openapi/{service}.json")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for found in schema.get_all_operations():
            operation = found.ok()  # type: ignore[union-attr]  # our own schema reads
            name = f"{operation.method.upper()} {operation.path}"
            for case in _boundaries(schema, operation, asker.things):
                asker.ask(case, name)
            _ask_at_random(asker, operation, name)


def _boundaries(schema: Any, operation: Any, things: Mapping[str, str]) -> Iterator[Any]:
    """Yield cases at the edges of what the schema allows and just beyond, about true things."""
    generation = schema.config.generation_for(operation=operation, phase="coverage")
    cases = list(
        schema.iter_coverage_cases(
            operation, generation_modes=list(GenerationMode), generation_config=generation
        )
    )
    for case in Random(SEED).sample(cases, min(BOUNDARIES, len(cases))):
        known = {name: things[name] for name in case.path_parameters if name in things}
        case.path_parameters.update(known)
        yield case


def _ask_at_random(asker: Asker, operation: Any, name: str) -> None:
    """Ask whatever comes, well-formed and not, about true things and about none."""
    names = {parameter.name for parameter in operation.path_parameters}
    true = {one: asker.things[one] for one in names if one in asker.things}
    about = [{"path_parameters": true}, {}] if true else [{}]
    for mode in GenerationMode:
        for known in about:

            @hypothesis.seed(SEED)
            @settings(
                max_examples=1 if name in SLOW else RANDOM,
                phases=[Phase.generate],
                database=None,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            )
            @given(case=operation.as_strategy(generation_mode=mode, **known))
            def ask(case: Any) -> None:
                asker.ask(case, name)

            with suppress(Unsatisfiable):  # where there is nothing to get wrong
                ask()
