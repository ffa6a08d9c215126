WITH identity AS MATERIALIZED (
  SELECT u.id AS user_id,
    u.account_id,
    set_config('steward.account_id', u.account_id::text, true) AS wall,
    500000 - 10000 * greatest(coalesce(extract(epoch FROM a.full_at - now()), 0), 0)::float8 - $1::int AS remaining
  FROM accounts_session s
  JOIN accounts_user u ON u.id = s.user_id LEFT
  JOIN accounts_allowance a ON a.holder = u.id
  WHERE s.session_key = $2::text
    AND s.expire_date > now()
    AND s.seen_at > now() - interval '7200 seconds'
    AND s.version = u.session_version
    AND u.is_active
), viewer AS MATERIALIZED (
  SELECT i.user_id,
    i.account_id,
    i.remaining,
    ARRAY(SELECT m.group_id FROM accounts_membership m WHERE m.user_id = i.user_id) AS group_ids
  FROM identity i
  WHERE i.wall IS NOT NULL
)
SELECT CASE WHEN viewer.remaining >= 0 THEN (
  json_build_object(
    'viewer', (
      SELECT json_build_object(
        'account', (
          SELECT json_build_object(
            'name', account_2.name,
            'subscription', (
              SELECT json_build_object(
                'status', accountsubscription_3.status,
                'reason', accountsubscription_3.reason,
                'plan', accountsubscription_3.plan,
                'seats', accountsubscription_3.seats,
                'seatsUsed', accountsubscription_3.seats_used,
                'seatPrice', accountsubscription_3.seat_price,
                'currency', accountsubscription_3.currency,
                'trialEndsAt', to_char(accountsubscription_3.trial_ends_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
                'currentPeriodEnd', to_char(accountsubscription_3.current_period_end AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
                'cancelAt', to_char(accountsubscription_3.cancel_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
                'pending', accountsubscription_3.is_pending
              )
              FROM billing_accountsubscription accountsubscription_3
              WHERE accountsubscription_3.id = account_2.id
                AND (
                  accountsubscription_3.id = viewer.account_id
                    AND EXISTS (
                      SELECT
                      FROM accounts_user a
                      WHERE a.id = viewer.user_id
                        AND a.role IN ('ADMIN', 'BILLING')
                    )
                )
            )
          )
          FROM accounts_account account_2
          WHERE account_2.id = user_1.account_id
            AND account_2.id = viewer.account_id
        )
      )
      FROM accounts_user user_1
      WHERE user_1.id = viewer.user_id
    )
  )
)::text END AS data,
  viewer.remaining
FROM viewer

-- $1 the points spent
-- $2 the session's key
