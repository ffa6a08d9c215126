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
            'applications', (
              SELECT coalesce(
                json_agg(
                  json_build_object(
                    'id', 'app_' || encode(uuid_send(application_3.id), 'hex'),
                    'name', application_3.name,
                    'clientId', application_3.client_id,
                    'isConfidential', application_3.is_confidential,
                    'redirectUris', application_3.redirect_uris,
                    'scopes', application_3.scopes,
                    'isOpen', application_3.is_open,
                    'createdAt', to_char(application_3.created AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
                    'owner', (
                      SELECT json_build_object('username', user_4.username)
                      FROM accounts_user user_4
                      WHERE user_4.id = application_3.owner_id
                        AND user_4.account_id = viewer.account_id
                    ),
                    'serviceUser', (
                      SELECT json_build_object('name', user_5.name)
                      FROM accounts_user user_5
                      WHERE user_5.id = application_3.service_user_id
                        AND user_5.account_id = viewer.account_id
                    )
                  ) ORDER BY application_3.id DESC
                ), '[]'
              )
              FROM tokens_application application_3
              WHERE application_3.account_id = account_2.id
                AND (
                  application_3.account_id = viewer.account_id
                    OR EXISTS (
                      SELECT
                      FROM tokens_authorization a
                      WHERE a.application_id = application_3.id
                        AND a.user_id = viewer.user_id
                    )
                )
            )
          )
          FROM accounts_account account_2
          WHERE account_2.id = user_1.account_id
            AND account_2.id = viewer.account_id
        ),
        'authorizations', (
          SELECT coalesce(
            json_agg(
              json_build_object(
                'id', 'aut_' || encode(uuid_send(authorization_6.id), 'hex'),
                'device', authorization_6.device,
                'scopes', authorization_6.scopes,
                'createdAt', to_char(authorization_6.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
                'lastUsedAt', to_char(authorization_6.last_used_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
                'expiresAt', to_char(authorization_6.expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
                'application', (
                  SELECT json_build_object('name', application_7.name)
                  FROM tokens_application application_7
                  WHERE application_7.id = authorization_6.application_id
                    AND (
                      application_7.account_id = viewer.account_id
                        OR EXISTS (
                          SELECT
                          FROM tokens_authorization a
                          WHERE a.application_id = application_7.id
                            AND a.user_id = viewer.user_id
                        )
                    )
                )
              ) ORDER BY authorization_6.id DESC
            ), '[]'
          )
          FROM tokens_authorization authorization_6
          WHERE authorization_6.user_id = user_1.id
            AND (
              authorization_6.user_id = viewer.user_id
                AND authorization_6.expires_at > now()
                AND (
                  authorization_6.version IS NULL
                    OR authorization_6.version = (SELECT u.session_version FROM accounts_user u WHERE u.id = viewer.user_id)
                )
            )
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
