"""What does the operator see of what people have told us? How much of it there is, and nothing of it (P17)."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

import worlds
from accounts.models import Role, User
from api import Api
from config import operating
from contacts.values import AddressValue, EmailValue, PhoneValue
from work import forget_jobs

MARK = "Xyzzyplugh"
JOB = "INSERT INTO procrastinate_jobs (task_name, queue_name, status, scheduled_at) VALUES ('x', 'default', %s, %s)"


@pytest.fixture
def zoe() -> User:
    """Somebody who tells us all that can be told, and of each kind of record has one or two."""
    account = worlds.account()
    type(account).objects.filter(pk=account.pk).update(
        name=MARK, phone=MARK, street=MARK, city=MARK, region=MARK, postal_code=MARK
    )
    zoe = worlds.user(account, role=Role.ADMIN)
    User.objects.filter(pk=zoe.pk).update(name=MARK, email=f"{MARK}-{zoe.pk}@example.org", phone=MARK)
    contact = worlds.contact(
        zoe,
        first_name=MARK,
        company=worlds.company(zoe, name=MARK),
        tags=[worlds.tag(zoe, MARK)],
        emails=(EmailValue(address=f"{MARK}@example.net"),),
        phones=(PhoneValue(number="020 7946 0018"),),
        addresses=(AddressValue(city=MARK),),
    )
    worlds.note(zoe, contact)
    worlds.contact(zoe)
    worlds.user(account, is_active=False)
    return zoe


def test_p17_agents_see_no_more_of_it_on_a_page(zoe: User, api: Api) -> None:
    assert api(zoe).get("/operator/").status_code == 404
    page = api(worlds.agent()).get("/operator/").text
    assert "Workers" in page
    assert MARK not in page


def told(**options: Any) -> str:
    said = StringIO()
    call_command("operator", stdout=said, **options)
    return said.getvalue()


def test_the_operator_sees_counts_and_states(zoe: User) -> None:
    account_id = worlds.id_of(zoe.account)
    [of_zoe] = [account for account in json.loads(told(json=True))["accounts"] if account["id"] == account_id]
    assert of_zoe.pop("entries") >= 5
    assert of_zoe.pop("created_at") <= timezone.now().isoformat()
    assert of_zoe == {
        "id": account_id,
        "people": 1,
        "records": {"company": 1, "contact": 2, "note": 1, "tag": 1},
        "status": "TRIALING",
        "reason": None,
    }
    [line] = [line for line in told().splitlines() if line.startswith(account_id)]
    assert line.split()[2:9] == ["TRIALING", "-", "1", "1", "2", "1", "1"]


def test_nothing_that_anybody_told_is_in_it(zoe: User) -> None:
    for said in (told(), told(json=True)):
        assert worlds.id_of(zoe.account) in said
        assert MARK.lower() not in said.lower()
        assert zoe.username not in said


def test_how_jobs_fare_is_told() -> None:
    forget_jobs()
    assert operating.jobs() == operating.Jobs(states={}, due_since=None, workers=operating.jobs().workers)
    now = timezone.now()
    with connection.cursor() as cursor:
        for status in ("todo", "failed", "failed"):
            cursor.execute(JOB, [status, now])
    jobs = operating.jobs()
    assert (jobs.states, jobs.due_since) == ({"failed": 2, "todo": 1}, now)
    assert "jobs: 1 todo, 2 failed, the oldest due since" in told()
    forget_jobs()
