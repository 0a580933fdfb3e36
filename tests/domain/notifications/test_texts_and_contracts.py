import re
from datetime import timedelta
from pathlib import Path
from typing import get_args

import pytest

from services.notifications.domain import events as stored
from services.notifications.domain.endpoint import Stage
from services.notifications.domain.endpoint_facts import DisableReason
from services.notifications.domain.policy import RULES
from services.notifications.publishing import publish
from shared.contracts import notifications as contract
from shared.kernel.identifiers import ParkId, StreamKey
from shared.kernel.policy import Grant, Role, Who, visibility
from shared.kernel.texts import notifications as texts
from tests.domain.notifications.samples import SAMPLES
from tests.domain.notifications.stories import AT, CITY
from tests.domain.notifications.test_record import recorded

DOMAIN = Path(stored.__file__).parent


def test_every_event_stage_and_reason_has_its_chinese_name() -> None:
    assert set(texts.EVENTS) == {event.__name__ for event in get_args(stored.Event)}
    assert set(texts.STAGES) == {stage.value for stage in Stage}
    assert set(texts.DISABLE_REASONS) == {reason.value for reason in DisableReason}


def test_every_refusal_has_its_chinese_title() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in DOMAIN.glob("*.py"))
    codes = set(re.findall(r'Rejected\(\s*"([a-z-]+)"', source))
    assert codes
    assert codes <= set(texts.PROBLEMS)


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_what_is_published_names_the_endpoint_and_keeps_address_and_keys(name: str) -> None:
    told = publish(StreamKey("endpoint-e1"), recorded(SAMPLES[name], 1, AT))
    if name in {"EndpointPingFailed", "SecretRotated"}:
        assert told is None
        return
    assert told is not None
    assert type(told).__name__ == name
    assert told.endpoint_id == "e1"
    assert not {"url", "key", "keys", "note", "detail"} & set(type(told).model_fields)


def test_a_disabled_endpoint_is_published_with_its_reason() -> None:
    told = publish(StreamKey("endpoint-e1"), recorded(SAMPLES["EndpointDisabled"], 1, AT))
    assert isinstance(told, contract.EndpointDisabled)
    assert told.reason == "gone"


def test_a_partner_operates_its_own_endpoints_and_a_park_leader_none() -> None:
    partner = Who(account=CITY, grants=(Grant(role=Role.PARTNER_SYSTEM, park=ParkId("p")),))
    leader = Who(account=CITY, grants=(Grant(role=Role.PARK_LEADER, park=ParkId("p")),))
    later = AT + timedelta(days=1)
    assert visibility(partner, "notifications.pause", RULES, later).own == CITY
    assert visibility(leader, "notifications.pause", RULES, later).nothing
    assert visibility(leader, "events.read", RULES, later).parks == {"p"}
    assert visibility(leader, "inbox.read", RULES, later).own == CITY
