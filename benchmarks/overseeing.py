"""What a leader looks at: the list of cases and the figures of ended ones, now and a year ago."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from time import perf_counter

import asyncpg

from benchmarks.load import Plan, loaded
from benchmarks.measuring import Measured, Round, Sample, interleaved
from benchmarks.site import Running, Site
from benchmarks.table import Row, events, ms, spread
from shared.kernel.policy import Role

REPETITIONS = 3
SECONDS = 1.0
PARK = "park-3"
STAGES = ("received", "accepted", "granted", "refused")  # nothing is refused: an empty list
GROUPS = ("item", "department", "officer", "month")
LIST_MS, FIGURES_MS = 50, 1000

# A quarter as many cases as rows, received over three years: accepted the next day, decided within
# a month, served three days later.
_CASES = """
INSERT INTO view.approval_case (id, known_from, known_to, version, project, project_name,
  item_code, item_name, kind, department, consulted, park, officer, stage, open, watched, awaiting,
  received_on, due_on, due_soon_at, overdue_at, stopped, calendar_version)
SELECT to_char(n, 'FM00000000'), v.known_from, CASE WHEN v.known_to < now() THEN v.known_to END,
  v.version, 'project-' || n / 10, '第' || n / 10 || '号项目', 'B' || to_char(n % 40, 'FM00'),
  '事项' || n % 40, 'licence', 'department-' || n % 10, '', 'park-' || n / 10 % 10,
  'officer-' || n % 61, v.stage, v.open, v.open,
  CASE WHEN v.open THEN 'authority' ELSE 'nobody' END, first::date,
  coalesce(v.due_on, '9999-12-31'), v.due_on - interval '2 days', v.due_on + interval '1 day',
  false, 'CN-1'
FROM generate_series({after} + 1, {until}) AS n,
  LATERAL (SELECT now() - interval '3 years' * ((n::bigint * 7919) % 1000003 / 1000003.0))
    AS f(first),
  LATERAL (SELECT first + interval '1 day' * (5 + n % 21)) AS e(ended),
  LATERAL (VALUES
    (1, first, first + interval '1 day', 'received', true, first::date + 7),
    (2, first + interval '1 day', ended, 'accepted', true, first::date + 20),
    (3, ended, ended + interval '3 days', 'granted', false, NULL),
    (4, ended + interval '3 days', NULL, 'granted', false, NULL))
    AS v(version, known_from, known_to, stage, open, due_on)
WHERE v.known_from < now()
ORDER BY coalesce(v.known_to, v.known_from)
"""
# The plain way: one row per case, as it is now, with the index that this very question wants.
_PLAIN = """
DROP TABLE IF EXISTS plain_case;
CREATE TABLE plain_case AS SELECT * FROM view.approval_case WHERE known_to IS NULL;
CREATE INDEX ON plain_case (park, stage, due_on, id);
ANALYZE plain_case
"""
_PLAIN_PAGE = f"""
SELECT * FROM plain_case WHERE park = '{PARK}' AND stage = $1 ORDER BY due_on, id LIMIT 50
"""
# Cases that ended some time in three years, each once more since it was served.
_ENDED = """
INSERT INTO view.ended_case (id, known_from, known_to, version, project, item_code, item_name,
  kind, department, park, officer, served_by, month, received_on, ended_on, outcome, gross, net,
  net_statutory, lost_supplement, lost_hearing, on_time_statutory, on_time_promised,
  deficiencies_notified, deemed_accepted, supplements, procedures, pauses_entered_late,
  pauses_back_dated, calendar_version)
SELECT to_char(n, 'FM00000000'), v.known_from, v.known_to, v.version, 'project-' || n / 10,
  'B' || to_char(n % 40, 'FM00'), '事项' || n % 40, 'licence', 'department-' || n % 10,
  'park-' || n / 10 % 10, 'officer-' || n % 61, 'officer-' || n % 61, to_char(ended, 'YYYY-MM'),
  ended::date - 30, ended::date, 'granted', 5 + n % 21, 3 + n % 17, 4 + n % 17, n % 3, n % 5,
  true, n % 10 > 0, n % 4 = 0, false, n % 3, n % 2, 0, 0, 'CN-1'
FROM generate_series({after} + 1, {until}) AS n,
  LATERAL (SELECT now() - interval '3 years' * ((n::bigint * 7919) % 1000003 / 1000003.0))
    AS e(ended),
  LATERAL (VALUES (1, ended, ended + interval '3 days'), (2, ended + interval '3 days', NULL))
    AS v(version, known_from, known_to)
ORDER BY coalesce(v.known_to, v.known_from)
"""
_PLAIN_FIGURES = """
SELECT item_code, count(*), avg(net), percentile_disc(0.95) WITHIN GROUP (ORDER BY net),
  avg(on_time_promised::int) FROM view.ended_case WHERE known_to IS NULL GROUP BY item_code
"""
Ask = Callable[[str], Awaitable[Sample]]


@dataclass(frozen=True, kw_only=True)
class _Question:
    """What is asked again and again: for whom, where, of what in turns."""

    park: str | None
    path: str
    targets: tuple[str, ...]


_PAGES = _Question(park=PARK, path="/api/v1/cases?limit=50&status={id}", targets=STAGES)
_ALL_FIGURES = _Question(park=None, path="/api/v1/cases/figures?by={id}", targets=GROUPS)


async def rows(site: Site) -> list[Row]:
    """Over HTTP, one question after the other: a page of 50 by stage, what is due first before.

    Rows are versions, four of each case; who reads sees one park of ten. Beside it, in SQL alone, a
    table that knows only the present and has the index made for this question. Then all figures of
    all parks, by item, department, officer and month in turns, with all percentiles. Beside them a
    count, a mean, a percentile and a share by item, in SQL alone.
    """
    async with (
        site.broker() as bus,
        site.services(bus, {"approvals": "services.approvals"}) as running,
    ):
        here = running["approvals"]
        owner = await asyncpg.connect(here.database.admin_url)
        made = [*await _lists(site, here, owner), *await _figures(site, here, owner)]
        await owner.close()
    return made


async def _lists(site: Site, here: Running, owner: asyncpg.Connection) -> list[Row]:
    asked = partial(_asked, site, here, _PAGES)
    taken: dict[int, Mapping[str, Measured]] = {}
    filled = 0
    for size in site.sizes({100_000: 0, 300_000: 0}):
        await owner.execute(_CASES.format(after=filled // 4, until=size // 4), timeout=300)
        await owner.execute("VACUUM ANALYZE view.approval_case", timeout=300)
        await owner.execute(_PLAIN, timeout=300)
        filled = size
        taken[size] = await _measured(asked, partial(_plainly, owner, _PLAIN_PAGE, STAGES))
    return [
        _row(
            f"list of 50 cases by stage, one park of ten, {what}",
            events(size, "rows"),
            (measured[name], measured["plain"]),
            ("indexed SQL, present only", LIST_MS),
        )
        for what, name in (("now", "now"), ("as of a year ago", "then"))
        for size, measured in taken.items()
    ]


async def _figures(site: Site, here: Running, owner: asyncpg.Connection) -> list[Row]:
    asked = partial(_asked, site, here, _ALL_FIGURES)
    taken: dict[int, Mapping[str, Measured]] = {}
    filled = 0
    for size in (10_000, 100_000):
        await owner.execute(_ENDED.format(after=filled, until=size), timeout=300)
        await owner.execute("VACUUM ANALYZE view.ended_case", timeout=300)
        filled = size
        taken[size] = await _measured(asked, partial(_plainly, owner, _PLAIN_FIGURES, [None]))
    return [
        _row(
            f"all figures of ended cases, {what}",
            events(size, "cases"),
            (measured[name], measured["plain"]),
            ("four of them in SQL, present only", FIGURES_MS),
        )
        for what, name in (("now", "now"), ("as of a year ago", "then"))
        for size, measured in taken.items()
    ]


async def _measured(asked: Ask, plain: Callable[[], Awaitable[Sample]]) -> Mapping[str, Measured]:
    year_ago = (datetime.now(UTC) - timedelta(days=365)).date()
    then = f"&as_of={year_ago}"
    ways: dict[str, Round] = {"now": partial(asked, ""), "then": partial(asked, then)}
    return await interleaved(REPETITIONS, {**ways, "plain": plain})


async def _asked(site: Site, here: Running, of: _Question, more: str) -> Sample:
    token = site.keys.token("sample-leader", (Role.PARK_LEADER, of.park))
    plan = Plan(
        port=here.port,
        method="GET",
        path=of.path + more,
        headers={"Authorization": f"Bearer {token}"},
        connections=1,
        seconds=SECONDS,
        targets=[(target, 0) for target in of.targets],
    )
    return (await loaded(plan))[0]


async def _plainly(
    connection: asyncpg.Connection, query: str, targets: tuple[str, ...] | list[None]
) -> Sample:
    latencies: list[float] = []
    began = perf_counter()
    while perf_counter() < began + SECONDS:
        for target in targets:
            asked_at = perf_counter()
            await connection.fetch(query, *([] if target is None else [target]))
            latencies.append(perf_counter() - asked_at)
    return Sample(rate=len(latencies) / SECONDS, latencies=latencies)


def _row(what: str, at: str, taken: tuple[Measured, Measured], beside: tuple[str, int]) -> Row:
    (ours, plain), (way, target) = taken, beside
    p95, plain95 = ours.milliseconds(0.95), plain.milliseconds(0.95)
    return Row(
        what=what,
        at=at,
        ours=f"p95 {ms(p95)}",
        spread=spread(ours.milliseconds(0.5), ours.milliseconds(0.99)),
        baseline=f"p95 {ms(plain95)} {way}",
        ratio=p95 / plain95,
        target=f"p95 < {target} ms",
        met=p95 < target,
    )
