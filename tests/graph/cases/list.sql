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
        'nodes', coalesce(json_agg(r.node_1 ORDER BY r.n) FILTER (WHERE r.n <= $5::int), '[]'),
        'pageInfo', json_build_object(
          'hasNextPage', (count(*) > $5::int),
          'endCursor', max(r.cursor) FILTER (WHERE r.n = least(r.found, $5::int))
        )
      )
      FROM (
        SELECT page.n,
          page.found,
          CASE WHEN page.n IN (least(page.found, $5::int)) THEN steward_cursor(json_build_array('Contact', page.id::text)::text, $6::bytea, $7::bytea) END AS cursor,
          CASE WHEN page.n <= $5::int THEN (
            SELECT json_build_object(
              'id', 'con_' || encode(uuid_send(contact_2.id), 'hex'),
              'firstName', contact_2.first_name,
              'lastName', contact_2.last_name,
              'createdAt', to_char(contact_2.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
              'company', (
                SELECT json_build_object('id', 'com_' || encode(uuid_send(company_3.id), 'hex'), 'name', company_3.name)
                FROM contacts_company company_3
                WHERE company_3.id = contact_2.company_id
                  AND (
                    company_3.owner_id = viewer.user_id
                      OR company_3.has_user_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_companyusergrant g
                        WHERE g.user_id = viewer.user_id
                          AND g.permission_id = $3::int
                          AND g.content_object_id = company_3.id
                      )
                      OR company_3.has_team_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_companyteamgrant g
                        WHERE g.group_id = ANY(viewer.group_ids)
                          AND g.permission_id = $3::int
                          AND g.content_object_id = company_3.id
                      )
                  )
              ),
              'emails', (
                SELECT coalesce(json_agg(json_build_object('address', email_4.address, 'label', email_4.label) ORDER BY email_4.position), '[]')
                FROM contacts_email email_4
                WHERE email_4.contact_id = contact_2.id
              ),
              'notes', (
                SELECT json_build_object('nodes', coalesce(json_agg(r.node_1 ORDER BY r.id DESC), '[]'))
                FROM (
                  SELECT note_5.id AS id,
                    json_build_object(
                      'body', note_5.body,
                      'createdAt', to_char(note_5.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
                    ) AS node_1
                  FROM activities_note note_5
                  WHERE note_5.contact_id = contact_2.id
                  ORDER BY id DESC
                  LIMIT $4::int
                ) r HAVING true
              )
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
                AND (contact_1.id) < ($9::uuid)
              ORDER BY id DESC
              LIMIT $5::int + 1
            )
            UNION (
              SELECT g.content_object_id AS id
              FROM permissions_contactusergrant g
              WHERE g.user_id = viewer.user_id
                AND g.permission_id = $8::int
                AND (g.content_object_id) < ($9::uuid)
              ORDER BY id DESC
              LIMIT $5::int + 1
            )
            UNION (
              SELECT t.*
              FROM unnest(viewer.group_ids) AS team(id)
              CROSS JOIN LATERAL (
                SELECT g.content_object_id AS id
                FROM permissions_contactteamgrant g
                WHERE g.group_id = team.id
                  AND g.permission_id = $8::int
                  AND (g.content_object_id) < ($9::uuid)
                ORDER BY id DESC
                LIMIT $5::int + 1 OFFSET 0
              ) t
            )
            ORDER BY id DESC
            LIMIT $5::int + 1
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
-- $3 the permission view_company
-- $4 page_size: 3
-- $5 page_size: $n
-- $6 the key of cursors, padded with 0x36
-- $7 the key of cursors, padded with 0x5c
-- $8 the permission view_contact
-- $9 key 0 of a cursor in the order [Contact]: $after
