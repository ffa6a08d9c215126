"""What else is written down than what every_mutation.py does? Each action as somebody who does it, and to what."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import mails
import worlds
from accounts.models import Role, Session, User
from api import Api
from exports import actions as exports
from tests.accounts.browser import PASSWORD, Browser, Browsers, new_name
from tests.accounts.test_second_factors import set_up
from tests.exports.asking import asked, bring_back, exported
from tests.tokens import flows
from tokens.models import Authorization


def call(said: str, *names: str) -> str:
    """Return the mutation of a call, with its variables."""
    variables = f"({', '.join(f'${name}: ID!' for name in names)})" if names else ""
    return f"mutation{variables} {{ {said} {{ userErrors {{ code field }} }} }}"


SHARE = call("shareRecord(input: {recordId: $id, userId: $to, level: EDIT})", "id", "to")
UNSHARE = call("unshareRecord(input: {recordId: $id, userId: $to})", "id", "to")
LEAVE_TEAM = call("removeTeamMember(input: {teamId: $id, userId: $to})", "id", "to")
LEAVE = call("deactivateUser(input: {userId: $id})", "id")
UPDATE = call('updateProfile(input: {userId: $id, name: "Ann"})', "id")


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where it is done."""

    api: Api
    browser: Browsers
    server: str

    def signed_up(self) -> tuple[Browser, User]:
        """Return somebody who has registered and signed in, and their browser."""
        browser, name = self.browser(), new_name()
        assert browser.sign_up(name).status_code == 200
        return browser, User.objects.get(username=name)


# Who did it, and to which record.
Done = tuple[User, UUID]


def _register(place: Place) -> Done:
    _, zoe = place.signed_up()
    return zoe, zoe.account_id


def _set_password(place: Place) -> Done:
    _, zoe = place.signed_up()
    return zoe, zoe.pk


def _begin(place: Place) -> Done:
    _, zoe = place.signed_up()
    return zoe, Session.objects.get(user=zoe).public_id


def _end(place: Place) -> Done:
    browser, zoe = place.signed_up()
    session = Session.objects.get(user=zoe)
    browser.sign_out()
    return zoe, session.public_id


def _change_email(place: Place) -> Done:
    browser, zoe = place.signed_up()
    new = f"{new_name()}@example.net"
    assert browser.auth("POST", "/account/email", email=new).status_code == 200
    assert browser.auth("POST", "/auth/email/verify", key=mails.key(browser.mails(new)[-1])).status_code == 200
    return zoe, zoe.pk


def _second_factors(place: Place) -> Done:
    name = new_name()
    set_up(place.browser(), name)
    zoe = User.objects.get(username=name)
    return zoe, zoe.pk


def _join(place: Place) -> Done:
    ada = worlds.user(worlds.account(), role=Role.ADMIN)
    name = new_name()
    place.api(ada).data(call(f'invitePerson(input: {{email: "{name}@example.org", role: MEMBER}})'))
    browser = place.browser()
    key = mails.key(browser.mails(f"{name}@example.org")[-1])
    assert browser.auth("POST", "/auth/invitation", key=key, password=PASSWORD, username=name).status_code == 200
    zoe = User.objects.get(username=name)
    return zoe, zoe.pk


def _grant(place: Place) -> Done:
    zoe = flows.somebody()
    flows.tokens(place.api(zoe), flows.client(place.server, zoe))
    return zoe, Authorization.objects.get(user=zoe).pk


def _shared(make: Callable[[User], Any], *, take_back: bool = False) -> Callable[[Place], Done]:
    def share(place: Place) -> Done:
        zoe, ben = worlds.people("zoe", "ben")
        record, client = make(zoe), place.api(zoe)
        for document in (SHARE, UNSHARE) if take_back else (SHARE,):
            assert client.refusals(document, id=worlds.id_of(record), to=worlds.id_of(ben)) == []
        return zoe, record.pk

    return share


def _leave_team(place: Place) -> Done:
    zoe, ben = worlds.people("zoe", "ben")
    team = worlds.team(zoe, ben)
    assert place.api(ben).refusals(LEAVE_TEAM, id=worlds.id_of(team), to=worlds.id_of(ben)) == []
    return ben, team.pk


def _leave(place: Place) -> Done:
    [zoe] = worlds.people("zoe")
    assert place.api(zoe).refusals(LEAVE, id=worlds.id_of(zoe)) == []
    return zoe, zoe.pk


def _update(place: Place) -> Done:
    account = worlds.account()
    ada, ann = worlds.user(account, role=Role.ADMIN), worlds.user(account)
    assert place.api(ada).refusals(UPDATE, id=worlds.id_of(ann)) == []
    return ada, ann.pk


def _download(place: Place) -> Done:
    [zoe] = worlds.people("zoe")
    archive = asked(zoe)
    exports.finish(archive.account_id, archive.pk)
    assert place.api(zoe).get(f"/archives/{worlds.id_of(archive)}").status_code == 200
    return zoe, archive.pk


def _import(place: Place) -> Done:
    zoe, ann = worlds.people("zoe", "ann")
    file = exported(zoe)
    client = place.api(ann)
    assert bring_back(client, file) == []
    return ann, UUID(file.stem)


WAYS: dict[str, Callable[[Place], Done]] = {
    "account:register": _register,
    "archive:download": _download,
    "archive:import": _import,
    "authorization:grant": _grant,
    "company:share": _shared(worlds.company),
    "company:unshare": _shared(worlds.company, take_back=True),
    "session:begin": _begin,
    "session:end": _end,
    "tag:share": _shared(worlds.tag),
    "tag:unshare": _shared(worlds.tag, take_back=True),
    "team:leave": _leave_team,
    "user:change_email": _change_email,
    "user:change_second_factors": _second_factors,
    "user:join": _join,
    "user:leave": _leave,
    "user:set_password": _set_password,
    "user:update": _update,
}
