"""One record: why somebody may see it, what linking it takes, and what becomes of changes made at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from uuid_utils.compat import uuid7

import worlds
from api import Api
from contacts.models import Company, Tag
from graph import ids
from permissions.levels import Level
from worlds import id_of

ACCESS = """query($id: ID!) { node(id: $id) { ... on Record { access { view edit manage reasons } } } }"""
MAKERS: dict[type, Callable[..., Any]] = {Company: worlds.company, Tag: worlds.tag}
# What is linked: by which mutation, of which input and field; a tag is taken off only where it is on.
LINKS = [
    (Company, "createContact", 'firstName: "A"', "companyId"),
    (Tag, "createContact", 'firstName: "A"', "tagIds"),
    (Tag, "createCompany", 'name: "A"', "tagIds"),
    (Company, "updateContact", "id: $id", "companyId"),
    (Tag, "updateContact", "id: $id", "addTagIds"),
    (Tag, "updateContact", "id: $id", "removeTagIds"),
    (Tag, "updateCompany", "id: $id", "addTagIds"),
    (Tag, "updateCompany", "id: $id", "removeTagIds"),
]


@pytest.mark.parametrize(("model", "mutation", "given", "field"), LINKS)
def test_linking_takes_a_right_on_both_ends(api: Api, model: type, mutation: str, given: str, field: str) -> None:
    ada, ben = worlds.people("ada", "ben")
    [cleo] = worlds.people("cleo")
    own = worlds.company(ben) if mutation == "updateCompany" else worlds.contact(ben)
    hidden, foreign, shared = MAKERS[model](ada), MAKERS[model](cleo), MAKERS[model](ada, "Shared")
    worlds.grant(shared, ben, Level.VIEW)
    as_ben, is_list = api(ben), field.endswith("Ids")

    def refusals(link: str) -> list[tuple[str, str | None]]:
        variables = {"id": id_of(own)} if "$id" in given else {}
        declared = "".join(f"${name}: ID!, " for name in variables) + f"$link: {'[ID!]' if is_list else 'ID'}"
        call = f"{mutation}(input: {{{given}, {field}: $link}})"
        document = f"mutation({declared}) {{ {call} {{ userErrors {{ code field }} }} }}"
        # Of several tags, one that is hidden is enough.
        return as_ben.refusals(document, link=[id_of(shared), link] if is_list else link, **variables)

    before = worlds.rows(ada, cleo)
    for link in (id_of(hidden), id_of(foreign), ids.encode(model, uuid7())):
        assert refusals(link) == [("NOT_FOUND", field)]
    for link in (id_of(ben), "com_1", ""):
        assert refusals(link) == [("INVALID", field)]
    assert worlds.changed(before, ada, cleo) == set()
    assert refusals(id_of(shared)) == []
    record = f"contacts_{mutation[6:].lower()}"
    links = {f"{record}tag"} if field in ("tagIds", "addTagIds") else set()
    assert worlds.changed(before, ada, cleo) == {record} | links


def test_the_reasons_of_access_are_shown(api: Api) -> None:
    ada, ben, dora, eve = worlds.people("ada", "ben", "dora", "eve")
    contact = worlds.contact(ada)
    note = worlds.note(ada, contact)
    worlds.grant(contact, ben, Level.MANAGE)
    worlds.grant(contact, worlds.team(ada, ben, dora), Level.EDIT)
    all_of_it = {"view": True, "edit": True, "manage": True}
    for record in (contact, note):
        access = {person: api(person).data(ACCESS, id=id_of(record))["node"] for person in (ada, ben, dora, eve)}
        assert access == {
            ada: {"access": all_of_it | {"reasons": ["OWNER", "TEAM_GRANT"]}},
            ben: {"access": all_of_it | {"reasons": ["USER_GRANT", "TEAM_GRANT"]}},
            dora: {"access": {"view": True, "edit": True, "manage": False, "reasons": ["TEAM_GRANT"]}},
            eve: None,
        }


@pytest.mark.parametrize(("given", "kept"), [("expectedVersion: 1", 1), ("expectedVersion: null", 6)])
def test_changes_at_once_are_each_kept_or_refused(api: Api, given: str, kept: int) -> None:
    [ada] = worlds.people("ada")
    contact, client = worlds.contact(ada), api(ada)
    mutation = (
        f"mutation($id: ID!, $job: String!) {{ updateContact(input: {{id: $id, {given}, jobTitle: $job}})"
        " { userErrors { code field } } }"
    )

    def change(number: int) -> list[tuple[str, str | None]]:
        return client.refusals(mutation, id=id_of(contact), job=f"Job {number}")

    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(change, range(6)))
    assert sorted(answers) == [[]] * kept + [[("CONFLICT", "expectedVersion")]] * (6 - kept)
    with worlds.within(ada):
        contact.refresh_from_db()
    assert contact.version == 1 + kept


def test_a_record_deleted_meanwhile_is_not_found(api: Api) -> None:
    [ada] = worlds.people("ada")
    contact, client = worlds.contact(ada), api(ada)
    delete = "mutation($id: ID!) { deleteContact(input: {id: $id}) { userErrors { code field } } }"
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda _: client.refusals(delete, id=id_of(contact)), range(4)))
    assert sorted(answers) == [[], *[[("NOT_FOUND", "id")]] * 3]
