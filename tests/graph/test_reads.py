import worlds
from api import Api
from permissions.levels import Level


def test_a_contact_is_seen_by_its_owner_alone_until_it_is_shared(api: Api) -> None:
    ada, ben = worlds.people("ada", "ben")
    worlds.contact(ada, first_name="Zoë")
    query = "{ contacts { totalCount nodes { firstName } } }"
    assert api(ada).data(query) == {"contacts": {"totalCount": 1, "nodes": [{"firstName": "Zoë"}]}}
    assert api(ben).data(query) == {"contacts": {"totalCount": 0, "nodes": []}}
    worlds.grant(worlds.contact(ada, first_name="Åse"), ben, Level.VIEW)
    assert api(ben).data(query) == {"contacts": {"totalCount": 1, "nodes": [{"firstName": "Åse"}]}}
