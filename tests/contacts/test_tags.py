"""What can be done with tags? A name of one's own for them, and what is left when one is gone."""

import pytest

import worlds
from api import Api, Client
from contacts.models import CompanyTag, Contact, ContactTag
from permissions.levels import Level
from worlds import id_of

CREATE = "mutation($name: String!) { createTag(input: {name: $name}) { tag { id name } userErrors { code field } } }"
UPDATE = """mutation($id: ID!, $name: String!) {
  updateTag(input: {id: $id, name: $name}) { tag { id name } userErrors { code field } }
}"""
DELETE = "mutation($id: ID!) { deleteTag(input: {id: $id}) { deletedId userErrors { code field } } }"


def names(client: Client) -> list[str]:
    tags = client.data("{ tags(orderBy: [{field: NAME}]) { nodes { name } } }")["tags"]["nodes"]
    return [tag["name"] for tag in tags]


@pytest.mark.parametrize("taken", ["VIP", "vip", " Vip ", "ｖｉｐ", "VÍP"])
def test_a_name_is_taken_in_any_case_and_with_any_accent(api: Api, taken: str) -> None:
    ada, ben = worlds.people("ada", "ben")
    as_ada = api(ada)
    assert as_ada.refusals(CREATE, name="VIP") == as_ada.refusals(CREATE, name="Other") == []
    other = id_of(worlds.tag(ada, "Third"))
    before = worlds.rows(ada)
    assert as_ada.data(CREATE, name=taken)["createTag"] == {
        "tag": None,
        "userErrors": [{"code": "TAKEN", "field": "name"}],
    }
    assert as_ada.refusals(UPDATE, id=other, name=taken) == [("TAKEN", "name")]
    assert worlds.changed(before, ada) == set()
    # Ben cannot see it, so it is not in his way; nor would it be in that of another account.
    assert api(ben).refusals(CREATE, name=taken) == []
    assert api(*worlds.people("cleo")).refusals(CREATE, name=taken) == []
    assert as_ada.refusals(UPDATE, id=other, name="Fourth") == as_ada.refusals(CREATE, name="Third") == []


def test_a_tag_changes_the_case_of_its_own_name(api: Api) -> None:
    [ada] = worlds.people("ada")
    tag, client = worlds.tag(ada, "vip"), api(ada)
    assert client.data(UPDATE, id=id_of(tag), name="VIP")["updateTag"]["tag"] == {"id": id_of(tag), "name": "VIP"}
    assert names(client) == ["VIP"]


@pytest.mark.parametrize(
    ("name", "refusal"),
    [("", "BLANK"), (" \n", "BLANK"), ("x" * 201, "INVALID"), ("a\0", "INVALID"), ("\udc00", "INVALID")],
)
def test_a_tag_needs_a_name(api: Api, name: str, refusal: str) -> None:
    [ada] = worlds.people("ada")
    tag, client = id_of(worlds.tag(ada, "VIP")), api(ada)
    before = worlds.rows(ada)
    assert client.refusals(CREATE, name=name) == [(refusal, "name")]
    assert client.refusals(UPDATE, id=tag, name=name) == [(refusal, "name")]
    assert worlds.changed(before, ada) == set()
    assert client.refusals(UPDATE, id=tag, name="x" * 200) == []


def test_renaming_a_shared_tag_tells_nothing_of_its_owners_others(api: Api) -> None:
    ada, ben = worlds.people("ada", "ben")
    shared, _ = worlds.tag(ada, "Shared"), worlds.tag(ada, "Secret")
    worlds.grant(shared, ben, Level.EDIT)
    as_ben = api(ben)
    free = as_ben.refusals(UPDATE, id=id_of(shared), name="Free")
    assert api(ada).refusals(UPDATE, id=id_of(shared), name="Secret") == [("TAKEN", "name")]
    assert as_ben.refusals(UPDATE, id=id_of(shared), name="Secret") == free == []


def test_a_deleted_tag_comes_off_all_it_was_on(api: Api) -> None:
    ada, ben = worlds.people("ada", "ben")
    tag, client = worlds.tag(ada, "VIP"), api(ada)
    contact = worlds.contact(ada, tags=[tag])
    created = """mutation($tags: [ID!]) {
      createCompany(input: {name: "Acme", tagIds: $tags}) { company { tags { name } } userErrors { code field } }
    }"""
    assert client.data(created, tags=[id_of(tag)])["createCompany"]["company"] == {"tags": [{"name": "VIP"}]}
    worlds.grant(tag, ben, Level.MANAGE)
    assert api(ben).data(DELETE, id=id_of(tag)) == {"deleteTag": {"deletedId": id_of(tag), "userErrors": []}}
    with worlds.within(ada):
        assert (ContactTag.objects.count(), CompanyTag.objects.count()) == (0, 0)
        assert Contact.objects.get() == contact
    # Its name is free.
    assert client.refusals(CREATE, name="VIP") == []
