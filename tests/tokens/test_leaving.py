"""Does all that acts for somebody end when they are deactivated, and stay ended when they come back?"""

import worlds
from accounts.models import Role
from api import Api
from tests.tokens import flows

DEACTIVATE = "mutation($id: ID!) { deactivateUser(input: {userId: $id}) { userErrors { code field } } }"
REACTIVATE = "mutation($id: ID!) { reactivateUser(input: {userId: $id}) { userErrors { code field } } }"
QUERY = "{ contacts { totalCount } }"


def test_tokens_end_for_good(server: str, api: Api) -> None:
    account = worlds.account()
    ada, ben, cyd = worlds.user(account, "ada", role=Role.ADMIN), *worlds.people("ben", "cyd", of=account)
    partner = flows.client(server, ada)
    of_ben, of_cyd = flows.tokens(api(ben), partner), flows.tokens(api(cyd), partner)
    gone = [api(token=one) for one in (of_ben["access_token"], worlds.token(ben, "contacts:read"))]
    stays = [api(token=one) for one in (of_cyd["access_token"], worlds.token(cyd, "contacts:read"))]
    assert {client.ask(QUERY).status_code for client in (*gone, *stays)} == {200}
    for verb in (DEACTIVATE, REACTIVATE):
        assert api(ada).refusals(verb, id=worlds.id_of(ben)) == []
        assert [client.ask(QUERY).status_code for client in gone] == [401, 401]
    assert partner.refresh(of_ben["refresh_token"]).status_code == 400
    assert [client.ask(QUERY).status_code for client in stays] == [200, 200]
    assert api(token=worlds.token(ben, "contacts:read")).ask(QUERY).status_code == 200


def test_nothing_ends_of_whom_one_may_not_deactivate(server: str, api: Api) -> None:
    ada, ben = worlds.people("ada", "ben")
    program = api(token=worlds.token(ben, "contacts:read"))
    assert api(ada).refusals(DEACTIVATE, id=worlds.id_of(ben)) == [("FORBIDDEN", None)]
    assert program.ask(QUERY).status_code == 200
