"""Is there anything in the tables that opens something? Every row of every table is searched for what was issued."""

import httpx
import pytest
from django.apps import apps
from django.db import connections

from api import Api
from tests.tokens import flows
from tests.tokens.test_devices import begin, confirmation
from tokens.models import DeviceGrant


@pytest.fixture
def issued(server: str, api: Api) -> dict[str, str]:
    """Every secret that there is, by its name."""
    ada = flows.somebody()
    browser: httpx.Client = api(ada)
    partner, tool = flows.client(server, ada), flows.client(server, ada, public=True, uris=())
    verifier, challenge = flows.pkce()
    used, unused = (flows.let_in(browser, partner, challenge)["code"] for _ in range(2))
    first = partner.redeem(used, verifier).json()
    second = partner.refresh(first["refresh_token"]).json()
    own = partner.post("token", grant_type="client_credentials", scope="contacts:read").json()
    begun = begin(tool)
    confirmation(browser, begun["user_code"])
    assert partner.secret is not None
    return {
        "client secret": partner.secret,
        "code that was used": used,
        "code": unused,
        "access token": second["access_token"],
        "refresh token that was used": first["refresh_token"],
        "refresh token": second["refresh_token"],
        "access token of its own": own["access_token"],
        "device code": begun["device_code"],
        "user code": begun["user_code"].replace("-", ""),
    }


def everything() -> str:
    """Return all tables of the database as text, as the role that owns them."""
    found = []
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        tables = [table for (table,) in cursor.fetchall()]
        assert {model._meta.db_table for model in apps.get_models() if model._meta.managed} <= set(tables)
        for table in tables:
            # Row-level security holds for the owner too; what is behind it is no secret of ours.
            cursor.execute(f"SELECT t::text FROM {table} t")
            found += [row for (row,) in cursor.fetchall()]
    return "\n".join(found)


def test_nothing_that_was_issued_is_in_the_database(issued: dict[str, str]) -> None:
    tables = everything()
    assert len(issued) == len(set(issued.values())) == 9
    assert [name for name, secret in issued.items() if secret in tables] == []
    # It would be found: what is not secret is.
    assert DeviceGrant.objects.order_by("-pk")[0].client_id in tables


def test_the_columns_of_secrets_are_known() -> None:
    """What is new in these tables is looked at before it is added here."""
    names = ("application", "grant", "devicegrant", "accesstoken", "refreshtoken", "authorization", "idtoken")
    texts = {
        f"{name}.{field.column}"
        for name in names
        for field in apps.get_model("tokens", name)._meta.concrete_fields
        if field.get_internal_type() in ("CharField", "TextField", "HashedField")
    }
    hashed = {
        "application.client_secret",
        "grant.code",
        "devicegrant.device_code",
        "devicegrant.user_code",
        "accesstoken.token_checksum",
        "refreshtoken.token_checksum",
    }
    blank = {"accesstoken.token", "refreshtoken.token"}
    no_secret = {
        "application.client_id",
        "application.client_type",
        "application.name",
        "authorization.device",
        "grant.code_challenge",
        "grant.code_challenge_method",
        "grant.redirect_uri",
        "grant.scope",
        "devicegrant.client_id",
        "devicegrant.scope",
        "devicegrant.status",
        "accesstoken.scope",
        "idtoken.scope",
    }
    assert texts == hashed | blank | no_secret
