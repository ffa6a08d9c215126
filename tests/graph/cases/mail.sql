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
        'mailPreferences', (
          SELECT json_build_object(
            'serviceUpdates', mailpreferences_2.wants_service_updates,
            'companyNews', mailpreferences_2.wants_company_news
          )
          FROM accounts_user mailpreferences_2
          WHERE mailpreferences_2.id = user_1.id
            AND mailpreferences_2.id = viewer.user_id
        ),
        'mailLog', (
          WITH matching_4 AS MATERIALIZED (
            (
              SELECT maillogentry_3.id AS id
              FROM mail_maillogentry maillogentry_3
              WHERE maillogentry_3.user_id = user_1.id
                AND maillogentry_3.user_id = viewer.user_id
                AND starts_with(lower(maillogentry_3.subject), lower($3::text))
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
                  'id', 'mlog_' || encode(uuid_send(maillogentry_5.id), 'hex'),
                  'mailClass', maillogentry_5.mail_class,
                  'subject', maillogentry_5.subject,
                  'sentAt', to_char(maillogentry_5.sent_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
                  'outcome', maillogentry_5.outcome
                )
                FROM mail_maillogentry maillogentry_5
                WHERE maillogentry_5.id = page.id
              ) AS node_1
            FROM (SELECT * FROM matching_4 ORDER BY id DESC LIMIT $4::int) page
          ) r HAVING true
        )
      )
      FROM accounts_user user_1
      WHERE user_1.id = viewer.user_id
    ),
    'users', (
      SELECT json_build_object('nodes', coalesce(json_agg(r.node_1 ORDER BY r.k1 ASC, r.id ASC), '[]'))
      FROM (
        SELECT page.*,
          (
            SELECT json_build_object(
              'username', user_7.username,
              'mailPreferences', (
                SELECT json_build_object('companyNews', mailpreferences_8.wants_company_news)
                FROM accounts_user mailpreferences_8
                WHERE mailpreferences_8.id = user_7.id
                  AND mailpreferences_8.id = viewer.user_id
              ),
              'mailLog', (
                SELECT json_build_object(
                  'totalCount', (
                    SELECT count(*)
                    FROM (
                      (
                        SELECT maillogentry_9.id AS id
                        FROM mail_maillogentry maillogentry_9
                        WHERE maillogentry_9.user_id = user_7.id
                          AND maillogentry_9.user_id = viewer.user_id
                      )
                    ) c
                  )
                )
              )
            )
            FROM accounts_user user_7
            WHERE user_7.id = page.id
          ) AS node_1
        FROM (
          SELECT user_6.username AS k1,
            user_6.id AS id
          FROM accounts_user user_6
          WHERE user_6.account_id = viewer.account_id
          ORDER BY k1 ASC, id ASC
          LIMIT $5::int
        ) page
      ) r HAVING true
    )
  )
)::text END AS data,
  viewer.remaining
FROM viewer

-- $1 the points spent
-- $2 the session's key
-- $3 text: A
-- $4 page_size: 5
-- $5 page_size: 20
