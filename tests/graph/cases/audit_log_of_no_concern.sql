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
              SELECT json_build_object(
                'totalCount', (
                  SELECT count(*)
                  FROM (
                    (
                      SELECT auditlogentry_3.id AS id
                      FROM audit_entry auditlogentry_3
                      WHERE auditlogentry_3.account_id = account_2.id
                        AND (
                          auditlogentry_3.account_id = viewer.account_id
                            AND EXISTS (SELECT FROM accounts_user a WHERE a.id = viewer.user_id AND a.role = 'ADMIN')
                        )
                    )
                  ) c
                ),
                'edges', coalesce(json_agg(json_build_object('cursor', r.cursor, 'node', r.node_1) ORDER BY r.n DESC) FILTER (WHERE r.n <= $3::int), '[]')
              )
              FROM (
                SELECT page.n,
                  page.found,
                  steward_cursor(json_build_array('AuditLogEntry at asc', page.k1::text, page.id::text)::text, $4::bytea, $5::bytea) AS cursor,
                  CASE WHEN page.n <= $3::int THEN (
                    SELECT json_build_object(
                      'action', auditlogentry_4.action,
                      'recordId', (CASE split_part(auditlogentry_4.action, ':', 1) WHEN 'account' THEN 'acc' WHEN 'application' THEN 'app' WHEN 'archive' THEN 'arc' WHEN 'authorization' THEN 'aut' WHEN 'billing' THEN 'acc' WHEN 'company' THEN 'com' WHEN 'contact' THEN 'con' WHEN 'invitation' THEN 'inv' WHEN 'note' THEN 'note' WHEN 'profile' THEN 'usr' WHEN 'session' THEN 'ses' WHEN 'support_case' THEN 'case' WHEN 'support_request' THEN 'sreq' WHEN 'tag' THEN 'tag' WHEN 'team' THEN 'team' WHEN 'token' THEN 'pat' WHEN 'transfer' THEN 'tra' WHEN 'user' THEN 'usr' END || '_' || encode(uuid_send(auditlogentry_4.record_id), 'hex'))
                    )
                    FROM audit_entry auditlogentry_4
                    WHERE auditlogentry_4.id = page.id
                  ) END AS node_1
                FROM (
                  SELECT k.*,
                    row_number() OVER (ORDER BY k1 DESC, id DESC) AS n,
                    count(*) OVER () AS found
                  FROM (
                    SELECT auditlogentry_3.at AS k1,
                      auditlogentry_3.id AS id
                    FROM audit_entry auditlogentry_3
                    WHERE auditlogentry_3.account_id = account_2.id
                      AND (
                        auditlogentry_3.account_id = viewer.account_id
                          AND EXISTS (SELECT FROM accounts_user a WHERE a.id = viewer.user_id AND a.role = 'ADMIN')
                      )
                    ORDER BY k1 DESC, id DESC
                    LIMIT $3::int + 1
                  ) k
                ) page
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
-- $3 page_size: 2
-- $4 the key of cursors, padded with 0x36
-- $5 the key of cursors, padded with 0x5c
