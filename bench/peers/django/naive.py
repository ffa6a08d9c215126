"""What does graphene-django reach as it comes? Relay connections, and guardian asked wherever an object is shown."""

from typing import Any

import graphene
from django.db.models import QuerySet
from graphene import relay
from graphene_django import DjangoConnectionField, DjangoObjectType
from graphql_relay import from_global_id
from guardian.core import ObjectPermissionChecker
from guardian.shortcuts import get_objects_for_user
from tuned import write_note

from activities.models import Note
from contacts.models import Company, Contact, Email, Tag


def permitted(queryset: QuerySet[Any], user: Any) -> QuerySet[Any]:
    """Return the records of the user's own and those that guardian says were granted, newest first."""
    verb = f"contacts.view_{queryset.model._meta.model_name}"
    granted = get_objects_for_user(user, verb, klass=queryset.all(), accept_global_perms=False)
    return (granted | queryset.filter(owner=user)).order_by("-pk")


def found(model: type[Any], key: str, user: Any) -> Any:
    """Return the record if it is the user's own, or guardian says that it was granted; else None."""
    record = model.objects.filter(pk=key).first()
    verb = f"view_{model._meta.model_name}"
    return (
        record
        if record and (record.owner_id == user.pk or ObjectPermissionChecker(user).has_perm(verb, record))
        else None
    )


class Counted(relay.Connection):
    """A connection that knows how many there are."""

    total_count = graphene.Int(required=True)

    class Meta:
        abstract = True

    def resolve_total_count(self, info: Any) -> int:
        return self.length


class EmailNode(DjangoObjectType):
    """An e-mail address."""

    class Meta:
        model = Email
        interfaces = (relay.Node,)
        fields = ("address", "label")

    @classmethod
    def get_queryset(cls, queryset: QuerySet[Any], info: Any) -> QuerySet[Any]:
        return queryset.order_by("position")


class TagNode(DjangoObjectType):
    """A tag."""

    class Meta:
        model = Tag
        interfaces = (relay.Node,)
        fields = ("name",)

    @classmethod
    def get_queryset(cls, queryset: QuerySet[Any], info: Any) -> QuerySet[Any]:
        return permitted(queryset, info.context.user).order_by("name_key", "pk")


class NoteNode(DjangoObjectType):
    """A note."""

    class Meta:
        model = Note
        interfaces = (relay.Node,)
        fields = ("body", "contact")

    @classmethod
    def get_queryset(cls, queryset: QuerySet[Any], info: Any) -> QuerySet[Any]:
        return queryset.order_by("-pk")


class ContactNode(DjangoObjectType):
    """A person."""

    class Meta:
        model = Contact
        name = "Contact"
        interfaces = (relay.Node,)
        connection_class = Counted
        fields = ("display_name", "job_title", "company", "email_parts", "tags", "notes")

    @classmethod
    def get_queryset(cls, queryset: QuerySet[Any], info: Any) -> QuerySet[Any]:
        return permitted(queryset, info.context.user)

    @classmethod
    def get_node(cls, info: Any, id: str) -> Any:  # noqa: A002  # graphene's name
        return found(cls._meta.model, id, info.context.user)


class CompanyNode(DjangoObjectType):
    """An organisation."""

    class Meta:
        model = Company
        interfaces = (relay.Node,)
        fields = ("name", "contacts")

    @classmethod
    def get_queryset(cls, queryset: QuerySet[Any], info: Any) -> QuerySet[Any]:
        return permitted(queryset, info.context.user)

    @classmethod
    def get_node(cls, info: Any, id: str) -> Any:  # noqa: A002  # graphene's name
        return found(cls._meta.model, id, info.context.user)


class Query(graphene.ObjectType):
    """What can be read."""

    contact = relay.Node.Field(ContactNode)
    contacts = DjangoConnectionField(ContactNode, prefix=graphene.String())

    def resolve_contacts(self, info: Any, prefix: str | None = None, **page: Any) -> QuerySet[Any]:
        contacts = Contact.objects.all()
        return contacts.filter(last_name__istartswith=prefix) if prefix else contacts


class CreateNote(graphene.Mutation):
    """Write a note on a contact that the viewer may edit."""

    note = graphene.Field(NoteNode)

    class Arguments:
        contact_id = graphene.ID(required=True)
        body = graphene.String(required=True)

    def mutate(self, info: Any, contact_id: str, body: str) -> "CreateNote":
        user = info.context.user
        contact = Contact.objects.filter(pk=from_global_id(contact_id).id).first()
        if contact is None or not _may_edit(user, contact):
            return CreateNote(note=None)
        return CreateNote(note=write_note(contact, body, user))


class Mutation(graphene.ObjectType):
    """What can be done."""

    create_note = CreateNote.Field()


def _may_edit(user: Any, contact: Contact) -> bool:
    return contact.owner_id == user.pk or ObjectPermissionChecker(user).has_perm("edit_contact", contact)


schema = graphene.Schema(query=Query, mutation=Mutation)
