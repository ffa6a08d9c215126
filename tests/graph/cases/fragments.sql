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
        'nodes', coalesce(json_agg(r.node_1 ORDER BY r.n) FILTER (WHERE r.n <= $3::int), '[]'),
        'pageInfo', json_build_object('hasNextPage', (count(*) > $3::int))
      )
      FROM (
        SELECT page.n,
          page.found,
          CASE WHEN page.n <= $3::int THEN (
            SELECT json_build_object(
              'firstName', contact_2.first_name,
              'id', 'con_' || encode(uuid_send(contact_2.id), 'hex'),
              'version', contact_2.version,
              'owner', (
                SELECT json_build_object('name', user_3.name, 'username', user_3.username)
                FROM accounts_user user_3
                WHERE user_3.id = contact_2.owner_id
                  AND user_3.account_id = viewer.account_id
              ),
              'lastName', contact_2.last_name
            )
            FROM contacts_contact contact_2
            WHERE contact_2.id = page.id
          ) END AS node_1
        FROM (
          SELECT k.*,
            row_number() OVER (ORDER BY id DESC) AS n,
            count(*) OVER () AS found
          FROM (
            (
              SELECT contact_1.id AS id
              FROM contacts_contact contact_1
              WHERE contact_1.owner_id = viewer.user_id
              ORDER BY id DESC
              LIMIT $3::int + 1
            )
            UNION (
              SELECT g.content_object_id AS id
              FROM permissions_contactusergrant g
              WHERE g.user_id = viewer.user_id
                AND g.permission_id = $4::int
              ORDER BY id DESC
              LIMIT $3::int + 1
            )
            UNION (
              SELECT t.*
              FROM unnest(viewer.group_ids) AS team(id)
              CROSS JOIN LATERAL (
                SELECT g.content_object_id AS id
                FROM permissions_contactteamgrant g
                WHERE g.group_id = team.id
                  AND g.permission_id = $4::int
                ORDER BY id DESC
                LIMIT $3::int + 1 OFFSET 0
              ) t
            )
            ORDER BY id DESC
            LIMIT $3::int + 1
          ) k
        ) page
      ) r HAVING true
    ),
    'viewer', (SELECT json_build_object('name', user_4.name) FROM accounts_user user_4 WHERE user_4.id = viewer.user_id)
  )
)::text END AS data,
  viewer.remaining
FROM viewer

-- $1 the points spent
-- $2 the session's key
-- $3 page_size: 1
-- $4 the permission view_contact
