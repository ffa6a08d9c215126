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
    'contact', (
      SELECT (
        '{' || substr(
          left(
            json_build_object(
              'f0', contact_1.first_name,
              'l0', contact_1.last_name,
              'j0', contact_1.job_title,
              'b0', contact_1.birthday,
              'v0', contact_1.version,
              'f1', contact_1.first_name,
              'l1', contact_1.last_name,
              'j1', contact_1.job_title,
              'b1', contact_1.birthday,
              'v1', contact_1.version,
              'f2', contact_1.first_name,
              'l2', contact_1.last_name,
              'j2', contact_1.job_title,
              'b2', contact_1.birthday,
              'v2', contact_1.version,
              'f3', contact_1.first_name,
              'l3', contact_1.last_name,
              'j3', contact_1.job_title,
              'b3', contact_1.birthday,
              'v3', contact_1.version,
              'f4', contact_1.first_name,
              'l4', contact_1.last_name,
              'j4', contact_1.job_title,
              'b4', contact_1.birthday,
              'v4', contact_1.version,
              'f5', contact_1.first_name,
              'l5', contact_1.last_name,
              'j5', contact_1.job_title,
              'b5', contact_1.birthday,
              'v5', contact_1.version,
              'f6', contact_1.first_name,
              'l6', contact_1.last_name,
              'j6', contact_1.job_title,
              'b6', contact_1.birthday,
              'v6', contact_1.version,
              'f7', contact_1.first_name,
              'l7', contact_1.last_name,
              'j7', contact_1.job_title,
              'b7', contact_1.birthday,
              'v7', contact_1.version,
              'f8', contact_1.first_name,
              'l8', contact_1.last_name,
              'j8', contact_1.job_title,
              'b8', contact_1.birthday,
              'v8', contact_1.version,
              'f9', contact_1.first_name,
              'l9', contact_1.last_name,
              'j9', contact_1.job_title,
              'b9', contact_1.birthday,
              'v9', contact_1.version
            )::text, -1
          ), 2
        ) || ', ' || substr(
          left(
            json_build_object(
              'f10', contact_1.first_name,
              'l10', contact_1.last_name,
              'j10', contact_1.job_title,
              'b10', contact_1.birthday,
              'v10', contact_1.version,
              'f11', contact_1.first_name,
              'l11', contact_1.last_name,
              'j11', contact_1.job_title,
              'b11', contact_1.birthday,
              'v11', contact_1.version,
              'f12', contact_1.first_name,
              'l12', contact_1.last_name,
              'j12', contact_1.job_title,
              'b12', contact_1.birthday,
              'v12', contact_1.version,
              'f13', contact_1.first_name,
              'l13', contact_1.last_name,
              'j13', contact_1.job_title,
              'b13', contact_1.birthday,
              'v13', contact_1.version,
              'f14', contact_1.first_name,
              'l14', contact_1.last_name,
              'j14', contact_1.job_title,
              'b14', contact_1.birthday,
              'v14', contact_1.version,
              'f15', contact_1.first_name,
              'l15', contact_1.last_name,
              'j15', contact_1.job_title,
              'b15', contact_1.birthday,
              'v15', contact_1.version,
              'f16', contact_1.first_name,
              'l16', contact_1.last_name,
              'j16', contact_1.job_title,
              'b16', contact_1.birthday,
              'v16', contact_1.version,
              'f17', contact_1.first_name,
              'l17', contact_1.last_name,
              'j17', contact_1.job_title,
              'b17', contact_1.birthday,
              'v17', contact_1.version,
              'f18', contact_1.first_name,
              'l18', contact_1.last_name,
              'j18', contact_1.job_title,
              'b18', contact_1.birthday,
              'v18', contact_1.version,
              'f19', contact_1.first_name,
              'l19', contact_1.last_name,
              'j19', contact_1.job_title,
              'b19', contact_1.birthday,
              'v19', contact_1.version
            )::text, -1
          ), 2
        ) || ', ' || substr(
          left(
            json_build_object(
              'f20', contact_1.first_name,
              'l20', contact_1.last_name,
              'j20', contact_1.job_title,
              'b20', contact_1.birthday,
              'v20', contact_1.version,
              'f21', contact_1.first_name,
              'l21', contact_1.last_name,
              'j21', contact_1.job_title,
              'b21', contact_1.birthday,
              'v21', contact_1.version,
              'f22', contact_1.first_name,
              'l22', contact_1.last_name,
              'j22', contact_1.job_title,
              'b22', contact_1.birthday,
              'v22', contact_1.version,
              'f23', contact_1.first_name,
              'l23', contact_1.last_name,
              'j23', contact_1.job_title,
              'b23', contact_1.birthday,
              'v23', contact_1.version
            )::text, -1
          ), 2
        ) || '}'
      )::json
      FROM contacts_contact contact_1
      WHERE contact_1.id = $4::uuid
        AND (
          contact_1.owner_id = viewer.user_id
            OR contact_1.has_user_grants
            AND EXISTS (
              SELECT
              FROM permissions_contactusergrant g
              WHERE g.user_id = viewer.user_id
                AND g.permission_id = $3::int
                AND g.content_object_id = contact_1.id
            )
            OR contact_1.has_team_grants
            AND EXISTS (
              SELECT
              FROM permissions_contactteamgrant g
              WHERE g.group_id = ANY(viewer.group_ids)
                AND g.permission_id = $3::int
                AND g.content_object_id = contact_1.id
            )
        )
    )
  )
)::text END AS data,
  viewer.remaining
FROM viewer

-- $1 the points spent
-- $2 the session's key
-- $3 the permission view_contact
-- $4 key of Contact: $id
