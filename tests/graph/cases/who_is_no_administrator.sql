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
SELECT viewer.remaining,
  NULL,
  (SELECT b.reason FROM billing_accountsubscription b WHERE b.id = viewer.account_id AND NOT b.is_open),
  NULL::uuid,
  u.id,
  u.account_id,
  u.username,
  u.email,
  u.name,
  u.role,
  u.is_active
FROM viewer
JOIN accounts_user u ON u.id = viewer.user_id

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
SELECT row.password,
  row.last_login,
  row.is_superuser,
  row.id,
  row.account_id,
  row.username,
  row.email,
  row.name,
  row.phone,
  row.role,
  row.is_active,
  row.is_service,
  row.is_agent,
  row.session_version,
  row.wants_service_updates,
  row.wants_company_news,
  row.created_at,
  row.updated_at,
  row.updated_by_id
FROM accounts_user row, viewer
WHERE row.id = ANY($3::uuid[])
  AND row.account_id = viewer.account_id
ORDER BY row.id
FOR KEY SHARE OF row

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
SELECT row.password,
  row.last_login,
  row.is_superuser,
  row.id,
  row.account_id,
  row.username,
  row.email,
  row.name,
  row.phone,
  row.role,
  row.is_active,
  row.is_service,
  row.is_agent,
  row.session_version,
  row.wants_service_updates,
  row.wants_company_news,
  row.created_at,
  row.updated_at,
  row.updated_by_id
FROM accounts_user row, viewer
WHERE row.id = ANY($3::uuid[])
  AND row.account_id = viewer.account_id
ORDER BY row.id
FOR KEY SHARE OF row

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
SELECT row.password,
  row.last_login,
  row.is_superuser,
  row.id,
  row.account_id,
  row.username,
  row.email,
  row.name,
  row.phone,
  row.role,
  row.is_active,
  row.is_service,
  row.is_agent,
  row.session_version,
  row.wants_service_updates,
  row.wants_company_news,
  row.created_at,
  row.updated_at,
  row.updated_by_id
FROM accounts_user row, viewer
WHERE row.id = ANY($3::uuid[])
  AND row.account_id = viewer.account_id
ORDER BY row.id
FOR KEY SHARE OF row

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
SELECT row.password,
  row.last_login,
  row.is_superuser,
  row.id,
  row.account_id,
  row.username,
  row.email,
  row.name,
  row.phone,
  row.role,
  row.is_active,
  row.is_service,
  row.is_agent,
  row.session_version,
  row.wants_service_updates,
  row.wants_company_news,
  row.created_at,
  row.updated_at,
  row.updated_by_id
FROM accounts_user row, viewer
WHERE row.id = ANY($3::uuid[])
  AND row.account_id = viewer.account_id
ORDER BY row.id
FOR KEY SHARE OF row
