"""Which mistakes would give a value away? Each is a patch of the source, with where the search is to find it."""

from tests.billing.canary.errands import UNFORESEEN
from tests.billing.canary.people import ADMIN, OUTSIDER
from tests.billing.canary.values import VALUES
from tests.canary.plants import Plant
from tests.canary.searching import Finding
from tests.canary.server import Patch

ACTIONS, EVENTS, LOGS = "billing/actions.py", "billing/stripe_api/events.py", "platform/config/logs.py"
SENT = "        _send(customer, details, values)\n"


# No leak: what the tests need so that something fails in the middle, with everything in its message and its locals.
MISTAKE = Patch(
    file=ACTIONS,
    text="        customers.update_customer(customer, values)\n",
    instead=(
        "        customers.update_customer(customer, values)\n"
        f"        if {UNFORESEEN!r} in str(values):\n"
        "            raise RuntimeError(details.name, details.tax_id and details.tax_id.value, values, customer)\n"
    ),
)


def sending(name: str, then: str, finding: Finding) -> Plant:
    """Return a mistake in the verb that sends what bills are made out to."""
    return Plant(name=name, patch=Patch(file=ACTIONS, text=SENT, instead=f"{SENT}        {then}\n"), finding=finding)


PLANTS = (
    Plant(
        name="a column keeps it",
        patch=Patch(
            file=EVENTS,
            text='        object_id=str(about["id"]) if ',
            instead='        object_id=str(about.get("name") or about["id"]) if ',
        ),
        finding=Finding("SetBillingDetailsInput.name", "column billing_event.object_id", "plain"),
    ),
    Plant(
        name="a line of the log has it",
        patch=Patch(
            file=ACTIONS,
            text="        payment_methods.use_payment_method(customer, payment_method)\n",
            instead=(
                "        import logging\n"
                '        logging.getLogger("steward.billing").debug("Charging %s", given)\n'
                "        payment_methods.use_payment_method(customer, payment_method)\n"
            ),
        ),
        finding=Finding("SetPaymentMethodInput.paymentMethodId", "output", "plain"),
    ),
    Plant(
        name="a refusal quotes it",
        patch=Patch(
            file=ACTIONS,
            text="        raise refused(error, TAX_ID_INVALID) from None\n",
            instead=(
                '        quoting = Refusal(RefusalCode.INVALID, "taxId", f"Not a tax id: {tax_id.value}")\n'
                "        raise refused(error, quoting) from None\n"
            ),
        ),
        finding=Finding("TaxIdInput.value", f"answer of setBillingDetails to {OUTSIDER}", "plain"),
    ),
    sending(
        "a job has it among its arguments",
        "from database.jobs import defer_once; "
        'defer_once("billing.settle", lock="planted", delay_seconds=3600, account=details.region)',
        Finding("BillingAddressInput.region", "column procrastinate_jobs.args", "plain"),
    ),
    sending(
        "a mail tells of it",
        'from accounts import mail; mail.send("mail/payment_failed", f"{details.city}@example.org", {}, user=None)',
        Finding("BillingAddressInput.city", f"mail to {VALUES['BillingAddressInput.city']}@example.org", "plain"),
    ),
    sending(
        "a cache has it",
        'from django.core.cache import cache; cache.set("bill", {"code": details.postal_code})',
        Finding("BillingAddressInput.postalCode", "column database_cache.value", "Base64"),
    ),
    sending(
        "a field shows it",
        "User.objects.filter(pk=actor.pk).update(name=details.street)",
        Finding("BillingAddressInput.street", f"answer of /graphql to {ADMIN}", "plain"),
    ),
    sending(
        "a hash of it is kept",
        "import hashlib; User.objects.filter(pk=actor.pk)"
        ".update(phone=hashlib.sha256(str(details.email).encode()).hexdigest())",
        Finding("SetBillingDetailsInput.email", "column accounts_user.phone", "sha256"),
    ),
    Plant(
        name="the log quotes errors",
        patch=Patch(
            file=LOGS,
            text='getattr(error, "trace", type(error).__qualname__)',
            instead='getattr(error, "trace", repr(error))',
        ),
        finding=Finding("SetBillingDetailsInput.name", "output", "plain"),
    ),
)
