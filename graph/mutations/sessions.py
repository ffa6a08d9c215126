"""What can be done with sessions? One's own can be ended. No token can do it: it takes a person who is signed in."""

import strawberry
from strawberry import ID

from accounts import sessions
from accounts.models import Session
from graph.mutations.steps import mutation, record_for, refusable
from graph.types.payloads import Payload
from permissions.catalogue import Action
from permissions.viewer import Viewer


@strawberry.input(description="Which session to end.")
class EndSessionInput:
    """A session to end."""

    id: ID = strawberry.field(description="Which.")


@strawberry.input(description="Which session to keep, when all others end.")
class EndOtherSessionsInput:
    """A session to keep."""

    keep_id: ID = strawberry.field(description="Which goes on; the request's own is the one that `isCurrent`.")


@strawberry.type(description="The answer to ending a session.")
class EndSessionPayload(Payload):
    """The id that has ended, or why not."""

    ended_id: ID | None = strawberry.field(description="The id of the session that has ended.", default=None)


@strawberry.type(description="The answer to ending all other sessions.")
class EndOtherSessionsPayload(Payload):
    """The id that goes on, or why not."""

    kept_id: ID | None = strawberry.field(description="The id of the session that goes on.", default=None)


@refusable(EndSessionPayload, always=True)
def end_session(viewer: Viewer, input: EndSessionInput) -> EndSessionPayload:
    """End a session of the viewer's; the request's own, too."""
    sessions.end_session(record_for(viewer, Action.SESSION_END, Session, input.id), actor=viewer.user)
    return EndSessionPayload(ended_id=input.id)


@refusable(EndOtherSessionsPayload, always=True)
def end_other_sessions(viewer: Viewer, input: EndOtherSessionsInput) -> EndOtherSessionsPayload:
    """End all sessions of the viewer's but one."""
    kept = record_for(viewer, Action.SESSION_END, Session, input.keep_id, field="keepId")
    sessions.end_other_sessions(kept, actor=viewer.user)
    return EndOtherSessionsPayload(kept_id=input.keep_id)


@strawberry.type
class SessionMutations:
    """The mutations of this module."""

    end_session = mutation(end_session, "End a session of one's own: its next request fails.")
    end_other_sessions = mutation(end_other_sessions, "End all sessions of one's own but one.")
