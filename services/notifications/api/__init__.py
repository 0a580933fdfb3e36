"""HTTP in: endpoints, their deliveries, the inbox, the feed."""

from services.notifications.api import acts, deliveries, endpoints, feed, inbox

ROUTERS = [endpoints.router, acts.router, deliveries.router, inbox.router, feed.router]
