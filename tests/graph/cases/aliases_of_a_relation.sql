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
    'contact', (
      SELECT json_build_object(
        'newest', (
          SELECT json_build_object('nodes', coalesce(json_agg(r.node_1 ORDER BY r.n) FILTER (WHERE r.n <= $3::int), '[]'))
          FROM (
            SELECT page.n,
              page.found,
              CASE WHEN page.n <= $3::int THEN (
                SELECT json_build_object('body', note_3.body)
                FROM activities_note note_3
                WHERE note_3.id = page.id
              ) END AS node_1
            FROM (
              SELECT k.*,
                row_number() OVER (ORDER BY id DESC) AS n,
                count(*) OVER () AS found
              FROM (
                SELECT note_2.id AS id
                FROM activities_note note_2
                WHERE note_2.contact_id = contact_1.id
                ORDER BY id DESC
                LIMIT $3::int + 1
              ) k
            ) page
          ) r
        ),
        'oldest', (
          SELECT json_build_object('nodes', coalesce(json_agg(r.node_1 ORDER BY r.n DESC) FILTER (WHERE r.n <= $3::int), '[]'))
          FROM (
            SELECT page.n,
              page.found,
              CASE WHEN page.n <= $3::int THEN (
                SELECT json_build_object('body', note_5.body)
                FROM activities_note note_5
                WHERE note_5.id = page.id
              ) END AS node_1
            FROM (
              SELECT k.*,
                row_number() OVER (ORDER BY id ASC) AS n,
                count(*) OVER () AS found
              FROM (
                SELECT note_4.id AS id
                FROM activities_note note_4
                WHERE note_4.contact_id = contact_1.id
                ORDER BY id ASC
                LIMIT $3::int + 1
              ) k
            ) page
          ) r
        ),
        'calls', (
          SELECT json_build_object(
            'totalCount', (
              SELECT count(*)
              FROM (
                SELECT note_6.id AS id
                FROM activities_note note_6
                WHERE note_6.contact_id = contact_1.id
                  AND strpos(lower(note_6.body), lower($4::text)) > 0
              ) c
            )
          )
        ),
        'all', (
          SELECT json_build_object(
            'totalCount', (
              SELECT count(*)
              FROM (SELECT note_7.id AS id FROM activities_note note_7 WHERE note_7.contact_id = contact_1.id) c
            ),
            'nodes', coalesce(json_agg(r.node_1 ORDER BY r.n) FILTER (WHERE r.n <= $5::int), '[]')
          )
          FROM (
            SELECT page.n,
              page.found,
              CASE WHEN page.n <= $5::int THEN (
                SELECT json_build_object('body', note_8.body)
                FROM activities_note note_8
                WHERE note_8.id = page.id
              ) END AS node_1
            FROM (
              SELECT k.*,
                row_number() OVER (ORDER BY id DESC) AS n,
                count(*) OVER () AS found
              FROM (
                SELECT note_7.id AS id
                FROM activities_note note_7
                WHERE note_7.contact_id = contact_1.id
                ORDER BY id DESC
                LIMIT $5::int + 1
              ) k
            ) page
          ) r
        )
      )
      FROM contacts_contact contact_1
      WHERE contact_1.id = $6::uuid
        AND (
          contact_1.owner_id = viewer.user_id
            OR EXISTS (
              SELECT
              FROM permissions_contactusergrant g
              WHERE g.user_id = viewer.user_id
                AND g.permission_id = $2::int
                AND g.content_object_id = contact_1.id
            )
            OR EXISTS (
              SELECT
              FROM permissions_contactteamgrant g
              WHERE g.group_id = ANY(viewer.group_ids)
                AND g.permission_id = $2::int
                AND g.content_object_id = contact_1.id
            )
        )
    )
  )
)::text AS data
FROM viewer

-- $1 the session's key
-- $2 the permission view_contact
-- $3 page_size: 1
-- $4 text: CALL
-- $5 page_size: 20
-- $6 key of Contact: $id
