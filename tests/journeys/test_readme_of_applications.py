"""What the README says to those who write applications, done as it says."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from demo_people import PASSWORD
from tests.accounts.browser import Browser
from tests.journeys.test_readme import block
from tests.tokens import flows

REGISTER = """mutation($input: RegisterApplicationInput!) { registerApplication(input: $input) {
    clientSecret application { clientId } } }"""


@contextmanager
def ada(served: str) -> Iterator[Browser]:
    with Browser(served) as browser:
        browser.sign_in(username="ada", password=PASSWORD).raise_for_status()
        yield browser


def run(word: str, served: str, **variables: str) -> subprocess.Popen[str]:
    code = block("python", word).replace("http://127.0.0.1:8000", served)
    pipe = subprocess.PIPE
    return subprocess.Popen(
        [sys.executable, "-c", code], env=os.environ | variables, stdin=pipe, stdout=pipe, stderr=pipe, text=True
    )


def test_a_mobile_app_gets_its_first_answer(served: str) -> None:
    with ada(served) as browser, run("steward-mobile", served) as app:
        assert app.stdout
        address = re.fullmatch(r"Open (\S+)\n", app.stdout.readline())
        assert address
        page = browser.get(address[1])
        redirect: httpx.Response = flows.answer(browser, page, allow="true")
        printed, _ = app.communicate(f"{redirect.headers['location']}\n", timeout=60)
        assert app.returncode == 0
        answer = json.loads(printed[printed.index("{") :])
        assert answer["data"]["viewer"] == {"username": "ada"}
        assert answer["data"]["contacts"]["totalCount"] > 0
        query = "{ viewer { authorizations { id device application { name } } } }"
        [let_in] = browser.post("/graphql", json={"query": query}).json()["data"]["viewer"]["authorizations"]
        assert (let_in["device"], let_in["application"]) == ("Ada's phone", {"name": "Steward for phones"})


def test_a_partner_tool_gets_its_first_answer(served: str) -> None:
    wanted = {"name": "Letterpress", "confidential": True, "scopes": ["contacts:read", "users:read"]}
    with ada(served) as browser:
        asked = {"query": REGISTER, "variables": {"input": wanted}}
        made = browser.post("/graphql", json=asked).json()["data"]["registerApplication"]
    known = {"CLIENT_ID": made["application"]["clientId"], "CLIENT_SECRET": made["clientSecret"]}
    with run("client_credentials", served, **known) as tool:
        printed, complained = tool.communicate(timeout=60)
        assert tool.returncode == 0, complained
    assert json.loads(printed) == {"data": {"viewer": {"name": "Letterpress"}, "contacts": {"totalCount": 0}}}
