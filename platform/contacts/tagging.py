"""What can be done with tags, beside deleting them as any record. Verbs; each is atomic and says who does it."""

from django.db import transaction
from django.db.models import Func, Value

from accounts.models import User
from audit.recording import record
from contacts.actions import check_version, created_by, touch
from contacts.models import Tag
from database.checks import Checks, clean_text
from database.refusals import Invalid, Refusal, RefusalCode


@transaction.atomic(savepoint=False)
def create_tag(name: str, *, actor: User) -> Tag:
    """Return a new tag of the actor's. Raise Invalid if the name is empty, too long, or that of another of theirs."""
    cleaned = clean_tag_name(name)
    _check_own_tags(cleaned, actor)
    tag = Tag.objects.create(name=cleaned, **created_by(actor))
    record("tag:create", tag.pk, actor_id=actor.pk, after={"name": cleaned})
    return tag


@transaction.atomic(savepoint=False)
def update_tag(tag: Tag, name: str, *, expected_version: int | None = None, actor: User) -> Tag:
    """Return the tag renamed. Raise Conflict if it is past `expected_version`, Invalid as in `create_tag`.

    Who may edit somebody else's tag is not told which others its owner has: then two may have one name.
    """
    check_version(tag, expected_version)
    before, tag.name = {"name": tag.name}, clean_tag_name(name)
    if tag.owner_id == actor.pk:
        _check_own_tags(tag.name, actor, but=tag)
    record("tag:update", tag.pk, actor_id=actor.pk, before=before, after={"name": tag.name})
    return touch(tag, {"name": tag.name}, actor)


def clean_tag_name(name: str) -> str:
    """Return the name of a tag, cleaned. Raise Invalid if there is none, or it is too long."""
    checks = Checks()
    cleaned = checks.run("name", lambda: clean_text(name))
    if cleaned is None and not checks.refusals:
        checks.refuse(RefusalCode.BLANK, "name", "A tag needs a name.")
    checks.finish()
    return cleaned or ""


def _check_own_tags(name: str, actor: User, *, but: Tag | None = None) -> None:
    # One at a time for each person; a unique constraint would also answer those who must not know.
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    same = Tag.objects.filter(owner=actor, name_key=Func(Value(name), function="steward_sort_key"))
    if any(tag != but for tag in same):
        raise Invalid(Refusal(RefusalCode.TAKEN, "name", "You have a tag of that name."))
