"""The view that says in what state each account is (billing.models.AccountSubscription)."""

from typing import ClassVar

from django.db import migrations

# With the rights of whoever reads it, so that the account wall stands before it too. A trial is ours, of 14 days, until
# there is a subscription; from then on the processor's word counts.
CREATE = """
CREATE VIEW billing_accountsubscription WITH (security_invoker = true) AS
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
  SELECT CASE
    WHEN s.closed_at IS NOT NULL THEN ARRAY['CANCELED', 'ACCOUNT_CLOSED']
    WHEN s.processor_status = 'trialing' THEN ARRAY['TRIALING', NULL]
    WHEN s.processor_status = 'active' THEN ARRAY['ACTIVE', NULL]
    WHEN s.processor_status = 'past_due' THEN ARRAY['PAST_DUE', 'PAYMENT_FAILED']
    WHEN s.processor_status = 'unpaid' THEN ARRAY['UNPAID', 'PAYMENT_FAILED']
    WHEN s.processor_status = 'canceled' AND s.is_canceling THEN ARRAY['CANCELED', 'CANCELED']
    WHEN s.processor_status = 'canceled' AND s.cancel_at <= s.trial_end + interval '1 hour'
      THEN ARRAY['CANCELED', 'TRIAL_ENDED']
    WHEN s.processor_status = 'canceled' THEN ARRAY['CANCELED', 'PAYMENT_FAILED']
    WHEN a.created_at + interval '14 days' > now() THEN ARRAY['TRIALING', NULL]
    WHEN s.processor_status = 'incomplete' THEN ARRAY['UNPAID', 'PAYMENT_NEEDS_CONFIRMATION']
    WHEN s.processor_status = 'incomplete_expired' THEN ARRAY['UNPAID', 'PAYMENT_FAILED']
    ELSE ARRAY['UNPAID', 'TRIAL_ENDED']
  END AS words
) said
CROSS JOIN LATERAL (SELECT said.words[1] AS status, said.words[2] AS reason) state
"""


class Migration(migrations.Migration):
    """The view."""

    dependencies: ClassVar = [("billing", "0001_initial")]
    operations: ClassVar = [migrations.RunSQL(CREATE, "DROP VIEW billing_accountsubscription")]
