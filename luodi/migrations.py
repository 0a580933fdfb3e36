"""What a service's database should look like: Alembic renders it as one SQL script.

Alembic takes a second to import, so this module is loaded only when a database is behind.
"""

import io

from alembic import command
from alembic.config import Config

from luodi.names import MIGRATIONS, Names, versions


def script(names: Names, since: str | None) -> str:
    """Return the SQL that takes the service's database from a version to the newest."""
    rendered = io.StringIO()
    config = Config(output_buffer=rendered, attributes={"names": names.placeholders()})
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("version_locations", str(versions(names.service)))
    config.set_main_option("path_separator", "newline")
    command.upgrade(config, f"{since}:head" if since else "head", sql=True)
    return rendered.getvalue()
