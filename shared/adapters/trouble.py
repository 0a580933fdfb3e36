"""Trouble that passes: the database or the bus is away, starting, full or was restarted under us.

What fails so may be tried again unchanged. Everything else is a fault of what was asked.
"""

import asyncpg
from nats.errors import Error as NatsError
from nats.js.errors import APIError

STORE_AWAY = (
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.TransactionRollbackError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    OSError,
    TimeoutError,
)
BUS_AWAY = (NatsError, APIError, OSError, TimeoutError)
