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
    'viewer', (
      SELECT json_build_object('username', user_1.username)
      FROM accounts_user user_1
      WHERE user_1.id = viewer.user_id
    ),
    'contact', (
      SELECT json_build_object('firstName', contact_2.first_name)
      FROM contacts_contact contact_2
      WHERE contact_2.id = $4::uuid
        AND (
          contact_2.owner_id = viewer.user_id
            OR contact_2.has_user_grants
            AND EXISTS (
              SELECT
              FROM permissions_contactusergrant g
              WHERE g.user_id = viewer.user_id
                AND g.permission_id = $3::int
                AND g.content_object_id = contact_2.id
            )
            OR contact_2.has_team_grants
            AND EXISTS (
              SELECT
              FROM permissions_contactteamgrant g
              WHERE g.group_id = ANY(viewer.group_ids)
                AND g.permission_id = $3::int
                AND g.content_object_id = contact_2.id
            )
        )
    ),
    'contacts', (
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
            ORDER BY id DESC
            LIMIT $5::int
          )
          UNION (
            SELECT g.content_object_id AS id
            FROM permissions_contactusergrant g
            WHERE g.user_id = viewer.user_id
              AND g.permission_id = $3::int
            ORDER BY id DESC
            LIMIT $5::int
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
              LIMIT $5::int OFFSET 0
            ) t
          )
          ORDER BY id DESC
          LIMIT $5::int
        ) page
      ) r HAVING true
    ),
    'smiths', (
      SELECT json_build_object(
        'totalCount', (
          SELECT count(*)
          FROM (
            (
              SELECT contact_5.id AS id
              FROM contacts_contact contact_5
              WHERE contact_5.owner_id = viewer.user_id
                AND starts_with(lower(contact_5.last_name), lower($6::text))
            )
            UNION (
              SELECT contact_5.id AS id
              FROM permissions_contactusergrant g
              JOIN contacts_contact contact_5 ON contact_5.id = g.content_object_id
              WHERE g.user_id = viewer.user_id
                AND g.permission_id = $3::int
                AND starts_with(lower(contact_5.last_name), lower($6::text))
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
                  AND starts_with(lower(contact_5.last_name), lower($6::text)) OFFSET 0
              ) t
            )
          ) c
        )
      )
    ),
    'companies', (
      SELECT json_build_object('nodes', coalesce(json_agg(r.node_1 ORDER BY r.id DESC), '[]'))
      FROM (
        SELECT page.*,
          (
            SELECT json_build_object('name', company_7.name)
            FROM contacts_company company_7
            WHERE company_7.id = page.id
          ) AS node_1
        FROM (
          (
            SELECT company_6.id AS id
            FROM contacts_company company_6
            WHERE company_6.owner_id = viewer.user_id
            ORDER BY id DESC
            LIMIT $8::int
          )
          UNION (
            SELECT g.content_object_id AS id
            FROM permissions_companyusergrant g
            WHERE g.user_id = viewer.user_id
              AND g.permission_id = $7::int
            ORDER BY id DESC
            LIMIT $8::int
          )
          UNION (
            SELECT t.*
            FROM unnest(viewer.group_ids) AS team(id)
            CROSS JOIN LATERAL (
              SELECT g.content_object_id AS id
              FROM permissions_companyteamgrant g
              WHERE g.group_id = team.id
                AND g.permission_id = $7::int
              ORDER BY id DESC
              LIMIT $8::int OFFSET 0
            ) t
          )
          ORDER BY id DESC
          LIMIT $8::int
        ) page
      ) r HAVING true
    ),
    'tags', (
      SELECT json_build_object('nodes', coalesce(json_agg(r.node_1 ORDER BY r.id DESC), '[]'))
      FROM (
        SELECT page.*,
          (SELECT json_build_object('name', tag_9.name) FROM contacts_tag tag_9 WHERE tag_9.id = page.id) AS node_1
        FROM (
          (
            SELECT tag_8.id AS id
            FROM contacts_tag tag_8
            WHERE tag_8.owner_id = viewer.user_id
            ORDER BY id DESC
            LIMIT $8::int
          )
          UNION (
            SELECT g.content_object_id AS id
            FROM permissions_tagusergrant g
            WHERE g.user_id = viewer.user_id
              AND g.permission_id = $9::int
            ORDER BY id DESC
            LIMIT $8::int
          )
          UNION (
            SELECT t.*
            FROM unnest(viewer.group_ids) AS team(id)
            CROSS JOIN LATERAL (
              SELECT g.content_object_id AS id
              FROM permissions_tagteamgrant g
              WHERE g.group_id = team.id
                AND g.permission_id = $9::int
              ORDER BY id DESC
              LIMIT $8::int OFFSET 0
            ) t
          )
          ORDER BY id DESC
          LIMIT $8::int
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
-- $4 key of Contact: $id
-- $5 page_size: 1
-- $6 text: smi
-- $7 the permission view_company
-- $8 page_size: 20
-- $9 the permission view_tag
