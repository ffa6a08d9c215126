"""Can an agent do their work on pages, and does nobody else find them? Asked, answered, approved, read, and told."""

import re
from typing import Any
from uuid import UUID

import pytest

import worlds
from accounts.models import Role
from api import Api
from contacts.values import EmailValue
from permissions.models import SupportCase, SupportRequest
from permissions.support.consent import approve

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
LEDGER = "{ viewer { supportLedger { nodes { recordId agent } } supportCases { messages { agent text } } } }"


def send(client: Any, page: str, to: str, **form: Any) -> Any:
    """Return the page after a form was sent from another."""
    shown = client.get(page)
    [token, *_] = TOKEN.findall(shown.text)
    return client.post(to, data={"csrfmiddlewaretoken": token, **form}, follow_redirects=True)


def request_of(owner: Any, case: SupportCase) -> SupportRequest:
    with worlds.within(owner):
        return SupportRequest.objects.get(case=case)


def test_p18_a_case_goes_from_the_question_to_the_look_and_back(api: Api) -> None:
    [ada] = worlds.people("ada")
    contact = worlds.contact(ada, last_name="Brontë", emails=(EmailValue(address="b@example.org"),))
    hidden = worlds.contact(ada, last_name="Hidden")
    case, agent = worlds.case(ada, contact, subject="A name is wrong"), worlds.agent()
    client, here = api(agent), f"/support/{case.pk}/"
    assert here in client.get("/support/").text
    assert "A name is wrong" not in client.get("/support/").text
    assert "A name is wrong" in client.get(here).text
    assert "It is said." in send(client, here, f"{here}answer/", text="Which one?").text
    unnamed = send(client, here, f"{here}ask/", records=worlds.id_of(hidden), reason="Curious", hours="1")
    assert "Its owner is asked." not in unnamed.text
    asked = send(client, here, f"{here}ask/", records=worlds.id_of(contact), reason="To compare", hours="1")
    assert "Its owner is asked." in asked.text
    request = request_of(ada, case)
    look = f"/support/requests/{request.pk}/{worlds.id_of(contact)}/"
    assert send(client, here, look).status_code == 404
    with worlds.within(ada):
        approve(request, actor=ada)
    assert client.get(look).status_code == 405
    page = send(client, here, look)
    assert (page.status_code, "Brontë" in page.text, "b@example.org" in page.text) == (200, True, True)
    assert send(client, here, look.replace(worlds.id_of(contact), worlds.id_of(hidden))).status_code == 404
    assert api(ada).data(LEDGER)["viewer"] == {
        "supportLedger": {"nodes": [{"recordId": worlds.id_of(contact), "agent": agent.username}]},
        "supportCases": [
            {
                "messages": [
                    {"agent": agent.username, "text": "Which one?"},
                    {"agent": None, "text": "It does not work."},
                ]
            }
        ],
    }


def test_nobody_else_finds_the_pages(api: Api) -> None:
    ada = worlds.user(worlds.account(), role=Role.ADMIN, is_superuser=True)
    contact, agent = worlds.contact(ada), worlds.agent()
    request = worlds.approved(ada, agent, contact)
    without = worlds.agent("without")
    client = api(without)
    without.sessions.update(has_second_factor=False)
    pages = ("/operator/", "/support/", "/support/order/", f"/support/{request.case_id}/")
    look = f"/support/requests/{request.pk}/{worlds.id_of(contact)}/"
    for other in (api(ada), client, api()):
        assert [other.get(page).status_code for page in pages] == [404] * 4
    for other in (api(ada), client):
        assert send(other, "/account/logout/", look).status_code == 404
    assert [api(agent).get(page).status_code for page in pages] == [200] * 4


@pytest.mark.parametrize("closed", [True, False])
def test_a_case_that_is_closed_or_never_was_is_not_there(api: Api, *, closed: bool) -> None:
    [ada] = worlds.people("ada")
    case, client = worlds.case(ada), api(worlds.agent())
    close = "mutation($id: ID!) { closeSupportCase(input: {id: $id}) { userErrors { code field } } }"
    assert client.get(f"/support/{case.pk}/").status_code == 200
    if closed:
        assert api(ada).refusals(close, id=worlds.id_of(case)) == []
    assert client.get(f"/support/{case.pk if closed else UUID(int=1)}/").status_code == 404
