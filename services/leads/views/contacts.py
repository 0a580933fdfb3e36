"""Names and phones of an investor's people: kept outside the history, and erased here."""

from collections.abc import Collection
from dataclasses import dataclass

import asyncpg

from services.leads.domain.commands import ContactId
from shared.kernel.identifiers import LeadId


@dataclass(frozen=True, kw_only=True)
class Contact:
    """联系人: a person to talk to at an investor's."""

    id: ContactId
    name: str
    phone: str | None = None
    organisation: str | None = None
    post: str | None = None


async def keep(pool: asyncpg.Pool, lead_id: LeadId, contact: Contact) -> None:
    """Write a person down."""
    await pool.execute(
        "INSERT INTO own.contact (id, lead_id, name, phone, organisation, post)"
        " VALUES ($1, $2, $3, $4, $5, $6)",
        contact.id,
        lead_id,
        contact.name,
        contact.phone,
        contact.organisation,
        contact.post,
    )


async def erase(pool: asyncpg.Pool, contact_id: ContactId) -> None:
    """Forget a person."""
    await pool.execute("DELETE FROM own.contact WHERE id = $1", contact_id)


async def forget_strays(pool: asyncpg.Pool, lead_id: LeadId, known: Collection[ContactId]) -> None:
    """Forget who was written down but, after a failure in between, never became a contact."""
    await pool.execute(
        "DELETE FROM own.contact WHERE lead_id = $1 AND id <> ALL($2)"
        " AND entered_at < clock_timestamp() - interval '1 hour'",
        lead_id,
        list(known),
    )


async def people(pool: asyncpg.Pool, ids: Collection[ContactId]) -> dict[ContactId, Contact]:
    """Return who stands behind these ids; whoever was erased is missing."""
    rows = await pool.fetch(
        "SELECT id, name, phone, organisation, post FROM own.contact WHERE id = ANY($1)",
        list(ids),
    )
    return {row["id"]: Contact(**row) for row in rows}
