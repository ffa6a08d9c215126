"""Can a person make a token on the pages, use it, and be rid of it?"""

import httpx

import worlds
from tests.pages.conftest import Tab, Tabs
from tests.pages.steps import fill, heading, person, press, prove_again, sign_in
from tokens.models import PersonalToken

QUERY = {"query": "{ contacts(first: 9) { nodes { firstName } } }"}


def contacts(server: str, token: str) -> int | list[str]:
    """Return whom the token shows; the status if nothing."""
    with httpx.Client(verify=False) as client:
        answer = client.post(f"{server}/graphql", json=QUERY, headers={"Authorization": f"Bearer {token}"})
    if not answer.is_success:
        return answer.status_code
    return [contact["firstName"] for contact in answer.json()["data"]["contacts"]["nodes"]]


def begin(tab: Tab) -> None:
    tab.page.goto("/account/tokens/")
    press(tab, "Make a token")
    prove_again(tab)
    heading(tab, "Make a token")


def test_a_token_is_made_shown_once_used_and_revoked(tab: Tabs, server: str) -> None:
    zoe, browser = person(), tab()
    worlds.contact(zoe, first_name="Ada", tags=[worlds.tag(zoe, "VIP")])
    worlds.contact(zoe, first_name="Ben")
    sign_in(browser, zoe)
    begin(browser)
    fill(browser, "Name", "Nightly report")
    browser.page.get_by_label("contacts:read").check()
    browser.page.get_by_text("Restrict it further").click()
    browser.page.get_by_label("Only records with this tag").select_option("VIP")
    fill(browser, "Only from these addresses", "127.0.0.0/8\n::1")
    press(browser, "Make the token")
    heading(browser, "Your new token")
    token = browser.page.locator("#token").inner_text()
    assert contacts(server, token) == ["Ada"]
    press(browser, "I have copied it")
    listed = browser.page.get_by_role("main").inner_text()
    assert token not in browser.page.content()
    assert "Nightly report" in listed
    assert "contacts:read; only with the tag VIP; only from 127.0.0.0/8, ::1/128" in listed
    press(browser, "Revoke Nightly report")
    browser.page.get_by_role("status").filter(has_text="The token Nightly report is revoked.").wait_for()
    assert contacts(server, token) == 401


def test_what_is_wrong_with_a_token_is_told_and_none_is_made(tab: Tabs) -> None:
    zoe, browser = person(), tab()
    sign_in(browser, zoe)
    begin(browser)
    fill(browser, "Name", "  x  ")
    browser.page.get_by_label("tags:write").check()
    browser.page.get_by_text("Restrict it further").click()
    fill(browser, "Only from these addresses", "here")
    press(browser, "Make the token")
    wrong = browser.page.get_by_role("alert").get_by_role("link")
    assert wrong.all_inner_texts() == [
        "Only from these addresses: Give an address or a network: 192.0.2.0/24, 2001:db8::/32."
    ]
    wrong.click()
    assert browser.page.evaluate("document.activeElement.name") == "addresses"
    assert not PersonalToken.objects.filter(user=zoe).exists()


def test_a_token_of_somebody_elses_is_not_revoked(tab: Tabs, server: str) -> None:
    zoe, ann, browser, other = person(), person("ann"), tab(), tab()
    for one, somebody in ((browser, zoe), (other, ann)):
        sign_in(one, somebody)
        begin(one)
        fill(one, "Name", "Mine")
        one.page.get_by_label("contacts:read").check()
        press(one, "Make the token")
    of_ann = PersonalToken.objects.get(user=ann)
    browser.page.goto("/account/tokens/")
    form = browser.page.get_by_role("main").locator("form")
    form.evaluate(f"form => form.action = form.action.replace(/[0-9a-f-]{{36}}/, '{of_ann.pk}')")
    press(browser, "Revoke Mine")
    browser.page.get_by_role("status").filter(has_text="There is no such token any more.").wait_for()
    of_ann.refresh_from_db()
    assert of_ann.revoked_at is None
