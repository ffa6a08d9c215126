"""What could be told by mail, or of it?"""

from holes.hole import PREDICATES, hole

MAIL = "tests/graph/test_mail.py"

HOLES = (
    hole("mail: the log of everybody", PREDICATES, '"{row}.user_id = viewer.user_id",', '"true",', MAIL),
    hole(
        "mail: the preferences of everybody",
        PREDICATES,
        'MailPreferences: "{row}.id = viewer.user_id"',
        'MailPreferences: "true"',
        MAIL,
    ),
    hole(
        "mail: sent to who opted out",
        "platform/mail/outbox.py",
        "mail_class in OPTIONAL and mail_class in unwanted",
        "False and mail_class in unwanted",
        "tests/mail/test_opting_out.py",
    ),
    hole(
        "mail: handed on without the secret",
        "platform/config/receiving.py",
        "if not constant_time_compare(",
        "if False and not constant_time_compare(",
        "tests/config/test_receiving.py",
    ),
)
