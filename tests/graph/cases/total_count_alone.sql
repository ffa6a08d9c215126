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
    'contacts', (
      SELECT json_build_object(
        'totalCount', (
          SELECT count(*)
          FROM (
            (
              SELECT contact_1.id AS id
              FROM contacts_contact contact_1
              WHERE contact_1.owner_id = viewer.user_id
            )
            UNION (
              SELECT g.content_object_id AS id
              FROM permissions_contactusergrant g
              WHERE g.user_id = viewer.user_id
                AND g.permission_id = $3::int
            )
            UNION (
              SELECT t.*
              FROM unnest(viewer.group_ids) AS team(id)
              CROSS JOIN LATERAL (
                SELECT g.content_object_id AS id
                FROM permissions_contactteamgrant g
                WHERE g.group_id = team.id
                  AND g.permission_id = $3::int OFFSET 0
              ) t
            )
          ) c
        )
      )
    ),
    'smiths', (
      SELECT json_build_object(
        'totalCount', (
          SELECT count(*)
          FROM (
            (
              SELECT contact_2.id AS id
              FROM contacts_contact contact_2
              WHERE contact_2.owner_id = viewer.user_id
                AND contact_2.last_name = $4::text
            )
            UNION (
              SELECT contact_2.id AS id
              FROM permissions_contactusergrant g
              JOIN contacts_contact contact_2 ON contact_2.id = g.content_object_id
              WHERE g.user_id = viewer.user_id
                AND g.permission_id = $3::int
                AND contact_2.last_name = $4::text
            )
            UNION (
              SELECT t.*
              FROM unnest(viewer.group_ids) AS team(id)
              CROSS JOIN LATERAL (
                SELECT contact_2.id AS id
                FROM permissions_contactteamgrant g
                JOIN contacts_contact contact_2 ON contact_2.id = g.content_object_id
                WHERE g.group_id = team.id
                  AND g.permission_id = $3::int
                  AND contact_2.last_name = $4::text OFFSET 0
              ) t
            )
          ) c
        )
      )
    ),
    'teams', (
      SELECT json_build_object(
        'totalCount', (
          SELECT count(*)
          FROM ((SELECT team_3.id AS id FROM accounts_team team_3 WHERE team_3.account_id = viewer.account_id)) c
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
-- $4 text: Smith
