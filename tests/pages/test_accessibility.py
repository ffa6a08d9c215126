"""Can everybody use the pages? axe-core finds no barrier, light and dark; on a small phone nothing is cut off."""

from urllib.parse import urlencode, urlsplit

import pytest

import worlds
from aloud import sayer
from api import Api
from mail.unsubscribing import link
from permissions.models import SupportCase
from tests.pages import accessibility
from tests.pages.conftest import Tab, Tabs
from tests.pages.steps import as_agent, fill, give_password, person, press, prove_again, sign_in
from tests.tokens.flows import client, pkce, request
from told import settle

FOR_ALL = ["/", "/account/login/", "/account/signup/", "/account/password/reset/", "/account/password/reset/done/"]
FOR_ALL += [
    "/account/confirm-email/x/",
    "/account/password/reset/key/x-y/",
    "/account/inactive/",
    "/account/signup/done/",
    "/account/erasure/x/",
    "/account/erasure/done/",
    "/privacy",
]
SIGNED_IN = ["/account/", "/account/email/", "/account/password/change/", "/account/2fa/", "/account/2fa/webauthn/"]
SIGNED_IN += [
    "/account/logout/",
    "/account/tokens/",
    "/account/organisation/",
    "/account/archive/",
    "/account/disclosures/",
    "/account/erasure/",
    "/account/support/",
    "/account/support/new/",
    "/account/mail/",
    "/account/connections/",
    "/account/applications/",
    "/device",
    "/settings/billing",
]
PROVEN = ["/account/2fa/totp/activate/", "/account/2fa/webauthn/add/", "/account/tokens/new/"]
PROVEN += ["/account/applications/new/", "/settings/billing/details", "/settings/billing/seats"]
PROVEN += ["/settings/billing/cancel", "/settings/billing/remove", "/settings/billing/close"]
SMALL = {"width": 320, "height": 640}  # WCAG 2.2, 1.4.10: what 400% of a usual screen leaves


@pytest.fixture(scope="module", autouse=True)
def _axe(pytestconfig: pytest.Config) -> None:
    accessibility.install(sayer(pytestconfig))


@pytest.fixture
def reader(tab: Tabs) -> Tab:
    """A small browser of whom the pages are looked through; axe is no script of ours, so it goes past the policy."""
    return tab(color_scheme="light", viewport=SMALL, bypass_csp=True, reduced_motion="reduce")


def look_through(reader: Tab, path: str) -> None:
    if not reader.page.url.endswith(path):
        reader.page.goto(path)
    assert accessibility.barriers(reader.page) == [], path
    assert reader.page.evaluate("document.documentElement.scrollWidth") == SMALL["width"], path


def test_nobody_is_kept_out(reader: Tab) -> None:
    for path in (*FOR_ALL, urlsplit(link(worlds.address())).path):
        look_through(reader, path)


def test_nobody_is_kept_out_of_their_account(reader: Tab) -> None:
    zoe = person()
    contact = worlds.contact(zoe)
    sign_in(reader, zoe)
    for path in SIGNED_IN:
        look_through(reader, path)
    reader.page.goto(PROVEN[0])
    look_through(reader, f"/account/reauthenticate/?next={PROVEN[0].replace('/', '%2F')}")
    prove_again(reader)
    for path in (*PROVEN, "/account/erasure/?find=zo", f"/account/erasure/of/{worlds.id_of(contact)}/"):
        look_through(reader, path)


def test_nobody_is_kept_from_paying(reader: Tab, processor: str) -> None:
    zoe = person()
    worlds.end_trial(zoe.account)
    sign_in(reader, zoe)
    look_through(reader, "/settings/billing")
    reader.page.goto("/settings/billing/plan")
    prove_again(reader)
    look_through(reader, "/settings/billing/plan")
    press(reader, "Add a card")
    look_through(reader, "/settings/billing/card")
    zoe.account.save(update_fields=["created_at"])
    look_through(reader, "/settings/billing/plan")


def test_nobody_is_kept_from_saying_no(reader: Tab, server: str) -> None:
    zoe = person()
    sign_in(reader, zoe)
    partner = client(server, zoe)
    look_through(reader, f"/oauth/authorize?{urlencode(request(partner, pkce()[1]))}")
    look_through(reader, "/oauth/authorize?client_id=unknown")
    reader.complaints.clear()  # Chromium's, of the 400


def test_nobody_is_kept_from_mending_a_mistake(reader: Tab) -> None:
    give_password(reader, person(), password="not this one")
    reader.page.get_by_role("alert").wait_for()
    look_through(reader, "/account/login/")


def test_a_barrier_would_be_found(reader: Tab) -> None:
    reader.page.goto("/")
    reader.page.evaluate("document.querySelector('h1').insertAdjacentHTML('beforeend', '<img src=\"data:,\">')")
    assert [one.split(":")[0] for one in accessibility.barriers(reader.page)] == ["image-alt"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_cannot_be_read_would_be_found_by_light_and_dark(reader: Tab, scheme: str) -> None:
    reader.page.goto("/")
    same = f"@media (prefers-color-scheme: {scheme}) {{ h1 {{ color: #888 !important; background: #777 !important }} }}"
    reader.page.add_style_tag(content=same)
    assert [one.split(":")[0] for one in accessibility.barriers(reader.page)] == ["color-contrast"]


def test_nobody_is_kept_from_helping(reader: Tab, address: str) -> None:
    [ada] = worlds.people("ada")
    contact, agent = worlds.contact(ada), worlds.agent()
    request = worlds.approved(ada, agent, contact)
    as_agent(reader, agent, address)
    for path in ("/operator/", "/support/", "/support/order/", f"/support/{request.case_id}/"):
        look_through(reader, path)
    press(reader, f"Read {worlds.id_of(contact)}")
    look_through(reader, f"/support/requests/{request.pk}/{worlds.id_of(contact)}/")


def test_nobody_is_kept_from_being_helped(reader: Tab, api: Api) -> None:
    zoe, agent = person(), worlds.agent()
    contact = worlds.contact(zoe)
    request = worlds.approved(zoe, agent, contact)
    worlds.asked(SupportCase(pk=request.case_id), agent, contact)
    look = "query($id: ID!) { contact(id: $id) { name } }"
    api(agent, support=worlds.id_of(request)).data(look, id=worlds.id_of(contact))
    sign_in(reader, zoe)
    settle()
    for path in ("/account/support/", f"/account/support/{request.case_id}/", "/account/disclosures/"):
        look_through(reader, path)
    reader.page.goto("/account/support/new/")
    fill(reader, "Find a contact or company of yours", "zo")
    press(reader, "Find it")
    reader.page.get_by_label("Contact Zoë").wait_for()
    look_through(reader, "/account/support/new/")
