"""What is promised of what people tell us of themselves? P1 to P14."""

from privacy.promise import Promise

COLLECTED = (
    Promise(
        number=1,
        heading="What is asked for",
        words="To register we ask for the name of your account, a user name and an e-mail address; to pay, the payment "
        "processor asks for billing details. There is no other column for anything personal.",
        kept="Every personal column is declared with its purpose; an undeclared one fails. Seats are counted people.",
        code=("platform/accounts/personal.py", "platform/accounts/registration.py", "platform/accounts/seats.py"),
        tests=("tests/accounts/test_profile.py::p1_p5", "tests/accounts/test_seats.py", "tests/billing/test_seats.py"),
    ),
    Promise(
        number=2,
        heading="What you leave out stays out",
        words="All but a name and an e-mail address may be left blank. Without billing details an account is on trial, "
        "then it can be read and not changed, and the reason is told.",
        kept="Such columns are null; the state of an account is one view, with a typed reason.",
        code=("platform/accounts/models.py", "permissions/standing.py"),
        tests=("tests/accounts/test_registration.py", "tests/graph/test_read_only.py", "tests/billing/test_lives.py"),
    ),
    Promise(
        number=3,
        heading="Change or remove it at any time",
        words="You change or remove what you told us about yourself whenever you can sign in, in every state of the "
        "account. Nobody does it for you but your own administrators.",
        kept="updateProfile and updateAccount are never refused to who does not pay; null removes.",
        code=("platform/accounts/profile.py", "graph/mutations/people.py", "platform/erasure/erasing.py"),
        tests=(
            "tests/accounts/test_profile.py",
            "tests/pages/test_profile.py",
            "tests/pages/test_erasures.py::p3",
            "tests/graph/test_read_only.py",
        ),
    ),
    Promise(
        number=4,
        heading="See that it changed",
        words="The answer to a change has the new value, with when it was made and by whom.",
        kept="The payload is read from the database in the same transaction; updatedAt and updatedBy.",
        code=("graph/execution.py", "platform/accounts/profile.py"),
        tests=("tests/accounts/test_profile.py", "tests/contacts/test_versions.py"),
    ),
    Promise(
        number=5,
        heading="To set up the service, and for nothing else",
        words="What you tell us about yourself is used for the purpose that is written beside it.",
        kept="accounts/personal.py names the purpose of each column; a column without one fails. All of it was said to "
        "a whole server, and looked for: it is in its columns, with those who may see it, and nowhere else.",
        code=("platform/accounts/personal.py",),
        tests=("tests/accounts/test_profile.py::p1_p5", "tests/privacy/test_canary.py::p5"),
    ),
    Promise(
        number=6,
        heading="Not given to third parties",
        words="We connect to the payment processor and the mail server, and to nobody else.",
        kept="No other module opens connections; tests run with all sockets closed but to the machine itself; pages "
        "ask no other host.",
        code=("billing/stripe_api/", "platform/mail/outbox.py", "platform/privacy/code.py"),
        tests=("tests/billing/test_canary.py", "tests/privacy/test_canary.py::p6", "tests/pages/test_policy.py"),
    ),
    Promise(
        number=7,
        heading="Opt out of being contacted",
        words="An e-mail to support, or one click in ours, ends all mail but what the service needs.",
        kept="Who opted out is asked when a mail is sent, so that what waits is dropped; it holds for an address, of "
        "which a keyed hash is kept, and goes along to another. Who writes or clicks is told nothing of anybody.",
        code=("platform/mail/opting_out.py", "platform/mail/inbound.py", "platform/mail/unsubscribing.py"),
        tests=(
            "tests/journeys/test_mail.py::p7",
            "tests/mail/test_opting_out.py::p7",
            "tests/config/test_unsubscribing.py::p7",
            "tests/config/test_receiving.py::p7",
            "tests/accounts/test_preferences.py::p7",
            "tests/graph/test_mail.py::p7",
        ),
    ),
    Promise(
        number=8,
        heading="User name and password by e-mail",
        words="Registering or being invited sends one mail with the user name and a link, good once, to set a "
        "password. Known and unknown addresses are answered alike.",
        kept="Links are signed, expire and work once; both ways cost the same work.",
        code=("platform/accounts/registration.py", "platform/accounts/invitations.py", "platform/accounts/links.py"),
        tests=("tests/accounts/test_registration.py::p8", "tests/accounts/test_invitations.py"),
    ),
    Promise(
        number=9,
        heading="Updates about the service or the company",
        words="Such mail says what it is, can be ended, and you can see which was sent to you.",
        kept="Every mail has a class, and its headers say where it is ended (RFC 8058) unless the service needs it; "
        "mailLog lists what was sent to you, to you alone.",
        code=("platform/mail/classes.py", "platform/mail/outbox.py", "platform/mail/models.py"),
        tests=(
            "tests/journeys/test_mail.py::p9",
            "tests/mail/test_unsubscribing.py::p9",
            "tests/mail/test_opting_out.py::p9",
            "tests/graph/test_mail.py",
        ),
    ),
    Promise(
        number=10,
        heading="Nothing is disclosed unseen",
        words="Whatever leaves is written to a register that its owner can read: what went to tokens, applications, "
        "support and the payment processor, and archives.",
        kept="Data leaves by tokens that its user granted, and in no other way. What a token is told is committed to "
        "the register before it is; the role that serves can add to it, and change nothing.",
        code=(
            "permissions/disclosures.py",
            "graph/disclosing.py",
            "platform/audit/register.py",
            "permissions/narrowing.py",
            "platform/config/pages/disclosures.py",
        ),
        tests=(
            "tests/permissions/test_disclosures.py::p10",
            "tests/graph/test_lost_disclosures.py::p10",
            "tests/pages/test_disclosures.py::p10",
            "tests/permissions/test_scopes.py",
            "tests/tokens/test_consent.py",
        ),
    ),
    Promise(
        number=11,
        heading="Billing information is used to bill",
        words="It is used to bill, and for nothing else.",
        kept="It passes through to the processor within the request; no other package knows billing's internals.",
        code=("billing/details.py", "billing/settling.py"),
        tests=("tests/billing/test_canary.py",),
    ),
    Promise(
        number=12,
        heading="Not for marketing",
        words="No mail, page or list of ours can use billing information.",
        kept="It is in no column; no template of a mail names it.",
        code=("platform/privacy/code.py",),
        tests=("tests/billing/test_canary.py",),
    ),
    Promise(
        number=13,
        heading="Cards are handled by a third party",
        words="Card numbers go to the payment processor and never come here; billing fields can be written and never "
        "read, by anybody, anywhere.",
        kept="@writeOnly, and a walk over the whole schema without which nothing starts; any card number in any "
        "request is refused.",
        code=("graph/write_only.py", "graph/cards.py", "billing/cards.py"),
        tests=("tests/graph/test_write_only.py", "tests/billing/test_canary.py", "tests/graph/test_card_numbers.py"),
    ),
    Promise(
        number=14,
        heading="And it keeps them for that alone",
        words="The processor gets what it charges and an opaque id. Removing billing details, or closing the account, "
        "has it delete the customer.",
        kept="Customers are made with an opaque id alone; leaving is settled until it is done.",
        code=("billing/wishes.py", "billing/customer.py", "billing/settling.py"),
        tests=("tests/billing/test_lives.py", "tests/billing/test_settling.py", "tests/billing/test_chaos.py"),
    ),
)
