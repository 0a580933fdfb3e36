"""What holds for every history of an endpoint."""

from collections.abc import Sequence
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.notifications.domain import events as stored
from services.notifications.domain.commands import (
    Command,
    DisableEndpoint,
    RecordPing,
    RegisterEndpoint,
    ReportTrouble,
    RotateSecret,
)
from services.notifications.domain.endpoint import ENDPOINT, Stage
from services.notifications.domain.endpoint_facts import PingAnswer, SigningKey
from services.notifications.domain.events import Event
from shared.adapters.event_codec import EventCodec
from shared.kernel.rejected import Rejected
from tests.domain.notifications.samples import SAMPLES
from tests.domain.notifications.stories import (
    AT,
    CITY,
    URL,
    asking,
    enable,
    pause,
    recovery,
    resume,
)
from tests.domain.notifications.test_record import told

_asking = {name: st.just(value) for name, value in asking().items()}
_keys = st.builds(
    SigningKey, key_id=st.sampled_from(["k1", "k2", "k3"]), public_key=st.just("whpk_b25l")
)
_answers = st.builds(
    PingAnswer,
    status=st.none() | st.sampled_from([200, 204, 302, 401, 410, 500]),
    failure=st.none() | st.just("timeout"),
)
_moments = st.timedeltas(timedelta(0), timedelta(days=7)).map(lambda later: AT + later)
commands: st.SearchStrategy[Command] = st.one_of(
    st.builds(
        RegisterEndpoint,
        **_asking,
        owner=st.just(CITY),
        url=st.just(URL),
        key=_keys,
        allowed=st.just(()),
    ),
    st.builds(RecordPing, **_asking, signed=_answers, forged=_answers),
    st.builds(DisableEndpoint, **_asking),
    st.builds(RotateSecret, **_asking, key=_keys, previous_until=_moments),
    st.builds(ReportTrouble, **_asking, failing_since=_moments, failures=st.integers(1, 99)),
    st.sampled_from([pause(), resume(), enable(), recovery()]),
)


def history(asked: Sequence[Command]) -> list[Event]:
    """What has happened after these commands, the refused ones left out."""
    past: list[Event] = []
    for command in asked:
        try:
            decided = list(ENDPOINT.decide(command, ENDPOINT.fold(past)))
        except Rejected:
            continue
        past += decided
        again = ENDPOINT.decide(command, ENDPOINT.fold(past))
        assert not again, f"{command} decided again: {again}"
    return past


@given(st.lists(commands, max_size=12))
def test_asking_twice_changes_nothing(asked: list[Command]) -> None:
    history(asked)


@given(st.lists(commands, max_size=12))
def test_every_event_survives_storage(asked: list[Command]) -> None:
    codec: EventCodec[Event] = EventCodec(Event)
    for event in history(asked):
        assert codec.decode(*codec.encode(event)) == event


@given(st.lists(commands, max_size=12))
def test_nothing_runs_that_was_never_verified(asked: list[Command]) -> None:
    past = history(asked)
    if ENDPOINT.fold(past).stage in {Stage.ACTIVE, Stage.PAUSED}:
        assert any(isinstance(event, stored.EndpointVerified) for event in past)


def _signs_last(past: Sequence[Event]) -> str | None:
    key = ENDPOINT.fold(past).key
    return key.key_id if key else None


@given(st.lists(commands, max_size=12))
def test_the_record_shows_the_stage_the_rules_see(asked: list[Command]) -> None:
    past = history(asked)
    if past:
        assert told(past).stage == ENDPOINT.fold(past).stage
        assert told(past).keys[-1].key_id == _signs_last(past)


def test_there_is_a_sample_of_every_event() -> None:
    assert set(SAMPLES) == {member.__name__ for member in stored.Event.__args__}
