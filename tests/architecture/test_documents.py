"""Do the documents speak of what is there?"""

import re
from pathlib import Path

import pytest

from graph.errors import Code
from processes import ROOT

DOCUMENTS = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_link_into_the_repository_leads_somewhere(name):
    links = re.findall(r"\]\((?!https?:)([^)#]+)", (ROOT / name).read_text())
    assert [link for link in links if not (ROOT / link).exists()] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_file_that_is_named_is_there(name):
    text = (ROOT / name).read_text()
    named = re.findall(r"`((?:platform|permissions|graph|tests|bench|bin|requirements)/[\w/.]+\.\w+)`", text)
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_the_tree_of_the_architecture_shows_every_package():
    tree = (ROOT / "ARCHITECTURE.md").read_text().split("```")[1]
    shown = {line.split()[0].rstrip("/") for line in tree.splitlines() if "/ " in line}
    packages = {path.parent.name for path in [*ROOT.glob("*/__init__.py"), *ROOT.glob("platform/*/__init__.py")]}
    assert packages - shown == set()


def test_every_package_says_first_which_question_it_answers():
    packages = [*ROOT.glob("*/__init__.py"), *ROOT.glob("platform/*/__init__.py")]
    assert [path for path in packages if not Path(path).read_text().startswith('"""')] == []


def test_the_codes_of_errors_travel_with_a_status_that_http_knows():
    assert {code.status for code in Code} <= {400, 401, 403, 404, 405, 406, 413, 415, 429, 500, 503, 504}
