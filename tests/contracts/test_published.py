"""What was published once is still said, and today's consumers still read it.

One file per published contract of each service: the event of its stored golden file as it went over
the bus. Written once and never changed; after adding an event run

    LUODI_ADD_GOLDEN=1 make test-golden

which writes what is missing and touches nothing that is there.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from nats.aio.client import Client
from pydantic import BaseModel

from shared.adapters.event_store import EventStore
from shared.adapters.relay import Relay
from shared.adapters.runtime import ServiceSpec
from shared.adapters.settings import SERVICES
from shared.contracts import (
    access,
    approvals,
    calendar,
    housekeeping,
    leads,
    notifications,
    projects,
)
from shared.contracts.envelope import CloudEvent
from shared.kernel.asked import SYSTEM
from shared.kernel.effective import Effective
from shared.kernel.housekeeping import ChainAnchored, ParkedMessageDiscarded, ReactionRefused
from shared.kernel.identifiers import EventId, StreamKey
from shared.kernel.recorded import Meta, Recorded
from tests.contracts.test_golden import ADDING
from tests.contracts.test_golden import FOLDER as STORED

FOLDER = Path(__file__).parent / "published"
AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
PLACE = "019cac10-e000-7000-8000-00000000aa01"
CONTRACTS: Mapping[str, tuple[ModuleType, ...]] = {
    "access": (access,),
    "approvals": (approvals, calendar),
    "leads": (leads,),
    "notifications": (notifications,),
    "projects": (projects,),
}
CATEGORIES = {
    "access": "account",
    "approvals": "case",
    "leads": "lead",
    "notifications": "endpoint",
    "projects": "project",
}
HOUSEKEEPING = (
    ChainAnchored(
        position=2,
        head="Y99e5BLOuPS0MC8HHBSY9WXECW9fS7wkpYIrvR7hWXQ=",
        algorithm="ed25519",
        key_id="A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=",
        signature="znDvKr0r+TizndUY9HlKr7krXxjUJwSds4gLwrjqaa0IRYTQbhbgyCxVp7MRVyCgSRtBC+issbcr+Q==",
    ),
    ReactionRefused(
        cause=PLACE,
        cause_type="cn.luodi.leads.AgreementSigned.v1",
        command="CreateProject",
        code="project-exists",
        detail="this lead has become a project already",
    ),
    ParkedMessageDiscarded(
        subject="luodi.v1.leads.1.Junk.x",
        digest="e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        error="1 validation error for CloudEvent",
        parked_at=AT,
        discarded_by="值班运维",
        reason="误投的测试消息",
    ),
)


def _said_today(service: str) -> dict[str, CloudEvent]:
    """Publish the event of every stored golden file; private ones, which say nothing, left out."""
    spec: ServiceSpec[Any] = import_module(f"services.{service}.main").SPEC
    nowhere: Any = None
    store = EventStore(nowhere, spec.codec)
    relay = Relay(service, "urn:cn:123700000000000000:system", store, Client(), spec.publish)
    said = [relay.cloud_event(_recorded(service, event)) for event in _events(service, spec)]
    return {event.eventname: event for event in said if event.data is not None}


def _events(service: str, spec: ServiceSpec[Any]) -> list[Any]:
    first: dict[str, int] = {}
    for path in (STORED / service).glob("*.json"):
        name, _, form = path.stem.rpartition(".")
        first[name] = min(int(form), first.get(name, int(form)))
    stored = [
        spec.codec.decode(name, form, (STORED / service / f"{name}.{form}.json").read_bytes())
        for name, form in sorted(first.items())
    ]
    return [*stored, *HOUSEKEEPING]


def _recorded(service: str, event: Any) -> Recorded[Any]:
    of_import = type(event).__module__.endswith("import_events")
    category = "import" if of_import else CATEGORIES[service]
    meta = Meta(
        effective=Effective.at_instant(AT),
        actor=SYSTEM,
        correlation=f"lead-{PLACE}",
        causation=PLACE,
        lead=PLACE,
        project=PLACE,
        trace="00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    )
    return Recorded(
        position=7,
        event_id=EventId(PLACE),
        stream=StreamKey(f"{category}-{PLACE}"),
        version=3,
        recorded_at=AT,
        hash=sha256(type(event).__name__.encode()).digest(),
        meta=meta,
        event=event,
    )


def _contract(service: str, name: str) -> type[BaseModel]:
    modules = (*CONTRACTS[service], housekeeping)
    found: list[type[BaseModel]] = [vars(one)[name] for one in modules if name in vars(one)]
    assert found, f"no contract for {name} of {service}"
    return found[0]


def _still_says(now: Any, once: Any) -> bool:
    """Tell whether all that was said once is said now; more may be said beside it."""
    match once:
        case dict():
            return isinstance(now, dict) and all(
                name in now and _still_says(now[name], value) for name, value in once.items()
            )
        case list():
            return (
                isinstance(now, list) and len(now) == len(once) and all(map(_still_says, now, once))
            )
        case _:
            return bool(now == once)


def _plain(event: CloudEvent) -> dict[str, Any]:
    plain: dict[str, Any] = event.model_dump(mode="json", exclude_none=True)
    return plain


@pytest.mark.parametrize("service", SERVICES)
def test_every_published_event_has_a_golden_file(service: str) -> None:
    said = _said_today(service)
    assert len(said) > len(HOUSEKEEPING)
    for name, event in said.items():
        version = event.type.rpartition(".")[2]
        path = FOLDER / service / f"{name}.{version}.json"
        if ADDING and not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(_plain(event), ensure_ascii=False, indent=1) + "\n")
        assert path.exists(), f"no golden file for {event.type}"


@pytest.mark.parametrize("service", SERVICES)
def test_today_s_consumers_read_every_golden_file_and_lose_nothing_of_it(service: str) -> None:
    files = sorted((FOLDER / service).glob("*.json"))
    assert files
    for path in files:
        once = json.loads(path.read_bytes())
        event = CloudEvent.model_validate_json(path.read_bytes())
        assert _still_says(_plain(event), once), path.name
        words = _contract(service, event.eventname).model_validate(event.data)
        assert _still_says(words.model_dump(mode="json"), once["data"]), path.name


@pytest.mark.parametrize("service", SERVICES)
def test_what_was_said_once_is_said_today(service: str) -> None:
    """Nobody who listens loses a fact: names stay, and mean what they meant."""
    said = _said_today(service)
    for path in sorted((FOLDER / service).glob("*.v1.json")):
        name = path.stem.removesuffix(".v1")
        assert name in said, f"{service} does not publish {name} any more"
        assert _still_says(_plain(said[name]), json.loads(path.read_bytes())), path.name
