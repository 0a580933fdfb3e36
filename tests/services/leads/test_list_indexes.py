"""A page of the list is found by an index, whoever asks for it, now and as of a day."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from services.leads.domain.stages import Stage
from services.leads.views.leads import LEADS, SORTS, Wish, matching
from shared.adapters import sql
from shared.adapters.settings import Service
from shared.adapters.views import SCHEMA
from shared.kernel.identifiers import AccountId, ParkId
from shared.kernel.policy import Visibility
from tests.harness.plans import rows_read
from tests.harness.servers import Database

LEAD_COUNT = 20_000
# Each lead was changed once since it was entered, in one of ten parks, by one of ninety-seven.
FILL = f"""
INSERT INTO view.lead (id, known_from, known_to, version, name, park, specialist, stage, since,
  since_start, registered, registered_start, amount, follow_ups, recorded_at)
SELECT to_char(n, 'FM00000000'), v.known_from, v.known_to, v.version, '项目' || n,
  'park-' || n % 10, 'specialist-' || n % 97,
  (ARRAY['reserved', 'negotiating', 'intent', 'signed'])[1 + (n / 10 + v.version) % 4],
  '{{}}', first, '{{}}', first, '{{}}', 0, v.known_from
FROM generate_series(1, {LEAD_COUNT}) AS n,
  LATERAL (SELECT now() - interval '3 years' * ((n * 7919) % 20011 / 20011.0)) AS f(first),
  LATERAL (VALUES (1, first, first + (now() - first) / 2), (2, first + (now() - first) / 2, NULL))
    AS v(version, known_from, known_to)
"""
READERS = {
    "of one park": Visibility(parks=frozenset({ParkId("park-3")}), own=AccountId("somebody")),
    "of their own": Visibility(own=AccountId("specialist-5")),
    "of everything": Visibility(everything=True),
}


@pytest.fixture
async def filled(
    fresh_database: Callable[[Service], Awaitable[Database]],
) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect((await fresh_database("leads")).url)
    for statement in sql.creation(LEADS.metadata, SCHEMA):
        await connection.execute(statement)
    await connection.execute(FILL)
    await connection.execute("ANALYZE view.lead")
    yield connection
    await connection.close()


@pytest.mark.parametrize("days_ago", [0, 365], ids=["now", "a year ago"])
async def test_a_page_reads_few_rows(filled: asyncpg.Connection, days_ago: int) -> None:
    as_of = datetime.now(UTC) - timedelta(days=days_ago) if days_ago else None
    for reader, visibility in READERS.items():
        for stages in ((), (Stage.SIGNED,), (Stage.LOST,)):
            query = matching(Wish(stage=stages), visibility, as_of)
            text, values = sql.compiled(
                query.order_by(SORTS["recorded_at"].column.desc(), LEADS.c.id).limit(51)
            )
            assert await rows_read(filled, text, values) <= LEAD_COUNT / 4, (reader, stages)


async def test_what_was_known_then_is_found_as_without_an_index(filled: asyncpg.Connection) -> None:
    for days in (1, 400, 1000):
        as_of = datetime.now(UTC) - timedelta(days=days)
        text, values = sql.compiled(matching(Wish(), READERS["of one park"], as_of))
        found = {(row["id"], row["version"]) for row in await filled.fetch(text, *values)}
        known = await filled.fetch(
            "SELECT id, version FROM view.lead WHERE park = 'park-3' AND known_from <= $1"
            " AND (known_to IS NULL OR known_to > $1)",
            as_of,
        )
        assert found == {(row["id"], row["version"]) for row in known}
        assert found
