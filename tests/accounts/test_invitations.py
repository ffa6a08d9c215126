"""How is somebody invited? By a link that works once, for seven days; who is a user already learns it alone."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import httpx
import pytest
from allauth.account.models import EmailAddress
from django.db.models import F
from django.utils import timezone

import mails
import worlds
from accounts.models import Invitation, Role, User
from api import Api, Client
from tests.accounts.browser import AUTH, PASSWORD, Browser, Browsers, errors, new_name

INVITE = """mutation($email: String!, $role: Role! = MEMBER, $username: String) {
    invitePerson(input: {email: $email, role: $role, username: $username}) {
        invitation { id email username role createdBy { id } createdAt expiresAt } userErrors { code field message }
    }
}"""
RESEND = """mutation($id: ID!) {
    resendInvitation(input: {id: $id}) { invitation { id expiresAt } userErrors { code field } }
}"""
REVOKE = "mutation($id: ID!) { revokeInvitation(input: {id: $id}) { deletedId userErrors { code field } } }"
LIST = "{ invitations { totalCount nodes { id email } } }"
GONE = (400, [("invalid_invitation", "key")])


def address() -> str:
    return f"{new_name()}@example.org"


def admin(name: str = "ada") -> User:
    person = worlds.user(worlds.account(), name, role=Role.ADMIN)
    User.objects.filter(pk=person.pk).update(name="Ada & Söhne")
    return person


def invited(client: Client, email: str, **said: Any) -> Any:
    """Return the invitation as it was answered."""
    [payload] = client.data(INVITE, email=email, **said).values()
    assert payload["userErrors"] == []
    return payload["invitation"]


def key_for(email: str) -> str:
    return mails.key(mails.mails(email)[-1])


def look(browser: Browser, key: str) -> httpx.Response:
    return browser.get(f"{AUTH}/auth/invitation", headers={"X-Invitation-Key": key})


def accept(browser: Browser, key: str, **said: Any) -> httpx.Response:
    return browser.auth("POST", "/auth/invitation", **({"key": key, "password": PASSWORD} | said))


def test_who_is_invited_accepts_and_signs_in(api: Api, browser: Browsers) -> None:
    ada, zoe, email = admin(), browser(), address()
    made = invited(api(ada), f" {email.upper()} ", role="BILLING")
    proposed = email.partition("@")[0]
    assert (made["email"], made["username"], made["role"]) == (email, proposed, "BILLING")
    assert made["createdBy"] == {"id": worlds.id_of(ada)}
    [sent] = mails.mails(email)
    text = mails.body(sent)
    assert proposed in text and "Ada & Söhne invites you to work with" in text and ada.account.name in text
    key = mails.key(sent)
    seen = look(zoe, key)
    said = {"account": ada.account.name, "email": email, "username": proposed, "role": "BILLING"}
    assert (seen.status_code, seen.json()["data"]) == (200, said)
    answer = accept(zoe, key)
    assert (answer.status_code, answer.json()["data"], zoe.session) == (200, {"username": proposed}, None)
    assert zoe.sign_in(username=proposed).status_code == 200
    user = User.objects.get(username=proposed)
    assert (user.account_id, user.role, user.email, user.name) == (ada.account_id, "BILLING", email, None)
    assert (user.updated_by, EmailAddress.objects.get(user=user).verified) == (user, True)
    assert api(ada).data(LIST) == {"invitations": {"totalCount": 0, "nodes": []}}
    assert len(mails.mails(email)) == 1  # and no other


def test_another_user_name_can_be_chosen(api: Api, browser: Browsers) -> None:
    ada, zoe, email, name = admin(), browser(), address(), new_name("Zoë.L")
    made = invited(api(ada), email, username=new_name("Given"))
    assert made["username"].startswith("given-")
    assert accept(zoe, key_for(email), username=name, name="Zoë Lee").json()["data"] == {"username": name.lower()}
    user = User.objects.get(username=name.lower())
    assert (user.email, user.name, user.role) == (email, "Zoë Lee", "MEMBER")


def test_a_user_name_is_made_from_the_address(api: Api) -> None:
    client, local = api(admin()), new_name("o'neill.jr")
    names = [invited(client, f"{local}@{host}.example.org")["username"] for host in "ab"]
    assert names == [local.replace("'", "")] * 2  # nobody has it yet
    User.objects.filter(pk=worlds.user(worlds.account()).pk).update(username=names[0])
    other = invited(client, f"{local}@c.example.org")["username"]
    assert other != names[0] and other.startswith(names[0])
    assert invited(client, f"!#$%@{new_name()}.example.org")["username"].startswith("user")


def test_who_is_a_user_already_is_told_and_nobody_else_is(api: Api, browser: Browsers) -> None:
    zoe, name, ada = browser(), new_name(), admin()
    zoe.sign_up(name)
    known, unknown = f"{name}@example.org", address()
    client, before = api(ada), len(mails.mails(known))
    made = [invited(client, email, username=new_name("given")) for email in (known.upper(), unknown)]
    assert [set(one) for one in made] == [set(made[0])] * 2
    assert client.data(LIST)["invitations"]["totalCount"] == 2
    [told] = mails.mails(known)[before:]
    assert name in mails.body(told) and "/account/invitation/" not in mails.body(told)
    assert client.refusals(RESEND, id=made[0]["id"]) == []
    assert "/account/invitation/" not in mails.body(mails.mails(known)[-1])
    assert client.refusals(REVOKE, id=made[0]["id"]) == []


REFUSED: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
    ({"email": "zoe"}, [("INVALID", "email")]),
    ({"email": "zoe@example.org\r\nBcc: all@example.org"}, [("INVALID", "email")]),
    ({"email": "zoe@example.org, all@example.org"}, [("INVALID", "email")]),
    ({"email": "a\0b@example.org"}, [("INVALID", "email")]),
    ({"email": "z" * 300 + "@example.org"}, [("INVALID", "email")]),
    ({"username": "zoe lee"}, [("INVALID", "username")]),
    ({"username": "zoe\r\nBcc: x"}, [("INVALID", "username")]),
    ({"username": "Support"}, [("INVALID", "username")]),
    ({"email": "zoe", "username": "<taken>"}, [("INVALID", "email"), ("TAKEN", "username")]),
]


@pytest.mark.parametrize(("said", "expected"), REFUSED, ids=ascii)
def test_what_is_wrong_is_named_and_nobody_is_invited(api: Api, said: dict[str, Any], expected: Any) -> None:
    ada, email = admin(), address()
    client, before, sent = api(ada), worlds.rows(ada), len(mails.mails(email))
    said = {name: ada.username.upper() if value == "<taken>" else value for name, value in said.items()}
    assert client.refusals(INVITE, **({"email": email} | said)) == expected
    assert (worlds.changed(before, ada), len(mails.mails(email))) == (set(), sent)
    assert client.refusals(INVITE, email=email) == []


def test_an_address_is_invited_once(api: Api) -> None:
    ada, other, email = admin(), admin(), address()
    client = api(ada)
    invited(client, email)
    before = worlds.rows(ada)
    assert client.refusals(INVITE, email=email.upper()) == [("TAKEN", "email")]
    assert (worlds.changed(before, ada), len(mails.mails(email))) == (set(), 1)
    invited(api(other), email)  # another account's is another matter


def void_by_use(ada: Client, made: Any, key: str, zoe: Browser) -> None:
    assert accept(zoe, key).status_code == 200


def void_by_revocation(ada: Client, made: Any, key: str, zoe: Browser) -> None:
    assert ada.data(REVOKE, id=made["id"])["revokeInvitation"]["deletedId"] == made["id"]


def void_by_a_new_link(ada: Client, made: Any, key: str, zoe: Browser) -> None:
    assert ada.data(RESEND, id=made["id"])["resendInvitation"]["invitation"]["expiresAt"] > made["expiresAt"]


def void_by_time(ada: Client, made: Any, key: str, zoe: Browser) -> None:
    user = User.objects.get(username=ada.data("{ viewer { username } }")["viewer"]["username"])
    with worlds.within(user):
        assert Invitation.objects.update(expires_at=F("expires_at") - timedelta(days=7)) == 1


@pytest.mark.parametrize("void", [void_by_use, void_by_revocation, void_by_a_new_link, void_by_time])
def test_a_link_that_does_not_count_is_refused_alike(api: Api, browser: Browsers, void: Callable[..., None]) -> None:
    client, zoe, email = api(admin()), browser(), address()
    made = invited(client, email)
    key = key_for(email)
    assert look(zoe, key).status_code == 200
    void(client, made, key, zoe)
    before = User.objects.count()
    answers = [look(zoe, key), accept(zoe, key, username=new_name())]
    assert [(answer.status_code, errors(answer)) for answer in answers] == [GONE] * 2
    never = accept(zoe, key[:-1] + ("a" if key[-1] != "a" else "b"), username=new_name())
    assert (answers[1].content, User.objects.count()) == (never.content, before)
    if void is void_by_a_new_link:
        assert accept(zoe, key_for(email), username=new_name()).status_code == 200


@pytest.mark.parametrize(
    "alter",
    [
        lambda key: key[:-1],
        lambda key: f"{key}x",
        lambda key: key.upper(),
        lambda key: key.partition("-")[2],
        lambda key: f"{'0' * 32}-{key.partition('-')[2]}",
        lambda key: f"{key.partition('-')[0]}-",
        lambda key: f"{key}\n",
        lambda key: "' OR 1=1 --",
        lambda key: "x" * 100_000,
        lambda key: "ß\u202e",
    ],
)
def test_a_wrong_key_is_refused_alike(api: Api, browser: Browsers, alter: Callable[[str], str]) -> None:
    zoe, email = browser(), address()
    invited(api(admin()), email)
    key = key_for(email)
    answer = accept(zoe, f"{alter(key)}!" if alter(key).strip() == key else alter(key))
    assert (answer.status_code, errors(answer)) == GONE
    assert not User.objects.filter(email=email).exists()
    assert accept(zoe, key).status_code == 200


def test_the_key_counts_with_its_own_account_alone(api: Api, browser: Browsers) -> None:
    emails, zoe = [address(), address()], browser()
    for email in emails:
        invited(api(admin()), email)
    (here, _), (_, secret) = (key_for(email).split("-", 1) for email in emails)
    answer = accept(zoe, f"{here}-{secret}")
    assert (answer.status_code, errors(answer)) == GONE


ACCEPTS: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
    ({"password": "short-one"}, [("password_too_short", "password")]),
    ({"password": ""}, [("required", "password")]),
    ({"password": "<email>"}, [("password_too_similar", "password")]),
    ({"username": "<taken>"}, [("username_taken", "username")]),
    ({"username": "zoe lee"}, [("invalid", "username")]),
    ({"name": "Zoë\r\nBcc: x"}, [("invalid", "name")]),
]


@pytest.mark.parametrize(("said", "expected"), ACCEPTS, ids=ascii)
def test_what_is_wrong_with_an_acceptance_is_named(api: Api, browser: Browsers, said: Any, expected: Any) -> None:
    ada, zoe, email = admin(), browser(), address()
    invited(api(ada), email)
    key, before = key_for(email), worlds.rows(ada)
    said = {name: {"<email>": email, "<taken>": ada.username}.get(value, value) for name, value in said.items()}
    answer = accept(zoe, key, **said)
    assert (answer.status_code, sorted(set(errors(answer)))) == (400, expected)
    assert worlds.changed(before, ada) == set()
    assert accept(zoe, key).status_code == 200


def test_an_address_that_was_taken_meanwhile_is_said_to_its_owner(api: Api, browser: Browsers) -> None:
    zoe, email, ada = browser(), address(), admin()
    invited(api(ada), email, username=new_name())
    key = key_for(email)
    zoe.sign_up(email.partition("@")[0])
    zoe.sign_out()
    before = worlds.rows(ada)
    answer = accept(zoe, key)
    assert (answer.status_code, errors(answer)) == (400, [("email_taken", "email")])
    assert worlds.changed(before, ada) == set()


def test_who_only_claims_the_address_yields_to_who_has_the_link(api: Api, browser: Browsers) -> None:
    zoe, email, claimant = browser(), address(), new_name()
    invited(api(admin()), email)
    key = key_for(email)
    assert browser().register(claimant, email=email).status_code == 200
    assert accept(zoe, key).status_code == 200
    assert not User.objects.filter(username=claimant).exists()


def test_of_many_at_once_one_accepts(api: Api, browser: Browsers) -> None:
    email, zoes = address(), [browser() for _ in range(4)]
    invited(api(admin()), email)
    key = key_for(email)
    assert all(zoe.token for zoe in zoes)
    with ThreadPoolExecutor() as threads:
        answers = list(threads.map(lambda zoe: accept(zoe, key, username=new_name()), zoes))
    assert sorted(answer.status_code for answer in answers) == [200, 400, 400, 400]
    assert User.objects.filter(email=email).count() == 1


def test_nobody_but_administrators_sees_or_makes_invitations(api: Api) -> None:
    ada, email = admin(), address()
    ben = worlds.user(ada.account, "ben")
    made = invited(api(ada), email)
    as_ben, before = api(ben), worlds.rows(ada)
    assert as_ben.data(LIST) == {"invitations": {"totalCount": 0, "nodes": []}}
    assert as_ben.data("query($id: ID!) { node(id: $id) { id } }", id=made["id"]) == {"node": None}
    assert as_ben.refusals(INVITE, email=address()) == [("FORBIDDEN", None)]
    assert as_ben.refusals(RESEND, id=made["id"]) == as_ben.refusals(REVOKE, id=made["id"]) == [("NOT_FOUND", "id")]
    assert worlds.changed(before, ada) == set()
    assert len(mails.mails(email)) == 1


def test_the_link_is_nowhere_in_the_row(api: Api) -> None:
    ada, email = admin(), address()
    invited(api(ada), email)
    secret = key_for(email).partition("-")[2]
    with worlds.within(ada):
        [row] = Invitation.objects.values()
    assert not [value for value in row.values() if secret in str(value)]
    assert abs(row["expires_at"] - timezone.now() - timedelta(days=7)) < timedelta(minutes=1)


def test_an_account_sends_so_many_invitations_a_day(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.conf import settings

    monkeypatch.setitem(settings.ACCOUNT_RATE_LIMITS, "invitation_mail", "2/d/key")
    ada, emails = admin(), [address() for _ in range(3)]
    client = api(ada)
    made = [invited(client, email) for email in emails[:2]]
    before = worlds.rows(ada)
    assert client.refusals(INVITE, email=emails[2]) == [("TOO_MANY", None)]
    assert client.refusals(RESEND, id=made[0]["id"]) == [("TOO_MANY", None)]
    assert (worlds.changed(before, ada), mails.mails(emails[2])) == (set(), [])
    invited(api(admin()), emails[2])


def test_an_acceptance_without_the_csrf_token_makes_nobody(api: Api, browser: Browsers) -> None:
    zoe, email = browser(), address()
    invited(api(admin()), email)
    said = {"key": key_for(email), "password": PASSWORD}
    assert zoe.post(f"{AUTH}/auth/invitation", json=said).status_code == 403
    assert not User.objects.filter(email=email).exists()
    assert accept(zoe, said["key"]).status_code == 200
