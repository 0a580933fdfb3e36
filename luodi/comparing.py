"""Two schemas with the same tables, compared row by row in one statement a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import asyncpg

_SAMPLES = 3
_LONGEST = 3600.0
_COLUMNS = """
  SELECT table_name, column_name, data_type FROM information_schema.columns
  WHERE table_schema = $1 ORDER BY table_name, ordinal_position
"""


@dataclass(frozen=True, kw_only=True)
class Compared:
    """One table: how many rows the live one has, and which stand on one side only."""

    table: str
    rows: int
    only_live: int
    only_new: int
    samples: Sequence[str]

    @property
    def alike(self) -> bool:
        """Whether both sides hold the same rows."""
        return self.only_live == self.only_new == 0


async def compare(
    connection: asyncpg.Connection, live: str, new: str, left_out: Mapping[str, Sequence[str]]
) -> list[Compared]:
    """Compare all tables of `new` with those of `live`.

    `left_out` names columns that do not count; a table with none named does not count at all.
    """
    tables: dict[str, list[str]] = {}
    for row in await connection.fetch(_COLUMNS, new):
        table, column = row["table_name"], row["column_name"]
        if column not in left_out.get(table, ()) and left_out.get(table, ("",)):
            as_text = "::text" if row["data_type"] == "json" else ""
            tables.setdefault(table, []).append(f'"{column}"{as_text}')
    return [
        await _compare(connection, table, (live, new), ", ".join(columns))
        for table, columns in tables.items()
    ]


async def _compare(
    connection: asyncpg.Connection, table: str, schemas: tuple[str, str], columns: str
) -> Compared:
    live, new = (f'SELECT {columns} FROM {schema}."{table}"' for schema in schemas)
    only_live, live_samples = await _beyond(connection, live, new)
    only_new, new_samples = await _beyond(connection, new, live)
    rows = await connection.fetchval(f'SELECT count(*) FROM {schemas[0]}."{table}"')
    return Compared(
        table=table,
        rows=rows,
        only_live=only_live,
        only_new=only_new,
        samples=[f"- {text}" for text in live_samples] + [f"+ {text}" for text in new_samples],
    )


async def _beyond(
    connection: asyncpg.Connection, these: str, those: str
) -> tuple[int, Sequence[str]]:
    """Return how many rows are in these and not in those, and a few of them."""
    found = await connection.fetchrow(
        f"WITH beyond AS MATERIALIZED ({these} EXCEPT ALL {those}) SELECT count(*) AS rows,"
        f" ARRAY(SELECT b::text FROM beyond b ORDER BY 1 LIMIT {_SAMPLES}) AS some FROM beyond",
        timeout=_LONGEST,
    )
    return found["rows"], found["some"]
