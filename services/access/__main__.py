"""Serve access: `python -m services.access`."""

from services.access.main import SPEC
from shared.adapters.runtime import run

run(SPEC)
