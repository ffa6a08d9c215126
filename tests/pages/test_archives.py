"""Can a person take along all that they own, with a browser alone?"""

import pytest

import worlds
from config.importing import rights
from exports import actions, importing
from exports.models import Archive, ArchiveImport, State
from exports.signing import public_keys
from exports.verifying import verify
from tests.exports.asking import exported
from tests.pages.conftest import Tabs
from tests.pages.steps import person, press, sign_in


@pytest.mark.parametrize("is_paid_for", [True, False], ids=["paid for", "read-only"])
def test_an_archive_is_asked_for_watched_and_got(tab: Tabs, tmp_path, is_paid_for: bool) -> None:
    zoe, browser = person(), tab()
    worlds.contact(zoe, first_name="Ada")
    if not is_paid_for:
        worlds.end_trial(zoe.account)
    sign_in(browser, zoe)
    browser.page.goto("/account/archive/")
    press(browser, "Make an archive")
    browser.page.get_by_role("status").filter(has_text="Your archive is being written.").wait_for()
    browser.page.get_by_text("It begins in a moment.").wait_for()
    with worlds.within(zoe):
        archive = Archive.objects.get()
    actions.finish(archive.account_id, archive.pk)
    browser.page.get_by_role("link", name="How far is it now?").click()
    with browser.page.expect_download() as got:
        browser.page.get_by_role("link", name="Download").click()
    file = tmp_path / got.value.suggested_filename
    got.value.save_as(file)
    assert verify(file, keys=public_keys()).manifest.owner == worlds.id_of(zoe)


def test_an_archive_is_brought_back_and_a_mistake_is_told(tab: Tabs, tmp_path) -> None:
    zoe, ann, browser = person(), person("ann"), tab()
    contact = worlds.contact(zoe, first_name="Ada")
    file, wrong = exported(zoe), tmp_path / "wrong.zip"
    worlds.delete(contact)
    wrong.write_bytes(b"no archive")
    sign_in(browser, ann)
    came = "It is here again: 0 tags, 0 companies, 1 contact, 0 notes."
    for chosen, told in ((wrong, "Nothing was imported. It is too short for an archive."), (file, came)):
        browser.page.goto("/account/archive/")
        browser.page.get_by_label("Archive", exact=True).set_input_files(chosen)
        press(browser, "Import it")
        browser.page.get_by_role("status").filter(has_text="Your archive is being imported.").wait_for()
        browser.page.get_by_text("It begins in a moment.").wait_for()
        assert browser.page.get_by_role("button", name="Import it").count() == 0
        with worlds.within(ann):
            waiting = ArchiveImport.objects.get(state=State.QUEUED)
            ArchiveImport.objects.filter(pk=waiting.pk).update(state=State.RUNNING, total=1)
        browser.page.get_by_role("link", name="Is it here now?").click()
        browser.page.get_by_text("Being read: 1 record.").wait_for()
        importing.finish(waiting.account_id, waiting.pk, rights=rights)
        browser.page.get_by_role("link", name="Is it here now?").click()
        browser.page.get_by_text(told).wait_for()
    with worlds.within(ann):
        assert [contact.first_name for contact in type(contact).objects.all()] == ["Ada"]


def test_who_owns_something_is_told_at_once_on_the_page(tab: Tabs) -> None:
    zoe, browser = person(), tab()
    worlds.contact(zoe, first_name="Ada")
    file = exported(zoe)
    sign_in(browser, zoe)
    browser.page.goto("/account/archive/")
    browser.page.get_by_label("Archive", exact=True).set_input_files(file)
    press(browser, "Import it")
    browser.page.get_by_text("You own records already.").wait_for()
    browser.page.get_by_role("button", name="Import it").wait_for()
