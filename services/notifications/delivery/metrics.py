"""What an operator watches: tries by outcome, how late the oldest delivery is, what died."""

from collections.abc import Iterable

from prometheus_client import Counter, Gauge, Histogram

from services.notifications.delivery.book import Finished, Measured

TRIES = Counter("luodi_delivery_tries_total", "Tries to deliver a webhook", ["verdict"])
SECONDS = Histogram(
    "luodi_delivery_try_seconds",
    "Time a receiver took",
    buckets=(0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15),
)
OPEN = Gauge("luodi_deliveries_open", "Deliveries not yet arrived at endpoints that run")
PARKED = Gauge("luodi_deliveries_parked", "Deliveries kept for endpoints that rest")
DEAD = Gauge("luodi_deliveries_dead", "Deliveries that have used up their tries")
LAG = Gauge("luodi_delivery_lag_seconds", "How long the oldest due delivery has waited")


def count(finished: Iterable[Finished]) -> None:
    """Count tries that are over."""
    for one in finished:
        TRIES.labels(one.verdict.value).inc()
        SECONDS.observe(one.answer.timings.total_ms / 1000)


def gauge(measured: Measured) -> None:
    """Show how things stand."""
    OPEN.set(measured.open)
    PARKED.set(measured.parked)
    DEAD.set(measured.dead)
    LAG.set(measured.lag_seconds)
