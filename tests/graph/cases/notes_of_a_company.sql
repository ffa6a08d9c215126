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
    'companies', (
      SELECT json_build_object('nodes', coalesce(json_agg(r.node_1 ORDER BY r.k1 ASC, r.id ASC), '[]'))
      FROM (
        SELECT page.*,
          (
            SELECT json_build_object(
              'name', company_2.name,
              'emails', (
                SELECT coalesce(json_agg(json_build_object('address', email_3.address) ORDER BY email_3.position), '[]')
                FROM contacts_email email_3
                WHERE email_3.company_id = company_2.id
              ),
              'phones', (
                SELECT coalesce(json_agg(json_build_object('number', phone_4.number) ORDER BY phone_4.position), '[]')
                FROM contacts_phone phone_4
                WHERE phone_4.company_id = company_2.id
              ),
              'addresses', (
                SELECT coalesce(json_agg(json_build_object('city', address_5.city) ORDER BY address_5.position), '[]')
                FROM contacts_address address_5
                WHERE address_5.company_id = company_2.id
              ),
              'tags', (
                SELECT coalesce(json_agg(json_build_object('name', tag_6.name) ORDER BY tag_6.name_key, tag_6.id), '[]')
                FROM contacts_companytag tag_6_link
                JOIN contacts_tag tag_6 ON tag_6.id = tag_6_link.tag_id
                WHERE tag_6_link.company_id = company_2.id
                  AND (
                    tag_6.owner_id = viewer.user_id
                      OR tag_6.has_user_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_tagusergrant g
                        WHERE g.user_id = viewer.user_id
                          AND g.permission_id = $3::int
                          AND g.content_object_id = tag_6.id
                      )
                      OR tag_6.has_team_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_tagteamgrant g
                        WHERE g.group_id = ANY(viewer.group_ids)
                          AND g.permission_id = $3::int
                          AND g.content_object_id = tag_6.id
                      )
                  )
              ),
              'notes', (
                WITH matching_8 AS MATERIALIZED (
                  (
                    SELECT note_7.updated_at AS k1,
                      note_7.id AS id
                    FROM activities_note note_7
                    WHERE note_7.company_id = company_2.id
                      AND strpos(lower(note_7.body), lower($7::text)) > 0
                  )
                )
                SELECT json_build_object(
                  'totalCount', (SELECT count(*) FROM matching_8),
                  'edges', coalesce(json_agg(json_build_object('cursor', r.cursor, 'node', r.node_1) ORDER BY r.n) FILTER (WHERE r.n <= $6::int), '[]')
                )
                FROM (
                  SELECT page.n,
                    page.found,
                    steward_cursor(json_build_array('Note updated_at asc', page.k1::text, page.id::text)::text, $8::bytea, $9::bytea) AS cursor,
                    CASE WHEN page.n <= $6::int THEN (
                      SELECT json_build_object(
                        'body', note_9.body,
                        'company', (
                          SELECT json_build_object('name', company_10.name)
                          FROM contacts_company company_10
                          WHERE company_10.id = note_9.company_id
                            AND (
                              company_10.owner_id = viewer.user_id
                                OR company_10.has_user_grants
                                AND EXISTS (
                                  SELECT
                                  FROM permissions_companyusergrant g
                                  WHERE g.user_id = viewer.user_id
                                    AND g.permission_id = $4::int
                                    AND g.content_object_id = company_10.id
                                )
                                OR company_10.has_team_grants
                                AND EXISTS (
                                  SELECT
                                  FROM permissions_companyteamgrant g
                                  WHERE g.group_id = ANY(viewer.group_ids)
                                    AND g.permission_id = $4::int
                                    AND g.content_object_id = company_10.id
                                )
                            )
                        ),
                        'contact', (
                          SELECT json_build_object('name', contact_11.display_name)
                          FROM contacts_contact contact_11
                          WHERE contact_11.id = note_9.contact_id
                            AND (
                              contact_11.owner_id = viewer.user_id
                                OR contact_11.has_user_grants
                                AND EXISTS (
                                  SELECT
                                  FROM permissions_contactusergrant g
                                  WHERE g.user_id = viewer.user_id
                                    AND g.permission_id = $5::int
                                    AND g.content_object_id = contact_11.id
                                )
                                OR contact_11.has_team_grants
                                AND EXISTS (
                                  SELECT
                                  FROM permissions_contactteamgrant g
                                  WHERE g.group_id = ANY(viewer.group_ids)
                                    AND g.permission_id = $5::int
                                    AND g.content_object_id = contact_11.id
                                )
                            )
                        )
                      )
                      FROM activities_note note_9
                      WHERE note_9.id = page.id
                    ) END AS node_1
                  FROM (
                    SELECT k.*,
                      row_number() OVER (ORDER BY k1 ASC, id ASC) AS n,
                      count(*) OVER () AS found
                    FROM (SELECT * FROM matching_8 ORDER BY k1 ASC, id ASC LIMIT $6::int + 1) k
                  ) page
                ) r HAVING true
              )
            )
            FROM contacts_company company_2
            WHERE company_2.id = page.id
          ) AS node_1
        FROM (
          (
            SELECT company_1.name_key AS k1,
              company_1.id AS id
            FROM contacts_company company_1
            WHERE company_1.owner_id = viewer.user_id
            ORDER BY k1 ASC, id ASC
            LIMIT $10::int
          )
          UNION (
            SELECT company_1.name_key AS k1,
              company_1.id AS id
            FROM permissions_companyusergrant g
            JOIN contacts_company company_1 ON company_1.id = g.content_object_id
            WHERE g.user_id = viewer.user_id
              AND g.permission_id = $4::int
            ORDER BY k1 ASC, id ASC
            LIMIT $10::int
          )
          UNION (
            SELECT t.*
            FROM unnest(viewer.group_ids) AS team(id)
            CROSS JOIN LATERAL (
              SELECT company_1.name_key AS k1,
                company_1.id AS id
              FROM permissions_companyteamgrant g
              JOIN contacts_company company_1 ON company_1.id = g.content_object_id
              WHERE g.group_id = team.id
                AND g.permission_id = $4::int
              ORDER BY k1 ASC, id ASC
              LIMIT $10::int OFFSET 0
            ) t
          )
          ORDER BY k1 ASC, id ASC
          LIMIT $10::int
        ) page
      ) r HAVING true
    )
  )
)::text END AS data,
  viewer.remaining
FROM viewer

-- $1 the points spent
-- $2 the session's key
-- $3 the permission view_tag
-- $4 the permission view_company
-- $5 the permission view_contact
-- $6 page_size: 2
-- $7 text: in
-- $8 the key of cursors, padded with 0x36
-- $9 the key of cursors, padded with 0x5c
-- $10 page_size: 1
