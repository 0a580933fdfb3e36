"""Runs the service: `python -m services.leads`."""

from services.leads.main import SPEC
from shared.adapters.runtime import run

run(SPEC)
