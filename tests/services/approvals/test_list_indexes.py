"""A page of the list is found by an index, whoever asks, now and as of a day, and is the same."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from services.approvals.domain.clocks.lights import Shown
from services.approvals.domain.terms import Awaiting, Stage
from services.approvals.views.cases import CASES, Wish, matching
from shared.adapters import sql
from shared.adapters.settings import Service
from shared.adapters.views import SCHEMA
from shared.kernel.identifiers import AccountId, DepartmentId, ParkId
from shared.kernel.policy import Visibility
from tests.harness.plans import rows_read
from tests.harness.servers import Database

CASE_COUNT = 10_000
# Each case was received, accepted, decided and served within a month, some time in three years.
FILL = f"""
INSERT INTO view.approval_case (id, known_from, known_to, version, project, project_name,
  item_code, item_name, kind, department, consulted, park, officer, stage, open, watched, awaiting,
  received_on, due_on, due_soon_at, overdue_at, stopped, calendar_version)
SELECT to_char(n, 'FM00000000'), v.known_from, CASE WHEN v.known_to < now() THEN v.known_to END,
  v.version, 'project-' || n / 10, '项目', 'B' || to_char(n % 40, 'FM00'), '事项', 'licence',
  'department-' || n % 10, CASE WHEN n % 20 = 7 THEN ',department-3,' ELSE '' END,
  'park-' || n / 10 % 10, 'officer-' || n % 61, v.stage, v.open, v.open, v.awaiting,
  first::date, coalesce(v.due_on, '9999-12-31'), v.due_on - interval '2 days',
  v.due_on + interval '1 day', false, 'CN-1'
FROM generate_series(1, {CASE_COUNT}) AS n,
  LATERAL (SELECT now() - interval '3 years' * ((n * 7919) % 10007 / 10007.0)) AS f(first),
  LATERAL (SELECT first + interval '1 day' * (5 + n % 21)) AS e(ended),
  LATERAL (VALUES
    (1, first, first + interval '1 day', 'received', true, 'authority', first::date + 7),
    (2, first + interval '1 day', ended, 'accepted', true, 'authority', first::date + 20),
    (3, ended, ended + interval '3 days', 'granted', false, 'nobody', NULL),
    (4, ended + interval '3 days', NULL, 'granted', false, 'nobody', NULL))
    AS v(version, known_from, known_to, stage, open, awaiting, due_on)
WHERE v.known_from < now()
ORDER BY coalesce(v.known_to, v.known_from)
"""
READERS = {
    "of a department": Visibility(
        departments=frozenset({DepartmentId("department-3")}), own=AccountId("somebody")
    ),
    "of one park": Visibility(parks=frozenset({ParkId("park-3")})),
    "of their own": Visibility(own=AccountId("officer-5")),
    "of everything": Visibility(everything=True),
}
WISHES = (
    Wish(),
    Wish(sort="-due_on"),
    Wish(sort="-received_on"),
    Wish(item="B03"),
    Wish(status=Stage.ACCEPTED),
    Wish(status=Stage.ACCEPTED, sort="received_on"),
    Wish(status=Stage.GRANTED),
    Wish(status=Stage.REFUSED),
    Wish(light=Shown.OVERDUE),
    Wish(awaiting=Awaiting.APPLICANT),
    Wish(awaiting=Awaiting.NOBODY),
)


@pytest.fixture
async def filled(
    fresh_database: Callable[[Service], Awaitable[Database]],
) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect((await fresh_database("approvals")).url)
    for statement in sql.creation(CASES.metadata, SCHEMA):
        await connection.execute(statement)
    await connection.execute(FILL)
    await connection.execute("ANALYZE view.approval_case")
    yield connection
    await connection.close()


def ago(days: int) -> datetime | None:
    return datetime.now(UTC) - timedelta(days=days) if days else None


def a_page(wish: Wish, visibility: Visibility, as_of: datetime | None) -> tuple[str, list[Any]]:
    query = matching(wish, visibility, as_of, as_of or datetime.now(UTC)).limit(wish.limit + 1)
    keys = wish.keys()
    orders = [key.column.desc() if key.descending else key.column.asc() for key in keys]
    return sql.compiled(query.order_by(*orders))


@pytest.mark.parametrize("days_ago", [0, 365], ids=["now", "a year ago"])
@pytest.mark.parametrize("reader", READERS)
async def test_a_page_reads_few_rows(
    filled: asyncpg.Connection, reader: str, days_ago: int
) -> None:
    for wish in WISHES:
        text, values = a_page(wish, READERS[reader], ago(days_ago))
        # There are four times as many rows as cases.
        assert await rows_read(filled, text, values) <= CASE_COUNT, wish


@pytest.mark.parametrize("days_ago", [0, 1, 400, 1000])
async def test_what_was_known_then_is_found_as_without_an_index(
    filled: asyncpg.Connection, days_ago: int
) -> None:
    as_of = ago(days_ago)
    for wish in WISHES:
        query = matching(wish, READERS["of one park"], as_of, as_of or datetime.now(UTC))
        text, values = sql.compiled(query)
        found = {(row["id"], row["version"]) for row in await filled.fetch(text, *values)}
        known = await filled.fetch(
            "SELECT id, version FROM view.approval_case WHERE park = 'park-3'"
            " AND known_from <= $1 AND (known_to IS NULL OR known_to > $1)"
            " AND ($2::text IS NULL OR stage = $2) AND ($3::text IS NULL OR item_code = $3)"
            " AND ($4::text IS NULL OR awaiting = $4) AND ($5::text IS NULL OR overdue_at <= $1)",
            as_of or datetime.now(UTC),
            wish.status,
            wish.item,
            wish.awaiting,
            wish.light,
        )
        assert found == {(row["id"], row["version"]) for row in known}, wish
        assert found or wish.status is Stage.REFUSED or wish.awaiting or wish.light or wish.item
