"""Is anything in the audit that was to be kept nowhere? What people tell of themselves, and pay and sign in with."""

import worlds
from accounts.models import Role, Session, User
from api import Api
from tests.accounts.browser import PASSWORD, Browsers, new_name
from tests.accounts.test_second_factors import recovery_codes, set_up
from tests.audit.told import changes, entries, everything, faults
from tests.audit.ways import call
from tests.tokens import flows
from tokens.models import PersonalToken

PERSONAL = {
    "updateProfile": {"name": "Zoë Canaria", "phone": "+442079460018"},
    "updateAccount": {
        "name": "Canary Books", "phone": "+442079460019", "street": "1 Canary Quay", "city": "Canarytown",
        "region": "Canaryshire", "postalCode": "CA1 1CA", "country": "NO",
    },
    "setBillingDetails": {"name": "Canary Holdings", "email": "bills@canary.example"},
    "setPaymentMethod": {"paymentMethodId": "pm_card_visa"},
}  # fmt: skip


def found(canaries: list[str], *people: User) -> list[str]:
    """Return which of these can be read in the audit of anybody's account, also as the octets of a text."""
    kept = "\n".join(everything(person) for person in people)
    return [canary for canary in canaries if canary in kept or canary.encode().hex() in kept]


def test_what_people_tell_of_themselves_and_how_they_pay_is_not_kept(api: Api, processor: str) -> None:
    zoe = worlds.user(worlds.account(), role=Role.ADMIN)
    client = api(zoe)
    for name, values in PERSONAL.items():
        said = ", ".join(f'{field}: "{value}"' for field, value in values.items())
        assert client.refusals(call(f"{name}(input: {{{said}}})")) == [], name
    # What was there before is not kept either: it is removed.
    assert client.refusals(call("updateProfile(input: {phone: null})")) == []
    canaries = [value for values in PERSONAL.values() for value in values.values() if len(value) > 2]
    assert found(canaries, zoe) == []
    told = {entry.action: changes(entry) for entry in entries(zoe)}
    assert told["account:update"]["after"] == {"changed": sorted(PERSONAL["updateAccount"])}
    assert told["profile:update"]["after"] == {"changed": ["phone"]}
    assert (told["billing:set_details"], told["billing:set_payment_method"]) == (None, None)
    assert faults(zoe) == []


def test_whom_somebody_invites_is_not_kept(api: Api) -> None:
    zoe = worlds.user(worlds.account(), role=Role.ADMIN)
    email, name = "canary@canary.example", new_name("canary")
    api(zoe).data(call(f'invitePerson(input: {{email: "{email}", role: MEMBER, username: "{name}"}})'))
    assert found([email, name, email.partition("@")[0]], zoe) == []
    assert changes(entries(zoe)[-1]) == {"before": {}, "after": {"role": "MEMBER"}}
    assert found(["MEMBER"], zoe) == ["MEMBER"]


def test_what_people_sign_in_with_is_not_kept(browser: Browsers) -> None:
    zoe, name, new = browser(), new_name(), f"{new_name()}@example.net"
    secret = set_up(zoe, name)
    zoe.auth("POST", "/account/email", email=new)
    changed = {"current_password": PASSWORD, "new_password": "another battery horse"}
    answer = zoe.auth("POST", "/account/password/change", **changed)
    assert answer.status_code in (200, 401), answer.text
    person = User.objects.get(username=name)
    sessions = [session.session_key for session in Session.objects.filter(user=person)]
    said = [name, new, f"{name}@example.org", *changed.values(), secret, *recovery_codes(zoe)]
    assert zoe.session
    assert found([*said, *sessions, zoe.session, person.password], person) == []
    assert [entry.action for entry in entries(person)].count("user:set_password") == 2
    assert faults(person) == []


def test_no_token_or_secret_is_kept(server: str, api: Api) -> None:
    zoe = worlds.user(worlds.account(), role=Role.ADMIN)
    token, client = worlds.token(zoe), flows.client(server, zoe)
    given = flows.tokens(api(zoe), client)
    renew = "mutation($id: ID!) { renewApplicationSecret(input: {id: $id}) { clientSecret } }"
    [renewed] = api(zoe).data(renew, id=worlds.id_of(client.application))["renewApplicationSecret"].values()
    kept = PersonalToken.objects.get(user=zoe)
    secrets = [token, kept.digest, f'"{kept.hint}"', str(client.secret), renewed]
    assert found([*secrets, given["access_token"], given["refresh_token"]], zoe) == []
