"""Who is there: the account, its users and teams."""

from datetime import datetime
from enum import Enum
from typing import Annotated

import strawberry

from accounts import models
from accounts.models import Membership
from audit.models import AuditLogEntry as AuditLogEntryModel
from audit.models import Disclosure as DisclosureModel
from billing.models import AccountSubscription as AccountSubscriptionModel
from exports.models import Archive as ArchiveModel
from exports.models import ArchiveImport as ArchiveImportModel
from graph import sources
from graph.sources import Linked, Own, Pages, ToOne
from graph.types.applications import Application, Authorization
from graph.types.archives import Archive, ArchiveImport
from graph.types.audit import AuditLogEntry, AuditLogEntryFilter, AuditLogEntryOrder
from graph.types.billing import AccountSubscription
from graph.types.disclosures import Disclosure, DisclosureFilter, DisclosureOrder
from graph.types.fields import CLOSED, NO_SCOPE, column, sourced, table
from graph.types.filters import DateTimeFilter, IDFilter, TextFilter, combinable, optional
from graph.types.mail import MailLogEntry, MailLogEntryFilter, MailLogEntryOrder, MailPreferences
from graph.types.pages import Connection, order_by, pages
from graph.types.records import Node
from graph.types.sessions import Session
from graph.types.support import SupportCase, SupportRead, SupportReadFilter, SupportReadOrder
from graph.types.tokens import PersonalToken, Token
from mail.models import MailLogEntry as MailLogEntryModel
from permissions.models import SupportCase as SupportCaseModel
from permissions.models import SupportRead as SupportReadModel
from tokens.models import Application as ApplicationModel
from tokens.models import Authorization as AuthorizationModel
from tokens.models import PersonalToken as PersonalTokenModel

strawberry.enum(
    models.Role, name="Role", description="What somebody does in an account. No role opens anybody's records."
)


@table(models.Account, resource="account")
@strawberry.type(description="A customer: the organisation whose users these are.")
class Account(Node):
    """The viewer's account."""

    name: str = column("name", "What it is called.")
    phone: str | None = column("phone", "Its phone number, in E.164 form.")
    street: str | None = column("street", "Street and number.")
    city: str | None = column("city", "Town or city.")
    region: str | None = column("region", "State, county or province.")
    postal_code: str | None = column("postal_code", "Postal code.")
    country: str | None = column("country", "ISO 3166-1 alpha-2; national phone numbers are read as this country's.")
    allows_card_numbers: bool = column(
        "allows_card_numbers", "Whether its notes may hold the numbers of cards, which are refused everywhere else."
    )
    created_at: datetime = column("created_at", "When it registered.")
    applications: list[Application] = sourced(
        Own(model=ApplicationModel, link="account_id"),
        "The applications that were registered for it, newest first.",
        resource=CLOSED,
    )
    subscription: AccountSubscription | None = sourced(
        ToOne(model=AccountSubscriptionModel, column="id"),
        "What is paid for it; for ADMIN and BILLING alone.",
        resource=CLOSED,
    )
    audit_log: Connection[AuditLogEntry] = pages(
        Pages(model=AuditLogEntryModel, link="account_id"),
        "What was done in it; empty for all but administrators.",
        of=AuditLogEntry,
        filter=AuditLogEntryFilter,
        order=AuditLogEntryOrder,
        resource=CLOSED,
    )
    updated_at: datetime = column("updated_at", "When this was last changed.")
    updated_by: Annotated["User", strawberry.lazy("graph.types.accounts")] | None = sourced(
        ToOne(model=models.User, column="updated_by_id"), "Who last changed it.", resource="users"
    )


@table(models.User, resource="users")
@strawberry.type(description="A person in the account.")
class User(Node):
    """A user of the viewer's account."""

    username: str = column("username", "What they sign in with; unique across the service.")
    name: str | None = column("name", "What they are called.")
    email: str | None = column("email", "Their e-mail address; shown to themselves alone.", resource="profile")
    phone: str | None = column(
        "phone",
        "Their phone number, in E.164 form; shown to themselves and to administrators, and of others to no token.",
        resource="profile",
    )
    role: models.Role = column("role", "What they do in the account.")
    is_active: bool = column("is_active", "Whether they can sign in; what they own stays when they cannot.")
    created_at: datetime = column("created_at", "When they joined.")
    updated_at: datetime = column("updated_at", "When this was last changed.")
    updated_by: Annotated["User", strawberry.lazy("graph.types.accounts")] | None = sourced(
        ToOne(model=models.User, column="updated_by_id"), "Who last changed it; null if nobody did."
    )
    account: Account | None = sourced(ToOne(model=models.Account, column="account_id"), "Their account.")
    teams: list[Annotated["Team", strawberry.lazy("graph.types.accounts")]] = sourced(
        Linked(
            model=models.Team,
            through=Membership,
            link="user_id",
            target="group_id",
            to="group_id",
            order="name",
        ),
        "The teams they are in.",
    )
    token: Token | None = sourced(
        sources.TOKEN, "The token that the request came with, on whose it is; null for a session.", resource=NO_SCOPE
    )
    personal_tokens: list[PersonalToken] = sourced(
        Own(model=PersonalTokenModel, link="user_id"),
        "Their personal tokens that have not ended, newest first; shown to themselves alone.",
        resource=CLOSED,
    )
    authorizations: list[Authorization] = sourced(
        Own(model=AuthorizationModel, link="user_id"),
        "Whom they let in, and on which devices, newest first; shown to themselves alone.",
        resource=CLOSED,
    )
    archives: list[Archive] = sourced(
        Own(model=ArchiveModel, link="owner_id"),
        "The archives they asked for, newest first; shown to themselves alone.",
        resource=CLOSED,
    )
    imports: list[ArchiveImport] = sourced(
        Own(model=ArchiveImportModel, link="owner_id"),
        "The archives they brought back, newest first; shown to themselves alone.",
        resource=CLOSED,
    )
    sessions: list[Session] = sourced(
        Own(model=models.Session, link="user_id"),
        "Where they are signed in by a browser, newest first; shown to themselves alone.",
        resource=CLOSED,
    )
    mail_preferences: MailPreferences | None = sourced(
        ToOne(model=models.MailPreferences, column="id"),
        "Which mail they want; shown to themselves alone.",
        resource=CLOSED,
    )
    mail_log: Connection[MailLogEntry] = pages(
        Pages(model=MailLogEntryModel, link="user_id"),
        "Which mail we sent them; shown to themselves alone.",
        of=MailLogEntry,
        filter=MailLogEntryFilter,
        order=MailLogEntryOrder,
        resource=CLOSED,
    )
    support_cases: list[SupportCase] = sourced(
        Own(model=SupportCaseModel, link="owner_id"),
        "What they asked support for, newest first; shown to themselves alone.",
        resource=CLOSED,
    )
    support_ledger: Connection[SupportRead] = pages(
        Pages(model=SupportReadModel, link="owner_id"),
        "Which of their records support has read; shown to themselves alone.",
        of=SupportRead,
        filter=SupportReadFilter,
        order=SupportReadOrder,
        resource=CLOSED,
    )
    disclosures: Connection[Disclosure] = pages(
        Pages(model=DisclosureModel, link="owner_id"),
        "What of theirs, and of themselves, went to whom; shown to themselves alone.",
        of=Disclosure,
        filter=DisclosureFilter,
        order=DisclosureOrder,
        resource=CLOSED,
    )


@table(models.Team, resource="teams")
@strawberry.type(description="People whom records can be shared with as one.")
class Team(Node):
    """A team of the viewer's account."""

    name: str = column("name", "What it is called; unique within the account.")
    created_at: datetime = column("created_at", "When it was made.")
    owner: User | None = sourced(ToOne(model=models.User, column="owner_id"), "Who adds and removes its members.")
    members: list[User] = sourced(
        Linked(
            model=models.User,
            through=Membership,
            link="group_id",
            target="user_id",
            column="group_id",
            order="username",
        ),
        "Who is in it.",
    )


@combinable("Narrows users.")
class UserFilter:
    """Filters of users."""

    id: IDFilter | None = optional()
    username: TextFilter | None = optional()
    name: TextFilter | None = optional()
    created_at: DateTimeFilter | None = optional()


@strawberry.enum(description="What users can be ordered by.")
class UserOrderField(Enum):
    """Columns to order users by."""

    CREATED_AT = "created_at"
    USERNAME = "username"


UserOrder = order_by("UserOrder", UserOrderField, "One key to order users by.")


@combinable("Narrows teams.")
class TeamFilter:
    """Filters of teams."""

    id: IDFilter | None = optional()
    name: TextFilter | None = optional()
    owner: UserFilter | None = optional()
    members: UserFilter | None = optional("Has a member that matches.")


@strawberry.enum(description="What teams can be ordered by.")
class TeamOrderField(Enum):
    """Columns to order teams by."""

    CREATED_AT = "created_at"
    NAME = "name"


TeamOrder = order_by("TeamOrder", TeamOrderField, "One key to order teams by.")
