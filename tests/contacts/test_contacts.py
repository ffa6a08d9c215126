"""What can be done with contacts? Made and changed over the API: what is answered, kept and refused."""

import random
from typing import Any

import pytest

import worlds
from api import Api
from contacts.models import Address, Contact, Email, Phone
from contacts.values import EmailValue
from permissions.levels import Level
from worlds import id_of

FIELDS = """id version name firstName middleName lastName prefix suffix nickname jobTitle birthday website source
  company { name } emails { address normalized label } phones { number e164 label }
  addresses { street city region postalCode country label } tags { name }"""
CREATE = f"""mutation($input: CreateContactInput!) {{
  createContact(input: $input) {{ contact {{ {FIELDS} }} userErrors {{ code field }} }}
}}"""
UPDATE = f"""mutation($input: UpdateContactInput!) {{
  updateContact(input: $input) {{ contact {{ {FIELDS} }} userErrors {{ code field }} }}
}}"""
NOTHING: dict[str, Any] = {
    **dict.fromkeys(("firstName", "middleName", "lastName", "prefix", "suffix", "nickname", "jobTitle", "birthday")),
    **dict.fromkeys(("website", "source", "company")),
    **{name: [] for name in ("emails", "phones", "addresses", "tags")},
}
WRONG = {
    "firstName": "x" * 201,
    "nickname": "a\0b",
    "jobTitle": "\ud800",
    "birthday": "9999-12-31",
    "website": "nowhere",
    "emails": [{"address": "zoe@example.org"}, {"address": "zoe"}, {"address": "lee", "label": "WORK"}],
    "phones": [{"number": "call me"}],
    "addresses": [{"label": "HOME"}, {"country": "XX"}],
}
WRONG_FIELDS = ["firstName", "nickname", "jobTitle", "birthday", "website"]
WRONG_FIELDS += ["emails.1", "emails.2", "phones.0", "addresses.0", "addresses.1"]


def test_everything_that_is_said_is_kept(api: Api) -> None:
    [ada] = worlds.people("ada")
    company, tag = worlds.company(ada, "Acme"), worlds.tag(ada, "VIP")
    said = {
        "firstName": "Zoë",
        "middleName": "M.",
        "lastName": "Lee",
        "prefix": "Dr.",
        "suffix": "Jr.",
        "nickname": "Z",
        "jobTitle": "Tester",
        "birthday": "1990-02-28",
        "website": "https://example.org",
        "source": "Fair",
    }
    parts = {
        "emails": [{"address": "Zoe@Example.org", "label": "WORK"}, {"address": "z@example.org", "label": None}],
        "phones": [{"number": "020 7946 0018", "label": "HOME"}],
        "addresses": [{"street": "1 Quay", "city": "Hull", "region": "Yorks", "postalCode": "HU1", "country": "gb"}],
    }
    links = {"companyId": id_of(company), "tagIds": [id_of(tag)]}
    answer = api(ada).data(CREATE, input=said | parts | links)["createContact"]
    assert answer["userErrors"] == []
    contact = answer["contact"]
    assert contact == {
        **said,
        "id": contact["id"],
        "version": 1,
        "name": "Dr. Zoë M. Lee Jr.",
        "company": {"name": "Acme"},
        "emails": [
            {"address": "Zoe@Example.org", "normalized": "zoe@example.org", "label": "WORK"},
            {"address": "z@example.org", "normalized": "z@example.org", "label": None},
        ],
        "phones": [{"number": "020 7946 0018", "e164": "+442079460018", "label": "HOME"}],
        "addresses": [{**parts["addresses"][0], "country": "GB", "label": None}],
        "tags": [{"name": "VIP"}],
    }
    assert api(ada).data(f"query($id: ID!) {{ contact(id: $id) {{ {FIELDS} }} }}", id=contact["id"]) == {
        "contact": contact
    }


def test_null_removes_and_what_is_left_out_stays(api: Api) -> None:
    [ada] = worlds.people("ada")
    client = api(ada)
    said = {"firstName": "Zoë", "lastName": "Lee", "nickname": "Z", "jobTitle": "Tester", "birthday": "1990-02-28"}
    said |= {"emails": [{"address": "z@example.org"}], "companyId": id_of(worlds.company(ada))}
    made = client.data(CREATE, input=said)["createContact"]["contact"]
    same = client.data(UPDATE, input={"id": made["id"]})["updateContact"]["contact"]
    assert same == made | {"version": 2}
    removed = dict.fromkeys(("firstName", "lastName", "jobTitle", "birthday", "emails", "companyId"))
    left = client.data(UPDATE, input={"id": made["id"]} | removed)["updateContact"]["contact"]
    assert left == NOTHING | {"id": made["id"], "version": 3, "nickname": "Z", "name": "Z"}


@pytest.mark.parametrize("said", [{}, {"firstName": " "}, {"emails": []}, {"nickname": None, "website": ""}])
def test_something_must_be_said_of_a_new_contact(api: Api, said: dict[str, Any]) -> None:
    [ada] = worlds.people("ada")
    client, before = api(ada), worlds.rows(ada)
    assert client.data(CREATE, input=said)["createContact"] == {
        "contact": None,
        "userErrors": [{"code": "BLANK", "field": None}],
    }
    assert worlds.changed(before, ada) == set()
    answer = client.data(CREATE, input={"jobTitle": "Boss"})["createContact"]
    assert answer["contact"]["name"] == "Unnamed contact"


def test_every_wrong_field_is_named_at_once_and_nothing_is_kept(api: Api) -> None:
    [ada] = worlds.people("ada")
    contact, client = worlds.contact(ada, first_name="Zoë"), api(ada)
    before = worlds.rows(ada)
    refused = [{"code": "INVALID", "field": field} for field in WRONG_FIELDS]
    assert client.data(CREATE, input=WRONG)["createContact"] == {"contact": None, "userErrors": refused}
    update = WRONG | {"id": id_of(contact), "lastName": "Lee"}
    assert client.data(UPDATE, input=update)["updateContact"] == {"contact": None, "userErrors": refused}
    assert worlds.changed(before, ada) == set()
    assert client.data(UPDATE, input={"id": id_of(contact), "lastName": "Lee"})["updateContact"]["userErrors"] == []


@pytest.mark.parametrize(("country", "refused"), [("NO", []), (None, [{"code": "INVALID", "field": "phones.0"}])])
def test_a_national_number_takes_the_accounts_country(
    api: Api, country: str | None, refused: list[dict[str, str]]
) -> None:
    ada = worlds.user(worlds.account(country=country))
    client = api(ada)
    answer = client.data(CREATE, input={"phones": [{"number": "22 86 44 00"}]})["createContact"]
    assert answer["userErrors"] == refused
    assert (answer["contact"] or {"phones": None})["phones"] == (
        None if refused else [{"number": "22 86 44 00", "e164": "+4722864400", "label": None}]
    )
    answer = client.data(CREATE, input={"phones": [{"number": "+47 22 86 44 00"}]})["createContact"]
    assert answer["contact"]["phones"] == [{"number": "+47 22 86 44 00", "e164": "+4722864400", "label": None}]


def test_parts_are_replaced_and_keep_their_order(api: Api) -> None:
    [ada] = worlds.people("ada")
    client, contact = api(ada), worlds.contact(ada, first_name="Zoë", emails=(EmailValue(address="old@example.org"),))
    addresses = [f"zoe{number}@example.org" for number in range(20)]
    for order in (addresses, addresses[::-1], random.Random(7).sample(addresses, 5), []):
        given = {"id": id_of(contact), "emails": [{"address": address} for address in order]}
        answer = client.data(UPDATE, input=given)["updateContact"]["contact"]
        assert [email["address"] for email in answer["emails"]] == order
        with worlds.within(ada):
            assert Email.objects.count() == len(order)


def test_the_name_shown_follows_what_is_known(api: Api) -> None:
    [ada] = worlds.people("ada")
    client, contact = api(ada), id_of(worlds.contact(ada, first_name="Zoë"))
    for said, shown in (
        ({"lastName": "Lee"}, "Zoë Lee"),
        ({"firstName": None}, "Lee"),
        ({"lastName": None, "phones": [{"number": "020 7946 0018"}]}, "020 7946 0018"),
        ({"emails": [{"address": "z@example.org"}]}, "z@example.org"),
        ({"emails": [{"address": "a@example.org"}, {"address": "z@example.org"}]}, "a@example.org"),
        ({"nickname": "Z"}, "Z"),
        ({"nickname": None, "emails": []}, "020 7946 0018"),
        ({"phones": None}, "Unnamed contact"),
    ):
        assert client.data(UPDATE, input={"id": contact} | said)["updateContact"]["contact"]["name"] == shown


def test_the_longest_names_are_kept_and_ordered(api: Api) -> None:
    [ada] = worlds.people("ada")
    client, chance = api(ada), random.Random(7)
    # The most octets that a text of 200 characters has, and the most that it grows to when it is made a sort key.
    wide = ["".join(chr(chance.randrange(0x20000, 0x2A6D0)) for _ in range(200)) for _ in range(5)]
    grown = ["".join(chr(chance.choice((0xFDFA, *range(0xFBFC, 0xFDC0)))) for _ in range(200)) for _ in range(5)]
    made = []
    for names in (wide, grown):
        parts = dict(zip(("prefix", "firstName", "middleName", "lastName", "suffix"), names, strict=True))
        answer = client.data(CREATE, input=parts)["createContact"]
        assert answer["contact"]["name"] == " ".join(names)
        made.append(answer["contact"]["id"])
    for field in ("NAME", "LAST_NAME", "FIRST_NAME"):
        query = f"query($a: String) {{ contacts(first: 1, after: $a, orderBy: [{{field: {field}}}])"
        query += " { nodes { id } pageInfo { endCursor } } }"
        first = client.data(query)["contacts"]
        second = client.data(query, a=first["pageInfo"]["endCursor"])["contacts"]
        assert sorted(first["nodes"] + second["nodes"], key=str) == sorted(({"id": each} for each in made), key=str)


def test_tags_are_added_and_taken_off_one_by_one(api: Api) -> None:
    ada, ben = worlds.people("ada", "ben")
    one, two, bens = worlds.tag(ada, "One"), worlds.tag(ada, "Two"), worlds.tag(ben, "Ben's")
    contact = worlds.contact(ada, tags=[one])
    worlds.grant(contact, ben, Level.EDIT)
    as_ada, as_ben = api(ada), api(ben)

    def tags(client: Any, **said: Any) -> list[str]:
        answer = client.data(UPDATE, input={"id": id_of(contact)} | said)["updateContact"]
        assert answer["userErrors"] == []
        return [tag["name"] for tag in answer["contact"]["tags"]]

    assert tags(as_ada, addTagIds=[id_of(two), id_of(one), id_of(two)]) == ["One", "Two"]
    assert tags(as_ben, addTagIds=[id_of(bens)]) == ["Ben's"]
    assert tags(as_ada, removeTagIds=[id_of(one)]) == ["Two"]
    assert tags(as_ada, removeTagIds=[id_of(one)], addTagIds=[id_of(one)]) == ["One", "Two"]
    assert tags(as_ada, addTagIds=None, removeTagIds=[]) == ["One", "Two"]
    assert tags(as_ben) == ["Ben's"]


def test_a_deleted_contact_takes_its_parts_along(api: Api) -> None:
    [ada] = worlds.people("ada")
    company, tag = worlds.company(ada), worlds.tag(ada)
    kept = worlds.contact(ada, first_name="Kept", company=company, tags=[tag])
    before = worlds.rows(ada)
    made = api(ada).data(
        CREATE,
        input={
            "emails": [{"address": "z@example.org"}],
            "phones": [{"number": "+4722864400"}],
            "addresses": [{"city": "Oslo"}],
            "companyId": id_of(company),
            "tagIds": [id_of(tag)],
        },
    )["createContact"]["contact"]["id"]
    with worlds.within(ada):
        record = Contact.objects.exclude(pk=kept.pk).get()
    worlds.note(ada, record)
    assert len(worlds.changed(before, ada)) == 6
    delete = "mutation($id: ID!) { deleteContact(input: {id: $id}) { deletedId userErrors { code } } }"
    assert api(ada).data(delete, id=made) == {"deleteContact": {"deletedId": made, "userErrors": []}}
    assert worlds.changed(before, ada) == worlds.AUDIT.keys()
    with worlds.within(ada):
        assert list(Contact.objects.all()) == [kept]
        assert (Email.objects.count(), Phone.objects.count(), Address.objects.count()) == (0, 0, 0)
