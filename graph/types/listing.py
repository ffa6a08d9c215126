"""What can lists of records be narrowed and ordered by? A relation matches if it has a record that matches.

Only what the viewer may see matches: narrowing contacts by a hidden company's name finds nothing.
"""

from enum import Enum
from typing import Annotated

import strawberry
from strawberry import UNSET

from graph.types.accounts import UserFilter
from graph.types.filters import (
    DateFilter,
    DateTimeFilter,
    IDFilter,
    IntFilter,
    TextFilter,
    combinable,
    free_text,
    optional,
)
from graph.types.pages import order_by


@strawberry.input(description="What every record can be narrowed by.")
class RecordFilter:
    """Filters of all records."""

    id: IDFilter | None = optional()
    owner: UserFilter | None = optional()
    version: IntFilter | None = optional()
    created_at: DateTimeFilter | None = optional()
    created_by: UserFilter | None = optional()
    updated_at: DateTimeFilter | None = optional()
    updated_by: UserFilter | None = optional()


@strawberry.input(description="Narrows e-mail addresses.")
class EmailFilter:
    """Filters of e-mail addresses."""

    address: TextFilter | None = optional()
    normalized: TextFilter | None = optional()


@strawberry.input(description="Narrows phone numbers.")
class PhoneFilter:
    """Filters of phone numbers."""

    number: TextFilter | None = optional()
    e164: TextFilter | None = optional()


@strawberry.input(description="Narrows postal addresses.")
class AddressFilter:
    """Filters of postal addresses."""

    street: TextFilter | None = optional()
    city: TextFilter | None = optional()
    region: TextFilter | None = optional()
    postal_code: TextFilter | None = optional()
    country: TextFilter | None = optional()


@combinable("Narrows tags.")
class TagFilter(RecordFilter):
    """Filters of tags."""

    name: TextFilter | None = optional()


@combinable("Narrows notes.")
class NoteFilter(RecordFilter):
    """Filters of notes."""

    body: TextFilter | None = free_text(default=UNSET)


@combinable("Narrows companies.")
class CompanyFilter(RecordFilter):
    """Filters of companies."""

    name: TextFilter | None = optional()
    website: TextFilter | None = optional()
    industry: TextFilter | None = optional()
    emails: EmailFilter | None = optional()
    phones: PhoneFilter | None = optional()
    addresses: AddressFilter | None = optional()
    tags: TagFilter | None = optional()
    notes: NoteFilter | None = optional()
    contacts: Annotated["ContactFilter", strawberry.lazy("graph.types.listing")] | None = optional()


@combinable("Narrows contacts.")
class ContactFilter(RecordFilter):
    """Filters of contacts."""

    first_name: TextFilter | None = optional()
    middle_name: TextFilter | None = optional()
    last_name: TextFilter | None = optional()
    prefix: TextFilter | None = optional()
    suffix: TextFilter | None = optional()
    nickname: TextFilter | None = optional()
    name: TextFilter | None = optional()
    job_title: TextFilter | None = optional()
    birthday: DateFilter | None = optional()
    website: TextFilter | None = optional()
    source: TextFilter | None = optional()
    company: CompanyFilter | None = optional()
    emails: EmailFilter | None = optional()
    phones: PhoneFilter | None = optional()
    addresses: AddressFilter | None = optional()
    tags: TagFilter | None = optional()
    notes: NoteFilter | None = optional()


@strawberry.enum(description="What contacts can be ordered by; names without regard to case and accents.")
class ContactOrderField(Enum):
    """Columns to order contacts by."""

    BIRTHDAY = "birthday"
    CREATED_AT = "created_at"
    FIRST_NAME = "first_name_key"
    LAST_NAME = "last_name_key"
    NAME = "display_name_key"
    UPDATED_AT = "updated_at"


@strawberry.enum(description="What companies can be ordered by; names without regard to case and accents.")
class CompanyOrderField(Enum):
    """Columns to order companies by."""

    CREATED_AT = "created_at"
    NAME = "name_key"
    UPDATED_AT = "updated_at"


@strawberry.enum(description="What tags can be ordered by; names without regard to case and accents.")
class TagOrderField(Enum):
    """Columns to order tags by."""

    CREATED_AT = "created_at"
    NAME = "name_key"
    UPDATED_AT = "updated_at"


@strawberry.enum(description="What notes can be ordered by.")
class NoteOrderField(Enum):
    """Columns to order notes by."""

    CREATED_AT = "created_at"
    UPDATED_AT = "updated_at"


ContactOrder = order_by("ContactOrder", ContactOrderField, "One key to order contacts by.")
CompanyOrder = order_by("CompanyOrder", CompanyOrderField, "One key to order companies by.")
TagOrder = order_by("TagOrder", TagOrderField, "One key to order tags by.")
NoteOrder = order_by("NoteOrder", NoteOrderField, "One key to order notes by.")
