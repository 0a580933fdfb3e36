"""Everything that talks to the outside: PostgreSQL, NATS, HTTP, the clock."""
