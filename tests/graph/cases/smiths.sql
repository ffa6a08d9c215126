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
      SELECT json_build_object('nodes', coalesce(json_agg(r.node_1 ORDER BY r.k1 ASC, r.id ASC), '[]'))
      FROM (
        SELECT page.*,
          (
            SELECT json_build_object(
              'id', 'con_' || encode(uuid_send(contact_2.id), 'hex'),
              'name', contact_2.display_name,
              'emails', (
                SELECT coalesce(json_agg(json_build_object('address', email_3.address, 'label', email_3.label) ORDER BY email_3.position), '[]')
                FROM contacts_email email_3
                WHERE email_3.contact_id = contact_2.id
              ),
              'company', (
                SELECT json_build_object('name', company_4.name)
                FROM contacts_company company_4
                WHERE company_4.id = contact_2.company_id
                  AND (
                    company_4.owner_id = viewer.user_id
                      OR company_4.has_user_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_companyusergrant g
                        WHERE g.user_id = viewer.user_id
                          AND g.permission_id = $3::int
                          AND g.content_object_id = company_4.id
                      )
                      OR company_4.has_team_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_companyteamgrant g
                        WHERE g.group_id = ANY(viewer.group_ids)
                          AND g.permission_id = $3::int
                          AND g.content_object_id = company_4.id
                      )
                  )
              ),
              'tags', (
                SELECT coalesce(json_agg(json_build_object('name', tag_5.name) ORDER BY tag_5.name_key, tag_5.id), '[]')
                FROM contacts_contacttag tag_5_link
                JOIN contacts_tag tag_5 ON tag_5.id = tag_5_link.tag_id
                WHERE tag_5_link.contact_id = contact_2.id
                  AND (
                    tag_5.owner_id = viewer.user_id
                      OR tag_5.has_user_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_tagusergrant g
                        WHERE g.user_id = viewer.user_id
                          AND g.permission_id = $4::int
                          AND g.content_object_id = tag_5.id
                      )
                      OR tag_5.has_team_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_tagteamgrant g
                        WHERE g.group_id = ANY(viewer.group_ids)
                          AND g.permission_id = $4::int
                          AND g.content_object_id = tag_5.id
                      )
                  )
              ),
              'notes', (
                SELECT json_build_object('nodes', coalesce(json_agg(r.node_1 ORDER BY r.id DESC), '[]'))
                FROM (
                  SELECT note_6.id AS id,
                    json_build_object(
                      'body', note_6.body,
                      'createdAt', to_char(note_6.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
                    ) AS node_1
                  FROM activities_note note_6
                  WHERE note_6.contact_id = contact_2.id
                  ORDER BY id DESC
                  LIMIT $5::int
                ) r HAVING true
              )
            )
            FROM contacts_contact contact_2
            WHERE contact_2.id = page.id
          ) AS node_1
        FROM (
          (
            SELECT contact_1.last_name_key AS k1,
              contact_1.id AS id
            FROM contacts_contact contact_1
            WHERE contact_1.owner_id = viewer.user_id
              AND contact_1.last_name = $7::text
            ORDER BY k1 ASC, id ASC
            LIMIT $5::int
          )
          UNION (
            SELECT contact_1.last_name_key AS k1,
              contact_1.id AS id
            FROM permissions_contactusergrant g
            JOIN contacts_contact contact_1 ON contact_1.id = g.content_object_id
            WHERE g.user_id = viewer.user_id
              AND g.permission_id = $6::int
              AND contact_1.last_name = $7::text
            ORDER BY k1 ASC, id ASC
            LIMIT $5::int
          )
          UNION (
            SELECT t.*
            FROM unnest(viewer.group_ids) AS team(id)
            CROSS JOIN LATERAL (
              SELECT contact_1.last_name_key AS k1,
                contact_1.id AS id
              FROM permissions_contactteamgrant g
              JOIN contacts_contact contact_1 ON contact_1.id = g.content_object_id
              WHERE g.group_id = team.id
                AND g.permission_id = $6::int
                AND contact_1.last_name = $7::text
              ORDER BY k1 ASC, id ASC
              LIMIT $5::int OFFSET 0
            ) t
          )
          ORDER BY k1 ASC, id ASC
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
-- $3 the permission view_company
-- $4 the permission view_tag
-- $5 page_size: 5
-- $6 the permission view_contact
-- $7 text: Smith
