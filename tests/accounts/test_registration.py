"""How does a customer register? One mail proves the address, and nobody else is told who it is (P1, P2, P8)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import BadHeaderError
from django.db.models import F
from django.http import HttpRequest

import mails
from accounts import mail
from accounts.joining import LINK_LASTS
from accounts.models import Account, ReservedName, Session, User
from tests.accounts.browser import AUTH, PASSWORD, Browsers, errors, new_name
from wire import watch

NOBODY = "UNAUTHENTICATED"
VIEWER = """{
    viewer {
        username email role name account { name country } teams { id }
    }
    contacts { totalCount }
}"""
EVIL = ["Zoë\r\nBcc: all@example.org", "Zoë\nLee", "Zoë\rLee", "a\0b", "a\u2028b", "a\x85b"]


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Account, User, EmailAddress, Session, ReservedName))


def address_of(name: str) -> str:
    return f"{name}@example.org"


def let_links_run_out(name: str) -> None:
    """Have it be a day after somebody registered."""
    User.objects.filter(username=name).update(created_at=F("created_at") - LINK_LASTS)
    ReservedName.objects.filter(name=name).update(until=F("until") - LINK_LASTS)


def test_registering_founds_an_account_and_a_mail_lets_its_first_user_in(browser: Browsers) -> None:
    zoe, name = browser(), new_name()
    answer = zoe.register(name, account="  Harbour Books ", country="gb")
    assert (answer.status_code, answer.json(), zoe.session, zoe.viewer()) == (200, {"status": 200}, None, NOBODY)
    [sent] = zoe.mails(address_of(name))
    assert (sent["Subject"], name in mails.body(sent)) == ("Your user name, and a link to set your password", True)
    assert zoe.set_password(mails.key(sent)).status_code == 401
    assert (zoe.session, zoe.viewer()) == (None, NOBODY)
    said = zoe.sign_in(username=name).json()["data"]["user"]
    assert said["username"] == name
    assert zoe.post("/graphql", json={"query": "{ viewer { id } }"}).json()["data"]["viewer"]["id"] == said["id"]
    assert zoe.post("/graphql", json={"query": VIEWER}).json()["data"] == {
        "viewer": {
            "username": name,
            "email": address_of(name),
            "role": "ADMIN",
            "name": None,
            "account": {"name": "Harbour Books", "country": "GB"},
            "teams": [],
        },
        "contacts": {"totalCount": 0},
    }


def test_p2_what_is_left_out_stays_null(browser: Browsers) -> None:
    name = new_name()
    assert browser().register(name).status_code == 200
    user = User.objects.get(username=name)
    account = user.account
    optional = ("phone", "street", "city", "region", "postal_code", "country")
    assert (user.name, user.phone, [getattr(account, column) for column in optional]) == (None, None, [None] * 6)
    assert (account.name, account.updated_by, user.updated_by) == ("Harbour", user, user)


def test_p1_what_is_said_is_kept(browser: Browsers) -> None:
    name = new_name()
    place = {"street": "1 Quay", "city": "Hull", "region": "Yorkshire", "postal_code": "HU1"}
    said = place | {"country": "gb", "phone": "020 7946 0018", "name": " Zoë O’Neill & Söhne "}
    assert browser().register(name, **said).status_code == 200
    user = User.objects.get(username=name)
    assert (user.name, user.account.phone, user.account.country) == ("Zoë O’Neill & Söhne", "+442079460018", "GB")
    assert {column: getattr(user.account, column) for column in place} == place


def test_names_in_all_scripts_register(browser: Browsers) -> None:
    name, email = new_name("Åse.Ødegård+Иван_ſ"), address_of(new_name())
    zoe = browser()
    assert zoe.sign_up(name, email=email).status_code == 200
    assert zoe.viewer() == name.lower()
    assert name.lower() in mails.body(zoe.mails(email)[0])


REFUSED: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
    ({"account": None}, [("required", "account")]),
    ({"account": "   "}, [("required", "account")]),
    ({"account": "x" * 201}, [("max_length", "account")]),
    *(({field: evil}, [(code, field)]) for field in ("account", "name", "street", "city", "region", "postal_code")
      for evil in EVIL for code in ["null_characters_not_allowed" if "\0" in evil else "invalid"]),
    ({"country": "Norway"}, [("invalid", "country")]),
    ({"country": "XX"}, [("invalid", "country")]),
    ({"phone": "020 7946 0018"}, [("invalid", "phone")]),
    ({"phone": "a phone", "country": "GB"}, [("invalid", "phone")]),
    ({"email": None}, [("required", "email")]),
    ({"email": "zoe"}, [("invalid", "email")]),
    ({"email": "zoe@example.org\r\nBcc: all@example.org"}, [("invalid", "email")]),
    ({"email": "zoe\n@example.org"}, [("invalid", "email")]),
    ({"email": "z@example.org,all@example.org"}, [("invalid", "email")]),
    ({"email": "z" * 250 + "@example.org"}, [("max_length", "email")]),
    ({"username": None}, [("required", "username")]),
    ({"username": "zoe@example.org"}, [("invalid", "username")]),
    ({"username": "zoe lee"}, [("invalid", "username")]),
    ({"username": "zoe\nlee"}, [("invalid", "username")]),
    ({"username": "zoe\r\nBcc: all"}, [("invalid", "username")]),
    ({"username": "Support"}, [("username_blacklisted", "username")]),
    ({"username": "z" * 151}, [("max_length", "username")]),
    (
        {"username": "", "email": "", "account": "", "country": "?"},
        [("required", "username"), ("required", "email"), ("required", "account"), ("invalid", "country")],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "expected"), REFUSED, ids=ascii)
def test_a_registration_that_is_refused_makes_nothing(
    browser: Browsers, fields: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    zoe, name, before = browser(), new_name(), counts()
    answer = zoe.register(name, **fields)
    assert (answer.status_code, sorted(set(errors(answer)))) == (400, sorted(expected))
    assert (counts(), zoe.mails(address_of(name)), zoe.session) == (before, [], None)
    assert zoe.register(name).status_code == 200
    assert len(zoe.mails(address_of(name))) == 1


def test_a_mail_has_no_header_that_somebody_smuggled_in() -> None:
    before = len(list(mails.mails("all@example.org")))
    context = {"username": "zoe", "url": "https://example.org", "hours": 24}
    with pytest.raises(BadHeaderError):
        mail.send("mail/registered", "zoe@example.org\r\nBcc: all@example.org", context, user=None)
    assert len(list(mails.mails("all@example.org"))) == before
    to = address_of(new_name())
    mail.send("mail/registered", to, context, user=None)
    [sent] = mails.mails(to)
    assert (sent["Subject"].count("\n"), sent["From"], sent["Bcc"]) == (0, settings.DEFAULT_FROM_EMAIL, None)


def test_p8_known_and_unknown_addresses_are_answered_alike(browser: Browsers) -> None:
    known, names, stranger = new_name(), [new_name(), new_name()], browser()
    assert browser().sign_up(known).status_code == 200
    addresses, answers, statements = [address_of(known).upper(), address_of(new_name())], [], []
    for name, email in zip(names, addresses, strict=True):
        with watch() as wire:
            answers.append(stranger.register(name, email=email))
        statements.append(wire.statements)
    assert [(answer.status_code, answer.content) for answer in answers] == [(200, b'{"status": 200}')] * 2
    sets = [{header: answer.headers[header] for header in answer.headers if header != "date"} for answer in answers]
    assert [set(headers) for headers in sets] == [set(sets[0])] * 2
    assert abs(statements[0] - statements[1]) <= 1, statements
    told, new = stranger.mails(addresses[0])[-1], stranger.mails(addresses[1])[-1]
    assert (len(stranger.mails(addresses[0])), len(stranger.mails(addresses[1]))) == (2, 1)
    assert (known in mails.body(told), names[0] in mails.body(told)) == (True, False)
    assert names[1] in mails.body(new)
    # The name that was chosen is taken now in both cases: that does not tell either.
    other = browser()
    for name in names:
        assert errors(other.register(name, email=address_of(new_name()))) == [("username_taken", "username")]
    assert User.objects.filter(username__in=names).count() == 1
    # Its owner sets a new password by the link, if they wish.
    zoe = browser()
    assert zoe.set_password(mails.key(told), "another battery horse").status_code == 401
    assert zoe.sign_in(username=known).status_code == 400
    assert zoe.sign_in(username=known, password="another battery horse").status_code == 200


def test_a_user_name_is_taken_in_any_case(browser: Browsers) -> None:
    name = new_name()
    assert browser().register(name).status_code == 200
    before, other = counts(), browser()
    for again in (name, name.upper()):
        answer = other.register(again, email=address_of(new_name()))
        assert (answer.status_code, errors(answer)) == (400, [("username_taken", "username")])
    assert (counts(), other.session) == (before, None)


def test_the_link_sets_the_password_once(browser: Browsers) -> None:
    zoe, name = browser(), new_name()
    zoe.register(name)
    key = mails.key(zoe.mails(address_of(name))[0])
    assert not EmailAddress.objects.get(email=address_of(name)).verified
    short = zoe.set_password(key, "short")
    assert (short.status_code, errors(short)[0][1]) == (400, "password")
    assert zoe.set_password(key).status_code == 401
    assert EmailAddress.objects.get(email=address_of(name)).verified
    again = zoe.set_password(key, "another battery horse")
    assert (again.status_code, errors(again)) == (400, [("invalid_password_reset", "key")])
    assert zoe.sign_in(username=name).status_code == 200


@pytest.mark.parametrize(
    "alter",
    [
        lambda key, other: key[:-1] + ("a" if key[-1] != "a" else "b"),
        lambda key, other: key[:-1],
        lambda key, other: key.upper(),
        lambda key, other: f"{other.partition('-')[0]}-{key.partition('-')[2]}",
        lambda key, other: key.partition("-")[2],
        lambda key, other: f"zz{key}",
        lambda key, other: "-",
        lambda key, other: "x" * 10_000,
        lambda key, other: "' OR 1=1 --",
        lambda key, other: "ß-\u202e",
    ],
)
def test_a_wrong_link_sets_no_password(browser: Browsers, alter: Callable[[str, str], str]) -> None:
    zoe, names = browser(), [new_name(), new_name()]
    for name in names:
        zoe.register(name)
    keys = [mails.key(zoe.mails(address_of(name))[0]) for name in names]
    before = list(User.objects.filter(username__in=names).values_list("password", "session_version"))
    answer = zoe.set_password(alter(*keys))
    assert (answer.status_code, errors(answer)) == (400, [("invalid_password_reset", "key")])
    assert list(User.objects.filter(username__in=names).values_list("password", "session_version")) == before
    assert zoe.set_password(keys[0]).status_code == 401


def test_the_link_runs_out(browser: Browsers) -> None:
    zoe, name = browser(), new_name()
    zoe.register(name)
    key = mails.key(zoe.mails(address_of(name))[0])
    lasts = settings.PASSWORD_RESET_TIMEOUT
    settings.PASSWORD_RESET_TIMEOUT = -1
    try:
        answer = zoe.set_password(key)
    finally:
        settings.PASSWORD_RESET_TIMEOUT = lasts
    assert (answer.status_code, errors(answer)) == (400, [("invalid_password_reset", "key")])
    assert zoe.set_password(key).status_code == 401


def test_the_link_leads_to_us_whatever_the_host_was_called(browser: Browsers) -> None:
    zoe, name = browser(), new_name()
    headers = {"X-CSRFToken": zoe.token, "Host": "localhost:9", "Origin": "http://localhost:9"}
    said = {"username": name, "email": address_of(name), "account": "Harbour"}
    assert zoe.post(f"{AUTH}/auth/signup", headers=headers, json=said).status_code == 200
    assert zoe.post(f"{AUTH}/auth/password/request", headers=headers, json={"email": said["email"]}).status_code == 200
    sent = [mails.body(one) for one in zoe.mails(address_of(name))]
    assert len(sent) == 2
    assert [text.count(f"{settings.STEWARD_URL}/account/password/reset/key/") for text in sent] == [1, 1]
    assert [text for text in sent if "localhost" in text] == []


def test_a_registration_whose_link_ran_out_frees_name_and_address(browser: Browsers) -> None:
    zoe, name = browser(), new_name()
    zoe.register(name)
    before, old = counts(), User.objects.get(username=name)
    zoe.register(new_name(), email=address_of(name))
    assert User.objects.get(email=address_of(name)) == old  # not yet
    assert errors(zoe.register(name, email=address_of(new_name()))) == [("username_taken", "username")]
    let_links_run_out(name)
    assert zoe.register(name).status_code == 200
    assert not Account.objects.filter(pk=old.account_id).exists()
    assert counts()[:3] == before[:3]
    assert zoe.set_password(mails.key(zoe.mails(address_of(name))[0])).status_code == 400
    assert zoe.set_password(mails.key(zoe.mails(address_of(name))[-1])).status_code == 401
    assert zoe.sign_in(username=name).status_code == 200


def test_who_has_set_a_password_is_never_forgotten(browser: Browsers) -> None:
    zoe, name = browser(), new_name()
    zoe.sign_up(name)
    let_links_run_out(name)
    other = browser()
    assert errors(other.register(name, email=address_of(new_name()))) == [("username_taken", "username")]
    assert other.register(new_name(), email=address_of(name)).status_code == 200
    assert zoe.viewer() == name


@pytest.mark.parametrize("same", ["username", "email"])
def test_of_many_at_once_one_registers(browser: Browsers, same: str) -> None:
    shared = new_name()
    said = {"username": shared} if same == "username" else {"email": address_of(shared)}
    zoes = [browser() for _ in range(4)]
    assert all(zoe.token for zoe in zoes)
    with ThreadPoolExecutor() as threads:
        answers = list(threads.map(lambda zoe: zoe.register(new_name(), **said), zoes))
    found = User.objects.filter(**said).count()
    if same == "username":
        assert sorted(answer.status_code for answer in answers) == [200, 400, 400, 400]
        refused = [errors(answer) for answer in answers if answer.status_code == 400]
        assert (found, refused) == (1, [[("username_taken", "username")]] * 3)
    else:
        assert ([answer.status_code for answer in answers], found) == ([200] * 4, 1)
        assert len(zoes[0].mails(address_of(shared))) == 4


@pytest.mark.parametrize("is_known", [True, False])
def test_nobody_is_sent_many_mails(browser: Browsers, is_known: bool) -> None:
    name, stranger = new_name(), browser()
    if is_known:
        stranger.register(name)
        _attempts_again()
    for _ in range(5):
        assert stranger.register(new_name(), email=address_of(name)).status_code == 200
    sent = len(stranger.mails(address_of(name)))
    answer = stranger.register(new_name(), email=address_of(name).upper())
    assert (answer.status_code, len(stranger.mails(address_of(name)))) == (429, sent)
    assert stranger.register(new_name()).status_code == 200


def _attempts_again() -> None:
    from django.core.cache import cache

    cache.clear()


def test_there_is_no_other_way_in(browser: Browsers) -> None:
    zoe, name = browser(), new_name()
    assert not get_adapter().is_open_for_signup(HttpRequest())
    # A password that is sent along is nobody's.
    assert zoe.register(name, password=PASSWORD).status_code == 200
    assert (zoe.session, zoe.sign_in(username=name).status_code) == (None, 400)
    assert not User.objects.get(username=name).has_usable_password()


def test_who_is_signed_in_does_not_register(browser: Browsers) -> None:
    zoe = browser()
    zoe.sign_up(new_name())
    before = counts()
    assert (zoe.register(new_name()).status_code, counts()) == (409, before)


def test_a_forgotten_password_is_set_anew_by_a_mail(browser: Browsers) -> None:
    here, zoe, name = browser(), browser(), new_name()
    here.sign_up(name)
    unknown = address_of(new_name())
    answers = [zoe.auth("POST", "/auth/password/request", email=email) for email in (address_of(name), unknown)]
    assert [(answer.status_code, answer.content) for answer in answers] == [(200, answers[0].content)] * 2
    key = mails.key(zoe.mails(address_of(name))[-1])
    assert here.viewer() == name
    assert zoe.set_password(key, "another battery horse").status_code == 401
    assert here.viewer() == NOBODY
    assert zoe.sign_in(username=name, password="another battery horse").status_code == 200


def test_a_mail_that_fails_is_logged_without_the_address(
    browser: Browsers, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    zoe, name = browser(), new_name()
    monkeypatch.setattr(settings, "EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
    monkeypatch.setattr(settings, "EMAIL_PORT", 9)  # where nobody listens
    answer = zoe.register(name)
    assert (answer.status_code, answer.content) == (200, b'{"status": 200}')
    [told] = [record.getMessage() for record in caplog.records if record.name == "steward.mail"]
    assert told.endswith(" could not be sent yet: ConnectionRefusedError")
    assert name not in caplog.text
    monkeypatch.undo()
    assert zoe.auth("POST", "/auth/password/request", email=address_of(name)).status_code == 200
    assert len(zoe.mails(address_of(name))) == 1
