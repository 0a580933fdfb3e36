from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from shared.kernel.effective import (
    BUSINESS_ZONE,
    Effective,
    Precision,
    business_day,
    end_of_day,
    parse_effective_text,
)
from shared.kernel.rejected import Rejected

DAYS = st.dates(date(1950, 1, 1), date(2100, 12, 31))
INSTANTS = st.integers(-(10**15), 4 * 10**15).map(
    lambda microseconds: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)
)
EFFECTIVES = st.one_of(
    INSTANTS.map(Effective.at_instant),
    DAYS.map(Effective.on_day),
    st.builds(Effective.in_month, st.integers(1950, 2100), st.integers(1, 12)),
    st.builds(Effective.in_half_year, st.integers(1950, 2100), st.integers(1, 2)),
    st.builds(Effective.in_year, st.integers(1950, 2100)),
)


def test_a_day_is_a_day_of_the_business_zone() -> None:
    day = Effective.on_day(date(2019, 6, 30))
    assert day.start == datetime(2019, 6, 29, 16, tzinfo=UTC)
    assert day.end == datetime(2019, 6, 30, 15, 59, 59, 999999, tzinfo=UTC)
    assert day.earliest_day == day.latest_day == date(2019, 6, 30)


@pytest.mark.parametrize(
    ("effective", "first", "last"),
    [
        (Effective.in_month(2024, 2), "2024-02-01", "2024-02-29"),
        (Effective.in_half_year(2019, 1), "2019-01-01", "2019-06-30"),
        (Effective.in_half_year(2019, 2), "2019-07-01", "2019-12-31"),
        (Effective.in_year(2019), "2019-01-01", "2019-12-31"),
    ],
)
def test_a_span_runs_from_its_first_day_to_its_last(
    effective: Effective, first: str, last: str
) -> None:
    assert effective.to_plain() == {
        "from": first,
        "to": last,
        "precision": effective.precision.value,
    }
    assert effective.latest_day == date.fromisoformat(last)


def test_an_instant_is_kept_in_utc_whatever_zone_it_was_said_in() -> None:
    shanghai = Effective.at_instant(datetime(2026, 3, 2, 9, 15, tzinfo=BUSINESS_ZONE))
    assert shanghai == Effective.at_instant(datetime(2026, 3, 2, 1, 15, tzinfo=UTC))
    assert shanghai.to_plain() == {"at": "2026-03-02T01:15:00Z", "precision": "instant"}
    assert shanghai.start == shanghai.end


def test_the_end_of_a_day_is_the_end_in_the_business_zone() -> None:
    assert end_of_day(date(2026, 1, 1)) == datetime(2026, 1, 1, 15, 59, 59, 999999, tzinfo=UTC)
    assert business_day(datetime(2026, 1, 1, 16, tzinfo=UTC)) == date(2026, 1, 2)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2019年上半年", Effective.in_half_year(2019, 1)),
        ("2019年下半年", Effective.in_half_year(2019, 2)),
        ("２０１９年 下半年", Effective.in_half_year(2019, 2)),
        ("2019年1-6月", Effective.in_half_year(2019, 1)),
        ("2019年7-12月", Effective.in_half_year(2019, 2)),
        ("2019年6月", Effective.in_month(2019, 6)),
        ("2018年8月", Effective.in_month(2018, 8)),
        ("2019年06月份", Effective.in_month(2019, 6)),
        ("2019-06", Effective.in_month(2019, 6)),
        ("2019/6", Effective.in_month(2019, 6)),
        ("2019.6", Effective.in_month(2019, 6)),
        ("2019年", Effective.in_year(2019)),
        (" 2019 ", Effective.in_year(2019)),
        ("2019-06-30", Effective.on_day(date(2019, 6, 30))),
        ("2019/6/3", Effective.on_day(date(2019, 6, 3))),
        ("2019.6.3", Effective.on_day(date(2019, 6, 3))),
        ("2019年6月3日", Effective.on_day(date(2019, 6, 3))),
        ("20190603", Effective.on_day(date(2019, 6, 3))),
    ],
)
def test_reads_what_ledgers_write(text: str, expected: Effective) -> None:
    assert parse_effective_text(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2019年底",
        "2019年一季度",
        "2019年13月",
        "2019-02-30",
        "2019.6-7",
        "6月",
        "近期",
        "1066年",
    ],
)
def test_does_not_guess_at_other_times(text: str) -> None:
    with pytest.raises(Rejected) as refusal:
        parse_effective_text(text)
    assert refusal.value.code == "date-unreadable"
    assert refusal.value.facts == {"text": text}


@pytest.mark.parametrize(
    "plain",
    [
        {},
        {"precision": "century", "from": "2019-01-01", "to": "2019-12-31"},
        {"precision": "year", "from": "2019-01-01", "to": "2019-06-30"},
        {"precision": "year", "from": "2019-03-01", "to": "2019-12-31"},
        {"precision": "day", "from": "2019-02-30", "to": "2019-02-30"},
        {
            "precision": "day",
            "from": "2019-02-03",
            "to": "2019-02-03",
            "at": "2019-02-03T00:00:00Z",
        },
        {"precision": "instant", "at": "2019-02-03T00:00:00"},
        {"precision": "instant", "at": "yesterday"},
        {"precision": "instant", "at": "0001-01-01T00:00:00+08:00"},
        {"precision": "instant", "at": "2019-02-03T00:00:00Z", "to": "2019-02-03"},
    ],
)
def test_refuses_a_span_that_is_none(plain: dict[str, object]) -> None:
    with pytest.raises(Rejected) as refusal:
        Effective.from_plain(plain)
    assert refusal.value.code == "effective-malformed"


def test_cannot_be_built_wrong() -> None:
    noon = datetime(2026, 1, 1, 12, tzinfo=UTC)
    with pytest.raises(ValueError, match="time zone"):
        Effective.at_instant(noon.replace(tzinfo=None))
    with pytest.raises(ValueError, match="UTC"):
        Effective(noon.astimezone(timezone(timedelta(hours=8))), noon, Precision.INSTANT)
    with pytest.raises(ValueError, match="is no day"):
        Effective(noon, noon, Precision.DAY)
    with pytest.raises(ValueError, match="halves"):
        Effective.in_half_year(2026, 3)


@given(EFFECTIVES)
def test_every_effective_time_survives_its_plain_form(effective: Effective) -> None:
    assert Effective.from_plain(effective.to_plain()) == effective


@given(EFFECTIVES)
def test_every_effective_time_survives_storage(effective: Effective) -> None:
    stored = TypeAdapter(Effective)
    assert stored.validate_json(stored.dump_json(effective)) == effective


@given(DAYS)
def test_a_day_lies_in_its_month_its_half_and_its_year(day: date) -> None:
    half = 1 if day.month <= 6 else 2
    spans = [
        Effective.on_day(day),
        Effective.in_month(day.year, day.month),
        Effective.in_half_year(day.year, half),
        Effective.in_year(day.year),
    ]
    for narrow, wide in pairwise(spans):
        assert wide.start <= narrow.start <= narrow.end <= wide.end


@given(st.lists(EFFECTIVES))
def test_sorting_puts_the_earlier_start_first(effectives: list[Effective]) -> None:
    starts = [one.start for one in sorted(effectives, key=lambda one: one.order)]
    assert starts == sorted(starts)


@given(DAYS)
def test_a_day_ends_where_the_next_begins(day: date) -> None:
    following = Effective.on_day(day + timedelta(days=1))
    assert Effective.on_day(day).end + timedelta(microseconds=1) == following.start
