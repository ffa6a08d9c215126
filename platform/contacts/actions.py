"""What can be done with contacts and companies, and how any record ends. Verbs; each is atomic and says who does it.

The caller has made sure that the actor may (permissions.access), for the record and for each that it is linked to.
"""

from collections.abc import Iterable
from typing import Any, Literal, TypeVar

from django.db import models, transaction
from django.utils import timezone

from accounts.models import Account, User
from accounts.ownership import Record
from audit.recording import forget, record
from contacts import telling
from contacts.models import Address, Company, CompanyTag, Contact, ContactTag, Email, Phone, Tag
from contacts.validation import clean_columns, clean_parts, display_name
from contacts.values import CompanyValues, ContactValues, PartValues
from database.checks import Checks
from database.ids import encode
from database.refusals import Conflict, Invalid, Refusal, RefusalCode
from database.values import UNSET, Unset

Parent = Contact | Company
R = TypeVar("R", bound=Record)
PART_MODELS: dict[str, type[models.Model]] = {"emails": Email, "phones": Phone, "addresses": Address}


@transaction.atomic(savepoint=False)
def create_contact(
    values: ContactValues, *, company: Company | None = None, tags: Iterable[Tag] = (), actor: User
) -> Contact:
    """Return a new contact of the actor's. Raise Invalid with every wrong field, or if nothing is said."""
    columns, parts = _clean(values, actor)
    if not any((*columns.values(), *parts.values())):
        raise Invalid(Refusal(RefusalCode.BLANK, None, "Give at least a name, an e-mail address or a phone number."))
    columns["display_name"] = _display_name(columns, parts)
    contact = Contact.objects.create(**columns, company=company, **created_by(actor))
    _replace_parts(contact, parts)
    _tag(contact, tags)
    record("contact:create", contact.pk, actor_id=actor.pk, after=_told(contact, columns, parts, tags))
    return contact


@transaction.atomic(savepoint=False)
def update_contact(
    contact: Contact,
    values: ContactValues,
    *,
    company: Company | Literal[Unset.UNSET] | None = UNSET,
    add_tags: Iterable[Tag] = (),
    remove_tags: Iterable[Tag] = (),
    expected_version: int | None = None,
    actor: User,
) -> Contact:
    """Return the contact as changed. Raise Conflict if it is past `expected_version`, Invalid for wrong fields."""
    check_version(contact, expected_version)
    columns, parts = _clean(values, actor)
    if company is not UNSET:
        columns["company"] = company
    before = _told(contact, columns, parts, remove_tags)
    _replace_parts(contact, parts)
    _assign(contact, columns)
    after = _told(contact, columns, parts, add_tags)
    # The name to show may be an e-mail address or a phone number, so it follows the parts.
    columns["display_name"] = contact.display_name = _display_name(vars(contact), _kept_parts(contact))
    _untag(contact, remove_tags)
    _tag(contact, add_tags)
    record("contact:update", contact.pk, actor_id=actor.pk, before=before, after=after)
    return touch(contact, columns, actor)


@transaction.atomic(savepoint=False)
def create_company(values: CompanyValues, *, tags: Iterable[Tag] = (), actor: User) -> Company:
    """Return a new company of the actor's. Raise Invalid with every wrong field; a name is required."""
    columns, parts = _clean(values, actor)
    if not columns.get("name"):
        raise Invalid(NAMELESS)
    company = Company.objects.create(**columns, **created_by(actor))
    _replace_parts(company, parts)
    _tag(company, tags)
    record("company:create", company.pk, actor_id=actor.pk, after=_told(company, columns, parts, tags))
    return company


@transaction.atomic(savepoint=False)
def update_company(
    company: Company,
    values: CompanyValues,
    *,
    add_tags: Iterable[Tag] = (),
    remove_tags: Iterable[Tag] = (),
    expected_version: int | None = None,
    actor: User,
) -> Company:
    """Return the company as changed. Raise Conflict if it is past `expected_version`, Invalid for wrong fields."""
    check_version(company, expected_version)
    columns, parts = _clean(values, actor)
    if "name" in columns and not columns["name"]:
        raise Invalid(NAMELESS)
    before = _told(company, columns, parts, remove_tags)
    _replace_parts(company, parts)
    _untag(company, remove_tags)
    _tag(company, add_tags)
    _assign(company, columns)
    after = _told(company, columns, parts, add_tags)
    record("company:update", company.pk, actor_id=actor.pk, before=before, after=after)
    return touch(company, columns, actor)


@transaction.atomic(savepoint=False)
def delete_record(deleted: Contact | Company | Tag, *, actor: User) -> None:
    """Delete the record for good, with its parts, notes, links and grants; contacts of a company stay.

    Nothing is told of it any more but that it was deleted, and its notes.
    """
    notes = [] if isinstance(deleted, Tag) else list(deleted.notes.values_list("pk", flat=True))
    forget(deleted.pk, *notes)
    for note_id in notes:
        record("note:delete", note_id, actor_id=actor.pk)
    record(f"{deleted._meta.model_name}:delete", deleted.pk, actor_id=actor.pk)
    deleted.delete()


def created_by(actor: User) -> dict[str, Any]:
    """Return the columns of a new record that say whose it is, and when it was made."""
    now = timezone.now()
    people = dict.fromkeys(("owner", "created_by", "updated_by"), actor)
    return {"account_id": actor.account_id, "created_at": now, "updated_at": now, **people}


def check_version(record: Record, expected: int | None) -> None:
    """Raise Conflict unless the (locked) record is still at the version the update was made from."""
    if expected is not None and record.version != expected:
        raise Conflict(record.version)


def touch(record: R, columns: Iterable[str], actor: User) -> R:
    """Save the named columns of the (locked) record with a new version and who changed it when; return it."""
    record.version += 1
    record.updated_at, record.updated_by = timezone.now(), actor
    record.save(update_fields=[*columns, "version", "updated_at", "updated_by"])
    return record


def _told(
    parent: Parent, named: Iterable[str], parts: dict[str, list[Any]], tags: Iterable[Tag] = ()
) -> dict[str, Any]:
    """Return what the audit tells of these columns and kinds of parts; tags are those that come, or go."""
    told = telling.columns(parent, named) | telling.parts(parent, ((name, PART_MODELS[name]) for name in parts))
    ids = sorted(encode(Tag.ID_PREFIX, tag.pk) for tag in tags)
    return told | ({"tags": ids} if ids else {})


NAMELESS = Refusal(RefusalCode.BLANK, "name", "A company needs a name.")


def _clean(values: ContactValues | CompanyValues, actor: User) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    checks = Checks()
    columns = clean_columns(values, checks)
    parts = clean_parts(values, checks, country=_country(values, actor))
    checks.finish()
    return columns, parts


def _country(values: PartValues, actor: User) -> str | None:
    return Account.objects.values_list("country", flat=True).get(pk=actor.account_id) if values.phones else None


def _assign(record: Record, columns: dict[str, Any]) -> None:
    for name, value in columns.items():
        setattr(record, name, value)


def _display_name(columns: dict[str, Any], parts: dict[str, list[Any]]) -> str:
    emails = (email.address for email in parts.get("emails", ()))
    return display_name(columns, emails, (phone.number for phone in parts.get("phones", ())))


def _kept_parts(contact: Contact) -> dict[str, list[Any]]:
    of_contact = {"contact_id": contact.pk}
    return {
        "emails": list(Email.objects.filter(**of_contact).order_by("position")),
        "phones": list(Phone.objects.filter(**of_contact).order_by("position")),
    }


def _replace_parts(parent: Parent, parts: dict[str, list[Any]]) -> None:
    link = parent._meta.model_name or ""
    for name, new in parts.items():
        model = PART_MODELS[name]
        model._default_manager.filter(**{link: parent}).delete()
        for part in new:
            setattr(part, link, parent)
            part.account_id = parent.account_id
        model._default_manager.bulk_create(new)


def _tag(parent: Parent, tags: Iterable[Tag]) -> None:
    through, link = _tag_link(parent)
    through.objects.bulk_create(
        [through(account_id=parent.account_id, tag=tag, **{link: parent}) for tag in tags], ignore_conflicts=True
    )


def _untag(parent: Parent, tags: Iterable[Tag]) -> None:
    through, link = _tag_link(parent)
    through.objects.filter(tag__in=list(tags), **{link: parent}).delete()


def _tag_link(parent: Parent) -> tuple[Any, str]:
    return (ContactTag, "contact") if isinstance(parent, Contact) else (CompanyTag, "company")
