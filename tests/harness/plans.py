"""What PostgreSQL reads to answer a question, so that a missing index is seen."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import asyncpg


async def rows_read(connection: asyncpg.Connection, text: str, values: Sequence[Any]) -> int:
    """Ask a question, and count what was taken out of tables for it, kept or not."""
    found = await connection.fetchval(f"EXPLAIN (ANALYZE, FORMAT JSON) {text}", *values)
    return _read(json.loads(found)[0]["Plan"])


def _read(plan: Mapping[str, Any]) -> int:
    own = 0
    if "Relation Name" in plan:
        each = plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)
        own = int(each * plan["Actual Loops"])
    return own + sum(map(_read, plan.get("Plans", ())))
