"""Which addresses Django answers; POST /graphql is answered before it (config/asgi.py)."""

from django.urls import include, path, re_path

from config.health import healthz
from config.pages import applications, archives, billing, cases, connections, disclosures, mail, members, support
from config.pages.erasure import erasing, erasure
from config.pages.erasures import erase, erasures
from config.pages.front import index
from config.pages.joining import invitation, joined, register, registered
from config.pages.mailbox import mailbox
from config.pages.passwords import SetPassword
from config.pages.privacy import privacy
from config.pages.profile import organisation, overview
from config.pages.sessions import end_other_sessions, end_session, sessions
from config.pages.tokens import new_token, revoke_token, tokens
from config.pages.unsubscribing import unsubscribe
from config.receiving import inbound
from tokens.leaks import token_leaks

handler403 = "config.pages.errors.forbidden"
handler404 = "config.pages.errors.not_found"

LINK_IN_A_MAIL = r"^account/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$"

urlpatterns = [
    path("", index, name="index"),
    path("privacy", privacy, name="privacy"),
    # Ours in front of allauth's, under allauth's names.
    path("account/", overview, name="settings"),
    path("account/signup/", register, name="account_signup"),
    path("account/signup/done/", registered, name="registered"),
    path("account/invitation/done/", joined, name="joined"),
    path("account/invitation/<str:key>/", invitation, name="invitation"),
    re_path(LINK_IN_A_MAIL, SetPassword.as_view(), name="account_reset_password_from_key"),
    path("account/erasure/", erasures, name="erasures"),
    path("account/erasure/of/<str:subject_id>/", erase, name="erase"),
    path("account/erasure/done/", erasing, name="erasing"),
    path("account/erasure/<str:key>/", erasure, name="erasure"),
    path("account/organisation/", organisation, name="organisation"),
    path("account/people/", members.members, name="members"),
    path("account/people/<uuid:user_id>/role/", members.change_role, name="change_role"),
    path("account/people/<uuid:user_id>/deactivate/", members.deactivate_member, name="deactivate_member"),
    path("account/people/<uuid:user_id>/reactivate/", members.reactivate_member, name="reactivate_member"),
    path("account/invitations/<uuid:invitation_id>/resend/", members.resend_invitation, name="resend_invitation"),
    path("account/invitations/<uuid:invitation_id>/revoke/", members.revoke_invitation, name="revoke_invitation"),
    path("account/sessions/", sessions, name="sessions"),
    path("account/sessions/others/end/", end_other_sessions, name="end_other_sessions"),
    path("account/sessions/<uuid:session_id>/end/", end_session, name="end_session"),
    path("account/mail/", mail.mail, name="mail"),
    path("account/tokens/", tokens, name="tokens"),
    path("account/tokens/new/", new_token, name="new_token"),
    path("account/tokens/<uuid:token_id>/revoke/", revoke_token, name="revoke_token"),
    path("account/connections/", connections.connections, name="connections"),
    path("account/connections/<uuid:authorization_id>/end/", connections.end_connection, name="end_connection"),
    path("account/applications/", applications.applications, name="applications"),
    path("account/applications/new/", applications.new_application, name="new_application"),
    path("account/applications/<uuid:application_id>/", applications.application, name="application"),
    path("account/applications/<uuid:application_id>/secret/", applications.renew_secret, name="renew_secret"),
    path(
        "account/applications/<uuid:application_id>/delete/", applications.delete_application, name="delete_application"
    ),
    path("account/archive/", archives.archives, name="archives"),
    path("account/archive/new/", archives.new_archive, name="new_archive"),
    path("account/disclosures/", disclosures.disclosures, name="disclosures"),
    path("account/support/", cases.cases, name="cases"),
    path("account/support/new/", cases.new_case, name="new_case"),
    path("account/support/<uuid:case_id>/", cases.case, name="case"),
    path("account/support/<uuid:case_id>/close/", cases.close_case, name="close_case"),
    path("account/support/requests/<uuid:request_id>/approve/", cases.approve_request, name="approve_request"),
    path("account/support/requests/<uuid:request_id>/decline/", cases.decline_request, name="decline_request"),
    path("account/support/requests/<uuid:request_id>/revoke/", cases.revoke_request, name="revoke_request"),
    path("archives", archives.import_archive, name="import_archive"),
    path("archives/<str:archive_id>", archives.archive, name="archive"),
    path(".well-known/steward-archive-key", archives.archive_key, name="archive_key"),
    path("operator/", support.operator, name="operator"),
    path("support/", support.queue, name="support"),
    path("support/order/", support.order, name="support_order"),
    path("support/<uuid:case_id>/", support.case, name="support_case"),
    path("support/<uuid:case_id>/confirm/<uuid:request_id>/", support.confirm, name="support_confirm"),
    path("support/<uuid:case_id>/answer/", support.answer, name="support_answer"),
    path("support/<uuid:case_id>/ask/", support.ask, name="support_ask"),
    path("support/requests/<uuid:request_id>/<str:record_id>/", support.read, name="support_read"),
    path("settings/billing", billing.billing, name="billing"),
    path("settings/billing/plan", billing.plan, name="billing_plan"),
    path("settings/billing/seats", billing.seats, name="billing_seats"),
    path("settings/billing/details", billing.details, name="billing_details"),
    path("settings/billing/card", billing.card, name="billing_card"),
    path("settings/billing/portal", billing.portal, name="billing_portal"),
    re_path(r"^settings/billing/(?P<how>cancel|remove|close)$", billing.end, name="billing_end"),
    path("account/", include("allauth.account.urls")),
    path("account/2fa/", include("allauth.mfa.urls")),
    path("auth/", include("accounts.urls")),
    path("auth/", include("allauth.headless.urls")),
    path("healthz", healthz),
    path("", include("tokens.oauth.urls")),
    path("", include("billing.urls")),
    path("token-leaks", token_leaks),
    path("mail/unsubscribe/<str:token>", unsubscribe, name="unsubscribe"),
    path("mail/inbound", inbound),
    path("mailbox", mailbox, name="mailbox"),
]
