from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from services.notifications.domain.endpoint_facts import DisableReason, PingFault
from services.notifications.domain.events import EndpointRecovered, EndpointResumed, Event
from services.notifications.domain.record import EndpointRecord, evolve_record
from shared.kernel.asked import Actor
from shared.kernel.effective import Effective
from shared.kernel.identifiers import EventId, StreamKey
from shared.kernel.recorded import Meta, Recorded, fold_record
from tests.domain.notifications.stories import (
    AT,
    CITY,
    KEY,
    KEY2,
    SOON,
    degraded,
    disabled,
    enabled,
    paused,
    ping_failed,
    registered,
    rotated,
    verified,
)

MINUTE = timedelta(minutes=1)


def told(events: Sequence[Event], begin: datetime = AT, pace: timedelta = MINUTE) -> EndpointRecord:
    """The record after these events, one a minute."""
    record = fold_record(
        evolve_record,
        [
            recorded(event, number, begin + (number - 1) * pace)
            for number, event in enumerate(events, 1)
        ],
    )
    assert record is not None
    return record


def recorded(event: Event, version: int, at: datetime) -> Recorded[Event]:
    return Recorded(
        position=version,
        event_id=EventId(f"0198f1c2-0000-7000-8000-{version:012d}"),
        stream=StreamKey("endpoint-e1"),
        version=version,
        recorded_at=at,
        hash=b"",
        meta=Meta(
            effective=Effective.at_instant(at),
            actor=Actor(id=CITY, role="partner-system"),
            correlation="c1",
        ),
        event=event,
    )


def test_a_new_endpoint_waits_to_be_verified() -> None:
    record = told([registered()])
    assert (record.id, record.stage, record.registered_by) == ("e1", "unverified", CITY)
    assert (record.registered_at, record.stage_since, record.verified_at) == (AT, AT, None)
    assert [key.key_id for key in record.keys] == [KEY.key_id]


def test_the_last_ping_is_shown() -> None:
    failed = told([registered(), ping_failed(PingFault.SIGNED_REFUSED, 500, 401, "")])
    assert failed.last_ping is not None
    assert (failed.last_ping.passed, failed.last_ping.fault) == (False, "signed-refused")
    assert failed.stage == "unverified"
    passed = told([registered(), verified()])
    assert passed.last_ping is not None
    assert (passed.last_ping.passed, passed.stage) == (True, "active")
    assert passed.verified_at == AT + MINUTE


def test_a_ping_of_a_running_endpoint_does_not_move_the_time_it_was_verified() -> None:
    record = told(
        [registered(), verified(), ping_failed(PingFault.SIGNED_REFUSED, 500, 401), verified()]
    )
    assert (record.stage, record.verified_at, record.stage_since) == (
        "active",
        AT + MINUTE,
        AT + MINUTE,
    )


def test_rest_and_return_are_shown_with_their_times() -> None:
    assert told([registered(), verified(), paused]).stage == "paused"
    back = told([registered(), verified(), paused, EndpointResumed()])
    assert (back.stage, back.stage_since) == ("active", AT + 3 * MINUTE)
    off = told([registered(), verified(), disabled(DisableReason.GONE, "410")])
    assert (off.stage, off.disabled_for, off.disabled_note) == ("disabled", "gone", "410")
    on = told([registered(), verified(), disabled(), enabled()])
    assert (on.stage, on.disabled_for, on.disabled_note) == ("active", None, "")
    assert told([registered(), disabled(), enabled()]).stage == "unverified"


def test_trouble_is_shown_while_it_lasts() -> None:
    assert told([registered(), verified(), degraded()]).degraded_since == AT - timedelta(hours=1)
    over: list[Event] = [registered(), verified(), degraded(), EndpointRecovered()]
    assert told(over).degraded_since is None


def test_a_rotated_key_is_shown_with_its_end_and_leaves_after_it() -> None:
    record = told([registered(), rotated()])
    assert [(key.key_id, key.until) for key in record.keys] == [("k1", SOON), ("k2", None)]
    twice = told([registered(), rotated(), rotated(KEY, KEY2.key_id)])
    assert [key.key_id for key in twice.keys] == ["k1", "k2", "k1"]
    slow = told([registered(), rotated(), rotated(KEY, KEY2.key_id)], pace=timedelta(days=2))
    assert [key.key_id for key in slow.keys] == ["k2", "k1"]


def test_a_record_begins_with_the_registration() -> None:
    with pytest.raises(ValueError, match="begins with its registration"):
        evolve_record(None, recorded(verified(), 1, AT))
