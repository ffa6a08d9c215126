"""Is mail ended as it is promised? A whole server with its worker, letters of the operator, people who want none."""

import re
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import httpx
import pytest

import mails
from database_for_tests import migrated_folder
from demo_people import PASSWORD, Person
from processes import eventually, python
from tests.config.serving import serving

PREFERENCES = "{ viewer { email mailPreferences { serviceUpdates companyNews } } }"
LOG = "{ viewer { mailLog { nodes { mailClass subject outcome } } } }"
ADDRESSES = "{ viewer { email } }"


class Operator:
    """Who runs the server of a data folder."""

    def __init__(self, data: Path) -> None:
        self.data = data

    def write(self, name: str, mail_class: str = "company-news") -> str:
        """Send a letter to everybody; return what is printed."""
        (self.data / "letter.txt").write_text(f"This is {name}.\n")
        letter = ("--name", name, "--class", mail_class, "--subject", name, self.data / "letter.txt")
        return self._run("send", *letter)

    def receive(self, sender: str, subject: str) -> str:
        """Take a mail to the support address from a pipe; return what is printed."""
        message = EmailMessage()
        message["From"], message["Subject"] = sender, subject
        return self._run("receive", said=message.as_string())

    def got(self, address: str) -> list[EmailMessage]:
        """Return the mails to an address."""
        return list(mails.mails(address, self.data / "mail"))

    def _run(self, *arguments: str | Path, said: str = "") -> str:
        with python("-m", "config.manage", "mail", *arguments, "--data", self.data) as process:
            printed, _ = process.communicate(said, timeout=120)
        assert process.returncode == 0, printed
        return printed


@pytest.fixture(scope="module")
def service() -> Iterator[tuple[Operator, str]]:
    """The operator, and the address of their server."""
    with migrated_folder() as data, serving(data, demo=True, STEWARD_DEMO_PASSWORD=PASSWORD) as server:
        yield Operator(data), f"http://127.0.0.1:{server.port}"


@pytest.fixture
def people(service: tuple[Operator, str]) -> Iterator[dict[str, Person]]:
    """The people of its demo, signed in, by name."""
    signed_in = {name: Person(service[1], name) for name in ("ada", "ben", "dora", "cleo")}
    yield signed_in
    for one in signed_in.values():
        one.http.close()


def ended_at(letter: EmailMessage, address: str) -> str:
    """Return where a mail says that it is ended, at the server's address."""
    found = re.match(r"\s*<https?://[^/>]+(/[^>]+)>", letter["List-Unsubscribe"])
    assert found, letter["List-Unsubscribe"]
    return f"{address}{found[1]}"


def test_p7_who_opts_out_by_a_click_by_mail_or_in_the_api_gets_no_optional_mail(
    service: tuple[Operator, str], people: dict[str, Person]
) -> None:
    operator, address = service
    ada, ben, dora, cleo = people.values()
    own = {person: person.ask(ADDRESSES)["viewer"]["email"] for person in (ada, ben, dora, cleo)}
    operator.write("First")
    eventually(lambda: all(operator.got(mail) for mail in own.values()), seconds=60)

    [letter] = [one for one in operator.got(own[ada]) if one["Subject"] == "First"]
    click = httpx.post(ended_at(letter, address), data={"List-Unsubscribe": "One-Click"}, timeout=30)
    assert click.status_code == 200
    assert operator.receive(own[ben], "Please unsubscribe me") == ""
    assert operator.receive("nobody@example.net", "Please unsubscribe me") == ""
    dora.ask("mutation { updateMailPreferences(input: {companyNews: false}) { userErrors { code } } }")
    assert [tuple(one.ask(PREFERENCES)["viewer"]["mailPreferences"].values()) for one in (ada, ben, dora, cleo)] == [
        (False, False),
        (False, False),
        (True, False),
        (True, True),
    ]

    assert "3 opted out" in operator.write("Second")
    operator.write("Third", "service-update")
    eventually(lambda: len(operator.got(own[cleo])) >= 3 and len(operator.got(own[dora])) >= 2, seconds=60)
    subjects = [[one["Subject"] for one in operator.got(own[person])] for person in (ada, ben, dora, cleo)]
    assert [sorted(set(one) & {"First", "Second", "Third"}) for one in subjects] == [
        ["First"],
        ["First"],
        ["First", "Third"],
        ["First", "Second", "Third"],
    ]


def test_p9_mail_says_what_it_is_for_and_is_in_the_list_of_its_reader_alone(
    service: tuple[Operator, str], people: dict[str, Person]
) -> None:
    operator, address = service
    people["dora"].ask("mutation { updateMailPreferences(input: {companyNews: false}) { userErrors { code } } }")
    mail = people["cleo"].ask(ADDRESSES)["viewer"]["email"]
    assert not operator.write("Ours").startswith("0 mails")
    assert operator.write("Ours").startswith("0 mails")
    eventually(lambda: "Ours" in [one["Subject"] for one in operator.got(mail)], seconds=60)
    [letter] = [one for one in operator.got(mail) if one["Subject"] == "Ours"]
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert httpx.get(ended_at(letter, address), timeout=30).status_code == 200
    told = [node for node in people["cleo"].ask(LOG)["viewer"]["mailLog"]["nodes"] if node["subject"] == "Ours"]
    assert told == [{"mailClass": "COMPANY_NEWS", "subject": "Ours", "outcome": "SENT"}]
    assert "Ours" not in [node["subject"] for node in people["dora"].ask(LOG)["viewer"]["mailLog"]["nodes"]]
