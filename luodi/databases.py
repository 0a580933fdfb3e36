"""The databases of the services: one each, an owner nobody logs in as, a role that may little.

Everything here may be done again at any time. The administrator need not be a superuser: CREATEDB
and CREATEROLE are enough.
"""

import asyncpg

from luodi.names import Names, versions
from shared.adapters.settings import Service

_ONE_AT_A_TIME = 7_204_951_386
_LOCALE = (
    "TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'"
)


def newest(service: Service) -> str:
    """Return the newest version: migrations are numbered, and named like their revision."""
    return max(path.stem for path in versions(service).glob("[0-9]*.py"))


async def provision(admin_url: str, names: Names, password: str | None) -> str | None:
    """Bring roles, database and schema to what they should be; return the version it had before."""
    admin = await asyncpg.connect(admin_url)
    try:
        await admin.execute("SELECT pg_advisory_lock($1)", _ONE_AT_A_TIME)
        await _ensure_roles(admin, names, password)
        await _ensure_database(admin, names)
        return await migrate(admin_url, names)
    finally:
        await admin.close()


async def _ensure_roles(admin: asyncpg.Connection, names: Names, password: str | None) -> None:
    rows = await admin.fetch(
        "SELECT rolname FROM pg_roles WHERE rolname = ANY($1)", [names.owner, names.role]
    )
    there = {row["rolname"] for row in rows}
    if names.owner not in there:
        await admin.execute(f'CREATE ROLE "{names.owner}" NOLOGIN')
    if names.role not in there:
        await admin.execute(f'CREATE ROLE "{names.role}" LOGIN')
    if password is not None:
        await admin.execute(
            await admin.fetchval(
                "SELECT format('ALTER ROLE %I PASSWORD %L', $1::text, $2::text)",
                names.role,
                password,
            )
        )
    if not await admin.fetchval("SELECT rolsuper FROM pg_roles WHERE rolname = current_user"):
        await admin.execute(
            f'GRANT "{names.owner}", "{names.role}" TO CURRENT_USER WITH INHERIT TRUE, SET TRUE'
        )


async def _ensure_database(admin: asyncpg.Connection, names: Names) -> None:
    if not await admin.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", names.database):
        await admin.execute(f'CREATE DATABASE "{names.database}" OWNER "{names.owner}" {_LOCALE}')
    await open_to_service(admin, names)


async def open_to_service(admin: asyncpg.Connection, names: Names) -> None:
    """Let the service, and no other, into its database."""
    await admin.execute(
        f'REVOKE ALL ON DATABASE "{names.database}" FROM PUBLIC;'
        f'GRANT CONNECT, CREATE, TEMPORARY ON DATABASE "{names.database}" TO "{names.role}";'
    )


async def migrate(admin_url: str, names: Names) -> str | None:
    """Take a database to the newest version; return the version it had before."""
    connection = await asyncpg.connect(admin_database(admin_url, names.database))
    try:
        before = await version(connection)
        if before != newest(names.service):
            from luodi.migrations import script  # noqa: PLC0415 - alembic takes a second to import

            async with connection.transaction():
                await connection.execute(script(names, before))
        return before
    finally:
        await connection.close()


async def version(connection: asyncpg.Connection) -> str | None:
    """Return the version of a database's schema, None for an empty database."""
    if await connection.fetchval("SELECT to_regclass('public.alembic_version')") is None:
        return None
    found: str | None = await connection.fetchval("SELECT version_num FROM public.alembic_version")
    return found


def admin_database(admin_url: str, database: str) -> str:
    """Return the address of a database as the administrator."""
    head, _, tail = admin_url.partition("?")
    scheme, _, rest = head.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}/{database}" + (f"?{tail}" if tail else "")
