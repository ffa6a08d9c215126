"""What the README says of paying, done as it says, on the simulator."""

import re

import worlds
from accounts.models import Role
from api import Api
from billing.models import Status
from tests.journeys.test_readme import README, block

OPERATIONS = block("graphql", "startPaymentSetup")


def test_each_operation_of_paying_works_as_the_readme_shows_it(api: Api, processor: str) -> None:
    zoe = worlds.user(worlds.account(), role=Role.ADMIN)
    client, account = api(zoe), worlds.id_of(zoe.account)
    names = re.findall(r"^(?:query|mutation) (\w+)", OPERATIONS, re.MULTILINE)
    assert names[0] == "Standing" and len(names) >= 10
    said = {}
    for name in names:
        variables = {"account": account} if f"{name}($account" in OPERATIONS else {}
        body = {"query": OPERATIONS, "operationName": name, "variables": variables}
        answer = client.post("/graphql", json=body).json()
        assert "errors" not in answer, answer
        [said[name]] = answer["data"].values()
    assert [name for name in names if said[name].get("userErrors")] == []
    assert said["Standing"]["account"]["subscription"]["status"] == "TRIALING"
    assert said["OnItsPage"]["url"].startswith(processor)
    assert said["InYours"]["clientSecret"].startswith("seti_")
    assert said["Plan"]["subscription"] == {"plan": "YEARLY", "pending": True}


def test_each_status_has_its_row() -> None:
    section = README.partition("## Paying")[2].partition("\n## ")[0]
    assert re.findall(r"^\| `([A-Z_]+)` \|", section, re.MULTILINE) == Status.values
