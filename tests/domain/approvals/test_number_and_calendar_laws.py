"""What holds for every history of a document number, and of the calendar that limits count with."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from services.approvals.domain import commands as asked
from services.approvals.domain import events as said
from services.approvals.domain.calendar.working_calendar import CALENDAR, version_text
from services.approvals.domain.together.document_number import DOCUMENT_NUMBER, number_key
from shared.adapters.calendar_source import provisional_year, published_year
from shared.adapters.event_codec import EventCodec
from shared.kernel.identifiers import CaseId
from shared.kernel.rejected import Rejected
from shared.kernel.working_days import is_working
from tests.domain.approvals.stories import MONDAY, PARK, on
from tests.harness.given_when_then import asking_again_changes_nothing, refused

CODEC: EventCodec[said.Event] = EventCodec(said.Event, said.UPCASTS)
REGIONS = (asked.NATION, "CN-34")
_days = st.dates(date(2026, 5, 1), date(2026, 5, 5))
_taken = st.builds(
    asked.TakeDocumentNumber,
    **{name: st.just(value) for name, value in on(MONDAY).items()},
    item_code=st.just("A12"),
    document_number=st.just("潘环审〔2026〕12号"),
    case=st.sampled_from([CaseId("one"), CaseId("two"), CaseId("three")]),
)
_changed = st.builds(
    lambda days, region: asked.CorrectCalendar(
        **on(MONDAY), days=tuple(days), reason="台风停工", region=region
    ),
    st.lists(
        st.builds(asked.DayAs, day=_days, working=st.booleans(), name=st.just("临时")), min_size=1
    )
    .map(lambda days: {one.day: one for one in days})
    .map(Mapping.values),
    st.sampled_from(REGIONS),
)
_published = st.sampled_from([published_year(2026), provisional_year(2026)]).map(
    lambda year: asked.PublishYear(**on(MONDAY), number=2026, year=year, source="通知")
)
_agreed = st.builds(
    lambda warn, hours, region: asked.AgreeParkTiming(
        **on(MONDAY),
        park=PARK,
        region=region,
        warn_days=Decimal(warn) / 2,
        hours_in_day=hours,
        reason="园区办法",
    ),
    st.integers(-1, 6),
    st.integers(0, 9),
    st.sampled_from(REGIONS),
)
BEGUN = asked.PublishYear(**on(MONDAY), number=2026, year=provisional_year(2026), source="惯例")
_histories = st.lists(st.one_of(_changed, _changed, _published, _agreed), max_size=12)


@given(st.lists(_taken, max_size=6))
def test_a_number_belongs_for_ever_to_who_took_it_first(
    commands: list[asked.TakeDocumentNumber],
) -> None:
    past: list[said.DocumentNumberTaken] = []
    for command in commands:
        if past and command.case != commands[0].case:
            with refused("document-number-taken"):
                DOCUMENT_NUMBER.decide(command, DOCUMENT_NUMBER.fold(past))
            continue
        events = DOCUMENT_NUMBER.decide(command, DOCUMENT_NUMBER.fold(past))
        asking_again_changes_nothing(DOCUMENT_NUMBER, past, command)
        past.extend(events)
    assert [event.case for event in past] == [one.case for one in commands[:1]]
    assert all(CODEC.decode(*CODEC.encode(event)) == event for event in past)


@given(st.text("潘环审〔〕[]()（）【】0123 12号Aa", max_size=12), st.sampled_from(["A12", "B02"]))
def test_however_it_is_spaced_and_bracketed_it_is_the_same_number(number: str, item: str) -> None:
    plain = number.translate(str.maketrans("[【(（]】)）", "〔〔〔〔〕〕〕〕"))
    assert number_key(item, number) == number_key(item, f" {plain} ".upper())
    assert number_key(item, number) != number_key(f"{item}x", number)


def lived(commands: list[asked.CalendarCommand]) -> list[said.CalendarEvent]:
    """What has happened after these commands; each taken one was asked twice."""
    past: list[said.CalendarEvent] = []
    for command in (BEGUN, *commands):
        try:
            events = CALENDAR.decide(command, CALENDAR.fold(past))
        except Rejected:
            continue
        asking_again_changes_nothing(CALENDAR, past, command)
        past.extend(events)
    return past


@given(_histories)
def test_every_version_of_the_calendar_is_named_once_and_in_order(
    commands: list[asked.CalendarCommand],
) -> None:
    past = lived(commands)
    versions = [event.calendar_version for event in past]
    assert versions == [version_text(number) for number in range(1, len(past) + 1)]
    assert CALENDAR.fold(past).calendar.version == versions[-1]


@given(_histories)
def test_the_last_word_about_a_day_holds_where_it_was_said(
    commands: list[asked.CalendarCommand],
) -> None:
    past = lived(commands)
    for length, event in enumerate(past, start=1):
        if isinstance(event, said.CalendarCorrected):
            calendar = CALENDAR.fold(past[:length]).in_region(event.region)
            before = CALENDAR.fold(past[: length - 1]).in_region(event.region)
            for day in event.days:
                assert is_working(calendar, day.day) == day.to_working
                assert is_working(before, day.day) == day.from_working


@given(_histories)
def test_a_region_s_own_days_are_nobody_else_s(commands: list[asked.CalendarCommand]) -> None:
    past = lived(commands)
    national = [
        event
        for event in past
        if not isinstance(event, said.CalendarCorrected) or event.region == asked.NATION
    ]
    assert CALENDAR.fold(past).calendar.years == CALENDAR.fold(national).calendar.years


@given(_histories)
def test_a_year_once_published_by_its_notice_is_not_published_again(
    commands: list[asked.CalendarCommand],
) -> None:
    years = [event for event in lived(commands) if isinstance(event, said.CalendarYearPublished)]
    assert years[0].provisional
    assert all(event.provisional for event in years[:-1])


@given(_histories)
def test_every_event_of_the_calendar_survives_storage(
    commands: list[asked.CalendarCommand],
) -> None:
    for event in lived(commands):
        assert CODEC.decode(*CODEC.encode(event)) == event
