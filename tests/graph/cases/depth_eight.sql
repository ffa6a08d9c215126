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
              SELECT json_build_object('nodes', coalesce(json_agg(r.node_1 ORDER BY r.n) FILTER (WHERE r.n <= $5::int), '[]'))
              FROM (
                SELECT page.n,
                  page.found,
                  CASE WHEN page.n <= $5::int THEN (
                    SELECT json_build_object(
                      'name', contact_4.display_name,
                      'company', (
                        SELECT json_build_object(
                          'contacts', (
                            SELECT json_build_object('nodes', coalesce(json_agg(r.node_1 ORDER BY r.n DESC) FILTER (WHERE r.n <= $5::int), '[]'))
                            FROM (
                              SELECT page.n,
                                page.found,
                                CASE WHEN page.n <= $5::int THEN (
                                  SELECT json_build_object(
                                    'name', contact_7.display_name,
                                    'notes', (
                                      SELECT json_build_object('nodes', coalesce(json_agg(r.node_1 ORDER BY r.n) FILTER (WHERE r.n <= $5::int), '[]'))
                                      FROM (
                                        SELECT page.n,
                                          page.found,
                                          CASE WHEN page.n <= $5::int THEN (
                                            SELECT json_build_object(
                                              'body', note_9.body,
                                              'createdBy', (
                                                SELECT json_build_object('username', user_10.username)
                                                FROM accounts_user user_10
                                                WHERE user_10.id = note_9.created_by_id
                                                  AND user_10.account_id = viewer.account_id
                                              )
                                            )
                                            FROM activities_note note_9
                                            WHERE note_9.id = page.id
                                          ) END AS node_1
                                        FROM (
                                          SELECT k.*,
                                            row_number() OVER (ORDER BY id DESC) AS n,
                                            count(*) OVER () AS found
                                          FROM (
                                            SELECT note_8.id AS id
                                            FROM activities_note note_8
                                            WHERE note_8.contact_id = contact_7.id
                                            ORDER BY id DESC
                                            LIMIT $5::int + 1
                                          ) k
                                        ) page
                                      ) r
                                    )
                                  )
                                  FROM contacts_contact contact_7
                                  WHERE contact_7.id = page.id
                                ) END AS node_1
                              FROM (
                                SELECT k.*,
                                  row_number() OVER (ORDER BY k1 DESC, id DESC) AS n,
                                  count(*) OVER () AS found
                                FROM (
                                  SELECT contact_6.first_name_key AS k1,
                                    contact_6.id AS id
                                  FROM contacts_contact contact_6
                                  WHERE contact_6.company_id = company_5.id
                                    AND (
                                      contact_6.owner_id = viewer.user_id
                                        OR EXISTS (
                                          SELECT
                                          FROM permissions_contactusergrant g
                                          WHERE g.user_id = viewer.user_id
                                            AND g.permission_id = $3::int
                                            AND g.content_object_id = contact_6.id
                                        )
                                        OR EXISTS (
                                          SELECT
                                          FROM permissions_contactteamgrant g
                                          WHERE g.group_id = ANY(viewer.group_ids)
                                            AND g.permission_id = $3::int
                                            AND g.content_object_id = contact_6.id
                                        )
                                    )
                                  ORDER BY k1 DESC, id DESC
                                  LIMIT $5::int + 1
                                ) k
                              ) page
                            ) r
                          )
                        )
                        FROM contacts_company company_5
                        WHERE company_5.id = contact_4.company_id
                          AND (
                            company_5.owner_id = viewer.user_id
                              OR EXISTS (
                                SELECT
                                FROM permissions_companyusergrant g
                                WHERE g.user_id = viewer.user_id
                                  AND g.permission_id = $4::int
                                  AND g.content_object_id = company_5.id
                              )
                              OR EXISTS (
                                SELECT
                                FROM permissions_companyteamgrant g
                                WHERE g.group_id = ANY(viewer.group_ids)
                                  AND g.permission_id = $4::int
                                  AND g.content_object_id = company_5.id
                              )
                          )
                      )
                    )
                    FROM contacts_contact contact_4
                    WHERE contact_4.id = page.id
                  ) END AS node_1
                FROM (
                  SELECT k.*,
                    row_number() OVER (ORDER BY id DESC) AS n,
                    count(*) OVER () AS found
                  FROM (
                    SELECT contact_3.id AS id
                    FROM contacts_contact contact_3
                    WHERE contact_3.company_id = company_2.id
                      AND (
                        contact_3.owner_id = viewer.user_id
                          OR EXISTS (
                            SELECT
                            FROM permissions_contactusergrant g
                            WHERE g.user_id = viewer.user_id
                              AND g.permission_id = $3::int
                              AND g.content_object_id = contact_3.id
                          )
                          OR EXISTS (
                            SELECT
                            FROM permissions_contactteamgrant g
                            WHERE g.group_id = ANY(viewer.group_ids)
                              AND g.permission_id = $3::int
                              AND g.content_object_id = contact_3.id
                          )
                      )
                    ORDER BY id DESC
                    LIMIT $5::int + 1
                  ) k
                ) page
              ) r
            )
          )
          FROM contacts_company company_2
          WHERE company_2.id = contact_1.company_id
            AND (
              company_2.owner_id = viewer.user_id
                OR EXISTS (
                  SELECT
                  FROM permissions_companyusergrant g
                  WHERE g.user_id = viewer.user_id
                    AND g.permission_id = $4::int
                    AND g.content_object_id = company_2.id
                )
                OR EXISTS (
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
            OR EXISTS (
              SELECT
              FROM permissions_contactusergrant g
              WHERE g.user_id = viewer.user_id
                AND g.permission_id = $3::int
                AND g.content_object_id = contact_1.id
            )
            OR EXISTS (
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
