"""What holds for every history of a department."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from services.access.domain.commands import (
    DepartmentCommand,
    EstablishDepartment,
    RenameDepartment,
)
from services.access.domain.department import DEPARTMENT
from services.access.domain.events import DepartmentEstablished, DepartmentEvent, Event
from shared.adapters.event_codec import EventCodec
from shared.kernel.rejected import Rejected
from tests.domain.access.stories import ECOLOGY, asking
from tests.harness.given_when_then import asking_again_changes_nothing

_NAMES = ("环境保护局", "生态环境局", "林业局")
_commands: st.SearchStrategy[DepartmentCommand] = st.sampled_from(
    [
        *(EstablishDepartment(**asking(), department=ECOLOGY, name=name) for name in _NAMES),
        *(RenameDepartment(**asking(), name=name) for name in _NAMES),
    ]
)
CODEC: EventCodec[Event] = EventCodec(Event)


def lived(commands: list[DepartmentCommand]) -> list[DepartmentEvent]:
    """What has happened after these commands; each taken one was asked twice."""
    past: list[DepartmentEvent] = []
    for command in commands:
        try:
            events = DEPARTMENT.decide(command, DEPARTMENT.fold(past))
        except Rejected:
            continue
        asking_again_changes_nothing(DEPARTMENT, past, command)
        past.extend(events)
    return past


@given(st.lists(_commands, max_size=12))
def test_it_is_established_once_and_first_and_keeps_its_identity(
    commands: list[DepartmentCommand],
) -> None:
    past = lived(commands)
    established = [isinstance(event, DepartmentEstablished) for event in past]
    assert established == [number == 0 for number in range(len(past))]
    assert DEPARTMENT.fold(past).id == (ECOLOGY if past else None)


@given(st.lists(_commands, max_size=12))
def test_every_name_is_another_than_the_one_before(commands: list[DepartmentCommand]) -> None:
    past = lived(commands)
    names = [DEPARTMENT.fold(past[:length]).name for length in range(len(past) + 1)]
    assert all(before != after for before, after in pairwise(names))


@given(st.lists(_commands, max_size=12))
def test_every_event_survives_storage(commands: list[DepartmentCommand]) -> None:
    for event in lived(commands):
        assert CODEC.decode(*CODEC.encode(event)) == event
