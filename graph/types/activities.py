"""What was written down about contacts and companies: notes."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from activities import models
from contacts.models import Company as CompanyModel
from contacts.models import Contact as ContactModel
from graph.sources import ToOne
from graph.types.fields import column, sourced, table
from graph.types.records import Record

if TYPE_CHECKING:
    from graph.types.contacts import Company, Contact

LazyCompany = Annotated["Company", strawberry.lazy("graph.types.contacts")]
LazyContact = Annotated["Contact", strawberry.lazy("graph.types.contacts")]


@table(models.Note, resource="notes")
@strawberry.type(description="A text on one contact or company; seen and changed by those who see and change that.")
class Note(Record):
    """A note."""

    body: str = column("body", "The text.")
    contact: LazyContact | None = sourced(ToOne(model=ContactModel, column="contact_id"), "The contact it is about.")
    company: LazyCompany | None = sourced(ToOne(model=CompanyModel, column="company_id"), "The company it is about.")
