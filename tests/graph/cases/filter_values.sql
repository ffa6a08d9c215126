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
    'ids', (
      SELECT json_build_object('nodes', coalesce(json_agg(r.node_1 ORDER BY r.id DESC), '[]'))
      FROM (
        SELECT page.*,
          (
            SELECT json_build_object('firstName', contact_2.first_name)
            FROM contacts_contact contact_2
            WHERE contact_2.id = page.id
          ) AS node_1
        FROM (
          (
            SELECT contact_1.id AS id
            FROM contacts_contact contact_1
            WHERE contact_1.owner_id = viewer.user_id
              AND contact_1.id = ANY($4::uuid[])
            ORDER BY id DESC
            LIMIT $5::int
          )
          UNION (
            SELECT contact_1.id AS id
            FROM permissions_contactusergrant g
            JOIN contacts_contact contact_1 ON contact_1.id = g.content_object_id
            WHERE g.user_id = viewer.user_id
              AND g.permission_id = $3::int
              AND contact_1.id = ANY($4::uuid[])
            ORDER BY id DESC
            LIMIT $5::int
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
              LIMIT $5::int OFFSET 0
            ) t
          )
          ORDER BY id DESC
          LIMIT $5::int
        ) page
      ) r HAVING true
    ),
    'days', (
      SELECT json_build_object('nodes', coalesce(json_agg(r.node_1 ORDER BY r.id DESC), '[]'))
      FROM (
        SELECT page.*,
          (
            SELECT json_build_object('firstName', contact_4.first_name)
            FROM contacts_contact contact_4
            WHERE contact_4.id = page.id
          ) AS node_1
        FROM (
          (
            SELECT contact_3.id AS id
            FROM contacts_contact contact_3
            WHERE contact_3.owner_id = viewer.user_id
              AND (contact_3.birthday >= $6::date AND contact_3.birthday < $7::date)
            ORDER BY id DESC
            LIMIT $5::int
          )
          UNION (
            SELECT contact_3.id AS id
            FROM permissions_contactusergrant g
            JOIN contacts_contact contact_3 ON contact_3.id = g.content_object_id
            WHERE g.user_id = viewer.user_id
              AND g.permission_id = $3::int
              AND (contact_3.birthday >= $6::date AND contact_3.birthday < $7::date)
            ORDER BY id DESC
            LIMIT $5::int
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
                AND (contact_3.birthday >= $6::date AND contact_3.birthday < $7::date)
              ORDER BY id DESC
              LIMIT $5::int OFFSET 0
            ) t
          )
          ORDER BY id DESC
          LIMIT $5::int
        ) page
      ) r HAVING true
    ),
    'nights', (
      SELECT json_build_object('nodes', coalesce(json_agg(r.node_1 ORDER BY r.id DESC), '[]'))
      FROM (
        SELECT page.*,
          (
            SELECT json_build_object('firstName', contact_6.first_name)
            FROM contacts_contact contact_6
            WHERE contact_6.id = page.id
          ) AS node_1
        FROM (
          (
            SELECT contact_5.id AS id
            FROM contacts_contact contact_5
            WHERE contact_5.owner_id = viewer.user_id
              AND contact_5.birthday = ANY($8::date[])
            ORDER BY id DESC
            LIMIT $5::int
          )
          UNION (
            SELECT contact_5.id AS id
            FROM permissions_contactusergrant g
            JOIN contacts_contact contact_5 ON contact_5.id = g.content_object_id
            WHERE g.user_id = viewer.user_id
              AND g.permission_id = $3::int
              AND contact_5.birthday = ANY($8::date[])
            ORDER BY id DESC
            LIMIT $5::int
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
                AND contact_5.birthday = ANY($8::date[])
              ORDER BY id DESC
              LIMIT $5::int OFFSET 0
            ) t
          )
          ORDER BY id DESC
          LIMIT $5::int
        ) page
      ) r HAVING true
    ),
    'times', (
      SELECT json_build_object(
        'totalCount', (
          SELECT count(*)
          FROM (
            (
              SELECT contact_7.id AS id
              FROM contacts_contact contact_7
              WHERE contact_7.owner_id = viewer.user_id
                AND (contact_7.created_at > $9::timestamptz AND contact_7.created_at < $10::timestamptz)
            )
            UNION (
              SELECT contact_7.id AS id
              FROM permissions_contactusergrant g
              JOIN contacts_contact contact_7 ON contact_7.id = g.content_object_id
              WHERE g.user_id = viewer.user_id
                AND g.permission_id = $3::int
                AND (contact_7.created_at > $9::timestamptz AND contact_7.created_at < $10::timestamptz)
            )
            UNION (
              SELECT t.*
              FROM unnest(viewer.group_ids) AS team(id)
              CROSS JOIN LATERAL (
                SELECT contact_7.id AS id
                FROM permissions_contactteamgrant g
                JOIN contacts_contact contact_7 ON contact_7.id = g.content_object_id
                WHERE g.group_id = team.id
                  AND g.permission_id = $3::int
                  AND (contact_7.created_at > $9::timestamptz AND contact_7.created_at < $10::timestamptz) OFFSET 0
              ) t
            )
          ) c
        )
      )
    ),
    'versions', (
      SELECT json_build_object(
        'totalCount', (
          SELECT count(*)
          FROM (
            (
              SELECT contact_8.id AS id
              FROM contacts_contact contact_8
              WHERE contact_8.owner_id = viewer.user_id
                AND (contact_8.version = ANY($11::int[]) AND contact_8.version <= $12::int)
            )
            UNION (
              SELECT contact_8.id AS id
              FROM permissions_contactusergrant g
              JOIN contacts_contact contact_8 ON contact_8.id = g.content_object_id
              WHERE g.user_id = viewer.user_id
                AND g.permission_id = $3::int
                AND (contact_8.version = ANY($11::int[]) AND contact_8.version <= $12::int)
            )
            UNION (
              SELECT t.*
              FROM unnest(viewer.group_ids) AS team(id)
              CROSS JOIN LATERAL (
                SELECT contact_8.id AS id
                FROM permissions_contactteamgrant g
                JOIN contacts_contact contact_8 ON contact_8.id = g.content_object_id
                WHERE g.group_id = team.id
                  AND g.permission_id = $3::int
                  AND (contact_8.version = ANY($11::int[]) AND contact_8.version <= $12::int) OFFSET 0
              ) t
            )
          ) c
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
-- $4 keys of Contact: $ids
-- $5 page_size: 20
-- $6 number: 1990-02-28
-- $7 number: $day
-- $8 number: [2000-01-01, $day]
-- $9 moment: $then
-- $10 moment: 9999-12-31 23:59:59+00:00
-- $11 number: $versions
-- $12 number: 1
