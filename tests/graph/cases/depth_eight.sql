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
        'company', (
          SELECT json_build_object(
            'contacts', (
              SELECT json_build_object('nodes', coalesce(json_agg(r.node_1 ORDER BY r.id DESC), '[]'))
              FROM (
                SELECT contact_3.id AS id,
                  json_build_object(
                    'name', contact_3.display_name,
                    'company', (
                      SELECT json_build_object(
                        'contacts', (
                          SELECT json_build_object('nodes', coalesce(json_agg(r.node_1 ORDER BY r.k1 ASC, r.id ASC), '[]'))
                          FROM (
                            SELECT contact_5.first_name_key AS k1,
                              contact_5.id AS id,
                              json_build_object(
                                'name', contact_5.display_name,
                                'notes', (
                                  SELECT json_build_object('nodes', coalesce(json_agg(r.node_1 ORDER BY r.id DESC), '[]'))
                                  FROM (
                                    SELECT note_6.id AS id,
                                      json_build_object(
                                        'body', note_6.body,
                                        'createdBy', (
                                          SELECT json_build_object('username', user_7.username)
                                          FROM accounts_user user_7
                                          WHERE user_7.id = note_6.created_by_id
                                            AND user_7.account_id = viewer.account_id
                                        )
                                      ) AS node_1
                                    FROM activities_note note_6
                                    WHERE note_6.contact_id = contact_5.id
                                    ORDER BY id DESC
                                    LIMIT $5::int
                                  ) r HAVING true
                                )
                              ) AS node_1
                            FROM contacts_contact contact_5
                            WHERE contact_5.company_id = company_4.id
                              AND (
                                contact_5.owner_id = viewer.user_id
                                  OR contact_5.has_user_grants
                                  AND EXISTS (
                                    SELECT
                                    FROM permissions_contactusergrant g
                                    WHERE g.user_id = viewer.user_id
                                      AND g.permission_id = $3::int
                                      AND g.content_object_id = contact_5.id
                                  )
                                  OR contact_5.has_team_grants
                                  AND EXISTS (
                                    SELECT
                                    FROM permissions_contactteamgrant g
                                    WHERE g.group_id = ANY(viewer.group_ids)
                                      AND g.permission_id = $3::int
                                      AND g.content_object_id = contact_5.id
                                  )
                              )
                            ORDER BY k1 DESC, id DESC
                            LIMIT $5::int
                          ) r HAVING true
                        )
                      )
                      FROM contacts_company company_4
                      WHERE company_4.id = contact_3.company_id
                        AND (
                          company_4.owner_id = viewer.user_id
                            OR company_4.has_user_grants
                            AND EXISTS (
                              SELECT
                              FROM permissions_companyusergrant g
                              WHERE g.user_id = viewer.user_id
                                AND g.permission_id = $4::int
                                AND g.content_object_id = company_4.id
                            )
                            OR company_4.has_team_grants
                            AND EXISTS (
                              SELECT
                              FROM permissions_companyteamgrant g
                              WHERE g.group_id = ANY(viewer.group_ids)
                                AND g.permission_id = $4::int
                                AND g.content_object_id = company_4.id
                            )
                        )
                    )
                  ) AS node_1
                FROM contacts_contact contact_3
                WHERE contact_3.company_id = company_2.id
                  AND (
                    contact_3.owner_id = viewer.user_id
                      OR contact_3.has_user_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_contactusergrant g
                        WHERE g.user_id = viewer.user_id
                          AND g.permission_id = $3::int
                          AND g.content_object_id = contact_3.id
                      )
                      OR contact_3.has_team_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_contactteamgrant g
                        WHERE g.group_id = ANY(viewer.group_ids)
                          AND g.permission_id = $3::int
                          AND g.content_object_id = contact_3.id
                      )
                  )
                ORDER BY id DESC
                LIMIT $5::int
              ) r HAVING true
            )
          )
          FROM contacts_company company_2
          WHERE company_2.id = contact_1.company_id
            AND (
              company_2.owner_id = viewer.user_id
                OR company_2.has_user_grants
                AND EXISTS (
                  SELECT
                  FROM permissions_companyusergrant g
                  WHERE g.user_id = viewer.user_id
                    AND g.permission_id = $4::int
                    AND g.content_object_id = company_2.id
                )
                OR company_2.has_team_grants
                AND EXISTS (
                  SELECT
                  FROM permissions_companyteamgrant g
                  WHERE g.group_id = ANY(viewer.group_ids)
                    AND g.permission_id = $4::int
                    AND g.content_object_id = company_2.id
                )
            )
        )
      )
      FROM contacts_contact contact_1
      WHERE contact_1.id = $6::uuid
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
-- $5 page_size: 2
-- $6 key of Contact: $id
