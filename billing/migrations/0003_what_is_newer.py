"""Whom the bank asks, which wish is newer than what people do on the processor's pages, and until when it was asked.

The view tells a bill that waits for the customer's confirmation from one that was declined.
"""

from typing import ClassVar

from django.db import migrations, models

REPLACE = """
CREATE OR REPLACE VIEW billing_accountsubscription WITH (security_invoker = true) AS
SELECT a.id,
       state.status,
       state.reason,
       state.status IN ('TRIALING', 'ACTIVE', 'PAST_DUE') AS is_open,
       s.plan,
       s.unit_amount AS seat_price,
       upper(s.currency) AS currency,
       CASE WHEN s.processor_status IN ('trialing', 'active', 'past_due', 'unpaid', 'incomplete')
            THEN greatest(s.paid_seats, s.quantity) ELSE greatest(s.seat_floor, used.people, 1) END AS seats,
       used.people AS seats_used,
       coalesce(s.trial_end, a.created_at + interval '14 days') AS trial_ends_at,
       s.period_end AS current_period_end,
       s.cancel_at,
       coalesce(s.version <> s.settled_version OR a.people_version <> s.settled_people, false) AS is_pending
FROM accounts_account a
LEFT JOIN billing_subscription s ON s.account_id = a.id
CROSS JOIN LATERAL (
  SELECT count(*)::int AS people FROM accounts_user u WHERE u.account_id = a.id AND u.is_active AND NOT u.is_service
) used
CROSS JOIN LATERAL (
  SELECT CASE WHEN s.needs_confirmation THEN 'PAYMENT_NEEDS_CONFIRMATION' ELSE 'PAYMENT_FAILED' END AS reason
) bill
CROSS JOIN LATERAL (
  SELECT CASE
    WHEN s.closed_at IS NOT NULL THEN ARRAY['CANCELED', 'ACCOUNT_CLOSED']
    WHEN s.processor_status = 'trialing' THEN ARRAY['TRIALING', NULL]
    WHEN s.processor_status = 'active' THEN ARRAY['ACTIVE', NULL]
    WHEN s.processor_status = 'past_due' THEN ARRAY['PAST_DUE', bill.reason]
    WHEN s.processor_status = 'unpaid' THEN ARRAY['UNPAID', bill.reason]
    WHEN s.processor_status = 'canceled' AND s.is_canceling THEN ARRAY['CANCELED', 'CANCELED']
    WHEN s.processor_status = 'canceled' AND s.cancel_at <= s.trial_end + interval '1 hour'
      THEN ARRAY['CANCELED', 'TRIAL_ENDED']
    WHEN s.processor_status = 'canceled' THEN ARRAY['CANCELED', 'PAYMENT_FAILED']
    WHEN a.created_at + interval '14 days' > now() THEN ARRAY['TRIALING', NULL]
    WHEN s.processor_status = 'incomplete' THEN ARRAY['UNPAID', bill.reason]
    WHEN s.processor_status = 'incomplete_expired' THEN ARRAY['UNPAID', 'PAYMENT_FAILED']
    ELSE ARRAY['UNPAID', 'TRIAL_ENDED']
  END AS words
) said
CROSS JOIN LATERAL (SELECT said.words[1] AS status, said.words[2] AS reason) state
"""


class Migration(migrations.Migration):
    """The columns, the table, and the view that shows one of them."""

    dependencies: ClassVar = [("billing", "0002_standing")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="Reconciliation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked_at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="subscription",
            name="canceling_version",
            field=models.IntegerField(default=0, db_default=0),
        ),
        migrations.AddField(
            model_name="subscription",
            name="needs_confirmation",
            field=models.BooleanField(default=False, db_default=False),
        ),
        migrations.RunSQL(REPLACE, REPLACE.replace("s.needs_confirmation", "false")),
    ]
