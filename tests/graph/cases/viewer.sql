WITH identity AS MATERIALIZED (
  SELECT u.id AS user_id,
    u.account_id,
    set_config('steward.account_id', u.account_id::text, true) AS wall
  FROM accounts_session s
  JOIN accounts_user u ON u.id = s.user_id
  WHERE s.session_key = $1::text
    AND s.expire_date > now()
    AND s.version = u.session_version
    AND u.is_active
), viewer AS MATERIALIZED (
  SELECT i.user_id,
    i.account_id,
    ARRAY(SELECT m.group_id FROM accounts_membership m WHERE m.user_id = i.user_id) AS group_ids
  FROM identity i
  WHERE i.wall IS NOT NULL
)
SELECT (
  json_build_object(
    'viewer', (
      SELECT json_build_object(
        'id', 'usr_' || replace(user_1.id::text, '-', ''),
        'username', user_1.username,
        'account', (
          SELECT json_build_object('id', 'acc_' || replace(account_2.id::text, '-', ''), 'name', account_2.name)
          FROM accounts_account account_2
          WHERE account_2.id = user_1.account_id
            AND account_2.id = viewer.account_id
        )
      )
      FROM accounts_user user_1
      WHERE user_1.id = viewer.user_id
        AND user_1.account_id = viewer.account_id
    )
  )
)::text AS data
FROM viewer

-- $1 the session's key
