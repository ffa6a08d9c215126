"""Whose owner and grants decide about a row? Its own, for most; a note's are those of what it is about."""

from django.db import models

from activities.models import Note
from contacts.models import Company, Contact, Tag
from permissions.models import (
    CompanyTeamGrant,
    CompanyUserGrant,
    ContactTeamGrant,
    ContactUserGrant,
    TagTeamGrant,
    TagUserGrant,
    TeamGrant,
    UserGrant,
)

Model = type[models.Model]

GRANTS: dict[Model, tuple[type[UserGrant], type[TeamGrant]]] = {
    Company: (CompanyUserGrant, CompanyTeamGrant),
    Contact: (ContactUserGrant, ContactTeamGrant),
    Tag: (TagUserGrant, TagTeamGrant),
}
# (column that names the record, its model). Notes are part of theirs.
CARRIERS: dict[Model, tuple[tuple[str, Model], ...]] = {
    **{model: (("id", model),) for model in GRANTS},
    Note: (("contact_id", Contact), ("company_id", Company)),
}
