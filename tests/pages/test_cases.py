"""Can somebody be helped with a browser alone, and does nobody look for that but whom they let, and see each look?"""

import re
from typing import Any

import mails
import worlds
from accounts.models import Role, User
from api import Api
from permissions.models import SupportAccess, SupportRequest
from permissions.support import legal
from permissions.support.cases import TEXT_LENGTH_MAX
from tests.pages.conftest import Tab, Tabs
from tests.pages.steps import as_agent, fill, heading, mailed_link, person, press, sign_in
from tests.permissions.test_legal_orders import ordered
from tests.permissions.test_support_pages import send

HERE = "/account/support/"
ASKED = ("What is it about?", "What is wrong?")


def open_case(browser: Tab, *, find: str, found: str) -> None:
    """Ask for help about a record that is looked for."""
    browser.page.goto(HERE)
    press(browser, "Ask for help")
    fill(browser, "What is it about?", "A name is wrong")
    fill(browser, "What is wrong?", "It has no dots.")
    fill(browser, "Find a contact or company of yours", find)
    press(browser, "Find it")
    browser.page.get_by_label(found).check()
    press(browser, "Open the case")
    heading(browser, "A name is wrong")


def ask_to_read(office: Tab) -> str:
    """Ask to read what the newest case names; return the path of the case."""
    office.page.goto("/support/")
    office.page.get_by_role("main").get_by_role("link", name="Case").last.click()
    heading(office, "A name is wrong")
    office.page.get_by_label("Contact").check()
    fill(office, "Reason", "To compare.")
    fill(office, "Hours", "3")
    press(office, "Ask to read")
    office.page.get_by_text("Its owner is asked.").wait_for()
    return office.page.url


def looks(browser: Tab) -> list[str]:
    """Return what the page tells of the looks of support, newest first."""
    browser.page.goto(HERE)
    heading(browser, "Support")
    return browser.page.get_by_role("listitem").filter(has_text="because: To compare.").all_inner_texts()


def test_p18_an_agent_reads_what_its_owner_approves_until_it_is_taken_back(tab: Tabs, address: str) -> None:
    zoe, agent, browser, office = person(), worlds.agent(), tab(), tab()
    contact = worlds.contact(zoe, last_name="Brontë")
    worlds.contact(zoe, last_name="Austen")
    worlds.end_trial(zoe.account)  # all of it is there for who does not pay
    sign_in(browser, zoe)
    open_case(browser, find="bront", found="Contact Brontë")
    as_agent(office, agent, address)
    case, read = ask_to_read(office), f"Read {worlds.id_of(contact)}"
    assert office.page.get_by_role("button", name=read).count() == 0
    browser.page.goto(mailed_link())
    browser.page.get_by_text(re.compile(rf"{agent.username} asked on .* for 3 hours: To compare\.")).wait_for()
    fill(browser, "Hours", "1")
    press(browser, f"Approve what {agent.username} asks")
    browser.page.get_by_text("It is open to the agent.").wait_for()
    assert looks(browser) == []
    office.page.goto(case)
    press(office, read)
    office.page.get_by_text("Brontë").first.wait_for()
    office.page.goto(case)
    [told] = looks(browser)
    assert "Contact Brontë" in told
    assert f"{agent.username} read id, name, job title" in told
    press(browser, "A name is wrong")
    press(browser, f"Take back what {agent.username} was let")
    browser.page.get_by_text("It is taken back").wait_for()
    press(office, read)
    office.page.get_by_text("Brontë").wait_for(state="detached")
    heading(office, "There is nothing here")
    office.complaints.clear()  # Chromium's, of the 404
    assert looks(browser) == [told]


def test_p18_a_case_is_gone_on_with_and_closed_with_all_that_was_opened_for_it(tab: Tabs) -> None:
    zoe, browser = person(), tab()
    contact, company = worlds.contact(zoe, last_name="Brontë"), worlds.company(zoe, "Haworth Mills")
    request = worlds.approved(zoe, worlds.agent(), contact)
    sign_in(browser, zoe)
    browser.page.goto(HERE)
    browser.page.get_by_text("Open to support").wait_for()
    press(browser, "Help")
    fill(browser, "Say something more", "And this.")
    fill(browser, "Find a contact or company of yours", worlds.id_of(company))
    press(browser, "Find it")
    browser.page.get_by_label("Company Haworth Mills").check()
    press(browser, "Send")
    browser.page.get_by_text("It is about Contact Brontë, Company Haworth Mills.").wait_for()
    browser.page.get_by_text("And this.").wait_for()
    press(browser, "Close the case")
    browser.page.get_by_text("The case is closed").wait_for()
    assert browser.page.get_by_role("button", name="Send").count() == 0
    assert not SupportAccess.objects.filter(pk=request.pk).exists()


def test_what_is_wrong_with_a_case_is_told_and_none_is_opened(tab: Tabs) -> None:
    zoe, browser = person(), tab()
    sign_in(browser, zoe)
    before = worlds.rows(zoe)
    browser.page.goto(f"{HERE}new/")
    fill(browser, "Find a contact or company of yours", "nobody")
    press(browser, "Find it")
    browser.page.get_by_role("status").get_by_text("Nothing of yours has that").wait_for()
    fill(browser, "What is it about?", " ")
    fill(browser, "What is wrong?", " ")
    press(browser, "Open the case")
    wrong = browser.page.get_by_role("alert").get_by_role("link")
    assert wrong.all_inner_texts() == [f"{asked}: This field is required." for asked in ASKED]
    fill(browser, ASKED[0], "Help")
    fill(browser, ASKED[1], "!" * (TEXT_LENGTH_MAX + 1))
    press(browser, "Open the case")
    wrong.first.get_by_text(f"{ASKED[1]}: ").wait_for()
    assert worlds.changed(before, zoe) == set()


def paths(request: SupportRequest) -> list[str]:
    """Return where the buttons of a case and of a request in it lead."""
    of = f"{HERE}requests/{request.pk}"
    return [f"{of}/approve/", f"{of}/decline/", f"{of}/revoke/", f"{HERE}{request.case_id}/close/"]


def test_p18_nobody_else_finds_a_case_or_decides_in_it(api: Api) -> None:
    zoe = worlds.user(worlds.account(), role=Role.ADMIN)
    contact = worlds.contact(zoe)
    request = worlds.asked(worlds.case(zoe, contact), worlds.agent(), contact)
    boss, case = worlds.user(zoe.account, "boss", role=Role.ADMIN, is_superuser=True), f"{HERE}{request.case_id}/"
    worlds.grant(contact, boss, worlds.Level.MANAGE)
    others, before = (boss, worlds.user(worlds.account()), worlds.agent()), worlds.rows(zoe)
    for other in others:
        client = api(other)
        assert client.get(case).status_code == 404
        assert send(client, HERE, case, text="Mine").status_code == 404
        assert [send(client, HERE, path, hours="1").status_code for path in paths(request)] == [404] * 4
    assert [api().get(path).status_code for path in (HERE, case)] == [302] * 2
    assert worlds.changed(before, zoe) == set()
    for path in (paths(request)[0], *paths(request)[2:]):
        assert send(api(zoe), HERE, path, hours="1").status_code == 200
    assert stands(zoe, request) == "REVOKED"


def test_what_is_not_ones_own_cannot_be_named_nor_opened(api: Api) -> None:
    zoe, ann = worlds.people("zoe", "ann")
    mine, shared, hidden = worlds.contact(zoe), worlds.contact(ann), worlds.contact(ann)
    worlds.grant(shared, zoe, worlds.Level.MANAGE)
    request = worlds.asked(worlds.case(zoe, mine), worlds.agent(), mine)
    give(mine, ann)
    client, before = api(zoe), worlds.rows(zoe)
    new, approve = f"{HERE}new/", paths(request)[0]
    for record in (shared, hidden):
        page = send(client, new, new, subject="Help", text="It fails.", records=worlds.id_of(record))
        assert "That did not work yet" in page.text
    assert "There is no such record." in send(client, HERE, approve, hours="1").text
    assert worlds.changed(before, zoe) == set()
    give(mine, zoe)
    before = worlds.rows(zoe)
    assert "From 1 to the 2 that were asked for." in send(client, HERE, approve, hours="3").text
    assert worlds.changed(before, zoe) == set()
    assert "It is open to the agent." in send(client, HERE, approve, hours="1").text
    assert "Your case is open." in send(client, new, new, subject="Help", text="!", records=worlds.id_of(mine)).text


def test_p18_a_legal_order_is_shown_to_its_owner_and_not_theirs_to_end(api: Api) -> None:
    zoe, first, second = worlds.user(worlds.account()), worlds.agent("first"), worlds.agent("second")
    request = ordered(zoe, first, worlds.contact(zoe, last_name="Brontë"))
    legal.confirm(request.case_id, request.pk, agent=second)
    case, client, before = f"{HERE}{request.case_id}/", api(zoe), worlds.rows(zoe)
    [letter] = mails.mails(zoe.email)
    assert case in mails.body(letter)
    page = client.get(case).text
    assert "by a legal order: Court of X, 7/26." in page
    assert f"confirmed by {second.username}" in page
    assert "Take back" not in page
    for path in paths(request):
        assert "It is by a legal order: it ends when its hours are over." in send(client, HERE, path, hours="1").text
    assert worlds.changed(before, zoe) == set()
    assert send(client, HERE, case, text="Why?").status_code == 200
    assert worlds.changed(before, zoe) == {"permissions_supportmessage"}


def give(contact: Any, owner: User) -> None:
    """Have a contact be somebody else's."""
    with worlds.within(owner):
        type(contact).objects.filter(pk=contact.pk).update(owner=owner)


def stands(owner: User, request: SupportRequest) -> str:
    """Return what became of a request."""
    with worlds.within(owner):
        return SupportRequest.objects.get(pk=request.pk).state
