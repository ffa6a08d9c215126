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
    'eq', (
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
              AND contact_1.last_name = $4::text
            ORDER BY id DESC
            LIMIT $5::int
          )
          UNION (
            SELECT contact_1.id AS id
            FROM permissions_contactusergrant g
            JOIN contacts_contact contact_1 ON contact_1.id = g.content_object_id
            WHERE g.user_id = viewer.user_id
              AND g.permission_id = $3::int
              AND contact_1.last_name = $4::text
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
                AND contact_1.last_name = $4::text
              ORDER BY id DESC
              LIMIT $5::int OFFSET 0
            ) t
          )
          ORDER BY id DESC
          LIMIT $5::int
        ) page
      ) r HAVING true
    ),
    'in', (
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
              AND contact_3.last_name = ANY($6::text[])
            ORDER BY id DESC
            LIMIT $5::int
          )
          UNION (
            SELECT contact_3.id AS id
            FROM permissions_contactusergrant g
            JOIN contacts_contact contact_3 ON contact_3.id = g.content_object_id
            WHERE g.user_id = viewer.user_id
              AND g.permission_id = $3::int
              AND contact_3.last_name = ANY($6::text[])
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
                AND contact_3.last_name = ANY($6::text[])
              ORDER BY id DESC
              LIMIT $5::int OFFSET 0
            ) t
          )
          ORDER BY id DESC
          LIMIT $5::int
        ) page
      ) r HAVING true
    ),
    'startsWith', (
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
              AND starts_with(lower(contact_5.first_name), lower($7::text))
            ORDER BY id DESC
            LIMIT $5::int
          )
          UNION (
            SELECT contact_5.id AS id
            FROM permissions_contactusergrant g
            JOIN contacts_contact contact_5 ON contact_5.id = g.content_object_id
            WHERE g.user_id = viewer.user_id
              AND g.permission_id = $3::int
              AND starts_with(lower(contact_5.first_name), lower($7::text))
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
                AND starts_with(lower(contact_5.first_name), lower($7::text))
              ORDER BY id DESC
              LIMIT $5::int OFFSET 0
            ) t
          )
          ORDER BY id DESC
          LIMIT $5::int
        ) page
      ) r HAVING true
    ),
    'contains', (
      SELECT json_build_object('nodes', coalesce(json_agg(r.node_1 ORDER BY r.id DESC), '[]'))
      FROM (
        SELECT page.*,
          (
            SELECT json_build_object('firstName', contact_8.first_name)
            FROM contacts_contact contact_8
            WHERE contact_8.id = page.id
          ) AS node_1
        FROM (
          (
            SELECT contact_7.id AS id
            FROM contacts_contact contact_7
            WHERE contact_7.owner_id = viewer.user_id
              AND strpos(lower(contact_7.nickname), lower($8::text)) > 0
            ORDER BY id DESC
            LIMIT $5::int
          )
          UNION (
            SELECT contact_7.id AS id
            FROM permissions_contactusergrant g
            JOIN contacts_contact contact_7 ON contact_7.id = g.content_object_id
            WHERE g.user_id = viewer.user_id
              AND g.permission_id = $3::int
              AND strpos(lower(contact_7.nickname), lower($8::text)) > 0
            ORDER BY id DESC
            LIMIT $5::int
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
                AND strpos(lower(contact_7.nickname), lower($8::text)) > 0
              ORDER BY id DESC
              LIMIT $5::int OFFSET 0
            ) t
          )
          ORDER BY id DESC
          LIMIT $5::int
        ) page
      ) r HAVING true
    ),
    'between', (
      SELECT json_build_object('nodes', coalesce(json_agg(r.node_1 ORDER BY r.id DESC), '[]'))
      FROM (
        SELECT page.*,
          (
            SELECT json_build_object('firstName', contact_10.first_name)
            FROM contacts_contact contact_10
            WHERE contact_10.id = page.id
          ) AS node_1
        FROM (
          (
            SELECT contact_9.id AS id
            FROM contacts_contact contact_9
            WHERE contact_9.owner_id = viewer.user_id
              AND (contact_9.first_name > $9::text AND contact_9.first_name <= $10::text)
            ORDER BY id DESC
            LIMIT $5::int
          )
          UNION (
            SELECT contact_9.id AS id
            FROM permissions_contactusergrant g
            JOIN contacts_contact contact_9 ON contact_9.id = g.content_object_id
            WHERE g.user_id = viewer.user_id
              AND g.permission_id = $3::int
              AND (contact_9.first_name > $9::text AND contact_9.first_name <= $10::text)
            ORDER BY id DESC
            LIMIT $5::int
          )
          UNION (
            SELECT t.*
            FROM unnest(viewer.group_ids) AS team(id)
            CROSS JOIN LATERAL (
              SELECT contact_9.id AS id
              FROM permissions_contactteamgrant g
              JOIN contacts_contact contact_9 ON contact_9.id = g.content_object_id
              WHERE g.group_id = team.id
                AND g.permission_id = $3::int
                AND (contact_9.first_name > $9::text AND contact_9.first_name <= $10::text)
              ORDER BY id DESC
              LIMIT $5::int OFFSET 0
            ) t
          )
          ORDER BY id DESC
          LIMIT $5::int
        ) page
      ) r HAVING true
    ),
    'without', (
      SELECT json_build_object('nodes', coalesce(json_agg(r.node_1 ORDER BY r.id DESC), '[]'))
      FROM (
        SELECT page.*,
          (
            SELECT json_build_object('firstName', contact_12.first_name)
            FROM contacts_contact contact_12
            WHERE contact_12.id = page.id
          ) AS node_1
        FROM (
          (
            SELECT contact_11.id AS id
            FROM contacts_contact contact_11
            WHERE contact_11.owner_id = viewer.user_id
              AND contact_11.last_name IS NULL
            ORDER BY id DESC
            LIMIT $5::int
          )
          UNION (
            SELECT contact_11.id AS id
            FROM permissions_contactusergrant g
            JOIN contacts_contact contact_11 ON contact_11.id = g.content_object_id
            WHERE g.user_id = viewer.user_id
              AND g.permission_id = $3::int
              AND contact_11.last_name IS NULL
            ORDER BY id DESC
            LIMIT $5::int
          )
          UNION (
            SELECT t.*
            FROM unnest(viewer.group_ids) AS team(id)
            CROSS JOIN LATERAL (
              SELECT contact_11.id AS id
              FROM permissions_contactteamgrant g
              JOIN contacts_contact contact_11 ON contact_11.id = g.content_object_id
              WHERE g.group_id = team.id
                AND g.permission_id = $3::int
                AND contact_11.last_name IS NULL
              ORDER BY id DESC
              LIMIT $5::int OFFSET 0
            ) t
          )
          ORDER BY id DESC
          LIMIT $5::int
        ) page
      ) r HAVING true
    ),
    'with', (
      SELECT json_build_object('nodes', coalesce(json_agg(r.node_1 ORDER BY r.id DESC), '[]'))
      FROM (
        SELECT page.*,
          (
            SELECT json_build_object('firstName', contact_14.first_name)
            FROM contacts_contact contact_14
            WHERE contact_14.id = page.id
          ) AS node_1
        FROM (
          (
            SELECT contact_13.id AS id
            FROM contacts_contact contact_13
            WHERE contact_13.owner_id = viewer.user_id
              AND contact_13.job_title IS NOT NULL
            ORDER BY id DESC
            LIMIT $5::int
          )
          UNION (
            SELECT contact_13.id AS id
            FROM permissions_contactusergrant g
            JOIN contacts_contact contact_13 ON contact_13.id = g.content_object_id
            WHERE g.user_id = viewer.user_id
              AND g.permission_id = $3::int
              AND contact_13.job_title IS NOT NULL
            ORDER BY id DESC
            LIMIT $5::int
          )
          UNION (
            SELECT t.*
            FROM unnest(viewer.group_ids) AS team(id)
            CROSS JOIN LATERAL (
              SELECT contact_13.id AS id
              FROM permissions_contactteamgrant g
              JOIN contacts_contact contact_13 ON contact_13.id = g.content_object_id
              WHERE g.group_id = team.id
                AND g.permission_id = $3::int
                AND contact_13.job_title IS NOT NULL
              ORDER BY id DESC
              LIMIT $5::int OFFSET 0
            ) t
          )
          ORDER BY id DESC
          LIMIT $5::int
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
-- $4 text: Smith
-- $5 page_size: 20
-- $6 texts: [Lee, SMITH]
-- $7 text: å
-- $8 text: 0% OFF_
-- $9 text: Bob
-- $10 text: Zoë
