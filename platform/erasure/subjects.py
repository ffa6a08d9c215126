"""What belongs to somebody or something, and goes with it? Told from the models, so that no table can be forgotten."""

from collections import Counter
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models.fields.reverse_related import ForeignObjectRel

from accounts.models import Account, User
from accounts.ownership import Record
from audit.models import Detail
from contacts.models import Contact
from database.roles import CLOSED
from erasure.models import Subject
from exports.models import Archive, ArchiveImport

Model = type[models.Model]

RECORDS: list[type[Record]] = [model for model in apps.get_models() if issubclass(model, Record)]
MODELS: dict[str, Model] = {Subject.CONTACT: Contact, Subject.USER: User, Subject.ACCOUNT: Account}
# What one cannot tell from the names of models.
NAMES = {
    "account.EmailAddress": "e-mail addresses of people",
    "audit.Detail": "details of what was done",
    "contacts.Address": "addresses",
    "contacts.Company": "companies",
    "contacts.CompanyTag": "tags on companies",
    "contacts.ContactTag": "tags on contacts",
    "contacts.Email": "e-mail addresses",
    "mfa.Authenticator": "second factors",
}
# What stays, and why; told before, and on the receipt.
DONE = (
    "That something was done, or went to somebody, when and by whom, but not what: so that what was done can be proved "
    "unaltered."
)
BACKUPS = "Backups, until they are deleted: whatever is brought back from one is erased again before it serves."
STAYS: dict[str, tuple[str, ...]] = {
    Subject.CONTACT: (DONE, "What others have written of the contact elsewhere: it is theirs.", BACKUPS),
    Subject.USER: (
        DONE,
        "Records of others, which name who made or changed them as somebody erased.",
        "That no optional mail is to go to an address that opted out, as a hash of it.",
        BACKUPS,
    ),
    Subject.ACCOUNT: (
        DONE,
        "What the payment processor has to keep of bills by law.",
        "That no optional mail is to go to an address that opted out, as a hash of it.",
        BACKUPS,
    ),
}


def counts(subject: str, subject_id: UUID) -> dict[str, int]:
    """Return how many rows of each kind go: {"contacts": 1, "notes": 3, …}; the account's context is open."""
    found = Counter({name_of(MODELS[subject]): MODELS[subject]._default_manager.filter(pk=subject_id).count()})
    for model, narrowed in _going(subject, subject_id):
        found[name_of(model)] += model._default_manager.filter(**narrowed).count()
    return {name: number for name, number in found.items() if number}


def name_of(model: Model) -> str:
    """Return what rows of a model are called."""
    return NAMES.get(model._meta.label) or f"{model._meta.verbose_name}s"


def belongings(model: Model) -> Iterator[tuple[Model, str]]:
    """Yield each model whose rows go with a row of this one, and by which field they name it."""
    fields = model._meta.get_fields(include_hidden=True)
    for relation in [field for field in fields if isinstance(field, ForeignObjectRel)]:
        if relation.on_delete is models.CASCADE and relation.related_model._meta.db_table not in CLOSED:
            yield relation.related_model, relation.field.name


def tables() -> list[Model]:
    """Return the models of all that is an account's beside its people, those first that refer to others."""
    left = {model for model in apps.get_models() if _is_of_an_account(model)}
    ordered: list[Model] = []
    while left:
        free = {model for model in left if not any(model in _named(other) for other in left - {model})}
        if not free:
            raise RuntimeError("Tables refer to each other in a circle.")
        ordered += sorted(free, key=lambda model: model._meta.label)
        left -= free
    return ordered


def _is_of_an_account(model: Model) -> bool:
    columns = {field.column for field in model._meta.concrete_fields}
    is_ours = model._meta.managed and not model._meta.proxy and model._meta.app_label != Detail._meta.app_label
    return is_ours and "account_id" in columns and model is not User


def _named(model: Model) -> set[Any]:
    return {field.related_model for field in model._meta.concrete_fields if field.is_relation}


def _going(subject: str, subject_id: UUID) -> Iterator[tuple[Any, dict[str, Any]]]:
    if subject == Subject.ACCOUNT:
        for model in (*tables(), User):
            yield model, {"account_id": subject_id}
        return
    if subject == Subject.CONTACT:
        owner = Contact.objects.filter(pk=subject_id).values("owner")
        yield from ((model, {"owner__in": owner}) for model in (Archive, ArchiveImport))
    if subject == Subject.USER:
        yield from ((model, {"owner": subject_id}) for model in RECORDS)
    yield from ((model, {field: subject_id}) for model, field in belongings(MODELS[subject]))
    yield Detail, {"subject_id": subject_id}
