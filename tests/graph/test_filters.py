"""Does a filter find what Python finds in the same rows? Every operator on every column, then random combinations."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import worlds
from accounts.models import Team, User
from activities.models import Note
from api import Api, Client
from contacts.models import Address, Company, Contact, Email, Phone, Tag
from permissions.levels import Level
from tests.graph.filter_oracle import Filter, Rows, build, columns_of, said, values_of
from tests.graph.random_worlds import PROPERTY

# Where rows of a model are narrowed: a list of them, or one of contacts, by what hangs on them.
LISTS: dict[Any, tuple[str, Any, str | None]] = {
    Company: ("companies", Company, None),
    Contact: ("contacts", Contact, None),
    Tag: ("tags", Tag, None),
    Team: ("teams", Team, None),
    User: ("users", User, None),
    Address: ("contacts", Contact, "addresses"),
    Email: ("contacts", Contact, "emails"),
    Note: ("contacts", Contact, "notes"),
    Phone: ("contacts", Contact, "phones"),
}
ALL_COLUMNS = [
    pytest.param(model, name, operators, id=f"{model.__name__}.{name}")
    for model in LISTS
    for name, operators in columns_of(model).items()
]


@pytest.fixture(scope="module")
def rows(server: str) -> Rows:
    return build()


@pytest.fixture(scope="module")
def client(server: str, rows: Rows) -> Iterator[Client]:
    with Client(server, rows.ada) as client:
        yield client


def found(client: Client, name: str, model: Any, filters: list[Filter]) -> list[set[str]]:
    """Return the ids that each of the filters finds, asked in one request."""
    variables = {f"f{place}": said(one) for place, one in enumerate(filters)}
    declared = ", ".join(f"${one}: {model.__name__}Filter" for one in variables)
    asked = " ".join(f"{one}: {name}(first: 100, filter: ${one}) {{ nodes {{ id }} }}" for one in variables)
    data = client.data(f"query({declared}) {{ {asked} }}", **variables)
    return [{node["id"] for node in page["nodes"]} for page in data.values()]


def comparisons(rows: Rows, model: Any, name: str, operator: str) -> list[Any]:
    """Return what to compare a column with by an operator."""
    values = values_of(rows, model, name)
    match operator:
        case "isNull":
            return [True, False]
        case "in":
            return [[], values[:1], values[1:], values]
        case "startsWith":
            return [*(value[:2] for value in values), *(value.upper() for value in values), ""]
        case "contains":
            return [*(value[1:3] for value in values), *(value.upper() for value in values), ""]
    return values


@pytest.mark.parametrize(("model", "name", "operators"), ALL_COLUMNS)
def test_every_operator_on_every_column_finds_what_python_finds(
    rows: Rows, client: Client, model: Any, name: str, operators: list[str]
) -> None:
    path, listed, relation = LISTS[model]
    for operator in operators:
        filters: list[Filter] = [{name: {operator: value}} for value in comparisons(rows, model, name, operator)]
        filters = [{relation: one} for one in filters] if relation else filters
        filters += [{"not": one} for one in filters[:2]]
        assert found(client, path, listed, filters) == [rows.matching(listed, one) for one in filters]


def of_column(model: Any) -> st.SearchStrategy[Filter]:
    """One column of a model, compared by one or two of its operators."""
    values = {"isNull": st.booleans(), "in": st.lists(TEXT, max_size=3)}
    texts = [name for name, operators in columns_of(model).items() if "contains" in operators]
    operators = {operator: values.get(operator, TEXT) for operator in columns_of(model)[texts[0]]}
    some = st.lists(st.sampled_from(sorted(operators)), min_size=1, max_size=2, unique=True)
    compared = some.flatmap(lambda names: st.fixed_dictionaries({name: operators[name] for name in names}))
    return st.builds(lambda name, one: {name: one}, st.sampled_from(texts), compared)


TEXT = st.sampled_from(["Smith", "smith", "Sm", "ÉMILE", "ém", "50", "%", "中", "\\", ""])
RELATIONS = {
    "company": of_column(Company) | st.just({}) | of_column(Contact).map(lambda one: {"contacts": one}),
    "emails": of_column(Email) | st.just({}),
    "notes": of_column(Note) | st.just({}),
    "owner": of_column(User),
    "tags": of_column(Tag) | st.just({}),
}
RELATED = st.one_of(*(one.map(lambda value, name=name: {name: value}) for name, one in RELATIONS.items()))
FILTERS = st.recursive(
    of_column(Contact) | RELATED | st.just({}),
    lambda one: (
        st.builds(lambda name, parts: {name: parts}, st.sampled_from(["and", "or"]), st.lists(one, max_size=3))
        | one.map(lambda part: {"not": part})
        | st.builds(lambda left, right: left | right, one, one)
    ),
    max_leaves=6,
)


@settings(PROPERTY, max_examples=100)
@given(filters=st.lists(FILTERS, min_size=1, max_size=4))
def test_combined_filters_find_what_python_finds(rows: Rows, client: Client, filters: list[Filter]) -> None:
    assert found(client, "contacts", Contact, filters) == [rows.matching(Contact, one) for one in filters]
    counts = [client.data("query($f: ContactFilter) { contacts(filter: $f) { totalCount } }", f=one) for one in filters]
    assert [one["contacts"]["totalCount"] for one in counts] == [len(rows.matching(Contact, one)) for one in filters]


HIDDEN = {
    "company": '{company: {name: {eq: "Hidden"}}}',
    "a contact of the company": '{company: {contacts: {lastName: {eq: "Hidden"}}}}',
    "tag": '{tags: {name: {eq: "Hidden"}}}',
    "note of a hidden contact": '{company: {contacts: {notes: {body: {eq: "Hidden"}}}}}',
    "anything": "{or: [{company: {notes: {}}}, {tags: {owner: {}}}]}",
}


@pytest.mark.parametrize("narrowed", HIDDEN.values(), ids=HIDDEN)
def test_hidden_relations_match_nothing_until_they_are_shared(api: Api, narrowed: str) -> None:
    ada, ben = worlds.people("ada", "ben")
    company, tag = worlds.company(ben, "Hidden"), worlds.tag(ben, "Hidden")
    seen = worlds.contact(ben, last_name="Seen", company=company, tags=[tag])
    hidden = worlds.contact(ben, last_name="Hidden", company=company)
    worlds.note(ben, hidden, "Hidden")
    worlds.note(ben, company)
    worlds.grant(seen, ada, Level.VIEW)
    query = f"{{ contacts(filter: {narrowed}) {{ totalCount nodes {{ lastName }} }} }}"
    assert api(ada).data(query) == {"contacts": {"totalCount": 0, "nodes": []}}
    for record in (company, tag, hidden):
        worlds.grant(record, ada, Level.VIEW)
    names = {node["lastName"] for node in api(ada).data(query)["contacts"]["nodes"]}
    assert "Seen" in names


def test_an_email_address_of_another_user_is_no_filter_and_null(api: Api) -> None:
    ada, _ = worlds.people("ada", "ben")
    people = api(ada).data("{ users { nodes { username email } } }")["users"]["nodes"]
    assert [person["email"] for person in people] == [None, ada.email]
    assert api(ada).code('{ users(filter: {email: {eq: "x"}}) { totalCount } }') == "BAD_DOCUMENT"
