"""Where does a mutation take an id? Every such input, with a call that the twin makes and the hidden record does not.

`$id` is the record under attack; `$contact`, `$company`, `$tag`, `$team` and `$crew` are ada's own; `$ben` and `$eve`
are colleagues, eve a member of both teams and ben of the crew.
"""

from dataclasses import dataclass
from typing import Any

import worlds
from accounts.actions import add_team_member
from accounts.models import Team
from permissions.levels import Level
from tests.attacks.hiding import Scene, team

RECORDS, NOTES = ("contact", "company", "tag"), ("note on a contact", "note on a company")


@dataclass(frozen=True, kw_only=True)
class Write:
    """A call with an id in one of its inputs, and which kinds of record that names."""

    call: str
    kinds: tuple[str, ...]

    @property
    def deletes(self) -> bool:
        """Whether the record is gone when it is done."""
        return self.call.startswith("delete")

    @property
    def mutation(self) -> str:
        """The document."""
        names = ("id", "contact", "company", "tag", "team", "crew", "ben", "eve")
        declared = ", ".join(f"${name}: ID!" for name in names if f"${name}" in self.call)
        return f"mutation({declared}) {{ done: {self.call} {{ userErrors {{ code field message }} }} }}"


def write(call: str, *kinds: str) -> Write:
    """Return the write of a call."""
    return Write(call=call, kinds=kinds)


CREATE_TOKEN = 'createPersonalToken(input: {name: "x", scopes: ["tags:read"]'
WRITES: dict[str, Write] = {
    "createContact.companyId": write('createContact(input: {firstName: "x", companyId: $id})', "company"),
    "createContact.tagIds": write('createContact(input: {firstName: "x", tagIds: [$tag, $id]})', "tag"),
    "updateContact.id": write('updateContact(input: {id: $id, jobTitle: "x"})', "contact"),
    "updateContact.companyId": write("updateContact(input: {id: $contact, companyId: $id})", "company"),
    "updateContact.addTagIds": write("updateContact(input: {id: $contact, addTagIds: [$tag, $id]})", "tag"),
    "updateContact.removeTagIds": write("updateContact(input: {id: $contact, removeTagIds: [$tag, $id]})", "tag"),
    "deleteContact.id": write("deleteContact(input: {id: $id})", "contact"),
    "createCompany.tagIds": write('createCompany(input: {name: "x", tagIds: [$tag, $id]})', "tag"),
    "updateCompany.id": write('updateCompany(input: {id: $id, industry: "x"})', "company"),
    "updateCompany.addTagIds": write("updateCompany(input: {id: $company, addTagIds: [$tag, $id]})", "tag"),
    "updateCompany.removeTagIds": write("updateCompany(input: {id: $company, removeTagIds: [$tag, $id]})", "tag"),
    "deleteCompany.id": write("deleteCompany(input: {id: $id})", "company"),
    "updateTag.id": write('updateTag(input: {id: $id, name: "x"})', "tag"),
    "deleteTag.id": write("deleteTag(input: {id: $id})", "tag"),
    "createNote.contactId": write('createNote(input: {contactId: $id, body: "x"})', "contact"),
    "createNote.companyId": write('createNote(input: {companyId: $id, body: "x"})', "company"),
    "updateNote.id": write('updateNote(input: {id: $id, body: "x"})', *NOTES),
    "deleteNote.id": write("deleteNote(input: {id: $id})", *NOTES),
    "shareRecord.recordId": write("shareRecord(input: {recordId: $id, userId: $eve, level: EDIT})", *RECORDS),
    "shareRecord.userId": write("shareRecord(input: {recordId: $contact, userId: $id, level: EDIT})", "user"),
    "shareRecord.teamId": write("shareRecord(input: {recordId: $contact, teamId: $id, level: EDIT})", "team"),
    "unshareRecord.recordId": write("unshareRecord(input: {recordId: $id, userId: $eve})", *RECORDS),
    "unshareRecord.userId": write("unshareRecord(input: {recordId: $contact, userId: $id})", "user"),
    "unshareRecord.teamId": write("unshareRecord(input: {recordId: $contact, teamId: $id})", "team"),
    "addTeamMember.teamId": write("addTeamMember(input: {teamId: $id, userId: $ben})", "team"),
    "addTeamMember.userId": write("addTeamMember(input: {teamId: $team, userId: $id})", "user"),
    "removeTeamMember.teamId": write("removeTeamMember(input: {teamId: $id, userId: $eve})", "team"),
    "removeTeamMember.userId": write("removeTeamMember(input: {teamId: $crew, userId: $id})", "user"),
    "createPersonalToken.onlyOwnerId": write(f"{CREATE_TOKEN}, onlyOwnerId: $id}})", "user"),
    "createPersonalToken.onlyTagId": write(f"{CREATE_TOKEN}, onlyTagId: $id}})", "tag"),
    "createPersonalToken.onlyTeamId": write(f"{CREATE_TOKEN}, onlyTeamId: $id}})", "team"),
}
# Who may do these, and what others find, is tested where the rest of them is.
ELSEWHERE = {
    "tests/accounts/test_ending_sessions.py": {"endOtherSessions", "endSession"},
    "tests/accounts/test_invitations.py": {"resendInvitation", "revokeInvitation"},
    "tests/permissions/kinds.py": {
        *("changeRole", "deactivateUser", "exportArchive", "handOver", "reactivateUser"),
        "updateProfile",
    },
    "tests/graph/every_mutation.py": {
        *("billingPortal", "cancelSubscription", "closeAccount", "removeBillingDetails"),
    },
    "tests/permissions/test_support_cases.py": {
        *("openSupportCase", "addSupportMessage", "closeSupportCase"),
        *("approveSupportRequest", "declineSupportRequest", "revokeSupportRequest"),
    },
    "tests/erasure/test_erasing.py": {"requestErasure"},
    "tests/tokens/test_personal_tokens.py": {"revokePersonalToken"},
    "tests/tokens/test_applications.py": {
        *("deleteApplication", "renewApplicationSecret", "revokeAuthorization", "updateApplication"),
    },
}
# These name nothing, so nothing hidden.
WITHOUT_IDS = {
    *("createTag", "createTeam", "invitePerson", "registerApplication", "updateAccount", "updateMailPreferences"),
    *("changePlan", "setBillingDetails", "setPaymentMethod", "setSeats", "startPaymentSetup"),
}


def belongings(scene: Scene) -> dict[str, str]:
    """Return the ids of ada's own records, her teams and colleagues; her contact is shared with all of these."""
    ada, ben, eve = scene.cast.ada, scene.cast.ben, scene.cast.eve
    own: dict[str, Any] = {"contact": worlds.contact(ada), "company": worlds.company(ada), "tag": worlds.tag(ada)}
    own |= {name: team(scene.cast, ada, name) for name in ("team", "crew")} | {"ben": ben, "eve": eve}
    with worlds.within(ada):
        add_team_member(own["crew"], ben.pk, actor=ada)
        teams = list(Team.objects.filter(owner=ada))
    for principal in (ben, eve, *teams):
        worlds.grant(own["contact"], principal, Level.VIEW)
    return {name: worlds.id_of(record) for name, record in own.items()}
