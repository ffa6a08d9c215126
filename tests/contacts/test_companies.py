"""What can be done with companies? Made, changed and deleted over the API."""

from typing import Any

import pytest

import worlds
from api import Api
from contacts.actions import update_company
from contacts.models import Company, Contact
from contacts.values import AddressValue, CompanyValues, EmailValue, PhoneValue
from permissions.levels import Level
from worlds import id_of

FIELDS = "name website industry emails { address } phones { e164 } addresses { city } tags { name }"
CREATE = f"""mutation($input: CreateCompanyInput!) {{
  createCompany(input: $input) {{ company {{ id {FIELDS} }} userErrors {{ code field }} }}
}}"""
UPDATE = f"""mutation($input: UpdateCompanyInput!) {{
  updateCompany(input: $input) {{ company {{ {FIELDS} }} userErrors {{ code field }} }}
}}"""
DELETE = "mutation($id: ID!) { deleteCompany(input: {id: $id}) { deletedId userErrors { code field } } }"


def test_everything_that_is_said_is_kept_until_null_removes_it(api: Api) -> None:
    [ada] = worlds.people("ada")
    client, tag = api(ada), worlds.tag(ada, "Big")
    said = {"name": " Acme ", "website": "acme.example", "industry": "Tools", "tagIds": [id_of(tag)]}
    said |= {"emails": [{"address": "info@acme.example"}], "phones": [{"number": "020 7946 0018"}]}
    made = client.data(CREATE, input=said | {"addresses": [{"city": "Hull"}]})["createCompany"]["company"]
    company = {"id": made.pop("id")}
    assert made == {
        "name": "Acme",
        "website": "https://acme.example",
        "industry": "Tools",
        "emails": [{"address": "info@acme.example"}],
        "phones": [{"e164": "+442079460018"}],
        "addresses": [{"city": "Hull"}],
        "tags": [{"name": "Big"}],
    }
    assert client.data(UPDATE, input=company)["updateCompany"]["company"] == made
    removed = dict.fromkeys(("website", "industry", "emails", "phones", "addresses"))
    removed |= {"removeTagIds": [id_of(tag)]}
    left = client.data(UPDATE, input=company | removed)["updateCompany"]["company"]
    nothing = {"emails": [], "phones": [], "addresses": [], "tags": []}
    assert left == {"name": "Acme", "website": None, "industry": None} | nothing


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("", "BLANK"),
        ("  ", "BLANK"),
        (None, "BLANK"),
        ("x" * 201, "INVALID"),
        ("a\0", "INVALID"),
        ("\ud800", "INVALID"),
    ],
)
def test_a_company_needs_a_name(api: Api, name: str | None, refusal: str) -> None:
    [ada] = worlds.people("ada")
    company, client = {"id": id_of(worlds.company(ada, "Acme"))}, api(ada)
    before = worlds.rows(ada)
    refused = {"company": None, "userErrors": [{"code": refusal, "field": "name"}]}
    if name is not None:
        assert client.data(CREATE, input={"name": name})["createCompany"] == refused
    assert client.data(UPDATE, input=company | {"name": name})["updateCompany"] == refused
    assert worlds.changed(before, ada) == set()
    # Two may have the same, also of one owner.
    assert client.data(CREATE, input={"name": "Acme"})["createCompany"]["userErrors"] == []
    answer = client.data(UPDATE, input=company | {"name": "x" * 200})["updateCompany"]
    assert answer["company"]["name"] == "x" * 200


def test_every_wrong_field_is_named_at_once(api: Api) -> None:
    [ada] = worlds.people("ada")
    client, before = api(ada), worlds.rows(ada)
    wrong: dict[str, Any] = {"name": "x" * 201, "website": "nowhere", "industry": "\0", "emails": [{"address": "a"}]}
    wrong |= {"phones": [{"number": "+442079460018"}, {"number": "1"}], "addresses": [{}]}
    fields = ["name", "website", "industry", "emails.0", "phones.1", "addresses.0"]
    answer = client.data(CREATE, input=wrong)["createCompany"]
    assert answer == {"company": None, "userErrors": [{"code": "INVALID", "field": field} for field in fields]}
    assert worlds.changed(before, ada) == set()


def test_a_deleted_company_leaves_its_contacts(api: Api) -> None:
    ada, ben = worlds.people("ada", "ben")
    tag = worlds.tag(ada)
    before = worlds.rows(ada)
    company = worlds.company(
        ada,
        "Acme",
        emails=(EmailValue(address="info@acme.example"),),
        phones=(PhoneValue(number="+442079460018"),),
        addresses=(AddressValue(city="Hull"),),
    )
    with worlds.within(ada):
        update_company(company, CompanyValues(), add_tags=[tag], actor=ada)
    worlds.note(ada, company)
    worlds.grant(company, ben, Level.VIEW)
    worlds.grant(company, worlds.team(ada, name="Sales"), Level.VIEW)
    # The owner of the company need not see everybody who is said to work there.
    hidden, shown = worlds.contact(ben, company=company), worlds.contact(ada, company=company, last_name="Lee")
    assert api(ada).data(DELETE, id=id_of(company)) == {
        "deleteCompany": {"deletedId": id_of(company), "userErrors": []}
    }
    kept = {"contacts_contact", "accounts_team", "accounts_membership"}
    assert worlds.changed(before, ada) == kept
    with worlds.within(ada):
        assert list(Company.objects.all()) == []
        assert {(each.pk, each.company, each.version) for each in Contact.objects.all()} == {
            (hidden.pk, None, 1),
            (shown.pk, None, 1),
        }
