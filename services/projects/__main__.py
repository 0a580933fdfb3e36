"""Serve projects: `python -m services.projects`."""

from services.projects.main import SPEC
from shared.adapters.runtime import run

run(SPEC)
