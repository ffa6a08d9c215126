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
        'edges', coalesce(json_agg(json_build_object('cursor', r.cursor, 'node', r.node_1) ORDER BY r.n) FILTER (WHERE r.n <= $3::int), '[]'),
        'pageInfo', json_build_object(
          'hasNextPage', (count(*) > $3::int),
          'hasPreviousPage', true,
          'startCursor', max(r.cursor) FILTER (WHERE r.n = 1),
          'endCursor', max(r.cursor) FILTER (WHERE r.n = least(r.found, $3::int))
        )
      )
      FROM (
        SELECT page.n,
          page.found,
          steward_cursor(json_build_array('Contact last_name_key asc birthday desc first_name_key asc', page.k1::text, page.k2::text, page.k3::text, page.id::text)::text, $4::bytea, $5::bytea) AS cursor,
          CASE WHEN page.n <= $3::int THEN (
            SELECT json_build_object(
              'firstName', contact_2.first_name,
              'lastName', contact_2.last_name,
              'birthday', contact_2.birthday
            )
            FROM contacts_contact contact_2
            WHERE contact_2.id = page.id
          ) END AS node_1
        FROM (
          SELECT k.*,
            row_number() OVER (ORDER BY k1 ASC, k2 DESC, k3 ASC, id ASC) AS n,
            count(*) OVER () AS found
          FROM (
            (
              SELECT contact_1.last_name_key AS k1,
                coalesce(contact_1.birthday, 'infinity') AS k2,
                contact_1.first_name_key AS k3,
                contact_1.id AS id
              FROM contacts_contact contact_1
              WHERE contact_1.owner_id = viewer.user_id
                AND (
                  (contact_1.last_name_key > $7::text)
                    OR (
                      contact_1.last_name_key = $7::text
                        AND coalesce(contact_1.birthday, 'infinity') < $8::date
                    )
                    OR (
                      contact_1.last_name_key = $7::text
                        AND coalesce(contact_1.birthday, 'infinity') = $8::date
                        AND contact_1.first_name_key > $9::text
                    )
                    OR (
                      contact_1.last_name_key = $7::text
                        AND coalesce(contact_1.birthday, 'infinity') = $8::date
                        AND contact_1.first_name_key = $9::text
                        AND contact_1.id > $10::uuid
                    )
                )
              ORDER BY k1 ASC, k2 DESC, k3 ASC, id ASC
              LIMIT $3::int + 1
            )
            UNION (
              SELECT contact_1.last_name_key AS k1,
                coalesce(contact_1.birthday, 'infinity') AS k2,
                contact_1.first_name_key AS k3,
                contact_1.id AS id
              FROM permissions_contactusergrant g
              JOIN contacts_contact contact_1 ON contact_1.id = g.content_object_id
              WHERE g.user_id = viewer.user_id
                AND g.permission_id = $6::int
                AND (
                  (contact_1.last_name_key > $7::text)
                    OR (
                      contact_1.last_name_key = $7::text
                        AND coalesce(contact_1.birthday, 'infinity') < $8::date
                    )
                    OR (
                      contact_1.last_name_key = $7::text
                        AND coalesce(contact_1.birthday, 'infinity') = $8::date
                        AND contact_1.first_name_key > $9::text
                    )
                    OR (
                      contact_1.last_name_key = $7::text
                        AND coalesce(contact_1.birthday, 'infinity') = $8::date
                        AND contact_1.first_name_key = $9::text
                        AND contact_1.id > $10::uuid
                    )
                )
              ORDER BY k1 ASC, k2 DESC, k3 ASC, id ASC
              LIMIT $3::int + 1
            )
            UNION (
              SELECT t.*
              FROM unnest(viewer.group_ids) AS team(id)
              CROSS JOIN LATERAL (
                SELECT contact_1.last_name_key AS k1,
                  coalesce(contact_1.birthday, 'infinity') AS k2,
                  contact_1.first_name_key AS k3,
                  contact_1.id AS id
                FROM permissions_contactteamgrant g
                JOIN contacts_contact contact_1 ON contact_1.id = g.content_object_id
                WHERE g.group_id = team.id
                  AND g.permission_id = $6::int
                  AND (
                    (contact_1.last_name_key > $7::text)
                      OR (
                        contact_1.last_name_key = $7::text
                          AND coalesce(contact_1.birthday, 'infinity') < $8::date
                      )
                      OR (
                        contact_1.last_name_key = $7::text
                          AND coalesce(contact_1.birthday, 'infinity') = $8::date
                          AND contact_1.first_name_key > $9::text
                      )
                      OR (
                        contact_1.last_name_key = $7::text
                          AND coalesce(contact_1.birthday, 'infinity') = $8::date
                          AND contact_1.first_name_key = $9::text
                          AND contact_1.id > $10::uuid
                      )
                  )
                ORDER BY k1 ASC, k2 DESC, k3 ASC, id ASC
                LIMIT $3::int + 1 OFFSET 0
              ) t
            )
            ORDER BY k1 ASC, k2 DESC, k3 ASC, id ASC
            LIMIT $3::int + 1
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
-- $3 page_size: 2
-- $4 the key of cursors, padded with 0x36
-- $5 the key of cursors, padded with 0x5c
-- $6 the permission view_contact
-- $7 key 0 of a cursor in the order [Contact last_name_key asc birthday desc first_name_key asc]: $after
-- $8 key 1 of a cursor in the order [Contact last_name_key asc birthday desc first_name_key asc]: $after
-- $9 key 2 of a cursor in the order [Contact last_name_key asc birthday desc first_name_key asc]: $after
-- $10 key 3 of a cursor in the order [Contact last_name_key asc birthday desc first_name_key asc]: $after
