"""Which mistakes would give a value away? Each is a patch of the source, with where the search is to find it."""

from tests.canary.plants import Plant
from tests.canary.searching import Finding
from tests.canary.server import Patch
from tests.privacy.canary.failing import UNFORESEEN
from tests.privacy.canary.hosting import UNWRITABLE
from tests.privacy.canary.people import AGENT, MEMBER

CONTACTS, NOTES, CLUSTER = (
    "platform/contacts/actions.py",
    "platform/activities/actions.py",
    "platform/database/cluster.py",
)
MADE = '    record("company:create", company.pk, actor_id=actor.pk, after=_told(company, columns, parts, tags))\n'


def breaking(file: str, before: str, what: str, word: str = UNFORESEEN) -> Patch:
    """Return a mistake before a line: whatever has the word breaks it, with all of it in the message."""
    indent = before[: len(before) - len(before.lstrip())]
    check = f"{indent}if {word!r} in str({what}):\n{indent}    raise RuntimeError({what})\n"
    return Patch(file=file, text=before, instead=check + before)


# No leaks: what the tests need so that something fails in the middle, with everything in its message and its locals.
MISTAKES = (
    breaking("platform/audit/recording.py", "    came = origin()\n", "(before, after)"),
    breaking("platform/database/checks.py", "    text = clean_text(value)\n", "value"),
    breaking("platform/accounts/models.py", "        super().set_password(raw_password)\n", "raw_password"),
    breaking("graph/document.py", "    if not holds_card(text):\n", "text"),
    breaking("graph/asgi.py", "        statement = cast(Query, prepared.planned).statement\n", "inputs.variables"),
    breaking(
        "platform/exports/writing.py",
        '    octets = b"".join(canonical(line) + b"\\n" for line in told)\n',
        "told",
        UNWRITABLE,
    ),
)


def making(name: str, then: str, finding: Finding) -> Plant:
    """Return a mistake in the verb that makes a company."""
    return Plant(name=name, patch=Patch(file=CONTACTS, text=MADE, instead=f"{MADE}    {then}\n"), finding=finding)


PLANTS = (
    Plant(
        name="a line of the log has a note's text",
        patch=Patch(
            file=NOTES,
            text='    touch(note, ["body"], actor)\n',
            instead='    touch(note, ["body"], actor)\n    __import__("logging").debug("Now %s", body)\n',
        ),
        finding=Finding("UpdateNoteInput.body", "output", "plain"),
    ),
    Plant(
        name="the log quotes errors",
        patch=Patch(
            file="platform/config/logs.py",
            text='getattr(error, "trace", type(error).__qualname__)',
            instead='getattr(error, "trace", repr(error))',
        ),
        finding=Finding("UpdateContactInput.jobTitle", "output", "plain"),
    ),
    Plant(
        name="the database's log quotes the statement of a process that was killed",
        patch=Patch(file=CLUSTER, text='"log_error_verbosity": "terse"', instead='"log_error_verbosity": "default"'),
        finding=Finding("UpdateContactInput.source", "file postgres.log", "plain"),
    ),
    Plant(
        name="the database's log quotes what is there already",
        patch=Patch(file=CLUSTER, text='"log_min_messages": "log"', instead='"log_min_messages": "error"'),
        finding=Finding("RegistrationInput.email", "file postgres.log", "plain"),
    ),
    Plant(
        name="a processor is told an address",
        patch=Patch(
            file="billing/stripe_api/customers.py",
            text='{"metadata": {"account": account}}',
            instead=(
                '{"metadata": {"account": account, "of": '
                '__import__("accounts.models").models.User.objects.filter(phone__isnull=False).get().email}}'
            ),
        ),
        finding=Finding("InvitePersonInput.email", "the processor", "plain"),
    ),
    Plant(
        name="the operator sees a name",
        patch=Patch(
            file="platform/config/operating.py",
            text="        reason=paid.reason,\n",
            instead="        reason=account.name,\n",
        ),
        finding=Finding("UpdateAccountInput.name", f"answer of /operator/ to {AGENT}", "plain"),
    ),
    Plant(
        name="the audit keeps what people tell of themselves",
        patch=Patch(
            file="platform/accounts/profile.py",
            text='after={"changed": names} if names else None',
            instead="after=columns if names else None",
        ),
        finding=Finding("UpdateAccountInput.phone", "column audit_detail.text", "plain"),
    ),
    Plant(
        name="a phone number is shown to everybody",
        patch=Patch(file="permissions/fields.py", text='    (User, "phone"): f"({OWN} OR {IS_ADMIN})",\n', instead=""),
        finding=Finding("UpdateProfileInput.phone", f"answer of /graphql to {MEMBER}", "plain"),
    ),
    Plant(
        name="a cache has a password",
        patch=Patch(
            file="platform/accounts/models.py",
            text="        self.session_version += 1\n",
            instead=(
                "        self.session_version += 1\n"
                '        __import__("django.core.cache").core.cache.cache.set(str(self.pk), raw_password)\n'
            ),
        ),
        finding=Finding("new password", "column database_cache.value", "Base64"),
    ),
    Plant(
        name="keys of the cache are as allauth makes them",
        patch=Patch(
            file="platform/config/settings.py",
            text='        "KEY_FUNCTION": "database.caches.hidden_key",\n',
            instead="",
        ),
        finding=Finding("RegistrationInput.email", "column database_cache.cache_key", "sha256"),
    ),
    making(
        "a job has it among its arguments",
        'from database.jobs import defer_once; defer_once("mail.deliver", lock="planted", delay_seconds=3600,'
        " message=values.emails[0].label)",
        Finding("CreateCompanyInput.emails.label", "column procrastinate_jobs.args", "plain"),
    ),
    making(
        "a mail tells of it",
        'from accounts import mail; mail.send("mail/letter", "zoe@example.net", {"text": company.name}, user=None)',
        Finding("CreateCompanyInput.name", "mail to zoe@example.net", "plain"),
    ),
    making(
        "a trace shows a record",
        '__import__("logging").getLogger("steward").debug("Made %r", vars(company))',
        Finding("CreateCompanyInput.website", "output", "plain"),
    ),
    making(
        "a file beside the database has it",
        '(__import__("django.conf").conf.settings.STEWARD_DATA / "made.txt").write_text(company.industry)',
        Finding("CreateCompanyInput.industry", "file made.txt", "plain"),
    ),
    making(
        "a hash of it is kept elsewhere",
        "import hashlib; from django.contrib.auth.models import Group;"
        " Group.objects.create(name=hashlib.sha256(values.phones[0].number.encode()).hexdigest())",
        Finding("CreateCompanyInput.phones.number", "column auth_group.name", "sha256"),
    ),
)
