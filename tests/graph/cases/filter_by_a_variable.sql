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
              'firstName', contact_2.first_name,
              'notes', (
                SELECT json_build_object('nodes', coalesce(json_agg(r.node_1 ORDER BY r.id DESC), '[]'))
                FROM (
                  SELECT note_3.id AS id,
                    json_build_object('body', note_3.body) AS node_1
                  FROM activities_note note_3
                  WHERE note_3.contact_id = contact_2.id
                    AND (starts_with(lower(note_3.body), lower($3::text))) IS NOT TRUE
                  ORDER BY id DESC
                  LIMIT $4::int
                ) r HAVING true
              )
            )
            FROM contacts_contact contact_2
            WHERE contact_2.id = page.id
          ) AS node_1
        FROM (
          (
            SELECT contact_1.first_name_key AS k1,
              contact_1.id AS id
            FROM contacts_contact contact_1
            WHERE contact_1.owner_id = viewer.user_id
              AND (
                contact_1.last_name = $6::text
                  OR (
                    contact_1.birthday IS NOT NULL
                      AND EXISTS (
                        SELECT
                        FROM contacts_company company_4
                        WHERE company_4.id = contact_1.company_id
                          AND (
                            company_4.owner_id = viewer.user_id
                              OR company_4.has_user_grants
                              AND EXISTS (
                                SELECT
                                FROM permissions_companyusergrant g
                                WHERE g.user_id = viewer.user_id
                                  AND g.permission_id = $8::int
                                  AND g.content_object_id = company_4.id
                              )
                              OR company_4.has_team_grants
                              AND EXISTS (
                                SELECT
                                FROM permissions_companyteamgrant g
                                WHERE g.group_id = ANY(viewer.group_ids)
                                  AND g.permission_id = $8::int
                                  AND g.content_object_id = company_4.id
                              )
                          )
                          AND company_4.name = ANY($7::text[])
                      )
                  )
              )
            ORDER BY k1 ASC, id ASC
            LIMIT $4::int
          )
          UNION (
            SELECT contact_1.first_name_key AS k1,
              contact_1.id AS id
            FROM permissions_contactusergrant g
            JOIN contacts_contact contact_1 ON contact_1.id = g.content_object_id
            WHERE g.user_id = viewer.user_id
              AND g.permission_id = $5::int
              AND (
                contact_1.last_name = $6::text
                  OR (
                    contact_1.birthday IS NOT NULL
                      AND EXISTS (
                        SELECT
                        FROM contacts_company company_5
                        WHERE company_5.id = contact_1.company_id
                          AND (
                            company_5.owner_id = viewer.user_id
                              OR company_5.has_user_grants
                              AND EXISTS (
                                SELECT
                                FROM permissions_companyusergrant g
                                WHERE g.user_id = viewer.user_id
                                  AND g.permission_id = $8::int
                                  AND g.content_object_id = company_5.id
                              )
                              OR company_5.has_team_grants
                              AND EXISTS (
                                SELECT
                                FROM permissions_companyteamgrant g
                                WHERE g.group_id = ANY(viewer.group_ids)
                                  AND g.permission_id = $8::int
                                  AND g.content_object_id = company_5.id
                              )
                          )
                          AND company_5.name = ANY($7::text[])
                      )
                  )
              )
            ORDER BY k1 ASC, id ASC
            LIMIT $4::int
          )
          UNION (
            SELECT t.*
            FROM unnest(viewer.group_ids) AS team(id)
            CROSS JOIN LATERAL (
              SELECT contact_1.first_name_key AS k1,
                contact_1.id AS id
              FROM permissions_contactteamgrant g
              JOIN contacts_contact contact_1 ON contact_1.id = g.content_object_id
              WHERE g.group_id = team.id
                AND g.permission_id = $5::int
                AND (
                  contact_1.last_name = $6::text
                    OR (
                      contact_1.birthday IS NOT NULL
                        AND EXISTS (
                          SELECT
                          FROM contacts_company company_6
                          WHERE company_6.id = contact_1.company_id
                            AND (
                              company_6.owner_id = viewer.user_id
                                OR company_6.has_user_grants
                                AND EXISTS (
                                  SELECT
                                  FROM permissions_companyusergrant g
                                  WHERE g.user_id = viewer.user_id
                                    AND g.permission_id = $8::int
                                    AND g.content_object_id = company_6.id
                                )
                                OR company_6.has_team_grants
                                AND EXISTS (
                                  SELECT
                                  FROM permissions_companyteamgrant g
                                  WHERE g.group_id = ANY(viewer.group_ids)
                                    AND g.permission_id = $8::int
                                    AND g.content_object_id = company_6.id
                                )
                            )
                            AND company_6.name = ANY($7::text[])
                        )
                    )
                )
              ORDER BY k1 ASC, id ASC
              LIMIT $4::int OFFSET 0
            ) t
          )
          ORDER BY k1 ASC, id ASC
          LIMIT $4::int
        ) page
      ) r HAVING true
    )
  )
)::text END AS data,
  viewer.remaining
FROM viewer

-- $1 the points spent
-- $2 the session's key
-- $3 text: $notes.not.body.startsWith
-- $4 page_size: 20
-- $5 the permission view_contact
-- $6 text: $filter.or.0.lastName.eq
-- $7 texts: $filter.or.1.company.name.in
-- $8 the permission view_company
