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
    'contacts', (
      SELECT json_build_object(
        'totalCount', (
          SELECT count(*)
          FROM (
            SELECT contact_1.id AS id
            FROM contacts_contact contact_1
            WHERE contact_1.owner_id = viewer.user_id
            UNION
            SELECT g.content_object_id AS id
            FROM permissions_contactusergrant g
            WHERE g.user_id = viewer.user_id
              AND g.permission_id = $2::int
            UNION
            SELECT g.content_object_id AS id
            FROM permissions_contactteamgrant g, unnest(viewer.group_ids) AS team(id)
            WHERE g.group_id = team.id
              AND g.permission_id = $2::int
          ) c
        )
      )
    ),
    'smiths', (
      SELECT json_build_object(
        'totalCount', (
          SELECT count(*)
          FROM (
            SELECT contact_2.id AS id
            FROM contacts_contact contact_2
            WHERE contact_2.owner_id = viewer.user_id
              AND contact_2.last_name = $3::text
            UNION
            SELECT g.content_object_id AS id
            FROM permissions_contactusergrant g
            JOIN contacts_contact contact_2 ON contact_2.id = g.content_object_id
            WHERE g.user_id = viewer.user_id
              AND g.permission_id = $2::int
              AND contact_2.last_name = $3::text
            UNION
            SELECT g.content_object_id AS id
            FROM permissions_contactteamgrant g
            JOIN contacts_contact contact_2 ON contact_2.id = g.content_object_id, unnest(viewer.group_ids) AS team(id)
            WHERE g.group_id = team.id
              AND g.permission_id = $2::int
              AND contact_2.last_name = $3::text
          ) c
        )
      )
    ),
    'teams', (
      SELECT json_build_object(
        'totalCount', (
          SELECT count(*)
          FROM (SELECT team_3.id AS id FROM accounts_team team_3 WHERE team_3.account_id = viewer.account_id) c
        )
      )
    )
  )
)::text AS data
FROM viewer

-- $1 the session's key
-- $2 the permission view_contact
-- $3 text: Smith
