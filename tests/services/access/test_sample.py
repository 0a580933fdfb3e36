"""The sample installation's logins, as the command line prints and uses them."""

from luodi.sample_accounts import connect, sign_in
from services.access.domain.sample import LOGINS, PARTNER
from services.access.tokens import tokens_of
from services.access.tokens.tidying import tidy
from tests.harness.services import Installation
from tests.services.access.words import ACCOUNTS, own


async def test_every_printed_login_opens_its_account(running: Installation) -> None:
    client = running.client()
    for login in LOGINS:
        headers = await sign_in(client, login.login)
        record = (await client.get(f"{ACCOUNTS}/{login.account}", headers=headers)).json()
        assert record["display_name"] == login.display_name
        (grant,) = record["grants"]
        assert (grant["role"], grant["withdrawn"]) == (login.role, None)


async def test_the_partner_system_gets_a_token(running: Installation) -> None:
    client = running.client()
    headers = await connect(client)
    url = f"{ACCOUNTS}/{PARTNER.account}"
    shown = (await client.get(url, headers=headers)).json()
    (grant,) = shown["grants"]
    assert (shown["kind"], grant["source"]) == ("system", PARTNER.source)


async def test_what_was_listed_before_sources_were_given_names_none(
    running: Installation,
) -> None:
    await running.settled()
    without = "(SELECT jsonb_agg(held - 'source') FROM jsonb_array_elements(grants) AS held)"
    await own(
        running,
        f"UPDATE view.account SET grants = {without} WHERE kind = 'system' AND known_to IS NULL",
    )
    security = await running.login("security-admin")
    page = (await security.get(ACCOUNTS, params={"kind": "system"})).json()
    assert [grant["source"] for one in page["items"] for grant in one["grants"]] == [None]


async def test_tidying_forgets_sessions_that_are_over_and_no_others(running: Installation) -> None:
    runtime = running.services["access"].runtime
    await running.login("leader")
    await running.login("officer")
    await own(
        running,
        "UPDATE own.session SET expires_at = created_at WHERE account_id = 'sample-leader'",
    )
    await tidy(runtime)
    rows = await runtime.pool.fetch("SELECT account_id FROM own.session")
    assert [row["account_id"] for row in rows] == ["sample-officer"]
    assert (
        len((await tokens_of(runtime).keys.jwks(await tokens_of(runtime).vault.now()))["keys"]) == 1
    )
