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
            'auditLog', (
              WITH matching_4 AS MATERIALIZED (
                (
                  SELECT auditlogentry_3.id AS id
                  FROM audit_entry auditlogentry_3
                  WHERE auditlogentry_3.account_id = account_2.id
                    AND (
                      auditlogentry_3.account_id = viewer.account_id
                        AND EXISTS (SELECT FROM accounts_user a WHERE a.id = viewer.user_id AND a.role = 'ADMIN')
                    )
                    AND (
                      starts_with(lower(auditlogentry_3.action), lower($3::text))
                        AND (
                          auditlogentry_3.record_id = $4::uuid
                            AND (CASE split_part(auditlogentry_3.action, ':', 1) WHEN 'account' THEN 'acc' WHEN 'application' THEN 'app' WHEN 'archive' THEN 'arc' WHEN 'authorization' THEN 'aut' WHEN 'billing' THEN 'acc' WHEN 'company' THEN 'com' WHEN 'contact' THEN 'con' WHEN 'invitation' THEN 'inv' WHEN 'note' THEN 'note' WHEN 'profile' THEN 'usr' WHEN 'session' THEN 'ses' WHEN 'support_case' THEN 'case' WHEN 'support_request' THEN 'sreq' WHEN 'tag' THEN 'tag' WHEN 'team' THEN 'team' WHEN 'token' THEN 'pat' WHEN 'transfer' THEN 'tra' WHEN 'user' THEN 'usr' END || '_' || encode(uuid_send(auditlogentry_3.record_id), 'hex')) = $5::text
                        )
                        AND EXISTS (
                          SELECT
                          FROM accounts_user user_7
                          WHERE user_7.id = auditlogentry_3.user_id
                            AND user_7.account_id = viewer.account_id
                            AND user_7.name = $6::text
                        )
                    )
                )
              )
              SELECT json_build_object(
                'totalCount', (SELECT count(*) FROM matching_4),
                'nodes', coalesce(json_agg(r.node_1 ORDER BY r.id DESC), '[]')
              )
              FROM (
                SELECT page.*,
                  (
                    SELECT json_build_object(
                      'id', 'aud_' || encode(uuid_send(auditlogentry_5.id), 'hex'),
                      'at', to_char(auditlogentry_5.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
                      'action', auditlogentry_5.action,
                      'recordId', (CASE split_part(auditlogentry_5.action, ':', 1) WHEN 'account' THEN 'acc' WHEN 'application' THEN 'app' WHEN 'archive' THEN 'arc' WHEN 'authorization' THEN 'aut' WHEN 'billing' THEN 'acc' WHEN 'company' THEN 'com' WHEN 'contact' THEN 'con' WHEN 'invitation' THEN 'inv' WHEN 'note' THEN 'note' WHEN 'profile' THEN 'usr' WHEN 'session' THEN 'ses' WHEN 'support_case' THEN 'case' WHEN 'support_request' THEN 'sreq' WHEN 'tag' THEN 'tag' WHEN 'team' THEN 'team' WHEN 'token' THEN 'pat' WHEN 'transfer' THEN 'tra' WHEN 'user' THEN 'usr' END || '_' || encode(uuid_send(auditlogentry_5.record_id), 'hex')),
                      'user', (
                        SELECT json_build_object('username', user_6.username)
                        FROM accounts_user user_6
                        WHERE user_6.id = auditlogentry_5.user_id
                          AND user_6.account_id = viewer.account_id
                      ),
                      'credential', auditlogentry_5.credential,
                      'credentialId', (CASE split_part(auditlogentry_5.credential, ':', 1) WHEN 'APPLICATION' THEN 'app' WHEN 'PERSONAL_TOKEN' THEN 'pat' WHEN 'SESSION' THEN 'ses' WHEN 'SUPPORT' THEN 'sreq' END || '_' || encode(uuid_send(auditlogentry_5.credential_id), 'hex'))
                    )
                    FROM audit_entry auditlogentry_5
                    WHERE auditlogentry_5.id = page.id
                  ) AS node_1
                FROM (SELECT * FROM matching_4 ORDER BY id DESC LIMIT $7::int) page
              ) r HAVING true
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
-- $3 text: contact:
-- $4 any_key: $zoe
-- $5 text: $zoe
-- $6 text: Ada
-- $7 page_size: 5
