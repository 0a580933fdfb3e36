"""Renders the migrations of one service as SQL, for `luodi provision` (luodi/migrations.py).

Only rendering: Alembic orders the steps and keeps the version, asyncpg runs the script in one
transaction. So a step is SQL that needs no answer from the database.
"""

from alembic import context

context.configure(
    names=context.config.attributes["names"],
    dialect_name="postgresql+asyncpg",
    as_sql=True,
    literal_binds=True,
    transactional_ddl=False,  # the caller holds the transaction
    version_table_schema="public",
)
context.run_migrations()
