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
        ),
        'nodes', coalesce(json_agg(r.node_1 ORDER BY r.n) FILTER (WHERE r.n <= $4::int), '[]'),
        'pageInfo', json_build_object(
          'hasNextPage', (count(*) > $4::int),
          'endCursor', max(r.cursor) FILTER (WHERE r.n = least(r.found, $4::int))
        )
      )
      FROM (
        SELECT page.n,
          page.found,
          CASE WHEN page.n IN (least(page.found, $4::int)) THEN steward_cursor(json_build_array('Contact', page.id::text)::text, $5::bytea, $6::bytea) END AS cursor,
          CASE WHEN page.n <= $4::int THEN (
            SELECT json_build_object('id', 'con_' || encode(uuid_send(contact_2.id), 'hex'))
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
              LIMIT $4::int + 1
            )
            UNION (
              SELECT g.content_object_id AS id
              FROM permissions_contactusergrant g
              WHERE g.user_id = viewer.user_id
                AND g.permission_id = $3::int
              ORDER BY id DESC
              LIMIT $4::int + 1
            )
            UNION (
              SELECT t.*
              FROM unnest(viewer.group_ids) AS team(id)
              CROSS JOIN LATERAL (
                SELECT g.content_object_id AS id
                FROM permissions_contactteamgrant g
                WHERE g.group_id = team.id
                  AND g.permission_id = $3::int
                ORDER BY id DESC
                LIMIT $4::int + 1 OFFSET 0
              ) t
            )
            ORDER BY id DESC
            LIMIT $4::int + 1
          ) k
        ) page
      ) r HAVING true
    )
  )
)::text END AS data,
  viewer.remaining
FROM viewer

-- $1 the points spent
-- $2 the session's key
-- $3 the permission view_contact
-- $4 page_size: $n
-- $5 the key of cursors, padded with 0x36
-- $6 the key of cursors, padded with 0x5c
