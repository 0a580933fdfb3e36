"""What leaves the service, event by event."""

import json
from typing import Any, get_args

import pytest

from services.projects.domain import events as said
from services.projects.domain.code_register import CodeEvent
from services.projects.publishing import publish
from shared.kernel.housekeeping import ChainAnchored
from shared.kernel.identifiers import stream_key
from tests.domain.projects.samples import SAMPLES
from tests.domain.projects.stories import (
    PROJECT_ID,
    SIGNED_ON,
    created,
    imported,
    recorded,
    under_construction,
)

STREAM = stream_key("project", PROJECT_ID)


def told(event: Any) -> dict[str, object]:
    contract = publish(STREAM, recorded(event))
    assert contract is not None
    plain: dict[str, object] = json.loads(contract.model_dump_json())
    return plain


@pytest.mark.parametrize("name", [event.__name__ for event in get_args(said.Event)])
def test_every_event_leaves_under_its_own_name(name: str) -> None:
    contract = publish(STREAM, recorded(SAMPLES[name]))
    assert type(contract).__name__ == name
    assert told(SAMPLES[name])["project_id"] == PROJECT_ID


def test_a_project_tells_what_was_agreed() -> None:
    plain = told(created())
    assert plain["name"] == "检测设备生产基地"
    assert plain["since"] == SIGNED_ON.to_plain()
    amount = plain["amount"]
    assert isinstance(amount, dict)
    assert (amount["value"], amount["base"], amount["qualifier"]) == ("3", "300000000.00", "about")
    assert (plain["origin"], plain["import_id"], plain["row"]) == ("lead", None, None)


def test_an_imported_one_tells_its_row() -> None:
    plain = told(imported())
    row = imported().row
    assert row is not None
    assert (plain["import_id"], plain["row"]) == (row.import_id, row.row)
    assert plain["amount"] is None


def test_a_move_tells_both_stages() -> None:
    plain = told(under_construction()[-1])
    assert (plain["from_stage"], plain["to_stage"]) == ("signed", "under-construction")


@pytest.mark.parametrize("name", [event.__name__ for event in get_args(CodeEvent)])
def test_the_register_of_codes_stays_inside(name: str) -> None:
    assert publish(stream_key("projectcode", "x"), recorded(SAMPLES[name])) is None


def test_what_the_store_writes_about_itself_has_no_contract() -> None:
    anchor = ChainAnchored(position=1, head="", algorithm="ed25519", key_id="", signature="")
    assert publish(STREAM, recorded(anchor)) is None  # type: ignore[arg-type]  # any store holds it
