"""令牌: everything that turns a password, a cookie or a secret into a signed token."""

from dataclasses import dataclass
from typing import Any

from services.access.tokens.accounts import Accounts
from services.access.tokens.hashing import Hasher
from services.access.tokens.keys import Keys
from services.access.tokens.minting import Mint
from services.access.tokens.sessions import Sessions
from services.access.tokens.vault import Vault
from shared.adapters.runtime import Runtime
from shared.adapters.wrapping import wrapping_of

_PLACE = "tokens"


@dataclass(frozen=True, kw_only=True)
class Tokens:
    """The parts of this room, put together."""

    vault: Vault
    keys: Keys
    hasher: Hasher
    mint: Mint
    sessions: Sessions
    accounts: Accounts


def put_together(runtime: Runtime[Any]) -> Tokens:
    """Make the parts and leave them with the running service."""
    vault, keys, hasher = (
        Vault(runtime.pool),
        Keys(runtime.pool, wrapping_of(runtime.settings)),
        Hasher(),
    )
    mint = Mint(keys, runtime.store, sample=runtime.settings.sample_logins)
    tokens = Tokens(
        vault=vault,
        keys=keys,
        hasher=hasher,
        mint=mint,
        sessions=Sessions(vault, mint, hasher, runtime.commands),
        accounts=Accounts(vault, hasher, runtime.commands),
    )
    runtime.extra[_PLACE] = tokens
    return tokens


def tokens_of(runtime: Runtime[Any]) -> Tokens:
    """Return the parts of a running service."""
    tokens: Tokens = runtime.extra[_PLACE]
    return tokens
