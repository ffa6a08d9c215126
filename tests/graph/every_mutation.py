"""What can be done at all? Every mutation, as a call that succeeds in the world of an administrator, zoe."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

import worlds
from accounts.models import Role, Session, User
from api import sign_in
from billing.models import Plan, Subscription
from contacts.models import Contact
from graph import ids
from permissions.levels import Level
from tokens.applications import ApplicationValues, register_application
from tokens.models import Authorization, PersonalToken
from tokens.oauth_models import ClientType

# What adds or changes: refused to an account that is not paid for.
ADDING = {
    "createContact": 'firstName: "New"',
    "updateContact": 'id: $contact, jobTitle: "Editor"',
    "createCompany": 'name: "New"',
    "updateCompany": 'id: $company, industry: "Books"',
    "createTag": 'name: "New"',
    "updateTag": 'id: $tag, name: "Old"',
    "createNote": 'contactId: $contact, body: "New"',
    "updateNote": 'id: $note, body: "Other"',
    "shareRecord": "recordId: $contact, userId: $ann, level: EDIT",
    "createTeam": 'name: "New"',
    "addTeamMember": "teamId: $team, userId: $ann",
    "reactivateUser": "userId: $gone",
    "invitePerson": 'email: "new@example.net", role: MEMBER',
    "resendInvitation": "id: $invitation",
    "createPersonalToken": 'name: "New", scopes: ["contacts:read"]',
    "registerApplication": 'name: "New", confidential: true, scopes: ["contacts:read"]',
    "updateApplication": 'id: $application, name: "Other"',
}
# What is about paying: `closeAccount` is for administrators, the others for the role BILLING too.
PAYING = {
    "setBillingDetails": 'name: "Zoë Ångström"',
    "setPaymentMethod": 'paymentMethodId: "pm_card_visa"',
    "startPaymentSetup": "hosted: true",
    "billingPortal": "accountId: $account",
    "setSeats": "seats: 9",
    "changePlan": "plan: YEARLY",
    "cancelSubscription": "accountId: $account",
    "removeBillingDetails": "accountId: $account",
    "closeAccount": "accountId: $account",
}
# What takes away, ends or revokes; what one tells of oneself (P3); who runs the account; and what is about paying.
ALWAYS = {
    "exportArchive": "userId: $zoe",
    "requestErasure": "id: $contact",
    "deleteContact": "id: $contact",
    "deleteCompany": "id: $company",
    "deleteTag": "id: $tag",
    "deleteNote": "id: $note",
    "unshareRecord": "recordId: $contact, userId: $ben",
    "removeTeamMember": "teamId: $team, userId: $ben",
    "updateProfile": 'name: "Zoë"',
    "updateMailPreferences": "companyNews: false",
    "updateAccount": 'city: "Hull"',
    "changeRole": "userId: $ann, role: BILLING",
    "deactivateUser": "userId: $ann",
    "handOver": "fromUserId: $gone, toUserId: $ann",
    "endSession": "id: $session",
    "endOtherSessions": "keepId: $session",
    "revokeInvitation": "id: $invitation",
    "revokePersonalToken": "id: $token",
    "renewApplicationSecret": "id: $application",
    "deleteApplication": "id: $application",
    "revokeAuthorization": "id: $authorization",
    "openSupportCase": 'subject: "Help", text: "It does not work.", records: [$contact, $note]',
    "addSupportMessage": 'caseId: $case, text: "It still does not."',
    "closeSupportCase": "id: $case",
    "approveSupportRequest": "id: $request, hours: 1",
    "declineSupportRequest": "id: $request",
    "revokeSupportRequest": "id: $approved",
    **PAYING,
}


@dataclass(frozen=True)
class World:
    """zoe, who may do all of it, and the ids of what there is."""

    zoe: User
    ids: dict[str, str]

    def document(self, name: str) -> str:
        """Return the mutation of that name; it selects `code` and `field` of what is wrong."""
        call = f"{name}(input: {{{(ADDING | ALWAYS)[name]}}})"
        names = ", ".join(f"${each}: ID!" for each in self.named(name))
        return f"mutation{f'({names})' if names else ''} {{ {call} {{ userErrors {{ code field }} }} }}"

    def named(self, name: str) -> dict[str, str]:
        """Return the ids that the mutation of that name takes."""
        return {each: key for each, key in self.ids.items() if f"${each}" in (ADDING | ALWAYS)[name]}


def world() -> World:
    """Return a new account, of which all is a little: ann and ben work in it, and somebody did."""
    account = worlds.account()
    zoe, ann, ben = (worlds.user(account, role=role) for role in (Role.ADMIN, Role.MEMBER, Role.MEMBER))
    made = {
        "account": account, "zoe": zoe, "ann": ann, "ben": ben, "gone": worlds.user(account, is_active=False),
        "contact": worlds.contact(zoe), "company": worlds.company(zoe), "tag": worlds.tag(zoe),
        "team": worlds.team(zoe, ben), "invitation": worlds.invitation(account, zoe),
    }  # fmt: skip
    worlds.grant(made["contact"], ben, Level.VIEW)
    with worlds.within(zoe):
        Subscription.objects.create(account=account, plan=Plan.MONTHLY, has_payment_method=True)
    made |= {"note": worlds.note(zoe, made["contact"])} | _programs(zoe) | _support(zoe, made["contact"])
    sign_in(zoe)
    session = ids.encode(Session, Session.objects.get(user=zoe).public_id)
    return World(zoe, {name: worlds.id_of(record) for name, record in made.items()} | {"session": session})


def _support(zoe: User, contact: Contact) -> dict[str, Any]:
    agent, case = worlds.agent(), worlds.case(zoe, contact)
    return {
        "case": case, "request": worlds.asked(case, agent, contact), "approved": worlds.approved(zoe, agent, contact)
    }  # fmt: skip


def _programs(zoe: User) -> dict[str, Any]:
    values = ApplicationValues(name="Letterpress", redirect_uris=[], scopes=["contacts:read"])
    worlds.token(zoe)
    now = timezone.now()
    with worlds.within(zoe):
        application, _ = register_application(values, client_type=ClientType.CONFIDENTIAL, actor=zoe)
    authorization = Authorization.objects.create(
        user=zoe, application=application, scopes=[], created_at=now, last_used_at=now, expires_at=now + timedelta(1)
    )
    token = PersonalToken.objects.get(user=zoe)
    return {"application": application, "authorization": authorization, "token": token}
