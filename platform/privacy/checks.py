"""Is a promise kept at this moment? Looks at the schema, the settings, the code and the database.

Each asks what is there, and not what was meant: the columns of the models, the rights of the role that serves.
"""

from collections.abc import Callable, Iterator

from django.apps import apps
from django.conf import settings

from accounts.personal import IMPERSONAL, PERSONAL
from database.sealing import SESSION_COOKIE, seal, unseal
from graph.schema import graphql_schema
from graph.write_only import leaks
from mail.classes import OPTIONAL, MailClass
from mail.outbox import composed
from privacy import code, helping, stored, telling

Check = Callable[[], Iterator[str]]

ABOUT_PEOPLE = ("account", "accounts", "mail", "mfa")  # apps whose tables hold what people tell of themselves
ADMIN = "django.contrib.admin"
SECRET_LENGTH_MIN = 50  # characters, as Django's own check has it


def personal_columns() -> Iterator[str]:
    """P1, P5: every column about people is declared, with its purpose if it is personal."""
    for model in apps.get_models():
        label = model._meta.label
        if model._meta.app_label in ABOUT_PEOPLE and not model._meta.proxy:
            declared = PERSONAL.get(label, {}).keys() | IMPERSONAL.get(label, frozenset())
            for field in model._meta.concrete_fields:
                if field.name not in declared:
                    yield f"Nothing says what {label}.{field.name} is for."


def connections() -> Iterator[str]:
    """P6: nobody else opens connections."""
    for place in code.connecting(code.ROOT):
        yield f"{place} could connect to anybody."


def opting_out() -> Iterator[str]:
    """P7: what is known of who opted out is in no words that name them."""
    yield from stored.opt_outs_in_clear()


def mail_that_ends() -> Iterator[str]:
    """P9: a mail says where it is ended, exactly if it can be."""
    for mail_class in MailClass:
        said = {"subject": "", "body": "", "from": "", "to": "nobody@example.org", "class": mail_class}
        if ("List-Unsubscribe" in composed(said).extra_headers) != (mail_class in OPTIONAL):
            yield f"Mail of the class {mail_class} does not say where it is ended, or says so and is not."


def disclosed() -> Iterator[str]:
    """P10: what a token reads is in the register, and stays there."""
    yield from telling.reads_untold()
    yield from telling.register_that_can_change()


def billing_alone() -> Iterator[str]:
    """P11, P12: no mail tells of billing information, and nobody else speaks with the processor."""
    for place in code.naming_billing(code.ROOT):
        yield f"{place} uses billing information."


def write_only() -> Iterator[str]:
    """P13: nothing that is write-only can be read."""
    for field in leaks(graphql_schema):
        yield f"{field} could show what can only be written."


def no_way_for_staff() -> Iterator[str]:
    """P17: no page shows the operator tables, and no rule knows of superusers."""
    if ADMIN in settings.INSTALLED_APPS:
        yield f"{ADMIN} is installed: it shows tables to staff."
    for place in code.trusting_superusers(code.ROOT):
        yield f"{place} lets superusers do what others may not."


def customers_alone() -> Iterator[str]:
    """P17: nobody of the operator's is among a customer's people."""
    yield from helping.agents_among_customers()


def support_by_consent() -> Iterator[str]:
    """P18: what support reads, somebody approved, and it is written down."""
    yield from helping.reads_untold()


def cookie() -> Iterator[str]:
    """P20, P23, P30: nobody but us reads the session cookie, and it ends with the browser."""
    if not settings.SESSION_COOKIE_HTTPONLY:
        yield "Scripts can read the session cookie: it is not HttpOnly."
    if settings.SESSION_COOKIE_SAMESITE not in ("Lax", "Strict"):
        yield "Other sites can use the session cookie: it is not SameSite."
    if settings.SESSION_COOKIE_DOMAIN:
        yield "Other hosts can read the session cookie: it has a domain."
    if settings.HTTPS and not (settings.SESSION_COOKIE_SECURE and settings.SESSION_COOKIE_NAME.startswith("__Host-")):
        yield "The session cookie could go over plain HTTP."


def ends_with_browser() -> Iterator[str]:
    """P30: no session outlives its browser."""
    if not settings.SESSION_EXPIRE_AT_BROWSER_CLOSE:
        yield "Sessions outlive the browser."


def sealed_cookie() -> Iterator[str]:
    """P21, P24: what the cookie holds cannot be read, nor changed."""
    sealed = seal("nobody's id", purpose=SESSION_COOKIE)
    if "nobody" in sealed or unseal(f"{'A' if sealed[0] != 'A' else 'B'}{sealed[1:]}", purpose=SESSION_COOKIE):
        yield "What the session cookie holds is not sealed."


def walls() -> Iterator[str]:
    """P27: every table of an account is behind its wall, and the wall binds whoever serves."""
    yield from stored.tables_without_wall()
    yield from stored.role_above_walls()


def only_added_to() -> Iterator[str]:
    """P26: whoever serves can change nothing of what was done, and take nothing of it away."""
    yield from stored.audit_that_can_change()


def encrypted_on_the_way() -> Iterator[str]:
    """P27: whoever serves others does so over HTTPS, and tells browsers to stay with it."""
    if settings.HTTPS and not (settings.SECURE_SSL_REDIRECT and settings.SECURE_HSTS_SECONDS):
        yield "Plain HTTP is not redirected, or browsers are not told to stay with HTTPS."


def guarded() -> Iterator[str]:
    """P29: the database listens to this machine alone, and the secret key is one."""
    yield from stored.public_addresses()
    if len(settings.SECRET_KEY) < SECRET_LENGTH_MIN:
        yield "The secret key is too short."


def lasting() -> Iterator[str]:
    """P31: what is too old was looked for last night."""
    yield from stored.nights_missed()


CHECKS: dict[int, tuple[Check, ...]] = {
    1: (personal_columns,),
    5: (personal_columns,),
    6: (connections,),
    7: (opting_out,),
    9: (mail_that_ends,),
    10: (disclosed,),
    11: (billing_alone,),
    12: (billing_alone,),
    13: (write_only,),
    17: (no_way_for_staff, customers_alone),
    18: (support_by_consent,),
    20: (cookie,),
    21: (sealed_cookie,),
    23: (cookie,),
    24: (sealed_cookie,),
    26: (only_added_to,),
    27: (walls, encrypted_on_the_way),
    29: (guarded,),
    30: (ends_with_browser,),
    31: (lasting,),
}
