"""What takes a legal order? Two agents, and the owner is told as it opens; who asked cannot confirm (P18)."""

from typing import Any

import pytest

import mails
import worlds
from accounts.models import User
from api import Api
from contacts.models import Contact
from database.refusals import Forbidden, Invalid, NotFound
from permissions.models import SupportAccess, SupportRequest
from permissions.support import agency, legal
from tests.permissions.test_support import NAME, expire
from tests.permissions.test_support_pages import send

CASES = "{ viewer { supportCases { legalOrder records requests { state confirmedBy agent } } } }"
LEDGER = "{ viewer { supportLedger { nodes { recordId agent reason } } } }"
ENDS = [
    "mutation($case: ID!) { closeSupportCase(input: {id: $case}) { userErrors { code field } } }",
    *(
        f"mutation($id: ID!) {{ {name}(input: {{id: $id}}) {{ userErrors {{ code field }} }} }}"
        for name in ("approveSupportRequest", "declineSupportRequest", "revokeSupportRequest")
    ),
]


def ordered(ada: User, agent: User, *records: Any) -> SupportRequest:
    return legal.ask(ada.account_id, [worlds.id_of(each) for each in records], "Court of X, 7/26.", 2, agent=agent)


@pytest.fixture
def ada() -> User:
    return worlds.user(worlds.account())


def test_two_agents_open_it_and_the_owner_is_told_at_once(ada: User, api: Api) -> None:
    contact, first, second = worlds.contact(ada, last_name="Brontë"), worlds.agent("first"), worlds.agent("second")
    request = ordered(ada, first, contact)
    client, id_ = api(first, support=worlds.id_of(request)), worlds.id_of(contact)
    assert client.code(NAME, id=id_) == "UNAUTHENTICATED"
    before, sent = worlds.rows(ada), len(mails.mails(ada.email))
    with pytest.raises(Forbidden):
        legal.confirm(request.case_id, request.pk, agent=first)
    assert (worlds.changed(before, ada), len(mails.mails(ada.email))) == (set(), sent)
    legal.confirm(request.case_id, request.pk, agent=second)
    [mail] = mails.mails(ada.email)[sent:]
    assert second.username in mails.body(mail)
    assert client.data(NAME, id=id_)["node"]["name"] == "Brontë"
    assert api(second, support=worlds.id_of(request)).code(NAME, id=id_) == "UNAUTHENTICATED"
    of_request = {"state": "APPROVED", "confirmedBy": second.username, "agent": first.username}
    assert api(ada).data(CASES)["viewer"]["supportCases"] == [
        {"legalOrder": "Court of X, 7/26.", "records": [id_], "requests": [of_request]}
    ]
    told = {"recordId": id_, "agent": first.username, "reason": "Court of X, 7/26."}
    assert api(ada).data(LEDGER)["viewer"]["supportLedger"]["nodes"] == [told]
    with pytest.raises(Invalid):
        legal.confirm(request.case_id, request.pk, agent=second)


def test_no_notice_no_access(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    contact, second = worlds.contact(ada), worlds.agent()
    request, before = ordered(ada, worlds.agent(), contact), worlds.rows(ada)

    def fails(*_: Any, **__: Any) -> None:
        raise OSError

    monkeypatch.setattr(agency.mail, "send", fails)
    with pytest.raises(OSError):
        legal.confirm(request.case_id, request.pk, agent=second)
    assert worlds.changed(before, ada) == set()
    monkeypatch.undo()
    assert legal.confirm(request.case_id, request.pk, agent=second).state == "APPROVED"


def test_its_owner_cannot_end_it_before_its_time(ada: User, api: Api) -> None:
    contact, second = worlds.contact(ada), worlds.agent()
    request = ordered(ada, worlds.agent(), contact)
    variables = {"id": worlds.id_of(request), "case": f"case_{request.case_id.hex}"}
    for opened in (False, True):
        if opened:
            legal.confirm(request.case_id, request.pk, agent=second)
        before = worlds.rows(ada)
        for mutation in ENDS:
            given = {name: value for name, value in variables.items() if f"${name}:" in mutation}
            assert api(ada).refusals(mutation, **given) == [("INVALID", "id")]
        assert worlds.changed(before, ada) == set()
    expire(request)
    assert api(ada).refusals(ENDS[0], case=variables["case"]) == []


def test_an_order_names_records_of_one_owner(ada: User) -> None:
    contact, of_ben, agent = worlds.contact(ada), worlds.contact(worlds.user(ada.account)), worlds.agent()
    foreign, note = worlds.contact(worlds.user(worlds.account())), worlds.note(ada, contact)
    before = worlds.rows(ada)
    for records in ((contact, of_ben), (contact, foreign), (Contact(),), (ada,), ()):
        with pytest.raises(NotFound):
            ordered(ada, agent, *records)
    with pytest.raises(Invalid, match="BLANK order"):
        legal.ask(ada.account_id, [worlds.id_of(contact)], " ", 1, agent=agent)
    with pytest.raises(Invalid, match="INVALID hours"):
        legal.ask(ada.account_id, [worlds.id_of(contact)], "Court", 25, agent=agent)
    assert worlds.changed(before, ada) == set()
    request = ordered(ada, agent, contact, note)
    assert not SupportAccess.objects.filter(pk=request.pk).exists()
    with pytest.raises(NotFound):
        legal.confirm(worlds.case(ada, contact).pk, request.pk, agent=worlds.agent())


def test_a_case_of_its_owners_is_confirmed_by_nobody(ada: User) -> None:
    contact = worlds.contact(ada)
    request = worlds.asked(worlds.case(ada, contact), worlds.agent(), contact)
    with pytest.raises(NotFound):
        legal.confirm(request.case_id, request.pk, agent=worlds.agent())
    ordered_one = ordered(ada, worlds.agent(), contact)
    with pytest.raises(Invalid, match="INVALID id"):
        agency.ask(ordered_one.case_id, [worlds.id_of(contact)], "Curious", 1, agent=worlds.agent())


def test_agents_order_and_confirm_on_pages(ada: User, api: Api) -> None:
    contact, first, second = worlds.contact(ada, last_name="Brontë"), worlds.agent("first"), worlds.agent("second")
    page, order = "/support/order/", {"order": "Court of X", "hours": "1", "records": worlds.id_of(contact)}
    wrong = send(api(first), page, page, account="acc_x", **order)
    assert "Another agent can confirm it." not in wrong.text
    made = send(api(first), page, page, account=worlds.id_of(ada.account), **order)
    assert "Another agent can confirm it." in made.text
    case = made.url.path
    with worlds.within(ada):
        request = SupportRequest.objects.get(owner=ada)
    confirm, look = f"{case}confirm/{request.pk}/", f"/support/requests/{request.pk}/{worlds.id_of(contact)}/"
    assert "Nobody confirms a request of their own." in send(api(first), case, confirm).text
    assert "It is open, and its owner is told." in send(api(second), case, confirm).text
    assert "Brontë" in send(api(first), case, look).text
    assert send(api(second), case, look).status_code == 404
