"""`luodi provision`: roles and databases of all services, at the newest version."""

import argparse
import asyncio
import os
import sys
from collections.abc import Mapping
from typing import NamedTuple

from luodi.databases import newest, provision
from luodi.names import Names
from luodi.texts import text
from shared.adapters.settings import SERVICES, Service


class Provisioned(NamedTuple):
    """What was done to one service's database."""

    service: Service
    before: str | None
    now: str

    @property
    def changed(self) -> bool:
        """Whether anything was done."""
        return self.before != self.now

    def line(self) -> str:
        """Say it."""
        code = "database-migrated" if self.changed else "database-unchanged"
        return text(code, service=self.service, before=self.before or "-", now=self.now)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """It has none: the environment says it all."""
    parser.epilog = text("provision-environment")


def run(args: argparse.Namespace) -> int:  # noqa: ARG001 - every command is called alike
    """Provision what LUODI_ADMIN_DATABASE_URL points at."""
    admin_url = os.environ.get("LUODI_ADMIN_DATABASE_URL")
    if not admin_url:
        print(text("variable-missing", name="LUODI_ADMIN_DATABASE_URL"), file=sys.stderr)
        return 2
    for done in asyncio.run(provision_all(admin_url, passwords(os.environ))):
        print(done.line())
    return 0


def passwords(environment: Mapping[str, str]) -> dict[Service, str | None]:
    """Return each role's password: LUODI_DATABASE_PASSWORD_LEADS …, else the one for all."""
    for_all = environment.get("LUODI_DATABASE_PASSWORD")
    return {
        service: environment.get(f"LUODI_DATABASE_PASSWORD_{service.upper()}", for_all)
        for service in SERVICES
    }


async def provision_all(
    admin_url: str, passwords: Mapping[Service, str | None]
) -> list[Provisioned]:
    """Provision every service; return what was done."""
    done = []
    for service in SERVICES:
        before = await provision(admin_url, Names.of(service), passwords[service])
        done.append(Provisioned(service, before, newest(service)))
    return done
