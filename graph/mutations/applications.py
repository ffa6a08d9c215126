"""What can be done with applications, and with whom one let in? No token can do it: it takes a person signed in."""

import strawberry
from strawberry import ID

from graph.mutations.steps import given, mutation, record_for, reference, refusable
from graph.types.applications import Application
from graph.types.filters import optional
from graph.types.payloads import Payload
from permissions.catalogue import Action, require
from permissions.recent import require_recent
from permissions.viewer import Viewer
from tokens import applications, models
from tokens.oauth_models import ClientType


@strawberry.input(description="A new application.")
class RegisterApplicationInput:
    """A new application."""

    name: str = strawberry.field(description="What people are asked about.")
    confidential: bool = strawberry.field(
        description="It runs on a server and keeps a secret. False for what runs on people's own devices."
    )
    scopes: list[str] = strawberry.field(description='What it may ask for: "contacts:read".')
    redirect_uris: list[str] | None = optional(
        "Where people are sent back to, letter by letter: https://…; on devices also http://127.0.0.1/… with any port,"
        " and schemes like com.example.app:/…. None for what uses device codes or acts for itself alone."
    )


@strawberry.input(description="An application, and what is other than before.")
class UpdateApplicationInput:
    """Changes of an application."""

    id: ID = strawberry.field(description="Which.")
    name: str | None = optional("What people are asked about.")
    scopes: list[str] | None = optional("What it may ask for. What it asks for no more, it does not get any more.")
    redirect_uris: list[str] | None = optional("Where people are sent back to.")


@strawberry.input(description="Which application.")
class ApplicationInput:
    """An application."""

    id: ID = strawberry.field(description="Which.")


@strawberry.input(description="Whom to let in no more.")
class RevokeAuthorizationInput:
    """An authorization to revoke."""

    id: ID = strawberry.field(description="Which.")


@strawberry.type(description="The answer to a mutation of an application.")
class ApplicationPayload(Payload):
    """An application, or why not."""

    application: Application | None = strawberry.field(description="The application as it is now.", default=None)
    client_secret: str | None = strawberry.field(
        description="Its secret, if it is new: keep it, for it is shown here and never again.", default=None
    )


@strawberry.type(description="The answer to the deletion of an application.")
class DeleteApplicationPayload(Payload):
    """The id that is gone, or why not."""

    deleted_id: ID | None = strawberry.field(description="The id of the application that is gone.", default=None)


@strawberry.type(description="The answer to revoking what one let in.")
class RevokeAuthorizationPayload(Payload):
    """The id that is revoked, or why not."""

    revoked_id: ID | None = strawberry.field(description="The id of what has ended.", default=None)


@refusable(ApplicationPayload)
def register_application(viewer: Viewer, input: RegisterApplicationInput) -> ApplicationPayload:
    """Register an application for the viewer's account."""
    require(viewer, Action.APPLICATION_REGISTER)
    require_recent(viewer)
    values = applications.ApplicationValues(
        name=input.name, redirect_uris=given(input.redirect_uris) or [], scopes=input.scopes
    )
    client_type = ClientType.CONFIDENTIAL if input.confidential else ClientType.PUBLIC
    made, secret = applications.register_application(values, client_type=client_type, actor=viewer.user)
    return ApplicationPayload(application=reference(made), client_secret=secret)


@refusable(ApplicationPayload)
def update_application(viewer: Viewer, input: UpdateApplicationInput) -> ApplicationPayload:
    """Change an application of the viewer's account."""
    application = _application(viewer, Action.APPLICATION_UPDATE, input.id)
    require_recent(viewer)
    name, uris, scopes = given(input.name), given(input.redirect_uris), given(input.scopes)
    values = applications.ApplicationValues(
        name=application.name if name is None else name,
        redirect_uris=application.redirect_uris if uris is None else uris,
        scopes=application.scopes if scopes is None else scopes,
    )
    return ApplicationPayload(
        application=reference(applications.update_application(application, values, actor=viewer.user))
    )


@refusable(ApplicationPayload, always=True)
def renew_application_secret(viewer: Viewer, input: ApplicationInput) -> ApplicationPayload:
    """Make a new secret for an application of the viewer's account."""
    application = _application(viewer, Action.APPLICATION_UPDATE, input.id)
    require_recent(viewer)
    secret = applications.renew_secret(application, actor=viewer.user)
    return ApplicationPayload(application=reference(application), client_secret=secret)


@refusable(DeleteApplicationPayload, always=True)
def delete_application(viewer: Viewer, input: ApplicationInput) -> DeleteApplicationPayload:
    """Delete an application of the viewer's account."""
    application = _application(viewer, Action.APPLICATION_DELETE, input.id)
    applications.delete_application(application, actor=viewer.user)
    return DeleteApplicationPayload(deleted_id=input.id)


@refusable(RevokeAuthorizationPayload, always=True)
def revoke_authorization(viewer: Viewer, input: RevokeAuthorizationInput) -> RevokeAuthorizationPayload:
    """End what the viewer let in."""
    authorization = record_for(viewer, Action.AUTHORIZATION_REVOKE, models.Authorization, input.id)
    applications.revoke_authorization(authorization.pk, actor=viewer.user)
    return RevokeAuthorizationPayload(revoked_id=input.id)


@strawberry.type
class ApplicationMutations:
    """The mutations of this module."""

    register_application = mutation(
        register_application, "Register an application that people of the account may let in. Administrators can."
    )
    update_application = mutation(
        update_application, "Change an application of the account. Administrators can; what is left out stays."
    )
    renew_application_secret = mutation(
        renew_application_secret, "Make a new secret for an application of the account: the one before is void."
    )
    delete_application = mutation(
        delete_application, "Delete an application of the account; all that it was let into ends at once."
    )
    revoke_authorization = mutation(
        revoke_authorization, "Let an application in no more: all its tokens of that device end at once."
    )


def _application(viewer: Viewer, action: Action, application_id: str) -> models.Application:
    require(viewer, action)
    return record_for(viewer, action, models.Application, application_id)
