"""Does somebody see in a browser what left of what is theirs, and to whom, and of nothing else?"""

from datetime import timedelta

from django.utils import timezone

import worlds
from accounts.models import Allowance, Role
from api import Api
from contacts.values import EmailValue
from tests.pages.conftest import Tab, Tabs
from tests.pages.steps import heading, person, press, sign_in
from tokens.models import PersonalToken
from told import settle

HERE = "/account/disclosures/"
READ = "query($id: ID!) { contact(id: $id) { name emails { address } } }"
NAMES = "{ contacts(first: 100) { nodes { name } } }"


def left(browser: Tab) -> list[str]:
    """Return what the page lists, newest first."""
    heading(browser, "What left")
    listed = browser.page.get_by_role("listitem").filter(has_text="UTC").all_inner_texts()
    return [" ".join(one.split()) for one in listed]


def test_p10_an_owner_sees_what_left_to_whom_and_how_often(tab: Tabs, api: Api) -> None:
    zoe, browser = person(), tab()
    ben, agent = worlds.user(zoe.account, "ben"), worlds.agent()
    contact = worlds.contact(zoe, last_name="Brontë", emails=(EmailValue(address="b@example.org"),))
    of = {"id": worlds.id_of(contact)}
    worlds.grant(contact, ben, worlds.Level.VIEW)
    own = worlds.token(zoe)
    for token in (own, own, worlds.access_token(zoe), worlds.token(ben)):
        api(token=token).data(READ, **of)
    api(token=own).data("{ viewer { username } }")
    api(agent, support=worlds.id_of(worlds.approved(zoe, agent, contact))).data(READ, **of)
    worlds.end_trial(zoe.account)
    # What a token was called is told also when it has ended.
    PersonalToken.objects.filter(user=zoe).update(revoked_at=timezone.now())
    settle()
    sign_in(browser, zoe)
    browser.page.goto(HERE)
    told = left(browser)
    mine = next(line for line in told if "Contact" in line and "the personal token Test" in line)
    assert f"on behalf of {zoe.username} Shown: emails (address), name" in mine
    assert "2 times, from" in mine
    assert any(f"User {zoe.username}" in line and "Shown: username" in line for line in told)
    browser.page.get_by_role("link", name="Contact Brontë").first.click()
    browser.page.get_by_text("To whom went something of Contact Brontë?").wait_for()
    of_contact = " ".join(left(browser))
    assert f"User {zoe.username}" not in of_contact
    for to in (
        f"the personal token Test (…{own[-4:]}), on behalf of {zoe.username}",
        f"the application Partner, on behalf of {zoe.username}",
        f"a personal token, on behalf of {ben.username}",
        f"{agent.username} of our support, because: To look at it.",
    ):
        assert f"To {to} Shown: emails (address), name" in of_contact
    assert len(left(browser)) == 4


def test_p10_what_left_is_turned_over_page_by_page(tab: Tabs, api: Api) -> None:
    zoe, browser = person(), tab()
    for number in range(21):
        worlds.contact(zoe, first_name=f"Number {number}")
    api(token=worlds.token(zoe)).data(NAMES)
    settle()
    sign_in(browser, zoe)
    browser.page.goto(HERE)
    first = left(browser)
    press(browser, "Older")
    browser.page.wait_for_url("**after=*")
    second = left(browser)
    assert (len(first), len(second)) == (20, 1)
    assert {line.partition(" To ")[0] for line in first + second} == {
        f"Contact Number {number}" for number in range(21)
    }
    assert browser.page.get_by_role("link", name="Older").count() == 0


def test_p10_nobody_sees_what_left_of_others(api: Api) -> None:
    zoe = worlds.user(worlds.account(), role=Role.ADMIN)
    boss = worlds.user(zoe.account, "boss", role=Role.ADMIN, is_superuser=True)
    contact = worlds.contact(zoe, last_name="Brontë")
    worlds.grant(contact, boss, worlds.Level.MANAGE)
    api(token=worlds.token(zoe)).data(READ, id=worlds.id_of(contact))
    settle()
    gone = worlds.id_of(contact)
    of = f"{HERE}?of={gone}"
    assert "the personal token Test" in api(zoe).get(of).text
    for other in (boss, worlds.user(worlds.account()), worlds.agent()):
        for path in (HERE, of):
            page = api(other).get(path)
            assert (page.status_code, "token Test" in page.text, "Nothing" in page.text) == (200, False, True)
    assert api().get(of).status_code == 302
    for nonsense in (f"{HERE}?of=nonsense", f"{HERE}?after=nonsense"):
        assert api(zoe).get(nonsense).status_code == 404
    worlds.delete(contact)
    assert f"Contact {gone}" in api(zoe).get(of).text


def test_who_has_used_up_their_points_is_to_come_again(api: Api) -> None:
    [zoe] = worlds.people("zoe")
    client = api(zoe)
    assert client.get(HERE).status_code == 200
    Allowance.objects.create(holder=zoe.pk, full_at=timezone.now() + timedelta(hours=1))
    assert client.get(HERE).status_code == 429
