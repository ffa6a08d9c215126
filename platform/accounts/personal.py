"""Which columns hold what somebody tells of themselves, and what for? No other may (P1), for nothing else (P5).

By the labels of models. What users put in about others is Data, and not here: it is its owners'.
"""

REACH = "To reach who works there."
SIGN_IN = "To sign in."

PERSONAL: dict[str, dict[str, str]] = {
    "accounts.Account": {
        "name": "To tell customers apart, for their own people.",
        "phone": REACH,
        "street": REACH,
        "city": REACH,
        "region": REACH,
        "postal_code": REACH,
        "country": "To read national phone numbers, and to reach who works there.",
    },
    "accounts.User": {
        "username": SIGN_IN,
        "email": "To sign in, and to send what one needs to sign in, and notices about that.",
        "name": "To tell people of an account apart, for each other.",
        "phone": "To reach the person, for administrators of their account.",
        "password": "To check who signs in; kept as a hash that cannot be read back.",
        "wants_company_news": "To send news of the company only to who wants it.",
        "wants_service_updates": "To send updates about the service only to who wants it.",
        "last_login": "To tell who has never signed in, whose link may have run out.",
    },
    "accounts.Invitation": {
        "email": "To send the invitation, until it is answered, revoked or too old.",
        "username": "To propose a user name, until then.",
    },
    "accounts.ReservedName": {"name": "To keep a user name for who asked for it, for a day."},
    "accounts.Session": {
        "device": "To let one tell one's sessions apart; of a browser no more than its name.",
        "session_data": "To know how somebody signed in; sealed.",
    },
    "accounts.KnownDevice": {"digest": "To tell a device that is new; nothing can be read from it."},
    "account.EmailAddress": {"email": "To know whether an address is confirmed, and to which one somebody changes."},
    "mail.MailLogEntry": {"subject": "To show you which mail we sent you; goes with you."},
    "mail.Message": {"sealed": "To send it; sealed, and gone when it is sent."},
    "mail.OptOut": {"digest": "To send an address no mail that it opted out of; nothing can be read from it."},
    "mfa.Authenticator": {"data": "To check a second factor; sealed."},
}
# Keys, references, moments, and what we note of our own accord; beside them there is nothing in these tables.
IMPERSONAL: dict[str, frozenset[str]] = {
    "accounts.Account": frozenset({"id", "allows_card_numbers", "created_at", "updated_at", "updated_by"})
    | {"people_version", "is_operator"},
    "accounts.Allowance": frozenset({"holder", "full_at"}),
    "accounts.Invitation": frozenset(
        {"id", "account", "role", "secret_hash", "created_at", "created_by", "expires_at"}
    ),
    "accounts.KnownDevice": frozenset({"id", "user", "seen_at"}),
    "accounts.Membership": frozenset({"id", "account", "group", "user"}),
    "accounts.ReservedName": frozenset({"id", "until"}),
    "accounts.Session": frozenset({"session_key", "public_id", "user", "version"})
    | {"expire_date", "created_at", "seen_at", "authenticated_at", "has_second_factor"},
    "accounts.Team": frozenset({"id", "account", "name", "owner", "group", "created_at"}),
    "accounts.User": frozenset({"id", "account", "role", "is_active", "is_service", "is_superuser", "session_version"})
    | {"created_at", "updated_at", "updated_by", "is_agent"},
    "account.EmailAddress": frozenset({"id", "user", "verified", "primary"}),
    "account.EmailConfirmation": frozenset({"id", "email_address", "created", "sent", "key"}),
    "mail.Campaign": frozenset({"id", "name", "digest", "reached", "finished_at"}),
    "mail.MailLogEntry": frozenset({"id", "account_id", "user", "mail_class", "outcome", "sent_at"}),
    "mail.Message": frozenset({"id", "created_at"}),
    "mail.OptOut": frozenset({"id", "mail_class", "made_at", "how"}),
    "mail.OptOutKey": frozenset({"id", "sealed"}),
    "mfa.Authenticator": frozenset({"id", "user", "type", "created_at", "last_used_at"}),
}
