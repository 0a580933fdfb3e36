"""A page of the reports is found by an index, whoever asks, now and as of a day."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from services.approvals.views.reported import READERS as PEOPLE
from services.approvals.views.reported import Wish, matching
from services.approvals.views.reports import REPORTS
from shared.adapters import sql
from shared.adapters.settings import Service
from shared.adapters.views import SCHEMA
from tests.harness.plans import rows_read
from tests.harness.servers import Database
from tests.services.approvals.test_list_indexes import READERS

RECORDS = 10_000
# Each was told of, said again and placed within three days, some time in three years; one in a
# hundred waits until today.
FILL = f"""
INSERT INTO view.case_report (id, known_from, known_to, version, source, record, record_version,
  project, item_code, told_item, unplaced, park, department, reported_at, state_code)
SELECT to_char(n, 'FM00000000'), v.known_from, CASE WHEN v.known_to < now() THEN v.known_to END,
  v.version, 'source-' || n % 7, 'BJ-' || n, 1, 'project-' || n / 10, 'B' || n % 40, 'B' || n % 40,
  CASE WHEN v.waits OR n % 100 = 0 THEN 'item-unknown' END,
  'park-' || n / 10 % 10, 'department-' || n % 10, v.told, 3
FROM generate_series(1, {RECORDS}) AS n,
  LATERAL (SELECT now() - interval '3 years' * ((n * 7919) % 10007 / 10007.0)) AS f(first),
  LATERAL (VALUES
    (1, first, first + interval '1 day', first, true),
    (2, first + interval '1 day', first + interval '3 days', first + interval '1 day', true),
    (3, first + interval '3 days', NULL, first + interval '1 day', false))
    AS v(version, known_from, known_to, told, waits)
WHERE v.known_from < now()
ORDER BY coalesce(v.known_to, v.known_from)
"""
FILL_PEOPLE = f"""
INSERT INTO view.plan_reader
SELECT 'project-' || n, '项目', 'specialist-' || n % 50, 'officer-' || n % 61, NULL
FROM generate_series(0, {RECORDS // 10}) AS n
"""
WISHES = (
    Wish(),
    Wish(sort="reported"),
    Wish(unplaced=True),
    Wish(unplaced=False),
    Wish(source="source-3"),
    Wish(project="project-77"),
    Wish(item="B3"),
)


@pytest.fixture
async def filled(
    fresh_database: Callable[[Service], Awaitable[Database]],
) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect((await fresh_database("approvals")).url)
    made: dict[str, None] = {}
    for table in (REPORTS, PEOPLE):
        made |= dict.fromkeys(sql.creation(table.metadata, SCHEMA))
    for statement in (*made, FILL, FILL_PEOPLE, "ANALYZE"):
        await connection.execute(statement)
    yield connection
    await connection.close()


@pytest.mark.parametrize("days_ago", [0, 365], ids=["now", "a year ago"])
@pytest.mark.parametrize("reader", READERS)
async def test_a_page_reads_few_rows(
    filled: asyncpg.Connection, reader: str, days_ago: int
) -> None:
    as_of = datetime.now(UTC) - timedelta(days=days_ago) if days_ago else None
    for wish in WISHES:
        query = matching(wish, READERS[reader], as_of).limit(wish.limit + 1)
        keys = wish.keys()
        orders = [key.column.desc() if key.descending else key.column.asc() for key in keys]
        text, values = sql.compiled(query.order_by(*orders))
        assert await rows_read(filled, text, values) <= RECORDS, wish
