"""Must one prove again who one is, before a token or an application is made in one's name? (P19)"""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db.models import F

import worlds
from accounts.models import Role, Session
from api import Api

TOKEN = 'mutation { createPersonalToken(input: {name: "New", scopes: ["tags:read"]}) { userErrors { code field } } }'
APPLICATION = """mutation {
  registerApplication(input: {name: "New", confidential: true, scopes: ["tags:read"]}) {
    userErrors { code field }
  }
}"""
A_WHILE = timedelta(seconds=settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)


@pytest.mark.parametrize("mutation", [TOKEN, APPLICATION], ids=["a token", "an application"])
def test_a_session_that_was_not_proved_lately_makes_none(api: Api, mutation: str) -> None:
    ada = worlds.user(worlds.account(), "ada", role=Role.ADMIN)
    client = api(ada)
    proved = Session.objects.filter(user=ada)
    proved.update(authenticated_at=F("authenticated_at") - A_WHILE)
    before = worlds.rows(ada)
    assert client.refusals(mutation) == [("REAUTHENTICATE", None)]
    assert worlds.rows(ada) == before
    proved.update(authenticated_at=F("authenticated_at") + A_WHILE)
    assert client.refusals(mutation) == []


def test_another_session_that_was_proved_is_of_no_use(api: Api) -> None:
    [ada] = worlds.people("ada")
    client: Any = api(ada)
    Session.objects.filter(user=ada).update(authenticated_at=F("authenticated_at") - A_WHILE)
    other = api(ada)
    assert client.refusals(TOKEN) == [("REAUTHENTICATE", None)]
    assert other.refusals(TOKEN) == []
