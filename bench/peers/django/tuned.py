"""What does graphene-django reach by hand? Plain lists, one predicate for each level, everything prefetched."""

from typing import Any

import graphene
from django.db.models import Prefetch
from django.utils import timezone
from graphene_django import DjangoObjectType
from graphql import FieldNode
from graphql_relay import from_global_id, to_global_id
from visibility import among, listed

from activities.models import Note
from contacts.models import Company, Contact, Email, Tag

PAGE_SIZE_MAX = 100


class EmailType(DjangoObjectType):
    """An e-mail address."""

    class Meta:
        model = Email
        name = "Email"
        fields = ("address", "label")


class TagType(DjangoObjectType):
    """A tag."""

    class Meta:
        model = Tag
        name = "Tag"
        fields = ("name",)


class NoteType(DjangoObjectType):
    """A note."""

    contact = graphene.Field(lambda: ContactType)

    class Meta:
        model = Note
        name = "Note"
        fields = ("body",)


class ContactType(DjangoObjectType):
    """A person."""

    id = graphene.ID(required=True)
    name = graphene.String(required=True)
    company = graphene.Field(lambda: CompanyType)
    emails = graphene.List(graphene.NonNull(EmailType))
    tags = graphene.List(graphene.NonNull(TagType))
    notes = graphene.List(graphene.NonNull(NoteType), first=graphene.Int())

    class Meta:
        model = Contact
        name = "Contact"
        fields = ("job_title",)

    def resolve_id(self, info: Any) -> str:
        return to_global_id("Contact", self.pk)

    def resolve_name(self, info: Any) -> str:
        return self.display_name

    def resolve_emails(self, info: Any) -> Any:
        return self.email_parts.all()

    def resolve_tags(self, info: Any) -> Any:
        return self.tags.all()

    def resolve_notes(self, info: Any, first: int) -> Any:
        return self.newest_notes


class CompanyType(DjangoObjectType):
    """An organisation; its people are those the viewer may see."""

    id = graphene.ID(required=True)
    contacts = graphene.List(graphene.NonNull(ContactType), first=graphene.Int())

    class Meta:
        model = Company
        name = "Company"
        fields = ("name",)

    def resolve_id(self, info: Any) -> str:
        return to_global_id("Company", self.pk)

    def resolve_contacts(self, info: Any, first: int) -> Any:
        return self.people


class ContactPage(graphene.ObjectType):
    """A page of contacts."""

    nodes = graphene.List(graphene.NonNull(ContactType), required=True)
    has_next_page = graphene.Boolean(required=True)
    end_cursor = graphene.String()
    total_count = graphene.Int(required=True)

    def resolve_total_count(self, info: Any) -> int:
        return self.all.count()


class Query(graphene.ObjectType):
    """What can be read."""

    contact = graphene.Field(ContactType, id=graphene.ID(required=True))
    contacts = graphene.Field(
        ContactPage, required=True, first=graphene.Int(required=True), last_name_starts_with=graphene.String()
    )

    def resolve_contact(self, info: Any, id: str) -> Contact | None:  # noqa: A002  # GraphQL's name
        user = info.context.user
        found = among(Contact.objects.filter(pk=from_global_id(id).id), user)
        return found.prefetch_related(*_prefetches(info, user)).first()

    def resolve_contacts(self, info: Any, first: int, last_name_starts_with: str | None = None) -> ContactPage:
        user = info.context.user
        seen = listed(Contact, user)
        if last_name_starts_with is not None:
            seen = seen.filter(last_name__istartswith=last_name_starts_with)
        size = min(first, PAGE_SIZE_MAX)
        rows = list(seen.order_by("-pk").prefetch_related(*_prefetches(info, user))[: size + 1])
        page = ContactPage(nodes=rows[:size], has_next_page=len(rows) > size)
        page.end_cursor = to_global_id("after", rows[:size][-1].pk) if rows else None
        page.all = seen
        return page


class CreateNote(graphene.Mutation):
    """Write a note on a contact that the viewer may edit."""

    note = graphene.Field(NoteType)

    class Arguments:
        contact_id = graphene.ID(required=True)
        body = graphene.String(required=True)

    def mutate(self, info: Any, contact_id: str, body: str) -> "CreateNote":
        user = info.context.user
        contact = among(Contact.objects.filter(pk=from_global_id(contact_id).id), user, "edit").first()
        return CreateNote(note=write_note(contact, body, user) if contact else None)


class Mutation(graphene.ObjectType):
    """What can be done."""

    create_note = CreateNote.Field()


def write_note(contact: Contact, body: str, user: Any) -> Note:
    """Return a new note of the user's on a contact."""
    now = timezone.now()
    people = {"owner": user, "created_by": user, "updated_by": user}
    return Note.objects.create(
        account_id=contact.account_id, contact=contact, body=body, created_at=now, updated_at=now, **people
    )


def _prefetches(info: Any, user: Any) -> list[Prefetch]:
    """Return what the selection needs: one query for each kind of thing, and no more of it than asked for."""
    asked = _asked(info.field_nodes)
    wanted = []
    if "emails" in asked:
        wanted.append(Prefetch("email_parts", Email.objects.order_by("position")))
    if "tags" in asked:
        wanted.append(Prefetch("tags", among(Tag.objects.all(), user).order_by("name_key", "pk")))
    if "notes" in asked:
        wanted.append(_newest_notes(asked["notes"]))
    if "company" in asked:
        wanted.append(Prefetch("company", _companies(asked["company"], user)))
    return wanted


def _companies(node: FieldNode, user: Any) -> Any:
    companies, asked = among(Company.objects.all(), user), _asked([node])
    if "contacts" not in asked:
        return companies
    people = among(Contact.objects.all(), user).order_by("-pk")
    if notes := _asked([asked["contacts"]]).get("notes"):
        people = people.prefetch_related(_newest_notes(notes))
    return companies.prefetch_related(Prefetch("contacts", people[: _first(asked["contacts"])], to_attr="people"))


def _newest_notes(node: FieldNode) -> Prefetch:
    return Prefetch("notes", Note.objects.order_by("-pk")[: _first(node)], to_attr="newest_notes")


def _asked(nodes: list[FieldNode]) -> dict[str, FieldNode]:
    """Return the fields below by name; those of a page are those of its nodes."""
    found: dict[str, FieldNode] = {}
    for field in (field for node in nodes for field in node.selection_set.selections):
        found |= _asked([field]) if field.name.value == "nodes" else {field.name.value: field}
    return found


def _first(node: FieldNode) -> int:
    return min(int(node.arguments[0].value.value), PAGE_SIZE_MAX)


schema = graphene.Schema(query=Query, mutation=Mutation)
