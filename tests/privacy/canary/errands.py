"""What is done in all, and what is looked for then? Everything that was said, and every secret that was handed out."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import chain, islice
from typing import Any

import httpx
from django.conf import settings

from tests.canary.places import Place
from tests.canary.run import Done
from tests.canary.searching import Canary
from tests.canary.server import Server
from tests.canary.values import INBOUND_SECRET, KEY
from tests.journeys.test_dump import factors, invitations, sessions, tokens
from tests.privacy.canary.failing import Failing
from tests.privacy.canary.homes import homes, told
from tests.privacy.canary.hosting import Hosting
from tests.privacy.canary.people import OUTSIDER, People
from tests.privacy.canary.said import everything
from tests.privacy.canary.telling import Telling

# As a hash, or in the one mail that brings it.
KEPT = {
    "invitation": ("mail to new-*",),
    "personal token": ("column tokens_personaltoken.digest",),
    "client secret": ("column tokens_application.client_secret",),
    "access token": ("column tokens_accesstoken.token_checksum",),
    "refresh token": ("column tokens_refreshtoken.token_checksum",),
}


def do_everything(server: Server, *lookers: str) -> Done:
    """Have everybody do everything, and then everybody, or these alone, look at everything."""
    said = everything()
    belongs = homes(said)
    canaries = [Canary(name=one.name, text=one.text, token=one.token, homes=belongs[one.name]) for one in said.values()]
    with ExitStack() as stack:
        people = People(server, said, stack)
        hosting = Hosting(people.clients, said)
        hosting.host()
        hosting.look_for()
        failing = Failing(people, hosting)
        failing.lose_the_database()
        Telling(people, hosting).tell()
        secrets = list(_secrets(people))
        failing.fail()
        hosting.end()
        with ThreadPoolExecutor(1) as meanwhile:
            operated = meanwhile.submit(people.operated)
            people.clients.crawl(*lookers)
        state = _state(server)
        places = [Place(name="the processor", octets=state.encode()), operated.result(), *people.clients.answers]
        return Done(canaries=canaries + secrets, state=state, answers=places)


def _secrets(people: People) -> Iterator[Canary]:
    """Yield what is secret: what another account was handed out, and what the operator has."""
    browser = people.browsers[OUTSIDER]
    given = (sessions(browser), invitations(browser), islice(factors(browser), 2), tokens(browser))
    for name, secret in chain.from_iterable(given):
        belongs = (*told(OUTSIDER), *KEPT.get(name, ())) if name != "session id" else ()  # it is sealed in its cookie
        yield Canary(name=name, text=secret, token=secret, homes=belongs)
    for name, secret in {"secret of mail": INBOUND_SECRET, "secret key": settings.SECRET_KEY}.items():
        yield Canary(name=name, text=secret, token=secret)


def _state(server: Server) -> str:
    """Return all that the processor has, as JSON."""
    headers: dict[str, Any] = {"Authorization": f"Bearer {KEY}"}
    answer = httpx.get(f"{server.processor}/_simulator/state", headers=headers, timeout=30)
    return json.dumps(answer.json(), ensure_ascii=False)
