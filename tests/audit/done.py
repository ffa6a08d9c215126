"""As what is each mutation of tests/graph/every_mutation.py written down, and of which record of its world?"""

NEW = "new"
OWN = "zoe"
OTHER = "a session of zoe's beside the one that is named"

DONE: dict[str, tuple[str, str]] = {
    "addSupportMessage": ("support_case:reply", "case"),
    "addTeamMember": ("team:update", "team"),
    "approveSupportRequest": ("support_request:approve", "request"),
    "billingPortal": ("billing:open_portal", "account"),
    "cancelSubscription": ("billing:cancel", "account"),
    "changePlan": ("billing:change_plan", "account"),
    "changeRole": ("user:change_role", "ann"),
    "closeAccount": ("account:close", "account"),
    "closeSupportCase": ("support_case:close", "case"),
    "createCompany": ("company:create", NEW),
    "createContact": ("contact:create", NEW),
    "createNote": ("note:create", NEW),
    "createPersonalToken": ("token:create", NEW),
    "createTag": ("tag:create", NEW),
    "createTeam": ("team:create", NEW),
    "deactivateUser": ("user:deactivate", "ann"),
    "declineSupportRequest": ("support_request:decline", "request"),
    "deleteApplication": ("application:delete", "application"),
    "deleteCompany": ("company:delete", "company"),
    "deleteContact": ("contact:delete", "contact"),
    "deleteNote": ("note:delete", "note"),
    "deleteTag": ("tag:delete", "tag"),
    "endOtherSessions": ("session:end", OTHER),
    "endSession": ("session:end", "session"),
    "exportArchive": ("archive:export", NEW),
    "handOver": ("user:hand_over", "gone"),
    "invitePerson": ("invitation:create", NEW),
    "openSupportCase": ("support_case:open", NEW),
    "reactivateUser": ("user:reactivate", "gone"),
    "registerApplication": ("application:register", NEW),
    "requestErasure": ("contact:request_erasure", "contact"),
    "removeBillingDetails": ("billing:leave", "account"),
    "removeTeamMember": ("team:update", "team"),
    "renewApplicationSecret": ("application:renew_secret", "application"),
    "resendInvitation": ("invitation:resend", "invitation"),
    "revokeAuthorization": ("authorization:revoke", "authorization"),
    "revokeInvitation": ("invitation:revoke", "invitation"),
    "revokePersonalToken": ("token:revoke", "token"),
    "revokeSupportRequest": ("support_request:revoke", "approved"),
    "setBillingDetails": ("billing:set_details", "account"),
    "setPaymentMethod": ("billing:set_payment_method", "account"),
    "setSeats": ("billing:set_seats", "account"),
    "shareRecord": ("contact:share", "contact"),
    "startPaymentSetup": ("billing:start_setup", "account"),
    "unshareRecord": ("contact:unshare", "contact"),
    "updateAccount": ("account:update", "account"),
    "updateApplication": ("application:update", "application"),
    "updateCompany": ("company:update", "company"),
    "updateContact": ("contact:update", "contact"),
    "updateMailPreferences": ("profile:choose_mail", OWN),
    "updateNote": ("note:update", "note"),
    "updateProfile": ("profile:update", OWN),
    "updateTag": ("tag:update", "tag"),
}
# What goes with a record is written down too.
BESIDE = {"deleteApplication": {"authorization:revoke"}, "deleteContact": {"note:delete"}}
# What agents do: tests/permissions/test_support.py.
BY_AGENTS = {"company:read", "contact:read", "note:read", "tag:read"}
BY_AGENTS |= {"support_request:confirm", "support_request:create"}
# What goes when it is too old: tests/privacy/test_growing_old.py.
BY_AGE = {"invitation:expire", "support_case:expire"}
# What erasures do after the answer: tests/erasure/test_erasing.py.
BY_ERASURES = {
    f"{resource}:{verb}"
    for resource in ("account", "contact", "user")
    for verb in ("confirm_erasure", "erase", "request_erasure")
}
