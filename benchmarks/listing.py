"""The list of leads for somebody who may see one park of ten, now and as of a year ago."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from time import perf_counter

import asyncpg

from benchmarks import histories
from benchmarks.load import Plan, loaded
from benchmarks.measuring import Measured, Sample, interleaved
from benchmarks.site import Running, Site
from benchmarks.table import Row, events, ms, spread
from shared.kernel.policy import Role

REPETITIONS = 3
SECONDS = 1.0
PARK = "park-3"
STAGES = ("reserved", "negotiating", "intent", "signed", "lost")  # nothing is lost: an empty list
TARGET_MS = 50

# Half as many leads as rows, entered over three years; each changed once since.
_FILL = """
INSERT INTO view.lead (id, known_from, known_to, version, name, investor_name, park, specialist,
  stage, since, since_start, registered, registered_start, amount, follow_ups, recorded_at)
SELECT to_char(n, 'FM00000000'), v.known_from, v.known_to, v.version, '项目' || n, '投资方' || n,
  'park-' || n % 10, 'specialist-' || n % 97,
  (ARRAY['reserved', 'negotiating', 'intent', 'signed'])[1 + (n / 10 + v.version) % 4],
  j.day, first, j.day, first, j.amount, 0, v.known_from
FROM generate_series({after} + 1, {until}) AS n,
  LATERAL (SELECT now() - interval '3 years' * ((n::bigint * 7919) % 1000003 / 1000003.0))
    AS f(first),
  LATERAL (VALUES (1, first, first + (now() - first) / 2), (2, first + (now() - first) / 2, NULL))
    AS v(version, known_from, known_to),
  LATERAL (SELECT jsonb_build_object('from', '2026-01-01', 'to', '2026-01-01', 'precision', 'day'),
    jsonb_build_object('value', n::text, 'unit', '万元', 'currency', 'CNY')) AS j(day, amount)
"""
# The plain way: one row per lead, as it is now, with the index that this very question wants.
_PLAIN = """
DROP TABLE IF EXISTS plain_lead;
CREATE TABLE plain_lead AS SELECT * FROM view.lead WHERE known_to IS NULL;
CREATE INDEX ON plain_lead (park, stage, recorded_at DESC, id);
ANALYZE plain_lead
"""
_PLAIN_PAGE = f"""
SELECT * FROM plain_lead WHERE park = '{PARK}' AND stage = $1
ORDER BY recorded_at DESC, id LIMIT 50
"""


async def rows(site: Site) -> list[Row]:
    """A page of 50, filtered by stage, newest first, over HTTP, one question after the other.

    Rows are versions: half as many leads, entered over three years, each changed once since; the
    reader sees one park of ten. Beside it, in SQL alone, a table that knows only the present and
    has the index made for this question.
    """
    taken: dict[int, Mapping[str, Measured]] = {}
    async with site.broker() as bus, site.services(bus, {"leads": "services.leads"}) as running:
        here = running["leads"]
        owner = await asyncpg.connect(here.database.admin_url)
        filled = 0
        for size in site.sizes({100_000: 0, 300_000: 0}):
            await owner.execute(_FILL.format(after=filled // 2, until=size // 2), timeout=300)
            await owner.execute("VACUUM ANALYZE view.lead", timeout=300)
            await owner.execute(_PLAIN, timeout=300)
            filled = size
            taken[size] = await _measured(site, here, owner)
        await owner.close()
    return [
        _row(what, size, measured[name], measured["plain"])
        for what, name in (("now", "now"), ("as of a year ago", "then"))
        for size, measured in taken.items()
    ]


async def _measured(
    site: Site, here: Running, connection: asyncpg.Connection
) -> Mapping[str, Measured]:
    year_ago = (datetime.now(UTC) - timedelta(days=365)).date()
    return await interleaved(
        REPETITIONS,
        {
            "now": partial(_asked, site, here, ""),
            "then": partial(_asked, site, here, f"&as_of={year_ago}"),
            "plain": partial(_plainly, connection),
        },
    )


async def _asked(site: Site, here: Running, more: str) -> Sample:
    token = site.keys.token(histories.SPECIALIST, (Role.INVESTMENT_SPECIALIST, PARK))
    plan = Plan(
        port=here.port,
        method="GET",
        path="/api/v1/leads?limit=50&stage={id}" + more,
        headers={"Authorization": f"Bearer {token}"},
        connections=1,
        seconds=SECONDS,
        targets=[(stage, 0) for stage in STAGES],
    )
    return (await loaded(plan))[0]


async def _plainly(connection: asyncpg.Connection) -> Sample:
    latencies: list[float] = []
    began = perf_counter()
    while perf_counter() < began + SECONDS:
        for stage in STAGES:
            asked_at = perf_counter()
            await connection.fetch(_PLAIN_PAGE, stage)
            latencies.append(perf_counter() - asked_at)
    return Sample(rate=len(latencies) / SECONDS, latencies=latencies)


def _row(what: str, size: int, ours: Measured, plain: Measured) -> Row:
    p95, plain95 = ours.milliseconds(0.95), plain.milliseconds(0.95)
    return Row(
        what=f"list of 50 by filter, one park of ten, {what}",
        at=events(size, "rows"),
        ours=f"p95 {ms(p95)}",
        spread=spread(ours.milliseconds(0.5), ours.milliseconds(0.99)),
        baseline=f"p95 {ms(plain95)} indexed SQL, present only",
        ratio=p95 / plain95,
        target=f"p95 < {TARGET_MS} ms",
        met=p95 < TARGET_MS,
    )
