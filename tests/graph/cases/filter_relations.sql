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
    'ofAcme', (
      SELECT json_build_object('nodes', coalesce(json_agg(r.node_1 ORDER BY r.id DESC), '[]'))
      FROM (
        SELECT page.*,
          (
            SELECT json_build_object('firstName', contact_2.first_name)
            FROM contacts_contact contact_2
            WHERE contact_2.id = page.id
          ) AS node_1
        FROM (
          (
            SELECT contact_1.id AS id
            FROM contacts_contact contact_1
            WHERE contact_1.owner_id = viewer.user_id
              AND EXISTS (
                SELECT
                FROM contacts_company company_3
                WHERE company_3.id = contact_1.company_id
                  AND (
                    company_3.owner_id = viewer.user_id
                      OR company_3.has_user_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_companyusergrant g
                        WHERE g.user_id = viewer.user_id
                          AND g.permission_id = $5::int
                          AND g.content_object_id = company_3.id
                      )
                      OR company_3.has_team_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_companyteamgrant g
                        WHERE g.group_id = ANY(viewer.group_ids)
                          AND g.permission_id = $5::int
                          AND g.content_object_id = company_3.id
                      )
                  )
                  AND company_3.name = $4::text
              )
            ORDER BY id DESC
            LIMIT $6::int
          )
          UNION (
            SELECT contact_1.id AS id
            FROM permissions_contactusergrant g
            JOIN contacts_contact contact_1 ON contact_1.id = g.content_object_id
            WHERE g.user_id = viewer.user_id
              AND g.permission_id = $3::int
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
                          AND g.permission_id = $5::int
                          AND g.content_object_id = company_4.id
                      )
                      OR company_4.has_team_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_companyteamgrant g
                        WHERE g.group_id = ANY(viewer.group_ids)
                          AND g.permission_id = $5::int
                          AND g.content_object_id = company_4.id
                      )
                  )
                  AND company_4.name = $4::text
              )
            ORDER BY id DESC
            LIMIT $6::int
          )
          UNION (
            SELECT t.*
            FROM unnest(viewer.group_ids) AS team(id)
            CROSS JOIN LATERAL (
              SELECT contact_1.id AS id
              FROM permissions_contactteamgrant g
              JOIN contacts_contact contact_1 ON contact_1.id = g.content_object_id
              WHERE g.group_id = team.id
                AND g.permission_id = $3::int
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
                            AND g.permission_id = $5::int
                            AND g.content_object_id = company_5.id
                        )
                        OR company_5.has_team_grants
                        AND EXISTS (
                          SELECT
                          FROM permissions_companyteamgrant g
                          WHERE g.group_id = ANY(viewer.group_ids)
                            AND g.permission_id = $5::int
                            AND g.content_object_id = company_5.id
                        )
                    )
                    AND company_5.name = $4::text
                )
              ORDER BY id DESC
              LIMIT $6::int OFFSET 0
            ) t
          )
          ORDER BY id DESC
          LIMIT $6::int
        ) page
      ) r HAVING true
    ),
    'ofBeta', (
      SELECT json_build_object('nodes', coalesce(json_agg(r.node_1 ORDER BY r.id DESC), '[]'))
      FROM (
        SELECT page.*,
          (
            SELECT json_build_object('firstName', contact_7.first_name)
            FROM contacts_contact contact_7
            WHERE contact_7.id = page.id
          ) AS node_1
        FROM (
          (
            SELECT contact_6.id AS id
            FROM contacts_contact contact_6
            WHERE contact_6.owner_id = viewer.user_id
              AND EXISTS (
                SELECT
                FROM contacts_company company_8
                WHERE company_8.id = contact_6.company_id
                  AND (
                    company_8.owner_id = viewer.user_id
                      OR company_8.has_user_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_companyusergrant g
                        WHERE g.user_id = viewer.user_id
                          AND g.permission_id = $5::int
                          AND g.content_object_id = company_8.id
                      )
                      OR company_8.has_team_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_companyteamgrant g
                        WHERE g.group_id = ANY(viewer.group_ids)
                          AND g.permission_id = $5::int
                          AND g.content_object_id = company_8.id
                      )
                  )
                  AND company_8.name = $7::text
              )
            ORDER BY id DESC
            LIMIT $6::int
          )
          UNION (
            SELECT contact_6.id AS id
            FROM permissions_contactusergrant g
            JOIN contacts_contact contact_6 ON contact_6.id = g.content_object_id
            WHERE g.user_id = viewer.user_id
              AND g.permission_id = $3::int
              AND EXISTS (
                SELECT
                FROM contacts_company company_9
                WHERE company_9.id = contact_6.company_id
                  AND (
                    company_9.owner_id = viewer.user_id
                      OR company_9.has_user_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_companyusergrant g
                        WHERE g.user_id = viewer.user_id
                          AND g.permission_id = $5::int
                          AND g.content_object_id = company_9.id
                      )
                      OR company_9.has_team_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_companyteamgrant g
                        WHERE g.group_id = ANY(viewer.group_ids)
                          AND g.permission_id = $5::int
                          AND g.content_object_id = company_9.id
                      )
                  )
                  AND company_9.name = $7::text
              )
            ORDER BY id DESC
            LIMIT $6::int
          )
          UNION (
            SELECT t.*
            FROM unnest(viewer.group_ids) AS team(id)
            CROSS JOIN LATERAL (
              SELECT contact_6.id AS id
              FROM permissions_contactteamgrant g
              JOIN contacts_contact contact_6 ON contact_6.id = g.content_object_id
              WHERE g.group_id = team.id
                AND g.permission_id = $3::int
                AND EXISTS (
                  SELECT
                  FROM contacts_company company_10
                  WHERE company_10.id = contact_6.company_id
                    AND (
                      company_10.owner_id = viewer.user_id
                        OR company_10.has_user_grants
                        AND EXISTS (
                          SELECT
                          FROM permissions_companyusergrant g
                          WHERE g.user_id = viewer.user_id
                            AND g.permission_id = $5::int
                            AND g.content_object_id = company_10.id
                        )
                        OR company_10.has_team_grants
                        AND EXISTS (
                          SELECT
                          FROM permissions_companyteamgrant g
                          WHERE g.group_id = ANY(viewer.group_ids)
                            AND g.permission_id = $5::int
                            AND g.content_object_id = company_10.id
                        )
                    )
                    AND company_10.name = $7::text
                )
              ORDER BY id DESC
              LIMIT $6::int OFFSET 0
            ) t
          )
          ORDER BY id DESC
          LIMIT $6::int
        ) page
      ) r HAVING true
    ),
    'withNoCompanyThatIsSeen', (
      SELECT json_build_object('nodes', coalesce(json_agg(r.node_1 ORDER BY r.id DESC), '[]'))
      FROM (
        SELECT page.*,
          (
            SELECT json_build_object('firstName', contact_12.first_name)
            FROM contacts_contact contact_12
            WHERE contact_12.id = page.id
          ) AS node_1
        FROM (
          (
            SELECT contact_11.id AS id
            FROM contacts_contact contact_11
            WHERE contact_11.owner_id = viewer.user_id
              AND (
                EXISTS (
                  SELECT
                  FROM contacts_company company_13
                  WHERE company_13.id = contact_11.company_id
                    AND (
                      company_13.owner_id = viewer.user_id
                        OR company_13.has_user_grants
                        AND EXISTS (
                          SELECT
                          FROM permissions_companyusergrant g
                          WHERE g.user_id = viewer.user_id
                            AND g.permission_id = $5::int
                            AND g.content_object_id = company_13.id
                        )
                        OR company_13.has_team_grants
                        AND EXISTS (
                          SELECT
                          FROM permissions_companyteamgrant g
                          WHERE g.group_id = ANY(viewer.group_ids)
                            AND g.permission_id = $5::int
                            AND g.content_object_id = company_13.id
                        )
                    )
                    AND true
                )
              ) IS NOT TRUE
            ORDER BY id DESC
            LIMIT $6::int
          )
          UNION (
            SELECT contact_11.id AS id
            FROM permissions_contactusergrant g
            JOIN contacts_contact contact_11 ON contact_11.id = g.content_object_id
            WHERE g.user_id = viewer.user_id
              AND g.permission_id = $3::int
              AND (
                EXISTS (
                  SELECT
                  FROM contacts_company company_14
                  WHERE company_14.id = contact_11.company_id
                    AND (
                      company_14.owner_id = viewer.user_id
                        OR company_14.has_user_grants
                        AND EXISTS (
                          SELECT
                          FROM permissions_companyusergrant g
                          WHERE g.user_id = viewer.user_id
                            AND g.permission_id = $5::int
                            AND g.content_object_id = company_14.id
                        )
                        OR company_14.has_team_grants
                        AND EXISTS (
                          SELECT
                          FROM permissions_companyteamgrant g
                          WHERE g.group_id = ANY(viewer.group_ids)
                            AND g.permission_id = $5::int
                            AND g.content_object_id = company_14.id
                        )
                    )
                    AND true
                )
              ) IS NOT TRUE
            ORDER BY id DESC
            LIMIT $6::int
          )
          UNION (
            SELECT t.*
            FROM unnest(viewer.group_ids) AS team(id)
            CROSS JOIN LATERAL (
              SELECT contact_11.id AS id
              FROM permissions_contactteamgrant g
              JOIN contacts_contact contact_11 ON contact_11.id = g.content_object_id
              WHERE g.group_id = team.id
                AND g.permission_id = $3::int
                AND (
                  EXISTS (
                    SELECT
                    FROM contacts_company company_15
                    WHERE company_15.id = contact_11.company_id
                      AND (
                        company_15.owner_id = viewer.user_id
                          OR company_15.has_user_grants
                          AND EXISTS (
                            SELECT
                            FROM permissions_companyusergrant g
                            WHERE g.user_id = viewer.user_id
                              AND g.permission_id = $5::int
                              AND g.content_object_id = company_15.id
                          )
                          OR company_15.has_team_grants
                          AND EXISTS (
                            SELECT
                            FROM permissions_companyteamgrant g
                            WHERE g.group_id = ANY(viewer.group_ids)
                              AND g.permission_id = $5::int
                              AND g.content_object_id = company_15.id
                          )
                      )
                      AND true
                  )
                ) IS NOT TRUE
              ORDER BY id DESC
              LIMIT $6::int OFFSET 0
            ) t
          )
          ORDER BY id DESC
          LIMIT $6::int
        ) page
      ) r HAVING true
    ),
    'vip', (
      SELECT json_build_object('nodes', coalesce(json_agg(r.node_1 ORDER BY r.id DESC), '[]'))
      FROM (
        SELECT page.*,
          (
            SELECT json_build_object('firstName', contact_17.first_name)
            FROM contacts_contact contact_17
            WHERE contact_17.id = page.id
          ) AS node_1
        FROM (
          (
            SELECT contact_16.id AS id
            FROM contacts_contact contact_16
            WHERE contact_16.owner_id = viewer.user_id
              AND EXISTS (
                SELECT
                FROM contacts_contacttag tag_18_link
                JOIN contacts_tag tag_18 ON tag_18.id = tag_18_link.tag_id
                WHERE tag_18_link.contact_id = contact_16.id
                  AND (
                    tag_18.owner_id = viewer.user_id
                      OR tag_18.has_user_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_tagusergrant g
                        WHERE g.user_id = viewer.user_id
                          AND g.permission_id = $9::int
                          AND g.content_object_id = tag_18.id
                      )
                      OR tag_18.has_team_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_tagteamgrant g
                        WHERE g.group_id = ANY(viewer.group_ids)
                          AND g.permission_id = $9::int
                          AND g.content_object_id = tag_18.id
                      )
                  )
                  AND tag_18.name = $8::text
              )
            ORDER BY id DESC
            LIMIT $6::int
          )
          UNION (
            SELECT contact_16.id AS id
            FROM permissions_contactusergrant g
            JOIN contacts_contact contact_16 ON contact_16.id = g.content_object_id
            WHERE g.user_id = viewer.user_id
              AND g.permission_id = $3::int
              AND EXISTS (
                SELECT
                FROM contacts_contacttag tag_19_link
                JOIN contacts_tag tag_19 ON tag_19.id = tag_19_link.tag_id
                WHERE tag_19_link.contact_id = contact_16.id
                  AND (
                    tag_19.owner_id = viewer.user_id
                      OR tag_19.has_user_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_tagusergrant g
                        WHERE g.user_id = viewer.user_id
                          AND g.permission_id = $9::int
                          AND g.content_object_id = tag_19.id
                      )
                      OR tag_19.has_team_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_tagteamgrant g
                        WHERE g.group_id = ANY(viewer.group_ids)
                          AND g.permission_id = $9::int
                          AND g.content_object_id = tag_19.id
                      )
                  )
                  AND tag_19.name = $8::text
              )
            ORDER BY id DESC
            LIMIT $6::int
          )
          UNION (
            SELECT t.*
            FROM unnest(viewer.group_ids) AS team(id)
            CROSS JOIN LATERAL (
              SELECT contact_16.id AS id
              FROM permissions_contactteamgrant g
              JOIN contacts_contact contact_16 ON contact_16.id = g.content_object_id
              WHERE g.group_id = team.id
                AND g.permission_id = $3::int
                AND EXISTS (
                  SELECT
                  FROM contacts_contacttag tag_20_link
                  JOIN contacts_tag tag_20 ON tag_20.id = tag_20_link.tag_id
                  WHERE tag_20_link.contact_id = contact_16.id
                    AND (
                      tag_20.owner_id = viewer.user_id
                        OR tag_20.has_user_grants
                        AND EXISTS (
                          SELECT
                          FROM permissions_tagusergrant g
                          WHERE g.user_id = viewer.user_id
                            AND g.permission_id = $9::int
                            AND g.content_object_id = tag_20.id
                        )
                        OR tag_20.has_team_grants
                        AND EXISTS (
                          SELECT
                          FROM permissions_tagteamgrant g
                          WHERE g.group_id = ANY(viewer.group_ids)
                            AND g.permission_id = $9::int
                            AND g.content_object_id = tag_20.id
                        )
                    )
                    AND tag_20.name = $8::text
                )
              ORDER BY id DESC
              LIMIT $6::int OFFSET 0
            ) t
          )
          ORDER BY id DESC
          LIMIT $6::int
        ) page
      ) r HAVING true
    ),
    'secret', (
      SELECT json_build_object('nodes', coalesce(json_agg(r.node_1 ORDER BY r.id DESC), '[]'))
      FROM (
        SELECT page.*,
          (
            SELECT json_build_object('firstName', contact_22.first_name)
            FROM contacts_contact contact_22
            WHERE contact_22.id = page.id
          ) AS node_1
        FROM (
          (
            SELECT contact_21.id AS id
            FROM contacts_contact contact_21
            WHERE contact_21.owner_id = viewer.user_id
              AND EXISTS (
                SELECT
                FROM contacts_contacttag tag_23_link
                JOIN contacts_tag tag_23 ON tag_23.id = tag_23_link.tag_id
                WHERE tag_23_link.contact_id = contact_21.id
                  AND (
                    tag_23.owner_id = viewer.user_id
                      OR tag_23.has_user_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_tagusergrant g
                        WHERE g.user_id = viewer.user_id
                          AND g.permission_id = $9::int
                          AND g.content_object_id = tag_23.id
                      )
                      OR tag_23.has_team_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_tagteamgrant g
                        WHERE g.group_id = ANY(viewer.group_ids)
                          AND g.permission_id = $9::int
                          AND g.content_object_id = tag_23.id
                      )
                  )
                  AND tag_23.name = $10::text
              )
            ORDER BY id DESC
            LIMIT $6::int
          )
          UNION (
            SELECT contact_21.id AS id
            FROM permissions_contactusergrant g
            JOIN contacts_contact contact_21 ON contact_21.id = g.content_object_id
            WHERE g.user_id = viewer.user_id
              AND g.permission_id = $3::int
              AND EXISTS (
                SELECT
                FROM contacts_contacttag tag_24_link
                JOIN contacts_tag tag_24 ON tag_24.id = tag_24_link.tag_id
                WHERE tag_24_link.contact_id = contact_21.id
                  AND (
                    tag_24.owner_id = viewer.user_id
                      OR tag_24.has_user_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_tagusergrant g
                        WHERE g.user_id = viewer.user_id
                          AND g.permission_id = $9::int
                          AND g.content_object_id = tag_24.id
                      )
                      OR tag_24.has_team_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_tagteamgrant g
                        WHERE g.group_id = ANY(viewer.group_ids)
                          AND g.permission_id = $9::int
                          AND g.content_object_id = tag_24.id
                      )
                  )
                  AND tag_24.name = $10::text
              )
            ORDER BY id DESC
            LIMIT $6::int
          )
          UNION (
            SELECT t.*
            FROM unnest(viewer.group_ids) AS team(id)
            CROSS JOIN LATERAL (
              SELECT contact_21.id AS id
              FROM permissions_contactteamgrant g
              JOIN contacts_contact contact_21 ON contact_21.id = g.content_object_id
              WHERE g.group_id = team.id
                AND g.permission_id = $3::int
                AND EXISTS (
                  SELECT
                  FROM contacts_contacttag tag_25_link
                  JOIN contacts_tag tag_25 ON tag_25.id = tag_25_link.tag_id
                  WHERE tag_25_link.contact_id = contact_21.id
                    AND (
                      tag_25.owner_id = viewer.user_id
                        OR tag_25.has_user_grants
                        AND EXISTS (
                          SELECT
                          FROM permissions_tagusergrant g
                          WHERE g.user_id = viewer.user_id
                            AND g.permission_id = $9::int
                            AND g.content_object_id = tag_25.id
                        )
                        OR tag_25.has_team_grants
                        AND EXISTS (
                          SELECT
                          FROM permissions_tagteamgrant g
                          WHERE g.group_id = ANY(viewer.group_ids)
                            AND g.permission_id = $9::int
                            AND g.content_object_id = tag_25.id
                        )
                    )
                    AND tag_25.name = $10::text
                )
              ORDER BY id DESC
              LIMIT $6::int OFFSET 0
            ) t
          )
          ORDER BY id DESC
          LIMIT $6::int
        ) page
      ) r HAVING true
    ),
    'mailed', (
      SELECT json_build_object('nodes', coalesce(json_agg(r.node_1 ORDER BY r.id DESC), '[]'))
      FROM (
        SELECT page.*,
          (
            SELECT json_build_object('firstName', contact_27.first_name)
            FROM contacts_contact contact_27
            WHERE contact_27.id = page.id
          ) AS node_1
        FROM (
          (
            SELECT contact_26.id AS id
            FROM contacts_contact contact_26
            WHERE contact_26.owner_id = viewer.user_id
              AND EXISTS (
                SELECT
                FROM contacts_email email_28
                WHERE email_28.contact_id = contact_26.id
                  AND true
                  AND (starts_with(lower(email_28.address), lower($11::text)) AND email_28.normalized = $12::text)
              )
            ORDER BY id DESC
            LIMIT $6::int
          )
          UNION (
            SELECT contact_26.id AS id
            FROM permissions_contactusergrant g
            JOIN contacts_contact contact_26 ON contact_26.id = g.content_object_id
            WHERE g.user_id = viewer.user_id
              AND g.permission_id = $3::int
              AND EXISTS (
                SELECT
                FROM contacts_email email_29
                WHERE email_29.contact_id = contact_26.id
                  AND true
                  AND (starts_with(lower(email_29.address), lower($11::text)) AND email_29.normalized = $12::text)
              )
            ORDER BY id DESC
            LIMIT $6::int
          )
          UNION (
            SELECT t.*
            FROM unnest(viewer.group_ids) AS team(id)
            CROSS JOIN LATERAL (
              SELECT contact_26.id AS id
              FROM permissions_contactteamgrant g
              JOIN contacts_contact contact_26 ON contact_26.id = g.content_object_id
              WHERE g.group_id = team.id
                AND g.permission_id = $3::int
                AND EXISTS (
                  SELECT
                  FROM contacts_email email_30
                  WHERE email_30.contact_id = contact_26.id
                    AND true
                    AND (
                      starts_with(lower(email_30.address), lower($11::text))
                        AND email_30.normalized = $12::text
                    )
                )
              ORDER BY id DESC
              LIMIT $6::int OFFSET 0
            ) t
          )
          ORDER BY id DESC
          LIMIT $6::int
        ) page
      ) r HAVING true
    ),
    'noted', (
      SELECT json_build_object('nodes', coalesce(json_agg(r.node_1 ORDER BY r.id DESC), '[]'))
      FROM (
        SELECT page.*,
          (
            SELECT json_build_object('firstName', contact_32.first_name)
            FROM contacts_contact contact_32
            WHERE contact_32.id = page.id
          ) AS node_1
        FROM (
          (
            SELECT contact_31.id AS id
            FROM contacts_contact contact_31
            WHERE contact_31.owner_id = viewer.user_id
              AND EXISTS (
                SELECT
                FROM activities_note note_33
                WHERE note_33.contact_id = contact_31.id
                  AND true
                  AND (
                    EXISTS (
                      SELECT
                      FROM accounts_user user_34
                      WHERE user_34.id = note_33.created_by_id
                        AND user_34.account_id = viewer.account_id
                        AND starts_with(lower(user_34.username), lower($13::text))
                    )
                      AND strpos(lower(note_33.body), lower($14::text)) > 0
                  )
              )
            ORDER BY id DESC
            LIMIT $6::int
          )
          UNION (
            SELECT contact_31.id AS id
            FROM permissions_contactusergrant g
            JOIN contacts_contact contact_31 ON contact_31.id = g.content_object_id
            WHERE g.user_id = viewer.user_id
              AND g.permission_id = $3::int
              AND EXISTS (
                SELECT
                FROM activities_note note_35
                WHERE note_35.contact_id = contact_31.id
                  AND true
                  AND (
                    EXISTS (
                      SELECT
                      FROM accounts_user user_36
                      WHERE user_36.id = note_35.created_by_id
                        AND user_36.account_id = viewer.account_id
                        AND starts_with(lower(user_36.username), lower($13::text))
                    )
                      AND strpos(lower(note_35.body), lower($14::text)) > 0
                  )
              )
            ORDER BY id DESC
            LIMIT $6::int
          )
          UNION (
            SELECT t.*
            FROM unnest(viewer.group_ids) AS team(id)
            CROSS JOIN LATERAL (
              SELECT contact_31.id AS id
              FROM permissions_contactteamgrant g
              JOIN contacts_contact contact_31 ON contact_31.id = g.content_object_id
              WHERE g.group_id = team.id
                AND g.permission_id = $3::int
                AND EXISTS (
                  SELECT
                  FROM activities_note note_37
                  WHERE note_37.contact_id = contact_31.id
                    AND true
                    AND (
                      EXISTS (
                        SELECT
                        FROM accounts_user user_38
                        WHERE user_38.id = note_37.created_by_id
                          AND user_38.account_id = viewer.account_id
                          AND starts_with(lower(user_38.username), lower($13::text))
                      )
                        AND strpos(lower(note_37.body), lower($14::text)) > 0
                    )
                )
              ORDER BY id DESC
              LIMIT $6::int OFFSET 0
            ) t
          )
          ORDER BY id DESC
          LIMIT $6::int
        ) page
      ) r HAVING true
    ),
    'colleagues', (
      SELECT json_build_object('nodes', coalesce(json_agg(r.node_1 ORDER BY r.id DESC), '[]'))
      FROM (
        SELECT page.*,
          (
            SELECT json_build_object('firstName', contact_40.first_name)
            FROM contacts_contact contact_40
            WHERE contact_40.id = page.id
          ) AS node_1
        FROM (
          (
            SELECT contact_39.id AS id
            FROM contacts_contact contact_39
            WHERE contact_39.owner_id = viewer.user_id
              AND EXISTS (
                SELECT
                FROM contacts_company company_41
                WHERE company_41.id = contact_39.company_id
                  AND (
                    company_41.owner_id = viewer.user_id
                      OR company_41.has_user_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_companyusergrant g
                        WHERE g.user_id = viewer.user_id
                          AND g.permission_id = $5::int
                          AND g.content_object_id = company_41.id
                      )
                      OR company_41.has_team_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_companyteamgrant g
                        WHERE g.group_id = ANY(viewer.group_ids)
                          AND g.permission_id = $5::int
                          AND g.content_object_id = company_41.id
                      )
                  )
                  AND EXISTS (
                    SELECT
                    FROM contacts_contact contact_42
                    WHERE contact_42.company_id = company_41.id
                      AND (
                        contact_42.owner_id = viewer.user_id
                          OR contact_42.has_user_grants
                          AND EXISTS (
                            SELECT
                            FROM permissions_contactusergrant g
                            WHERE g.user_id = viewer.user_id
                              AND g.permission_id = $3::int
                              AND g.content_object_id = contact_42.id
                          )
                          OR contact_42.has_team_grants
                          AND EXISTS (
                            SELECT
                            FROM permissions_contactteamgrant g
                            WHERE g.group_id = ANY(viewer.group_ids)
                              AND g.permission_id = $3::int
                              AND g.content_object_id = contact_42.id
                          )
                      )
                      AND EXISTS (
                        SELECT
                        FROM contacts_phone phone_43
                        WHERE phone_43.contact_id = contact_42.id
                          AND true
                          AND phone_43.e164 = $15::text
                      )
                  )
              )
            ORDER BY id DESC
            LIMIT $6::int
          )
          UNION (
            SELECT contact_39.id AS id
            FROM permissions_contactusergrant g
            JOIN contacts_contact contact_39 ON contact_39.id = g.content_object_id
            WHERE g.user_id = viewer.user_id
              AND g.permission_id = $3::int
              AND EXISTS (
                SELECT
                FROM contacts_company company_44
                WHERE company_44.id = contact_39.company_id
                  AND (
                    company_44.owner_id = viewer.user_id
                      OR company_44.has_user_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_companyusergrant g
                        WHERE g.user_id = viewer.user_id
                          AND g.permission_id = $5::int
                          AND g.content_object_id = company_44.id
                      )
                      OR company_44.has_team_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_companyteamgrant g
                        WHERE g.group_id = ANY(viewer.group_ids)
                          AND g.permission_id = $5::int
                          AND g.content_object_id = company_44.id
                      )
                  )
                  AND EXISTS (
                    SELECT
                    FROM contacts_contact contact_45
                    WHERE contact_45.company_id = company_44.id
                      AND (
                        contact_45.owner_id = viewer.user_id
                          OR contact_45.has_user_grants
                          AND EXISTS (
                            SELECT
                            FROM permissions_contactusergrant g
                            WHERE g.user_id = viewer.user_id
                              AND g.permission_id = $3::int
                              AND g.content_object_id = contact_45.id
                          )
                          OR contact_45.has_team_grants
                          AND EXISTS (
                            SELECT
                            FROM permissions_contactteamgrant g
                            WHERE g.group_id = ANY(viewer.group_ids)
                              AND g.permission_id = $3::int
                              AND g.content_object_id = contact_45.id
                          )
                      )
                      AND EXISTS (
                        SELECT
                        FROM contacts_phone phone_46
                        WHERE phone_46.contact_id = contact_45.id
                          AND true
                          AND phone_46.e164 = $15::text
                      )
                  )
              )
            ORDER BY id DESC
            LIMIT $6::int
          )
          UNION (
            SELECT t.*
            FROM unnest(viewer.group_ids) AS team(id)
            CROSS JOIN LATERAL (
              SELECT contact_39.id AS id
              FROM permissions_contactteamgrant g
              JOIN contacts_contact contact_39 ON contact_39.id = g.content_object_id
              WHERE g.group_id = team.id
                AND g.permission_id = $3::int
                AND EXISTS (
                  SELECT
                  FROM contacts_company company_47
                  WHERE company_47.id = contact_39.company_id
                    AND (
                      company_47.owner_id = viewer.user_id
                        OR company_47.has_user_grants
                        AND EXISTS (
                          SELECT
                          FROM permissions_companyusergrant g
                          WHERE g.user_id = viewer.user_id
                            AND g.permission_id = $5::int
                            AND g.content_object_id = company_47.id
                        )
                        OR company_47.has_team_grants
                        AND EXISTS (
                          SELECT
                          FROM permissions_companyteamgrant g
                          WHERE g.group_id = ANY(viewer.group_ids)
                            AND g.permission_id = $5::int
                            AND g.content_object_id = company_47.id
                        )
                    )
                    AND EXISTS (
                      SELECT
                      FROM contacts_contact contact_48
                      WHERE contact_48.company_id = company_47.id
                        AND (
                          contact_48.owner_id = viewer.user_id
                            OR contact_48.has_user_grants
                            AND EXISTS (
                              SELECT
                              FROM permissions_contactusergrant g
                              WHERE g.user_id = viewer.user_id
                                AND g.permission_id = $3::int
                                AND g.content_object_id = contact_48.id
                            )
                            OR contact_48.has_team_grants
                            AND EXISTS (
                              SELECT
                              FROM permissions_contactteamgrant g
                              WHERE g.group_id = ANY(viewer.group_ids)
                                AND g.permission_id = $3::int
                                AND g.content_object_id = contact_48.id
                            )
                        )
                        AND EXISTS (
                          SELECT
                          FROM contacts_phone phone_49
                          WHERE phone_49.contact_id = contact_48.id
                            AND true
                            AND phone_49.e164 = $15::text
                        )
                    )
                )
              ORDER BY id DESC
              LIMIT $6::int OFFSET 0
            ) t
          )
          ORDER BY id DESC
          LIMIT $6::int
        ) page
      ) r HAVING true
    ),
    'bens', (
      SELECT json_build_object('nodes', coalesce(json_agg(r.node_1 ORDER BY r.id DESC), '[]'))
      FROM (
        SELECT page.*,
          (
            SELECT json_build_object('firstName', contact_51.first_name)
            FROM contacts_contact contact_51
            WHERE contact_51.id = page.id
          ) AS node_1
        FROM (
          (
            SELECT contact_50.id AS id
            FROM contacts_contact contact_50
            WHERE contact_50.owner_id = viewer.user_id
              AND EXISTS (
                SELECT
                FROM accounts_user user_52
                WHERE user_52.id = contact_50.owner_id
                  AND user_52.account_id = viewer.account_id
                  AND starts_with(lower(user_52.username), lower($16::text))
              )
            ORDER BY id DESC
            LIMIT $6::int
          )
          UNION (
            SELECT contact_50.id AS id
            FROM permissions_contactusergrant g
            JOIN contacts_contact contact_50 ON contact_50.id = g.content_object_id
            WHERE g.user_id = viewer.user_id
              AND g.permission_id = $3::int
              AND EXISTS (
                SELECT
                FROM accounts_user user_53
                WHERE user_53.id = contact_50.owner_id
                  AND user_53.account_id = viewer.account_id
                  AND starts_with(lower(user_53.username), lower($16::text))
              )
            ORDER BY id DESC
            LIMIT $6::int
          )
          UNION (
            SELECT t.*
            FROM unnest(viewer.group_ids) AS team(id)
            CROSS JOIN LATERAL (
              SELECT contact_50.id AS id
              FROM permissions_contactteamgrant g
              JOIN contacts_contact contact_50 ON contact_50.id = g.content_object_id
              WHERE g.group_id = team.id
                AND g.permission_id = $3::int
                AND EXISTS (
                  SELECT
                  FROM accounts_user user_54
                  WHERE user_54.id = contact_50.owner_id
                    AND user_54.account_id = viewer.account_id
                    AND starts_with(lower(user_54.username), lower($16::text))
                )
              ORDER BY id DESC
              LIMIT $6::int OFFSET 0
            ) t
          )
          ORDER BY id DESC
          LIMIT $6::int
        ) page
      ) r HAVING true
    )
  )
)::text END AS data,
  viewer.remaining
FROM viewer

-- $1 the points spent
-- $2 the session's key
-- $3 the permission view_contact
-- $4 text: Acme
-- $5 the permission view_company
-- $6 page_size: 20
-- $7 text: Beta
-- $8 text: VIP
-- $9 the permission view_tag
-- $10 text: secret
-- $11 text: Zoe
-- $12 text: zoe@example.org
-- $13 text: ada
-- $14 text: called
-- $15 text: +442079460018
-- $16 text: ben
