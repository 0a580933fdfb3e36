"""HTTP in: signing in, tokens, accounts, departments."""

from services.access.api import accounts, closing, credentials, departments, lists, sessions, tokens

ROUTERS = (
    sessions.router,
    tokens.router,
    lists.router,
    accounts.router,
    closing.router,
    credentials.router,
    departments.router,
)
