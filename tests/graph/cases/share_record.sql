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
SELECT row.id,
  row.account_id,
  row.owner_id,
  row.version,
  row.created_at,
  row.created_by_id,
  row.updated_at,
  row.updated_by_id,
  row.has_user_grants,
  row.has_team_grants,
  row.first_name,
  row.middle_name,
  row.last_name,
  row.prefix,
  row.suffix,
  row.nickname,
  row.display_name,
  row.job_title,
  row.birthday,
  row.website,
  row.source,
  row.company_id,
  row.first_name_key,
  row.last_name_key,
  row.display_name_key
FROM contacts_contact row, viewer
WHERE row.id = ANY($3::uuid[])
  AND (
    row.owner_id = viewer.user_id
      OR row.has_user_grants
      AND EXISTS (
        SELECT
        FROM permissions_contactusergrant g
        WHERE g.user_id = viewer.user_id
          AND g.permission_id = $4::int
          AND g.content_object_id = row.id
      )
      OR row.has_team_grants
      AND EXISTS (
        SELECT
        FROM permissions_contactteamgrant g
        WHERE g.group_id = ANY(viewer.group_ids)
          AND g.permission_id = $4::int
          AND g.content_object_id = row.id
      )
  )
ORDER BY row.id
FOR NO KEY UPDATE OF row
