"""`python -m services.notifications`."""

from services.notifications.main import SPEC
from shared.adapters.runtime import run

if __name__ == "__main__":
    run(SPEC)
