"""Is an archive that somebody sends imported once or not at all, for them alone, whatever happens meanwhile?"""

import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

import worlds
from accounts.models import Account, Role, User
from activities.models import Note
from api import Api
from config.importing import rights
from config.jobs import import_archive as import_job
from contacts.models import Company, Contact, Tag
from database.jobs import TRIES_MAX
from exports import actions, importing
from exports.files import archive_file
from exports.models import ArchiveImport, State
from exports.restoring import Refuses
from tests.audit.told import entries, faults
from tests.exports.asking import as_it_is, bring_back, exported, finished, send, sent
from tests.exports.begun import begun
from tests.exports.belongings import furnished
from tests.exports.test_importing import emptied
from work import do_jobs

KILLED_WITHIN_SECONDS = 0.4
MINE = "{ viewer { imports { id state code message total tags companies contacts notes completedAt expiresAt } } }"
NODE = "query($id: ID!) { node(id: $id) { ... on ArchiveImport { id state } } }"
OF_OTHERS = "{ users { nodes { id imports { id } } } }"
CAME = {"tags": 1, "companies": 1, "contacts": 2, "notes": 2}


@pytest.fixture
def file() -> Path:
    """An archive, of which nothing is here any more."""
    zoe = worlds.user(worlds.account())
    furnished(zoe)
    archive = exported(zoe)
    emptied(zoe)
    return archive


@pytest.fixture
def ann() -> User:
    """Somebody who owns nothing."""
    return worlds.user(worlds.account(), role=Role.ADMIN)


def owned(person: User) -> dict[str, int]:
    """Return how much of each kind somebody owns."""
    kinds = {"tags": Tag, "companies": Company, "contacts": Contact, "notes": Note}
    with worlds.within(person):
        return {name: model._default_manager.filter(owner=person).count() for name, model in kinds.items()}


def written_down(person: User) -> int:
    """Return how often it was written down that somebody imported an archive; the chain is whole."""
    assert faults(person) == []
    return sum(entry.action == "archive:import" for entry in entries(person))


def test_p15_it_is_asked_for_then_done_by_a_job_and_watched(api: Api, ann: User, file: Path) -> None:
    client = api(ann)
    answer = send(client, file)
    assert (answer.status_code, answer.json().keys()) == (202, {"import", "userErrors"})
    [waiting] = client.data(MINE)["viewer"]["imports"]
    assert (waiting["id"], waiting["state"], waiting["total"]) == (answer.json()["import"], "QUEUED", 0)
    assert not any(owned(ann).values())
    do_jobs()
    [done] = client.data(MINE)["viewer"]["imports"]
    assert done.items() >= (CAME | {"id": waiting["id"], "state": "COMPLETE", "total": 6, "code": None}).items()
    assert waiting["completedAt"] is None and done["completedAt"] < done["expiresAt"]
    assert (owned(ann), written_down(ann)) == (CAME, 1)
    assert client.data(NODE, id=done["id"])["node"] == {"id": done["id"], "state": "COMPLETE"}


def test_what_is_refused_leaves_nothing_and_says_why(api: Api, ann: User, file: Path, tmp_path: Path) -> None:
    client, broken = api(ann), tmp_path / "broken.zip"
    broken.write_bytes(file.read_bytes()[:-1])
    assert bring_back(client, broken) == ["ARCHIVE_INVALID"]
    [refused] = client.data(MINE)["viewer"]["imports"]
    assert (refused["state"], refused["completedAt"], refused["contacts"]) == ("FAILED", None, None)
    assert refused["message"] == "The archive is not as it was signed, or not whole."
    assert not any(owned(ann).values()) and written_down(ann) == 0
    assert bring_back(client, file) == []
    newest, before = client.data(MINE)["viewer"]["imports"]
    assert (newest["state"], before) == ("COMPLETE", refused)


def test_p16_another_neither_sees_nor_counts_an_import(api: Api, file: Path) -> None:
    zoe = worlds.user(worlds.account())
    admin, superuser = worlds.user(zoe.account, role=Role.ADMIN), worlds.user(zoe.account, is_superuser=True)
    made = worlds.id_of(sent(zoe, file))
    assert [each["id"] for each in api(zoe).data(MINE)["viewer"]["imports"]] == [made]
    for other in (admin, superuser, *worlds.people("stranger")):
        client = api(other)
        assert client.data(MINE)["viewer"]["imports"] == []
        assert client.data(NODE, id=made)["node"] is None
        assert not any(user["imports"] for user in client.data(OF_OTHERS)["users"]["nodes"])
        assert client.get(f"/archives/{made}").status_code == 404
    # Nor is it an archive that can be got.
    assert api(zoe).get(f"/archives/{made}").status_code == 404
    assert api(zoe).get(f"/archives/arc_{made.removeprefix('imp_')}").status_code == 404


@pytest.mark.parametrize("make", [worlds.token, worlds.access_token], ids=["personal token", "access token"])
def test_no_token_reads_of_one(api: Api, ann: User, file: Path, make: Callable[[User], str]) -> None:
    client, made = api(token=make(ann)), worlds.id_of(sent(ann, file))
    assert client.ask(MINE).status_code == 403
    assert client.data("query($id: ID!) { node(id: $id) { id } }", id=made)["node"] is None


def test_of_two_that_are_sent_at_once_one_is_taken(api: Api, ann: User, file: Path) -> None:
    clients = [api(ann) for _ in range(4)]
    before = set(file.parent.glob("*.zip"))
    with ThreadPoolExecutor() as pool:
        answers = list(pool.map(lambda client: send(client, file), clients))
    refused = [error["code"] for answer in answers for error in answer.json()["userErrors"]]
    assert refused == ["IMPORT_UNDER_WAY"] * 3
    [taken] = set(file.parent.glob("*.zip")) - before
    [made] = clients[0].data(MINE)["viewer"]["imports"]
    assert made["id"] == f"imp_{taken.stem}"
    do_jobs()
    assert (owned(ann), written_down(ann)) == (CAME, 1)


def _deactivated(person: User) -> None:
    User.objects.filter(pk=person.pk).update(is_active=False)


def _of_another_role(person: User) -> None:
    User.objects.filter(pk=person.pk).update(role=Role.BILLING)


def _in_an_account_that_does_not_pay(person: User) -> None:
    worlds.end_trial(person.account)


@pytest.mark.parametrize(
    ("become", "code"),
    [
        (_deactivated, "FORBIDDEN"),
        (_of_another_role, "FORBIDDEN"),
        (_in_an_account_that_does_not_pay, "READ_ONLY"),
    ],
)
def test_whether_somebody_may_is_asked_again_by_the_job(ann: User, file: Path, become, code: str) -> None:
    columns = {"is_active": ann.is_active, "role": ann.role}
    asked = sent(ann, file)
    become(ann)
    refused = finished(asked)
    assert (refused.state, refused.code) == (State.FAILED, code)
    assert not any(owned(ann).values()) and written_down(ann) == 0
    assert not archive_file(asked.pk).exists()
    User.objects.filter(pk=ann.pk).update(**columns)
    Account.objects.filter(pk=ann.account_id).update(created_at=timezone.now())
    assert finished(sent(ann, file)).state == State.COMPLETE


def test_p15_whoever_is_killed_leaves_all_or_nothing_and_the_next_does_it_once(lives: int) -> None:
    zoe = worlds.user(worlds.account())
    for number in range(60):
        worlds.contact(zoe, first_name=f"{number}")
    archive = exported(zoe)
    emptied(zoe)
    seen = set()
    for seed in range(lives):
        person = worlds.user(worlds.account())
        asked = sent(person, archive)
        worker = begun("importer.py", asked)
        time.sleep(random.Random(seed).uniform(0, KILLED_WITHIN_SECONDS))
        worker.kill()
        worker.communicate()
        left = as_it_is(asked)
        here = {State.COMPLETE: 60}.get(State(left.state), 0)
        assert (owned(person)["contacts"], written_down(person)) == (here, here // 60)
        seen.add(left.state)
        assert finished(asked).state == State.COMPLETE
        assert (owned(person)["contacts"], written_down(person)) == (60, 1)
        assert not archive_file(asked.pk).exists()
        emptied(person)
    assert seen & {State.QUEUED, State.RUNNING}


def test_who_was_taken_for_dead_and_was_only_slow_does_not_import_beside_the_next(ann: User, file: Path) -> None:
    asked, limits = sent(ann, file), []

    def slowly(actor: User) -> Refuses:
        """Also see that such a transaction may be idle for longer than that of a request."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('idle_in_transaction_session_timeout')")
            limits.append(cursor.fetchone())
        time.sleep(1)  # the others come
        return rights(actor)

    def work(_: int) -> None:
        try:
            importing.finish(asked.account_id, asked.pk, rights=slowly)
        except (FileNotFoundError, OperationalError):
            pass  # it came too late, and a job is done again
        finally:
            connection.close()

    with ThreadPoolExecutor() as pool:
        list(pool.map(work, range(4)))
    assert limits == [("0",)]
    assert as_it_is(asked).state == State.COMPLETE
    assert (owned(ann), written_down(ann)) == (CAME, 1)


def done_by_the_job(of: ArchiveImport, attempts: int) -> None:
    context = SimpleNamespace(job=SimpleNamespace(attempts=attempts))
    import_job(context, archive=str(of.pk), account=str(of.account_id))


def test_what_is_not_its_fault_is_tried_again_and_after_the_last_try_it_has_failed(ann: User, file: Path) -> None:
    asked = sent(ann, file)
    away = archive_file(asked.pk).rename(file.with_suffix(".away"))
    for attempts, state in ((8, State.QUEUED), (9, State.FAILED)):
        with pytest.raises(FileNotFoundError):
            done_by_the_job(asked, attempts)
        assert as_it_is(asked).state == state
    failed = as_it_is(asked)
    assert (failed.code, failed.message) == (None, importing.WENT_WRONG)
    away.rename(archive_file(asked.pk))
    done_by_the_job(asked, 9)  # that is said
    assert as_it_is(asked).state == State.FAILED and not archive_file(asked.pk).exists()
    assert not any(owned(ann).values())
    assert finished(sent(ann, file)).state == State.COMPLETE


def test_what_kills_its_workers_at_each_try_is_not_tried_again_and_whoever_waits_is_told(ann: User, file: Path) -> None:
    asked = sent(ann, file)
    done_by_the_job(asked, TRIES_MAX)
    failed = as_it_is(asked)
    assert (failed.state, failed.code, failed.message) == (State.FAILED, None, importing.WENT_WRONG)
    assert not any(owned(ann).values()) and not archive_file(asked.pk).exists()
    done_by_the_job(again := sent(ann, file), TRIES_MAX - 1)
    assert as_it_is(again).state == State.COMPLETE


def test_what_has_expired_is_gone_with_its_file(api: Api, ann: User, file: Path) -> None:
    asked = sent(ann, file)
    actions.expire(ann.account_id, asked.pk)
    assert archive_file(asked.pk).exists()
    with worlds.within(ann):
        ArchiveImport.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert api(ann).data(MINE)["viewer"]["imports"] == []
    actions.expire(ann.account_id, asked.pk)
    assert not archive_file(asked.pk).exists()
    with worlds.within(ann):
        assert not ArchiveImport.objects.exists()
    importing.finish(ann.account_id, asked.pk, rights=rights)
    assert not any(owned(ann).values())


def test_nobody_else_on_the_machine_reads_what_was_sent(ann: User, file: Path) -> None:
    taken = archive_file(sent(ann, file).pk)
    assert taken.stat().st_mode & 0o777 == 0o600
    assert taken.read_bytes() == file.read_bytes()
    assert UUID(taken.stem)
