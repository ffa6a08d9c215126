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
    'contact', (
      SELECT json_build_object(
        'newest', (
          SELECT json_build_object('nodes', coalesce(json_agg(r.node_1 ORDER BY r.id DESC), '[]'))
          FROM (
            SELECT note_2.id AS id,
              json_build_object('body', note_2.body) AS node_1
            FROM activities_note note_2
            WHERE note_2.contact_id = contact_1.id
            ORDER BY id DESC
            LIMIT $4::int
          ) r HAVING true
        ),
        'oldest', (
          SELECT json_build_object('nodes', coalesce(json_agg(r.node_1 ORDER BY r.id DESC), '[]'))
          FROM (
            SELECT note_3.id AS id,
              json_build_object('body', note_3.body) AS node_1
            FROM activities_note note_3
            WHERE note_3.contact_id = contact_1.id
            ORDER BY id ASC
            LIMIT $4::int
          ) r HAVING true
        ),
        'calls', (
          SELECT json_build_object(
            'totalCount', (
              SELECT count(*)
              FROM (
                (
                  SELECT note_4.id AS id
                  FROM activities_note note_4
                  WHERE note_4.contact_id = contact_1.id
                    AND strpos(lower(note_4.body), lower($5::text)) > 0
                )
              ) c
            )
          )
        ),
        'all', (
          SELECT json_build_object(
            'totalCount', (
              SELECT count(*)
              FROM ((SELECT note_5.id AS id FROM activities_note note_5 WHERE note_5.contact_id = contact_1.id)) c
            ),
            'nodes', coalesce(json_agg(r.node_1 ORDER BY r.id DESC), '[]')
          )
          FROM (
            SELECT note_5.id AS id,
              json_build_object('body', note_5.body) AS node_1
            FROM activities_note note_5
            WHERE note_5.contact_id = contact_1.id
            ORDER BY id DESC
            LIMIT $6::int
          ) r HAVING true
        )
      )
      FROM contacts_contact contact_1
      WHERE contact_1.id = $7::uuid
        AND (
          contact_1.owner_id = viewer.user_id
            OR contact_1.has_user_grants
            AND EXISTS (
              SELECT
              FROM permissions_contactusergrant g
              WHERE g.user_id = viewer.user_id
                AND g.permission_id = $3::int
                AND g.content_object_id = contact_1.id
            )
            OR contact_1.has_team_grants
            AND EXISTS (
              SELECT
              FROM permissions_contactteamgrant g
              WHERE g.group_id = ANY(viewer.group_ids)
                AND g.permission_id = $3::int
                AND g.content_object_id = contact_1.id
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
-- $4 page_size: 1
-- $5 text: CALL
-- $6 page_size: 20
-- $7 key of Contact: $id
