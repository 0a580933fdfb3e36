"""What was stored or published once must read for ever.

One file per event type and form, written once and never changed. After adding an event run

    LUODI_ADD_GOLDEN=1 make test-golden

which writes what is missing and touches nothing that is there.
"""

import json
import os
from importlib import import_module
from pathlib import Path
from typing import Any, get_args

import pytest

from shared.adapters.event_codec import EventCodec
from shared.adapters.settings import SERVICES
from shared.kernel.housekeeping import Housekeeping

FOLDER = Path(__file__).parent / "stored"
ADDING = bool(os.environ.get("LUODI_ADD_GOLDEN"))


def _codec(service: str) -> EventCodec[Any]:
    codec: EventCodec[Any] = import_module(f"services.{service}.main").SPEC.codec
    return codec


def _samples(service: str) -> dict[str, Any]:
    samples: dict[str, Any] = import_module(f"tests.domain.{service}.samples").SAMPLES
    return samples


@pytest.mark.parametrize("service", SERVICES)
def test_every_event_has_a_golden_file(service: str) -> None:
    codec = _codec(service)
    for sample in _samples(service).values():
        name, schema, data = codec.encode(sample)
        path = FOLDER / service / f"{name}.{schema}.json"
        if ADDING and not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            plain = json.loads(data)
            path.write_text(json.dumps(plain, ensure_ascii=False, indent=1) + "\n")
        assert path.exists(), f"no golden file for {name} in form {schema}"


def _kept(old: Any, new: Any) -> bool:
    """Say whether all that was written then is still there; later forms may only add to it."""
    if isinstance(old, dict) and isinstance(new, dict):
        return all(key in new and _kept(value, new[key]) for key, value in old.items())
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(_kept, old, new))
    return bool(old == new)


@pytest.mark.parametrize("service", SERVICES)
def test_every_golden_file_still_reads(service: str) -> None:
    codec = _codec(service)
    files = sorted((FOLDER / service).glob("*.json"))
    assert files
    for path in files:
        name, _, schema = path.stem.rpartition(".")
        event = codec.decode(name, int(schema), path.read_bytes())
        again_name, again_schema, again = codec.encode(event)
        assert again_name == name
        if again_schema == int(schema):
            assert _kept(json.loads(path.read_bytes()), json.loads(again))


@pytest.mark.parametrize("service", SERVICES)
def test_every_event_has_a_sample(service: str) -> None:
    sampled = {type(sample).__name__ for sample in _samples(service).values()}
    every = {event.__name__ for event in get_args(Housekeeping)}
    assert _codec(service).types - sampled <= every
