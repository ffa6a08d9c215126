"""What happens when many write at once? Of those who start from the same version, one wins; nothing else is lost."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import worlds
from api import Api, Client

WRITERS = 16
UPDATE = """mutation($id: ID!, $v: Int, $name: String!) {
    updateContact(input: {id: $id, expectedVersion: $v, jobTitle: $name}) {
        contact { version jobTitle } userErrors { code }
    }
}"""


def at_once(api: Api, person: Any, write: Callable[[Client, int], Any]) -> list[Any]:
    """Return what each of many writers, all let go together, was answered."""
    clients, barrier = [api(person) for _ in range(WRITERS)], Barrier(WRITERS)

    def run(number: int) -> Any:
        barrier.wait(timeout=30)
        return write(clients[number], number)

    with ThreadPoolExecutor(WRITERS) as threads:
        return list(threads.map(run, range(WRITERS)))


def test_of_those_who_expect_the_same_version_exactly_one_wins(api: Api) -> None:
    [ada] = worlds.people("ada")
    key = worlds.id_of(worlds.contact(ada))
    for version in range(1, 5):
        expected = {"id": key, "v": version}
        answers = at_once(
            api, ada, lambda client, number, e=expected: client.data(UPDATE, name=f"{e['v']} {number}", **e)
        )
        answers = [answer["updateContact"] for answer in answers]
        [winner] = [answer for answer in answers if not answer["userErrors"]]
        assert winner["contact"]["version"] == version + 1
        losers = [answer for answer in answers if answer is not winner]
        assert losers == [{"contact": winner["contact"], "userErrors": [{"code": "CONFLICT"}]}] * (WRITERS - 1)


def test_writers_who_expect_nothing_all_win_one_after_another(api: Api) -> None:
    [ada] = worlds.people("ada")
    key = worlds.id_of(worlds.contact(ada))
    answers = at_once(api, ada, lambda client, number: client.data(UPDATE, id=key, v=None, name=str(number)))
    assert sorted(answer["updateContact"]["contact"]["version"] for answer in answers) == list(range(2, 18))
    last = max(answers, key=lambda answer: answer["updateContact"]["contact"]["version"])
    assert api(ada).data("{ contacts { nodes { version jobTitle } } }")["contacts"]["nodes"] == [
        last["updateContact"]["contact"]
    ]


def test_a_name_is_taken_once(api: Api) -> None:
    [ada] = worlds.people("ada")
    for field in ("createTag", "createTeam"):
        write = f'mutation {{ made: {field}(input: {{name: "x"}}) {{ userErrors {{ code }} }} }}'
        answers = at_once(api, ada, lambda client, number, w=write: client.data(w))
        codes = Counter(error["code"] for answer in answers for error in answer["made"]["userErrors"])
        assert codes == {"TAKEN": WRITERS - 1}


def test_a_record_is_shared_and_unshared_by_many_without_errors(api: Api) -> None:
    ada, ben = worlds.people("ada", "ben")
    share = "mutation($r: ID!, $u: ID!) { done: shareRecord(input: {recordId: $r, userId: $u, level: %s}) { userErrors { code } } }"  # fmt: skip # noqa: E501
    unshare = (
        "mutation($r: ID!, $u: ID!) { done: unshareRecord(input: {recordId: $r, userId: $u}) { userErrors { code } } }"
    )
    writes = (share % "VIEW", share % "MANAGE", unshare, share % "EDIT")
    given = {"r": worlds.id_of(worlds.contact(ada)), "u": worlds.id_of(ben)}
    answers = at_once(api, ada, lambda client, number: client.data(writes[number % 4], **given))
    assert answers == [{"done": {"userErrors": []}}] * WRITERS
    api(ada).data(share % "EDIT", **given)
    shown = "{ contacts { nodes { access { view edit manage } } } }"
    rights = api(ben).data(shown)["contacts"]["nodes"][0]["access"]
    assert rights == {"view": True, "edit": True, "manage": False}


def test_readers_see_a_mutation_whole_or_not_at_all(api: Api) -> None:
    [ada] = worlds.people("ada")
    key = worlds.id_of(worlds.contact(ada, first_name="0", last_name="0"))
    write = "mutation($id: ID!, $n: String!) { updateContact(input: {id: $id, firstName: $n, lastName: $n}) { userErrors { code } } }"  # fmt: skip # noqa: E501
    read = "{ contacts { nodes { firstName lastName name } } }"

    def run(client: Client, number: int) -> Any:
        return client.data(write, id=key, n=str(number)) if number % 2 else client.data(read)["contacts"]["nodes"]

    for [row] in at_once(api, ada, run)[::2]:
        number = row["firstName"]
        assert row == {"firstName": number, "lastName": number, "name": f"{number} {number}"}
