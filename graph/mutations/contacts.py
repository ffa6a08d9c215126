"""What can be done with contacts, companies and tags."""

from dataclasses import fields
from typing import Any, TypeVar

import strawberry
from strawberry import UNSET

from contacts import actions, tagging
from contacts.models import Company, Contact, Tag
from contacts.values import AddressValue, CompanyValues, ContactValues, EmailValue, PhoneValue
from database.values import UNSET as NOT_MENTIONED
from graph.mutations.inputs import (
    CreateCompanyInput,
    CreateContactInput,
    CreateTagInput,
    DeleteInput,
    UpdateCompanyInput,
    UpdateContactInput,
    UpdateTagInput,
)
from graph.mutations.steps import given, mutation, record_for, records_for, reference, refusable
from graph.types.payloads import CompanyPayload, ContactPayload, DeletePayload, TagPayload
from permissions.catalogue import Action, require
from permissions.viewer import Viewer

V = TypeVar("V", ContactValues, CompanyValues)


@refusable(ContactPayload)
def create_contact(viewer: Viewer, input: CreateContactInput) -> ContactPayload:
    """Make a contact of the viewer's own."""
    require(viewer, Action.CONTACT_CREATE)
    company, tags = _company(viewer, input.company_id), _tags(viewer, input.tag_ids, "tagIds")
    values = _values(ContactValues, input)
    contact = actions.create_contact(values, company=given(company), tags=tags, actor=viewer.user)
    return ContactPayload(contact=reference(contact))


@refusable(ContactPayload, shows="contact")
def update_contact(viewer: Viewer, input: UpdateContactInput) -> ContactPayload:
    """Change a contact that the viewer may edit."""
    contact = record_for(viewer, Action.CONTACT_UPDATE, Contact, input.id)
    company = _company(viewer, input.company_id)
    actions.update_contact(
        contact,
        _values(ContactValues, input),
        company=NOT_MENTIONED if company is UNSET else company,
        add_tags=_tags(viewer, input.add_tag_ids, "addTagIds"),
        remove_tags=_tags(viewer, input.remove_tag_ids, "removeTagIds"),
        expected_version=given(input.expected_version),
        actor=viewer.user,
    )
    return ContactPayload(contact=reference(contact))


@refusable(DeletePayload, always=True)
def delete_contact(viewer: Viewer, input: DeleteInput) -> DeletePayload:
    """Delete a contact that the viewer may manage, with all that is on it."""
    actions.delete_record(record_for(viewer, Action.CONTACT_DELETE, Contact, input.id), actor=viewer.user)
    return DeletePayload(deleted_id=input.id)


@refusable(CompanyPayload)
def create_company(viewer: Viewer, input: CreateCompanyInput) -> CompanyPayload:
    """Make a company of the viewer's own."""
    require(viewer, Action.COMPANY_CREATE)
    tags = _tags(viewer, input.tag_ids, "tagIds")
    company = actions.create_company(_values(CompanyValues, input), tags=tags, actor=viewer.user)
    return CompanyPayload(company=reference(company))


@refusable(CompanyPayload, shows="company")
def update_company(viewer: Viewer, input: UpdateCompanyInput) -> CompanyPayload:
    """Change a company that the viewer may edit."""
    company = record_for(viewer, Action.COMPANY_UPDATE, Company, input.id)
    actions.update_company(
        company,
        _values(CompanyValues, input),
        add_tags=_tags(viewer, input.add_tag_ids, "addTagIds"),
        remove_tags=_tags(viewer, input.remove_tag_ids, "removeTagIds"),
        expected_version=given(input.expected_version),
        actor=viewer.user,
    )
    return CompanyPayload(company=reference(company))


@refusable(DeletePayload, always=True)
def delete_company(viewer: Viewer, input: DeleteInput) -> DeletePayload:
    """Delete a company that the viewer may manage; its contacts stay, without a company."""
    actions.delete_record(record_for(viewer, Action.COMPANY_DELETE, Company, input.id), actor=viewer.user)
    return DeletePayload(deleted_id=input.id)


@refusable(TagPayload)
def create_tag(viewer: Viewer, input: CreateTagInput) -> TagPayload:
    """Make a tag of the viewer's own."""
    require(viewer, Action.TAG_CREATE)
    return TagPayload(tag=reference(tagging.create_tag(input.name, actor=viewer.user)))


@refusable(TagPayload, shows="tag")
def update_tag(viewer: Viewer, input: UpdateTagInput) -> TagPayload:
    """Rename a tag that the viewer may edit."""
    tag = record_for(viewer, Action.TAG_UPDATE, Tag, input.id)
    tagging.update_tag(tag, input.name, expected_version=given(input.expected_version), actor=viewer.user)
    return TagPayload(tag=reference(tag))


@refusable(DeletePayload, always=True)
def delete_tag(viewer: Viewer, input: DeleteInput) -> DeletePayload:
    """Delete a tag that the viewer may manage, off all it is on."""
    actions.delete_record(record_for(viewer, Action.TAG_DELETE, Tag, input.id), actor=viewer.user)
    return DeletePayload(deleted_id=input.id)


@strawberry.type
class ContactMutations:
    """The mutations of this module."""

    create_contact = mutation(create_contact, "Make a contact of one's own.", resource="contacts")
    update_contact = mutation(update_contact, "Change a contact; takes EDIT.", resource="contacts")
    delete_contact = mutation(delete_contact, "Delete a contact for good; takes MANAGE.", resource="contacts")
    create_company = mutation(create_company, "Make a company of one's own.", resource="companies")
    update_company = mutation(update_company, "Change a company; takes EDIT.", resource="companies")
    delete_company = mutation(delete_company, "Delete a company for good; takes MANAGE.", resource="companies")
    create_tag = mutation(create_tag, "Make a tag of one's own.", resource="tags")
    update_tag = mutation(update_tag, "Rename a tag; takes EDIT.", resource="tags")
    delete_tag = mutation(delete_tag, "Delete a tag for good; takes MANAGE.", resource="tags")


def _values(kind: type[V], given_input: Any) -> V:
    """Return what an input says as the action's values; null for a list is an empty one."""
    said = {field.name: getattr(given_input, field.name) for field in fields(kind)}
    parts = {"emails": EmailValue, "phones": PhoneValue, "addresses": AddressValue}
    for name, part in parts.items():
        if said[name] is not UNSET:
            said[name] = tuple(_part(part, item) for item in said[name] or ())
    return kind(**{name: NOT_MENTIONED if value is UNSET else value for name, value in said.items()})


def _part(kind: Any, item: Any) -> Any:
    return kind(**{field.name: given(getattr(item, field.name)) for field in fields(kind)})


def _company(viewer: Viewer, company_id: Any) -> Any:
    """Return the company to link, which the viewer must see; UNSET or None as given."""
    if company_id is UNSET or company_id is None:
        return company_id
    return record_for(viewer, Action.COMPANY_VIEW, Company, company_id, field="companyId")


def _tags(viewer: Viewer, tag_ids: Any, field: str) -> list[Tag]:
    return records_for(viewer, Action.TAG_VIEW, Tag, tag_ids, field=field)
