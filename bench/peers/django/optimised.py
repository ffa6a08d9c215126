"""What does strawberry-django reach? Its optimizer, and permissions in each type's queryset: no path avoids them."""

from collections.abc import Iterable
from typing import Any

import strawberry
import strawberry_django
from django.db.models import QuerySet
from strawberry import relay
from strawberry.types import Info
from strawberry_django.optimizer import DjangoOptimizerExtension
from strawberry_django.relay import DjangoListConnection
from tuned import write_note
from visibility import among, listed

from activities.models import Note
from contacts import models

SEEN = "seen"  # a hint that stays with a queryset: it holds only what the viewer may see


def _permitted(queryset: QuerySet[Any], info: Info) -> QuerySet[Any]:
    return queryset if SEEN in queryset._hints else among(queryset, info.context.request.user)  # noqa: SLF001  # Django keeps them for routers


@strawberry_django.type(models.Email)
class Email:
    """An e-mail address."""

    address: strawberry.auto
    label: strawberry.auto

    @classmethod
    def get_queryset(cls, queryset: QuerySet[Any], info: Info, **options: Any) -> QuerySet[Any]:
        return queryset.order_by("position")


@strawberry_django.type(models.Tag)
class Tag:
    """A tag."""

    name: strawberry.auto

    @classmethod
    def get_queryset(cls, queryset: QuerySet[Any], info: Info, **options: Any) -> QuerySet[Any]:
        return _permitted(queryset, info).order_by("name_key", "pk")


@strawberry_django.type(Note, name="Note")
class NoteType:
    """A note."""

    body: strawberry.auto
    contact: "Contact"

    @classmethod
    def get_queryset(cls, queryset: QuerySet[Any], info: Info, **options: Any) -> QuerySet[Any]:
        return queryset.order_by("-pk")


@strawberry_django.type(models.Company)
class Company(relay.Node):
    """An organisation."""

    name: strawberry.auto
    contacts: list["Contact"] = strawberry_django.field(pagination=True)

    @classmethod
    def get_queryset(cls, queryset: QuerySet[Any], info: Info, **options: Any) -> QuerySet[Any]:
        return _permitted(queryset, info)


@strawberry_django.type(models.Contact)
class Contact(relay.Node):
    """A person."""

    name: str = strawberry_django.field(field_name="display_name")
    job_title: strawberry.auto
    company: Company | None
    emails: list[Email] = strawberry_django.field(field_name="email_parts")
    tags: list[Tag]
    notes: list[NoteType] = strawberry_django.field(pagination=True)

    @classmethod
    def get_queryset(cls, queryset: QuerySet[Any], info: Info, **options: Any) -> QuerySet[Any]:
        return _permitted(queryset, info).order_by("-pk")


@strawberry.type
class Query:
    """What can be read."""

    contact: Contact | None = strawberry_django.node()

    @strawberry_django.connection(DjangoListConnection[Contact])
    def contacts(self, info: Info, last_name_starts_with: str | None = None) -> Iterable[models.Contact]:
        """Return the contacts the viewer may see."""
        seen = listed(models.Contact, info.context.request.user)
        seen._add_hints(**{SEEN: True})  # noqa: SLF001  # as above
        return seen.filter(last_name__istartswith=last_name_starts_with) if last_name_starts_with else seen


@strawberry.type
class Mutation:
    """What can be done."""

    @strawberry.mutation
    def create_note(self, info: Info, contact_id: relay.GlobalID, body: str) -> NoteType | None:
        """Write a note on a contact that the viewer may edit."""
        user = info.context.request.user
        contact = among(models.Contact.objects.filter(pk=contact_id.node_id), user, "edit").first()
        return write_note(contact, body, user) if contact else None


schema = strawberry.Schema(query=Query, mutation=Mutation, extensions=[DjangoOptimizerExtension])
