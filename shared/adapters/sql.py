"""SQLAlchemy Core statements, run on asyncpg.

Core writes the dynamic SQL of lists and views; asyncpg runs it without a second pool or layer.
"""

from collections.abc import Sequence
from typing import Any, TypeAlias

import asyncpg
from sqlalchemy import ClauseElement
from sqlalchemy.dialects.postgresql import asyncpg as dialect_module
from sqlalchemy.schema import CreateTable, MetaData
from sqlalchemy.sql.ddl import CreateIndex

_DIALECT = dialect_module.dialect()  # type: ignore[no-untyped-call]  # untyped in the library

Connection: TypeAlias = Any  # an asyncpg connection or pool; the library has no types


def compiled(
    statement: ClauseElement, schemas: dict[str, str] | None = None
) -> tuple[str, list[Any]]:
    """Return a statement's SQL with `$1 …` and its arguments; `schemas` renames schemas."""
    made: Any = statement.compile(
        dialect=_DIALECT,
        schema_translate_map=schemas,
        render_schema_translate=schemas is not None,
        compile_kwargs={"render_postcompile": True},
    )
    names: Sequence[str] = made.positiontup or ()
    return str(made), [made.params[name] for name in names]


async def fetch(connection: Connection, statement: ClauseElement) -> list[asyncpg.Record]:
    """Run a query and return its rows."""
    text, arguments = compiled(statement)
    rows: list[asyncpg.Record] = await connection.fetch(text, *arguments)
    return rows


async def fetchrow(connection: Connection, statement: ClauseElement) -> asyncpg.Record | None:
    """Run a query and return its first row."""
    text, arguments = compiled(statement)
    return await connection.fetchrow(text, *arguments)


async def execute(
    connection: Connection, statement: ClauseElement, schemas: dict[str, str] | None = None
) -> str:
    """Run a change and return PostgreSQL's word on it, such as `UPDATE 3`."""
    text, arguments = compiled(statement, schemas)
    status: str = await connection.execute(text, *arguments)
    return status


def creation(metadata: MetaData, schema: str) -> list[str]:
    """Return the statements that make all tables and indexes of a set in a schema."""
    statements: list[str] = []
    for table in metadata.sorted_tables:
        indexes = sorted(table.indexes, key=lambda index: str(index.name))
        made: list[ClauseElement] = [CreateTable(table), *map(CreateIndex, indexes)]
        for element in made:
            text = element.compile(
                dialect=_DIALECT,
                schema_translate_map={table.schema: schema},
                render_schema_translate=True,
            )
            statements.append(str(text))
    return statements
