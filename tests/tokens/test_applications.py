"""What is done with applications, and with whom one let in? By people who are signed in, in GraphQL."""

from typing import Any

import httpx
import pytest
from django.core.management import CommandError, call_command

import worlds
from accounts.models import Role, User
from api import Api
from tests.tokens import flows
from tests.tokens.flows import BACK, Client
from tests.tokens.test_codes import refused, rows
from tokens.models import Application, Authorization

ERRORS = "userErrors { code field }"
REGISTER = f"""mutation($input: RegisterApplicationInput!) {{ registerApplication(input: $input) {{
    clientSecret {ERRORS}
    application {{ id name clientId isConfidential redirectUris scopes isOpen owner {{ id }} serviceUser {{ name }} }}
}} }}"""
UPDATE = f"""mutation($input: UpdateApplicationInput!) {{ updateApplication(input: $input) {{
    {ERRORS} clientSecret application {{ name redirectUris scopes }} }} }}"""
RENEW = f"mutation($input: ApplicationInput!) {{ renewApplicationSecret(input: $input) {{ clientSecret {ERRORS} }} }}"
DELETE = f"mutation($input: ApplicationInput!) {{ deleteApplication(input: $input) {{ deletedId {ERRORS} }} }}"
REVOKE = (
    f"mutation($input: RevokeAuthorizationInput!) {{ revokeAuthorization(input: $input) {{ revokedId {ERRORS} }} }}"
)
LISTED = "{ viewer { account { applications { id name } } } }"
LET_IN = """{ viewer { authorizations {
    id device scopes createdAt lastUsedAt expiresAt application { name owner { id } } } } }"""
WANTED: dict[str, Any] = {
    "name": "Letterpress",
    "confidential": True,
    "redirectUris": [BACK],
    "scopes": ["contacts:read", "contacts:write", "tags:read"],
}


@pytest.fixture
def ada() -> User:
    """An administrator."""
    return worlds.user(worlds.account(), "ada", role=Role.ADMIN)


def as_client(server: str, registered: dict[str, Any]) -> Client:
    application = Application.objects.get(client_id=registered["application"]["clientId"])
    return Client(server=server, application=application, secret=registered["clientSecret"])


def register(api: Api, by: User, **other: Any) -> dict[str, Any]:
    registered = api(by).data(REGISTER, input=WANTED | other)["registerApplication"]
    assert registered["userErrors"] == []
    return dict(registered)


def test_an_administrator_registers_an_application(server: str, api: Api, ada: User) -> None:
    made = register(api, ada)
    about = made["application"]
    assert made["clientSecret"].startswith("stw_ocs_")
    assert (about["name"], about["isConfidential"], about["isOpen"]) == ("Letterpress", True, False)
    assert (about["redirectUris"], about["scopes"]) == (WANTED["redirectUris"], WANTED["scopes"])
    assert about["owner"] == {"id": worlds.id_of(ada)}
    assert about["serviceUser"]["name"] == "Letterpress"
    partner = as_client(server, made)
    token = partner.post("token", grant_type="client_credentials", scope="contacts:read")
    assert token.status_code == 200
    # The secret was shown once, and is not to be had again.
    assert "clientSecret" not in str(api(ada).data(LISTED))
    assert made["clientSecret"] not in str(Application.objects.filter(pk=partner.application.pk).values())


def test_what_runs_on_devices_has_no_secret_and_acts_for_nobody_else(api: Api, ada: User) -> None:
    made = register(api, ada, confidential=False, redirectUris=[flows.PRIVATE, flows.LOOPBACK])
    assert (made["clientSecret"], made["application"]["serviceUser"]) == (None, None)
    assert register(api, ada, confidential=False, redirectUris=None)["application"]["redirectUris"] == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": " "}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"name": "Let\u202eter"}, "name"),
        ({"name": "Let\nter"}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["contacts:read", "everything"]}, "scopes.1"),
        ({"redirectUris": [BACK, "http://partner.example/back"]}, "redirectUris.1"),
        ({"redirectUris": [flows.LOOPBACK]}, "redirectUris.0"),
        ({"redirectUris": ["javascript:alert(1)"]}, "redirectUris.0"),
        ({"redirectUris": [f"{BACK}/{number}" for number in range(11)]}, "redirectUris"),
        ({"confidential": False, "redirectUris": ["app:/back"]}, "redirectUris.0"),
    ],
)
def test_what_is_wrong_with_it_is_said_by_field(api: Api, ada: User, wrong: dict[str, Any], field: str) -> None:
    before = worlds.rows(ada)
    [(code, named)] = api(ada).refusals(REGISTER, input=WANTED | wrong)
    assert (code, named) == ("BLANK" if field == "scopes" else "INVALID", field)
    made = register(api, ada)
    changes = {"id": made["application"]["id"]} | {name: wrong[name] for name in wrong if name != "confidential"}
    after = worlds.rows(ada)
    if "confidential" not in wrong:
        assert [named for _, named in api(ada).refusals(UPDATE, input=changes)] == [field]
    assert worlds.changed(after, ada) == set()
    assert worlds.changed(before, ada) == {"tokens_application", "accounts_user"}


def test_everything_wrong_is_said_at_once(api: Api, ada: User) -> None:
    wrong = {"name": "", "scopes": ["nonsense"], "redirectUris": ["nonsense"]}
    assert [field for _, field in api(ada).refusals(REGISTER, input=WANTED | wrong)] == [
        "name",
        "redirectUris.0",
        "scopes.0",
    ]


def test_it_is_changed_and_gets_a_new_secret(server: str, api: Api, ada: User) -> None:
    made = register(api, ada)
    partner = as_client(server, made)
    changes = {"id": made["application"]["id"], "name": "Letterpress 2", "scopes": ["tags:read"]}
    changed = api(ada).data(UPDATE, input=changes)["updateApplication"]
    assert changed["application"] == {"name": "Letterpress 2", "redirectUris": [BACK], "scopes": ["tags:read"]}
    assert (changed["userErrors"], changed["clientSecret"]) == ([], None)
    renewed = api(ada).data(RENEW, input={"id": made["application"]["id"]})["renewApplicationSecret"]["clientSecret"]
    old = partner.post("token", grant_type="client_credentials", scope="tags:read")
    refused(old, "invalid_client", 401)
    new = partner.post("token", secret=renewed, grant_type="client_credentials", scope="tags:read")
    assert new.status_code == 200
    phone = register(api, ada, confidential=False)["application"]["id"]
    assert api(ada).refusals(RENEW, input={"id": phone}) == [("INVALID", "id")]


def test_it_is_deleted_with_all_it_was_let_into(server: str, api: Api, ada: User) -> None:
    made = register(api, ada)
    partner = as_client(server, made)
    tokens = flows.tokens(api(ada), partner)
    service = partner.application.service_user
    assert api(ada).data(DELETE, input={"id": made["application"]["id"]})["deleteApplication"] == {
        "deletedId": made["application"]["id"],
        "userErrors": [],
    }
    assert rows(ada) == (0, 0, 0)
    refused(partner.refresh(tokens["refresh_token"]), "invalid_client", 401)
    assert not User.objects.get(pk=service.pk).is_active
    assert api(ada).data(LISTED)["viewer"]["account"]["applications"] == []


@pytest.mark.parametrize("role", [Role.MEMBER, Role.BILLING])
def test_it_takes_an_administrator(api: Api, ada: User, role: str) -> None:
    other = worlds.user(ada.account, "ben", role=role)
    application = register(api, ada)["application"]
    before = worlds.rows(ada)
    assert api(other).refusals(REGISTER, input=WANTED) == [("FORBIDDEN", None)]
    for mutation in (UPDATE, RENEW, DELETE):
        assert api(other).refusals(mutation, input={"id": application["id"]}) == [("FORBIDDEN", None)]
    assert worlds.changed(before, ada) == set()
    # All of the account see what may ask them.
    named = {"id": application["id"], "name": "Letterpress"}
    assert api(other).data(LISTED)["viewer"]["account"]["applications"] == [named]


def test_it_takes_an_administrator_of_its_account(server: str, api: Api, ada: User) -> None:
    cleo = worlds.user(worlds.account(), "cleo", role=Role.ADMIN)
    made = register(api, ada)
    before = worlds.rows(ada, cleo)

    def not_found() -> None:
        for mutation in (UPDATE, RENEW, DELETE):
            assert api(cleo).refusals(mutation, input={"id": made["application"]["id"]}) == [("NOT_FOUND", "id")]
        assert api(cleo).data(LISTED)["viewer"]["account"]["applications"] == []

    not_found()
    assert worlds.changed(before, ada, cleo) == set()
    # Having let it in, one sees which it is; no more.
    partner = as_client(server, made)
    Application.objects.filter(pk=partner.application.pk).update(is_open=True)
    flows.tokens(api(cleo), partner)
    [shown] = api(cleo).data(LET_IN)["viewer"]["authorizations"]
    assert shown["application"] == {"name": "Letterpress", "owner": None}
    Application.objects.filter(pk=partner.application.pk).update(is_open=False)
    before = worlds.rows(ada, cleo)
    not_found()
    assert worlds.changed(before, ada, cleo) == set()


def test_people_see_whom_they_let_in_and_end_it(server: str, api: Api, ada: User) -> None:
    [ben] = worlds.people("ben", of=ada.account)
    partner = as_client(server, register(api, ada))
    phone = as_client(server, register(api, ada, name="Pocket", confidential=False, redirectUris=[flows.PRIVATE]))
    tokens = flows.tokens(api(ben), partner)
    verifier, challenge = flows.pkce()
    code = flows.let_in(api(ben), phone, challenge, redirect_uri=flows.PRIVATE, scope="tags:read")["code"]
    mobile = phone.redeem(code, verifier, redirect_uri=flows.PRIVATE, device_name=" Ben's phone ").json()
    first, second = api(ben).data(LET_IN)["viewer"]["authorizations"]
    assert (first["device"], first["scopes"], first["application"]["name"]) == ("Ben's phone", ["tags:read"], "Pocket")
    assert (second["device"], second["application"]["name"]) == (None, "Letterpress")
    assert second["createdAt"] <= second["lastUsedAt"] < second["expiresAt"]
    users = "{ users { nodes { authorizations { id } } } }"
    assert {str(one["authorizations"]) for one in api(ada).data(users)["users"]["nodes"]} == {"[]"}
    # Nobody else ends it.
    assert api(ada).refusals(REVOKE, input={"id": first["id"]}) == [("NOT_FOUND", "id")]
    assert api(ben).data(REVOKE, input={"id": first["id"]})["revokeAuthorization"] == {
        "revokedId": first["id"],
        "userErrors": [],
    }
    refused(phone.refresh(mobile["refresh_token"]), "invalid_grant")
    assert partner.is_active(tokens["access_token"])
    assert api(ben).refusals(REVOKE, input={"id": first["id"]}) == [("NOT_FOUND", "id")]
    assert [one["id"] for one in api(ben).data(LET_IN)["viewer"]["authorizations"]] == [second["id"]]
    # What a new password has ended is not listed any more.
    flows.tokens(api(ben), phone, redirect_uri=flows.PRIVATE, scope="tags:read")
    worlds.end_sessions(ben)
    assert [one["id"] for one in api(ben).data(LET_IN)["viewer"]["authorizations"]] == [second["id"]]


def test_a_wrong_id_is_refused(api: Api, ada: User) -> None:
    for wrong in ("", "app_nonsense", worlds.id_of(ada)):
        for mutation in (UPDATE, RENEW, DELETE, REVOKE):
            assert api(ada).refusals(mutation, input={"id": wrong}) == [("INVALID", "id")]


def test_the_operator_registers_and_opens_applications(
    server: str, api: Api, ada: User, capsys: pytest.CaptureFixture[str]
) -> None:
    named = ["--name", "Steward for phones", "--redirect-uri", flows.PRIVATE, "--scope", "contacts:read"]
    call_command("application", *named)
    client_id = capsys.readouterr().out.strip()
    own = Client(server=server, application=Application.objects.get(client_id=client_id), secret=None)
    browser: httpx.Client = api(ada)
    page = browser.get(
        "/oauth/authorize",
        params=flows.request(own, flows.pkce()[1], redirect_uri=flows.PRIVATE, scope="contacts:read"),
    )
    assert "is\n  our own application" in page.text
    assert flows.answer(browser, page, allow="true").headers["location"].startswith(f"{flows.PRIVATE}?code=")
    with pytest.raises(CommandError, match="redirectUris"):
        call_command("application", "--name", "x", "--redirect-uri", "javascript:x", "--scope", "contacts:read")
    partner = as_client(server, register(api, ada))
    [cleo] = worlds.people("cleo")
    call_command("application", "--open", partner.id)
    ours, theirs = flows.tokens(browser, partner), flows.tokens(api(cleo), partner)
    call_command("application", "--close", partner.id)
    assert not Application.objects.get(client_id=partner.id).is_open
    assert (partner.is_active(ours["access_token"]), partner.is_active(theirs["access_token"])) == (True, False)
    with pytest.raises(CommandError, match="no application"):
        call_command("application", "--open", "nobody")
    assert not Authorization.objects.filter(application__client_id=client_id).exists()
