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
        'name', contact_1.display_name,
        'history', (
          SELECT json_build_object('nodes', coalesce(json_agg(r.node_1 ORDER BY r.id DESC), '[]'))
          FROM (
            SELECT page.*,
              (
                SELECT json_build_object(
                  'at', to_char(historyentry_3.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
                  'action', historyentry_3.action,
                  'user', (
                    SELECT json_build_object('username', user_4.username)
                    FROM accounts_user user_4
                    WHERE user_4.id = historyentry_3.user_id
                      AND user_4.account_id = viewer.account_id
                  ),
                  'changes', CASE WHEN historyentry_3.changes_seal IS NULL THEN '[]'::json ELSE (
                    SELECT (
                      SELECT coalesce(json_agg(json_build_object('field', change_5.field, 'before', change_5.before, 'after', change_5.after) ORDER BY change_5.field COLLATE "C"), '[]')
                      FROM (
                        SELECT said.key AS field,
                          json_agg(told.value) FILTER (WHERE side.name = 'before') -> 0 AS before,
                          json_agg(told.value) FILTER (WHERE side.name = 'after') -> 0 AS after
                        FROM unnest(ARRAY['before', 'after']) AS side(name)
                        CROSS JOIN LATERAL json_each(detail.text::json -> side.name) said
                        CROSS JOIN LATERAL (
                          SELECT CASE said.key WHEN 'company' THEN (
                            SELECT said.value
                            FROM contacts_company other
                            WHERE other.id = right(said.value #>> '{}', 32)::uuid
                              AND (
                                other.owner_id = viewer.user_id
                                  OR other.has_user_grants
                                  AND EXISTS (
                                    SELECT
                                    FROM permissions_companyusergrant g
                                    WHERE g.user_id = viewer.user_id
                                      AND g.permission_id = $4::int
                                      AND g.content_object_id = other.id
                                  )
                                  OR other.has_team_grants
                                  AND EXISTS (
                                    SELECT
                                    FROM permissions_companyteamgrant g
                                    WHERE g.group_id = ANY(viewer.group_ids)
                                      AND g.permission_id = $4::int
                                      AND g.content_object_id = other.id
                                  )
                              )
                          ) WHEN 'tags' THEN (
                            SELECT json_agg(named.id ORDER BY named.n)
                            FROM json_array_elements_text(said.value) WITH ORDINALITY AS named(id, n)
                            JOIN contacts_tag other ON other.id = right(named.id, 32)::uuid
                            WHERE (
                              other.owner_id = viewer.user_id
                                OR other.has_user_grants
                                AND EXISTS (
                                  SELECT
                                  FROM permissions_tagusergrant g
                                  WHERE g.user_id = viewer.user_id
                                    AND g.permission_id = $5::int
                                    AND g.content_object_id = other.id
                                )
                                OR other.has_team_grants
                                AND EXISTS (
                                  SELECT
                                  FROM permissions_tagteamgrant g
                                  WHERE g.group_id = ANY(viewer.group_ids)
                                    AND g.permission_id = $5::int
                                    AND g.content_object_id = other.id
                                )
                            )
                          ) ELSE said.value END AS value
                        ) told
                        WHERE told.value IS NOT NULL GROUP BY said.key
                      ) change_5
                    )
                    FROM audit_detail detail
                    WHERE detail.entry_id = historyentry_3.id
                      AND detail.kind = 'CHANGES'
                  ) END
                )
                FROM audit_entry historyentry_3
                WHERE historyentry_3.id = page.id
              ) AS node_1
            FROM (
              SELECT historyentry_2.id AS id
              FROM audit_entry historyentry_2
              WHERE historyentry_2.record_id = contact_1.id
                AND (
                  split_part(historyentry_2.action, ':', 2) NOT IN ('share', 'unshare')
                    OR (
                      contact_1.owner_id = viewer.user_id
                        OR contact_1.has_user_grants
                        AND EXISTS (
                          SELECT
                          FROM permissions_contactusergrant g
                          WHERE g.user_id = viewer.user_id
                            AND g.permission_id = $6::int
                            AND g.content_object_id = contact_1.id
                        )
                        OR contact_1.has_team_grants
                        AND EXISTS (
                          SELECT
                          FROM permissions_contactteamgrant g
                          WHERE g.group_id = ANY(viewer.group_ids)
                            AND g.permission_id = $6::int
                            AND g.content_object_id = contact_1.id
                        )
                    )
                )
                AND historyentry_2.action = ANY($7::text[])
              ORDER BY id DESC
              LIMIT $8::int
            ) page
          ) r HAVING true
        )
      )
      FROM contacts_contact contact_1
      WHERE contact_1.id = $9::uuid
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
-- $4 the permission view_company
-- $5 the permission view_tag
-- $6 the permission manage_contact
-- $7 texts: [contact:create, contact:update]
-- $8 page_size: 3
-- $9 key of Contact: $max
