"""`python -m services.approvals`."""

from services.approvals.main import SPEC
from shared.adapters.runtime import run

if __name__ == "__main__":
    run(SPEC)
