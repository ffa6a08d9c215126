"""What the README says, done as it says."""

import json
import os
import re
import subprocess
import sys

import pytest

from demo_people import PASSWORD, Person
from processes import ROOT

README = (ROOT / "README.md").read_text()


def block(language: str, word: str) -> str:
    """Return the one block of code in this language that has the word in it."""
    (found,) = [text for text in re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL) if word in text]
    return found


@pytest.mark.parametrize(
    ("interpreter", "code", "fields"),
    [
        (["bash", "-euc"], block("sh", "$PASSWORD"), {"id", "name", "emails", "company"}),
        ([sys.executable, "-c"], block("python", "httpx"), {"id", "name"}),
    ],
)
def test_the_first_query_works_as_the_readme_shows_it(served, tmp_path, interpreter, code, fields):
    command = [*interpreter, code.replace("http://127.0.0.1:8000", served)]
    environment = os.environ | {"PASSWORD": PASSWORD}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    nodes = json.loads(done.stdout)["data"]["contacts"]["nodes"]
    assert nodes and all(set(node) == fields for node in nodes)


def test_a_personal_token_works_as_the_readme_shows_it(served, tmp_path):
    create = """mutation {
      createPersonalToken(input: {name: "Mine", scopes: ["contacts:read"]}) { token userErrors { code } }
    }"""
    person = Person(served, "ada")
    token = person.ask(create)["createPersonalToken"]["token"]
    person.http.close()
    code = block("sh", "$TOKEN").replace("http://127.0.0.1:8000", served)
    environment = os.environ | {"TOKEN": token}
    done = subprocess.run(
        ["bash", "-euc", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    data = json.loads(done.stdout)["data"]
    assert (data["viewer"]["token"]["scopes"], len(data["contacts"]["nodes"])) == (["contacts:read"], 3)
