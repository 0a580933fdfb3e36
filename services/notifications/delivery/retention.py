"""留存: an old finished delivery keeps what became of it, and no more.

Its tries, with addresses and what receivers answered, are forgotten; status, times and who had it
sent again stay. A dead one stays whole until somebody sends it again or dismisses it.
"""

import asyncio
import logging
from datetime import datetime, timedelta

import asyncpg

from shared.adapters.trouble import STORE_AWAY

log = logging.getLogger(__name__)

CUT_EVERY = 3600.0
AT_ONCE = 1_000
_CUT = """
WITH old AS (
  SELECT id FROM own.delivery
  WHERE status IN ('done', 'dismissed') AND cut_at IS NULL AND finished_at < $1
  ORDER BY finished_at LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED),
gone AS (DELETE FROM own.attempt a USING old WHERE a.delivery_id = old.id)
UPDATE own.delivery d SET cut_at = $2 FROM old WHERE d.id = old.id RETURNING d.id
"""


async def cut_down(pool: asyncpg.Pool, kept: timedelta, at: datetime) -> int:
    """Cut down what finished longer ago than is kept; return how many deliveries."""
    total = 0
    while True:
        cut = await pool.fetch(_CUT, at - kept, at, AT_ONCE)
        total += len(cut)
        if len(cut) < AT_ONCE:
            return total


async def keep_cutting(pool: asyncpg.Pool, kept: timedelta) -> None:
    """Do it every hour, for ever, by the database's clock."""
    while True:
        try:
            at: datetime = await pool.fetchval("SELECT clock_timestamp()")
            if number := await cut_down(pool, kept, at):
                log.info("deliveries cut down", extra={"number": number})
        except (asyncpg.PostgresError, *STORE_AWAY):
            log.exception("deliveries cannot be cut down; trying again later")
        await asyncio.sleep(CUT_EVERY)
