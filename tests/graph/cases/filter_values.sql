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
    'ids', (
      SELECT json_build_object('nodes', coalesce(json_agg(r.node_1 ORDER BY r.n) FILTER (WHERE r.n <= $2::int), '[]'))
      FROM (
        SELECT page.n,
          page.found,
          CASE WHEN page.n <= $2::int THEN (
            SELECT json_build_object('firstName', contact_2.first_name)
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
                AND contact_1.id = ANY($4::uuid[])
              ORDER BY id DESC
              LIMIT $2::int + 1
            )
            UNION (
              SELECT contact_1.id AS id
              FROM permissions_contactusergrant g
              JOIN contacts_contact contact_1 ON contact_1.id = g.content_object_id
              WHERE g.user_id = viewer.user_id
                AND g.permission_id = $3::int
                AND contact_1.id = ANY($4::uuid[])
              ORDER BY id DESC
              LIMIT $2::int + 1
            )
            UNION (
              SELECT t.*
              FROM unnest(viewer.group_ids) AS team(id)
              CROSS JOIN LATERAL (
                SELECT contact_1.id AS id
                FROM permissions_contactteamgrant g
                JOIN contacts_contact contact_1 ON contact_1.id = g.content_object_id
                WHERE g.group_id = team.id
                  AND g.permission_id = $3::int
                  AND contact_1.id = ANY($4::uuid[])
                ORDER BY id DESC
                LIMIT $2::int + 1
              ) t
            )
            ORDER BY id DESC
            LIMIT $2::int + 1
          ) k
        ) page
      ) r
    ),
    'days', (
      SELECT json_build_object('nodes', coalesce(json_agg(r.node_1 ORDER BY r.n) FILTER (WHERE r.n <= $2::int), '[]'))
      FROM (
        SELECT page.n,
          page.found,
          CASE WHEN page.n <= $2::int THEN (
            SELECT json_build_object('firstName', contact_4.first_name)
            FROM contacts_contact contact_4
            WHERE contact_4.id = page.id
          ) END AS node_1
        FROM (
          SELECT k.*,
            row_number() OVER (ORDER BY id DESC) AS n,
            count(*) OVER () AS found
          FROM (
            (
              SELECT contact_3.id AS id
              FROM contacts_contact contact_3
              WHERE contact_3.owner_id = viewer.user_id
                AND (contact_3.birthday >= $5::date AND contact_3.birthday < $6::date)
              ORDER BY id DESC
              LIMIT $2::int + 1
            )
            UNION (
              SELECT contact_3.id AS id
              FROM permissions_contactusergrant g
              JOIN contacts_contact contact_3 ON contact_3.id = g.content_object_id
              WHERE g.user_id = viewer.user_id
                AND g.permission_id = $3::int
                AND (contact_3.birthday >= $5::date AND contact_3.birthday < $6::date)
              ORDER BY id DESC
              LIMIT $2::int + 1
            )
            UNION (
              SELECT t.*
              FROM unnest(viewer.group_ids) AS team(id)
              CROSS JOIN LATERAL (
                SELECT contact_3.id AS id
                FROM permissions_contactteamgrant g
                JOIN contacts_contact contact_3 ON contact_3.id = g.content_object_id
                WHERE g.group_id = team.id
                  AND g.permission_id = $3::int
                  AND (contact_3.birthday >= $5::date AND contact_3.birthday < $6::date)
                ORDER BY id DESC
                LIMIT $2::int + 1
              ) t
            )
            ORDER BY id DESC
            LIMIT $2::int + 1
          ) k
        ) page
      ) r
    ),
    'nights', (
      SELECT json_build_object('nodes', coalesce(json_agg(r.node_1 ORDER BY r.n) FILTER (WHERE r.n <= $2::int), '[]'))
      FROM (
        SELECT page.n,
          page.found,
          CASE WHEN page.n <= $2::int THEN (
            SELECT json_build_object('firstName', contact_6.first_name)
            FROM contacts_contact contact_6
            WHERE contact_6.id = page.id
          ) END AS node_1
        FROM (
          SELECT k.*,
            row_number() OVER (ORDER BY id DESC) AS n,
            count(*) OVER () AS found
          FROM (
            (
              SELECT contact_5.id AS id
              FROM contacts_contact contact_5
              WHERE contact_5.owner_id = viewer.user_id
                AND contact_5.birthday = ANY($7::date[])
              ORDER BY id DESC
              LIMIT $2::int + 1
            )
            UNION (
              SELECT contact_5.id AS id
              FROM permissions_contactusergrant g
              JOIN contacts_contact contact_5 ON contact_5.id = g.content_object_id
              WHERE g.user_id = viewer.user_id
                AND g.permission_id = $3::int
                AND contact_5.birthday = ANY($7::date[])
              ORDER BY id DESC
              LIMIT $2::int + 1
            )
            UNION (
              SELECT t.*
              FROM unnest(viewer.group_ids) AS team(id)
              CROSS JOIN LATERAL (
                SELECT contact_5.id AS id
                FROM permissions_contactteamgrant g
                JOIN contacts_contact contact_5 ON contact_5.id = g.content_object_id
                WHERE g.group_id = team.id
                  AND g.permission_id = $3::int
                  AND contact_5.birthday = ANY($7::date[])
                ORDER BY id DESC
                LIMIT $2::int + 1
              ) t
            )
            ORDER BY id DESC
            LIMIT $2::int + 1
          ) k
        ) page
      ) r
    ),
    'times', (
      SELECT json_build_object(
        'totalCount', (
          SELECT count(*)
          FROM (
            SELECT contact_7.id AS id
            FROM contacts_contact contact_7
            WHERE contact_7.owner_id = viewer.user_id
              AND (contact_7.created_at > $8::timestamptz AND contact_7.created_at < $9::timestamptz)
            UNION
            SELECT g.content_object_id AS id
            FROM permissions_contactusergrant g
            JOIN contacts_contact contact_7 ON contact_7.id = g.content_object_id
            WHERE g.user_id = viewer.user_id
              AND g.permission_id = $3::int
              AND (contact_7.created_at > $8::timestamptz AND contact_7.created_at < $9::timestamptz)
            UNION
            SELECT g.content_object_id AS id
            FROM permissions_contactteamgrant g
            JOIN contacts_contact contact_7 ON contact_7.id = g.content_object_id, unnest(viewer.group_ids) AS team(id)
            WHERE g.group_id = team.id
              AND g.permission_id = $3::int
              AND (contact_7.created_at > $8::timestamptz AND contact_7.created_at < $9::timestamptz)
          ) c
        )
      )
    ),
    'versions', (
      SELECT json_build_object(
        'totalCount', (
          SELECT count(*)
          FROM (
            SELECT contact_8.id AS id
            FROM contacts_contact contact_8
            WHERE contact_8.owner_id = viewer.user_id
              AND (contact_8.version = ANY($10::int[]) AND contact_8.version <= $11::int)
            UNION
            SELECT g.content_object_id AS id
            FROM permissions_contactusergrant g
            JOIN contacts_contact contact_8 ON contact_8.id = g.content_object_id
            WHERE g.user_id = viewer.user_id
              AND g.permission_id = $3::int
              AND (contact_8.version = ANY($10::int[]) AND contact_8.version <= $11::int)
            UNION
            SELECT g.content_object_id AS id
            FROM permissions_contactteamgrant g
            JOIN contacts_contact contact_8 ON contact_8.id = g.content_object_id, unnest(viewer.group_ids) AS team(id)
            WHERE g.group_id = team.id
              AND g.permission_id = $3::int
              AND (contact_8.version = ANY($10::int[]) AND contact_8.version <= $11::int)
          ) c
        )
      )
    )
  )
)::text AS data
FROM viewer

-- $1 the session's key
-- $2 page_size: 20
-- $3 the permission view_contact
-- $4 keys of Contact: $ids
-- $5 number: 1990-02-28
-- $6 number: $day
-- $7 number: [2000-01-01, $day]
-- $8 moment: $then
-- $9 moment: 9999-12-31 23:59:59+00:00
-- $10 number: $versions
-- $11 number: 1
