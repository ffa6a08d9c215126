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
    'nodes', (
      SELECT coalesce(
        json_agg(
          coalesce(
            (
              SELECT json_build_object()
              FROM accounts_user user_1
              WHERE user_1.id = ref.id_0
                AND user_1.account_id = viewer.account_id
            ), (
              SELECT json_build_object()
              FROM accounts_account account_2
              WHERE account_2.id = ref.id_1
                AND account_2.id = viewer.account_id
            ), (
              SELECT json_build_object()
              FROM audit_entry auditlogentry_3
              WHERE auditlogentry_3.id = ref.id_2
                AND (
                  auditlogentry_3.account_id = viewer.account_id
                    AND EXISTS (SELECT FROM accounts_user a WHERE a.id = viewer.user_id AND a.role = 'ADMIN')
                )
            ), (
              SELECT json_build_object()
              FROM accounts_team team_4
              WHERE team_4.id = ref.id_3
                AND team_4.account_id = viewer.account_id
            ), (
              SELECT json_build_object(
                'id', 'tag_' || encode(uuid_send(tag_5.id), 'hex'),
                'access', json_build_object(
                  'view', (
                    tag_5.owner_id = viewer.user_id
                      OR tag_5.has_user_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_tagusergrant g
                        WHERE g.user_id = viewer.user_id
                          AND g.permission_id = $14::int
                          AND g.content_object_id = tag_5.id
                      )
                      OR tag_5.has_team_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_tagteamgrant g
                        WHERE g.group_id = ANY(viewer.group_ids)
                          AND g.permission_id = $14::int
                          AND g.content_object_id = tag_5.id
                      )
                  ),
                  'edit', (
                    tag_5.owner_id = viewer.user_id
                      OR tag_5.has_user_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_tagusergrant g
                        WHERE g.user_id = viewer.user_id
                          AND g.permission_id = $15::int
                          AND g.content_object_id = tag_5.id
                      )
                      OR tag_5.has_team_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_tagteamgrant g
                        WHERE g.group_id = ANY(viewer.group_ids)
                          AND g.permission_id = $15::int
                          AND g.content_object_id = tag_5.id
                      )
                  ),
                  'manage', (
                    tag_5.owner_id = viewer.user_id
                      OR tag_5.has_user_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_tagusergrant g
                        WHERE g.user_id = viewer.user_id
                          AND g.permission_id = $16::int
                          AND g.content_object_id = tag_5.id
                      )
                      OR tag_5.has_team_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_tagteamgrant g
                        WHERE g.group_id = ANY(viewer.group_ids)
                          AND g.permission_id = $16::int
                          AND g.content_object_id = tag_5.id
                      )
                  ),
                  'reasons', to_json(
                    array_remove(
                      ARRAY[CASE WHEN tag_5.owner_id = viewer.user_id THEN 'OWNER' END, CASE WHEN tag_5.has_user_grants
                        AND EXISTS (
                          SELECT
                          FROM permissions_tagusergrant g
                          WHERE g.user_id = viewer.user_id
                            AND g.permission_id = $14::int
                            AND g.content_object_id = tag_5.id
                        ) THEN 'USER_GRANT' END, CASE WHEN tag_5.has_team_grants
                        AND EXISTS (
                          SELECT
                          FROM permissions_tagteamgrant g
                          WHERE g.group_id = ANY(viewer.group_ids)
                            AND g.permission_id = $14::int
                            AND g.content_object_id = tag_5.id
                        ) THEN 'TEAM_GRANT' END], NULL
                    )
                  )
                ),
                'sharedWith', CASE WHEN (
                  tag_5.owner_id = viewer.user_id
                    OR tag_5.has_user_grants
                    AND EXISTS (
                      SELECT
                      FROM permissions_tagusergrant g
                      WHERE g.user_id = viewer.user_id
                        AND g.permission_id = $16::int
                        AND g.content_object_id = tag_5.id
                    )
                    OR tag_5.has_team_grants
                    AND EXISTS (
                      SELECT
                      FROM permissions_tagteamgrant g
                      WHERE g.group_id = ANY(viewer.group_ids)
                        AND g.permission_id = $16::int
                        AND g.content_object_id = tag_5.id
                    )
                ) THEN (
                  SELECT coalesce(
                    json_agg(
                      json_build_object(
                        'level', grant_6.level,
                        'user', (
                          SELECT json_build_object('username', user_7.username)
                          FROM accounts_user user_7
                          WHERE user_7.id = grant_6.user_id
                            AND user_7.account_id = viewer.account_id
                        ),
                        'team', (
                          SELECT json_build_object('name', team_8.name)
                          FROM accounts_team team_8
                          WHERE team_8.group_id = grant_6.group_id
                            AND team_8.account_id = viewer.account_id
                        )
                      ) ORDER BY grant_6.user_id, grant_6.group_id
                    ), '[]'
                  )
                  FROM (
                    SELECT g.user_id AS user_id,
                      NULL::int AS group_id,
                      CASE WHEN bool_or(g.permission_id = $16::int) THEN 'MANAGE' WHEN bool_or(g.permission_id = $15::int) THEN 'EDIT' ELSE 'VIEW' END AS level
                    FROM permissions_tagusergrant g
                    WHERE g.content_object_id = tag_5.id GROUP BY g.user_id
                    UNION ALL
                    SELECT NULL::uuid AS user_id,
                      g.group_id AS group_id,
                      CASE WHEN bool_or(g.permission_id = $16::int) THEN 'MANAGE' WHEN bool_or(g.permission_id = $15::int) THEN 'EDIT' ELSE 'VIEW' END AS level
                    FROM permissions_tagteamgrant g
                    WHERE g.content_object_id = tag_5.id GROUP BY g.group_id
                  ) grant_6
                ) END
              )
              FROM contacts_tag tag_5
              WHERE tag_5.id = ref.id_4
                AND (
                  tag_5.owner_id = viewer.user_id
                    OR tag_5.has_user_grants
                    AND EXISTS (
                      SELECT
                      FROM permissions_tagusergrant g
                      WHERE g.user_id = viewer.user_id
                        AND g.permission_id = $14::int
                        AND g.content_object_id = tag_5.id
                    )
                    OR tag_5.has_team_grants
                    AND EXISTS (
                      SELECT
                      FROM permissions_tagteamgrant g
                      WHERE g.group_id = ANY(viewer.group_ids)
                        AND g.permission_id = $14::int
                        AND g.content_object_id = tag_5.id
                    )
                )
            ), (
              SELECT json_build_object()
              FROM exports_archive archive_9
              WHERE archive_9.id = ref.id_5
                AND (archive_9.owner_id = viewer.user_id AND archive_9.expires_at > now())
            ), (
              SELECT json_build_object(
                'id', 'con_' || encode(uuid_send(contact_10.id), 'hex'),
                'access', json_build_object(
                  'view', (
                    contact_10.owner_id = viewer.user_id
                      OR contact_10.has_user_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_contactusergrant g
                        WHERE g.user_id = viewer.user_id
                          AND g.permission_id = $17::int
                          AND g.content_object_id = contact_10.id
                      )
                      OR contact_10.has_team_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_contactteamgrant g
                        WHERE g.group_id = ANY(viewer.group_ids)
                          AND g.permission_id = $17::int
                          AND g.content_object_id = contact_10.id
                      )
                  ),
                  'edit', (
                    contact_10.owner_id = viewer.user_id
                      OR contact_10.has_user_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_contactusergrant g
                        WHERE g.user_id = viewer.user_id
                          AND g.permission_id = $18::int
                          AND g.content_object_id = contact_10.id
                      )
                      OR contact_10.has_team_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_contactteamgrant g
                        WHERE g.group_id = ANY(viewer.group_ids)
                          AND g.permission_id = $18::int
                          AND g.content_object_id = contact_10.id
                      )
                  ),
                  'manage', (
                    contact_10.owner_id = viewer.user_id
                      OR contact_10.has_user_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_contactusergrant g
                        WHERE g.user_id = viewer.user_id
                          AND g.permission_id = $19::int
                          AND g.content_object_id = contact_10.id
                      )
                      OR contact_10.has_team_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_contactteamgrant g
                        WHERE g.group_id = ANY(viewer.group_ids)
                          AND g.permission_id = $19::int
                          AND g.content_object_id = contact_10.id
                      )
                  ),
                  'reasons', to_json(
                    array_remove(
                      ARRAY[CASE WHEN contact_10.owner_id = viewer.user_id THEN 'OWNER' END, CASE WHEN contact_10.has_user_grants
                        AND EXISTS (
                          SELECT
                          FROM permissions_contactusergrant g
                          WHERE g.user_id = viewer.user_id
                            AND g.permission_id = $17::int
                            AND g.content_object_id = contact_10.id
                        ) THEN 'USER_GRANT' END, CASE WHEN contact_10.has_team_grants
                        AND EXISTS (
                          SELECT
                          FROM permissions_contactteamgrant g
                          WHERE g.group_id = ANY(viewer.group_ids)
                            AND g.permission_id = $17::int
                            AND g.content_object_id = contact_10.id
                        ) THEN 'TEAM_GRANT' END], NULL
                    )
                  )
                ),
                'sharedWith', CASE WHEN (
                  contact_10.owner_id = viewer.user_id
                    OR contact_10.has_user_grants
                    AND EXISTS (
                      SELECT
                      FROM permissions_contactusergrant g
                      WHERE g.user_id = viewer.user_id
                        AND g.permission_id = $19::int
                        AND g.content_object_id = contact_10.id
                    )
                    OR contact_10.has_team_grants
                    AND EXISTS (
                      SELECT
                      FROM permissions_contactteamgrant g
                      WHERE g.group_id = ANY(viewer.group_ids)
                        AND g.permission_id = $19::int
                        AND g.content_object_id = contact_10.id
                    )
                ) THEN (
                  SELECT coalesce(
                    json_agg(
                      json_build_object(
                        'level', grant_11.level,
                        'user', (
                          SELECT json_build_object('username', user_12.username)
                          FROM accounts_user user_12
                          WHERE user_12.id = grant_11.user_id
                            AND user_12.account_id = viewer.account_id
                        ),
                        'team', (
                          SELECT json_build_object('name', team_13.name)
                          FROM accounts_team team_13
                          WHERE team_13.group_id = grant_11.group_id
                            AND team_13.account_id = viewer.account_id
                        )
                      ) ORDER BY grant_11.user_id, grant_11.group_id
                    ), '[]'
                  )
                  FROM (
                    SELECT g.user_id AS user_id,
                      NULL::int AS group_id,
                      CASE WHEN bool_or(g.permission_id = $19::int) THEN 'MANAGE' WHEN bool_or(g.permission_id = $18::int) THEN 'EDIT' ELSE 'VIEW' END AS level
                    FROM permissions_contactusergrant g
                    WHERE g.content_object_id = contact_10.id GROUP BY g.user_id
                    UNION ALL
                    SELECT NULL::uuid AS user_id,
                      g.group_id AS group_id,
                      CASE WHEN bool_or(g.permission_id = $19::int) THEN 'MANAGE' WHEN bool_or(g.permission_id = $18::int) THEN 'EDIT' ELSE 'VIEW' END AS level
                    FROM permissions_contactteamgrant g
                    WHERE g.content_object_id = contact_10.id GROUP BY g.group_id
                  ) grant_11
                ) END
              )
              FROM contacts_contact contact_10
              WHERE contact_10.id = ref.id_6
                AND (
                  contact_10.owner_id = viewer.user_id
                    OR contact_10.has_user_grants
                    AND EXISTS (
                      SELECT
                      FROM permissions_contactusergrant g
                      WHERE g.user_id = viewer.user_id
                        AND g.permission_id = $17::int
                        AND g.content_object_id = contact_10.id
                    )
                    OR contact_10.has_team_grants
                    AND EXISTS (
                      SELECT
                      FROM permissions_contactteamgrant g
                      WHERE g.group_id = ANY(viewer.group_ids)
                        AND g.permission_id = $17::int
                        AND g.content_object_id = contact_10.id
                    )
                )
            ), (
              SELECT json_build_object(
                'id', 'com_' || encode(uuid_send(company_14.id), 'hex'),
                'access', json_build_object(
                  'view', (
                    company_14.owner_id = viewer.user_id
                      OR company_14.has_user_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_companyusergrant g
                        WHERE g.user_id = viewer.user_id
                          AND g.permission_id = $20::int
                          AND g.content_object_id = company_14.id
                      )
                      OR company_14.has_team_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_companyteamgrant g
                        WHERE g.group_id = ANY(viewer.group_ids)
                          AND g.permission_id = $20::int
                          AND g.content_object_id = company_14.id
                      )
                  ),
                  'edit', (
                    company_14.owner_id = viewer.user_id
                      OR company_14.has_user_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_companyusergrant g
                        WHERE g.user_id = viewer.user_id
                          AND g.permission_id = $21::int
                          AND g.content_object_id = company_14.id
                      )
                      OR company_14.has_team_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_companyteamgrant g
                        WHERE g.group_id = ANY(viewer.group_ids)
                          AND g.permission_id = $21::int
                          AND g.content_object_id = company_14.id
                      )
                  ),
                  'manage', (
                    company_14.owner_id = viewer.user_id
                      OR company_14.has_user_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_companyusergrant g
                        WHERE g.user_id = viewer.user_id
                          AND g.permission_id = $22::int
                          AND g.content_object_id = company_14.id
                      )
                      OR company_14.has_team_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_companyteamgrant g
                        WHERE g.group_id = ANY(viewer.group_ids)
                          AND g.permission_id = $22::int
                          AND g.content_object_id = company_14.id
                      )
                  ),
                  'reasons', to_json(
                    array_remove(
                      ARRAY[CASE WHEN company_14.owner_id = viewer.user_id THEN 'OWNER' END, CASE WHEN company_14.has_user_grants
                        AND EXISTS (
                          SELECT
                          FROM permissions_companyusergrant g
                          WHERE g.user_id = viewer.user_id
                            AND g.permission_id = $20::int
                            AND g.content_object_id = company_14.id
                        ) THEN 'USER_GRANT' END, CASE WHEN company_14.has_team_grants
                        AND EXISTS (
                          SELECT
                          FROM permissions_companyteamgrant g
                          WHERE g.group_id = ANY(viewer.group_ids)
                            AND g.permission_id = $20::int
                            AND g.content_object_id = company_14.id
                        ) THEN 'TEAM_GRANT' END], NULL
                    )
                  )
                ),
                'sharedWith', CASE WHEN (
                  company_14.owner_id = viewer.user_id
                    OR company_14.has_user_grants
                    AND EXISTS (
                      SELECT
                      FROM permissions_companyusergrant g
                      WHERE g.user_id = viewer.user_id
                        AND g.permission_id = $22::int
                        AND g.content_object_id = company_14.id
                    )
                    OR company_14.has_team_grants
                    AND EXISTS (
                      SELECT
                      FROM permissions_companyteamgrant g
                      WHERE g.group_id = ANY(viewer.group_ids)
                        AND g.permission_id = $22::int
                        AND g.content_object_id = company_14.id
                    )
                ) THEN (
                  SELECT coalesce(
                    json_agg(
                      json_build_object(
                        'level', grant_15.level,
                        'user', (
                          SELECT json_build_object('username', user_16.username)
                          FROM accounts_user user_16
                          WHERE user_16.id = grant_15.user_id
                            AND user_16.account_id = viewer.account_id
                        ),
                        'team', (
                          SELECT json_build_object('name', team_17.name)
                          FROM accounts_team team_17
                          WHERE team_17.group_id = grant_15.group_id
                            AND team_17.account_id = viewer.account_id
                        )
                      ) ORDER BY grant_15.user_id, grant_15.group_id
                    ), '[]'
                  )
                  FROM (
                    SELECT g.user_id AS user_id,
                      NULL::int AS group_id,
                      CASE WHEN bool_or(g.permission_id = $22::int) THEN 'MANAGE' WHEN bool_or(g.permission_id = $21::int) THEN 'EDIT' ELSE 'VIEW' END AS level
                    FROM permissions_companyusergrant g
                    WHERE g.content_object_id = company_14.id GROUP BY g.user_id
                    UNION ALL
                    SELECT NULL::uuid AS user_id,
                      g.group_id AS group_id,
                      CASE WHEN bool_or(g.permission_id = $22::int) THEN 'MANAGE' WHEN bool_or(g.permission_id = $21::int) THEN 'EDIT' ELSE 'VIEW' END AS level
                    FROM permissions_companyteamgrant g
                    WHERE g.content_object_id = company_14.id GROUP BY g.group_id
                  ) grant_15
                ) END
              )
              FROM contacts_company company_14
              WHERE company_14.id = ref.id_7
                AND (
                  company_14.owner_id = viewer.user_id
                    OR company_14.has_user_grants
                    AND EXISTS (
                      SELECT
                      FROM permissions_companyusergrant g
                      WHERE g.user_id = viewer.user_id
                        AND g.permission_id = $20::int
                        AND g.content_object_id = company_14.id
                    )
                    OR company_14.has_team_grants
                    AND EXISTS (
                      SELECT
                      FROM permissions_companyteamgrant g
                      WHERE g.group_id = ANY(viewer.group_ids)
                        AND g.permission_id = $20::int
                        AND g.content_object_id = company_14.id
                    )
                )
            ), (
              SELECT json_build_object(
                'id', 'note_' || encode(uuid_send(note_18.id), 'hex'),
                'access', json_build_object(
                  'view', (
                    EXISTS (
                      SELECT
                      FROM contacts_contact o
                      WHERE o.id = note_18.contact_id
                        AND o.owner_id = viewer.user_id
                    )
                      OR EXISTS (
                        SELECT
                        FROM contacts_company o
                        WHERE o.id = note_18.company_id
                          AND o.owner_id = viewer.user_id
                      )
                      OR EXISTS (
                        SELECT
                        FROM permissions_contactusergrant g
                        WHERE g.user_id = viewer.user_id
                          AND g.permission_id = $17::int
                          AND g.content_object_id = note_18.contact_id
                      )
                      OR EXISTS (
                        SELECT
                        FROM permissions_companyusergrant g
                        WHERE g.user_id = viewer.user_id
                          AND g.permission_id = $20::int
                          AND g.content_object_id = note_18.company_id
                      )
                      OR EXISTS (
                        SELECT
                        FROM permissions_contactteamgrant g
                        WHERE g.group_id = ANY(viewer.group_ids)
                          AND g.permission_id = $17::int
                          AND g.content_object_id = note_18.contact_id
                      )
                      OR EXISTS (
                        SELECT
                        FROM permissions_companyteamgrant g
                        WHERE g.group_id = ANY(viewer.group_ids)
                          AND g.permission_id = $20::int
                          AND g.content_object_id = note_18.company_id
                      )
                  ),
                  'edit', (
                    EXISTS (
                      SELECT
                      FROM contacts_contact o
                      WHERE o.id = note_18.contact_id
                        AND o.owner_id = viewer.user_id
                    )
                      OR EXISTS (
                        SELECT
                        FROM contacts_company o
                        WHERE o.id = note_18.company_id
                          AND o.owner_id = viewer.user_id
                      )
                      OR EXISTS (
                        SELECT
                        FROM permissions_contactusergrant g
                        WHERE g.user_id = viewer.user_id
                          AND g.permission_id = $18::int
                          AND g.content_object_id = note_18.contact_id
                      )
                      OR EXISTS (
                        SELECT
                        FROM permissions_companyusergrant g
                        WHERE g.user_id = viewer.user_id
                          AND g.permission_id = $21::int
                          AND g.content_object_id = note_18.company_id
                      )
                      OR EXISTS (
                        SELECT
                        FROM permissions_contactteamgrant g
                        WHERE g.group_id = ANY(viewer.group_ids)
                          AND g.permission_id = $18::int
                          AND g.content_object_id = note_18.contact_id
                      )
                      OR EXISTS (
                        SELECT
                        FROM permissions_companyteamgrant g
                        WHERE g.group_id = ANY(viewer.group_ids)
                          AND g.permission_id = $21::int
                          AND g.content_object_id = note_18.company_id
                      )
                  ),
                  'manage', (
                    EXISTS (
                      SELECT
                      FROM contacts_contact o
                      WHERE o.id = note_18.contact_id
                        AND o.owner_id = viewer.user_id
                    )
                      OR EXISTS (
                        SELECT
                        FROM contacts_company o
                        WHERE o.id = note_18.company_id
                          AND o.owner_id = viewer.user_id
                      )
                      OR EXISTS (
                        SELECT
                        FROM permissions_contactusergrant g
                        WHERE g.user_id = viewer.user_id
                          AND g.permission_id = $19::int
                          AND g.content_object_id = note_18.contact_id
                      )
                      OR EXISTS (
                        SELECT
                        FROM permissions_companyusergrant g
                        WHERE g.user_id = viewer.user_id
                          AND g.permission_id = $22::int
                          AND g.content_object_id = note_18.company_id
                      )
                      OR EXISTS (
                        SELECT
                        FROM permissions_contactteamgrant g
                        WHERE g.group_id = ANY(viewer.group_ids)
                          AND g.permission_id = $19::int
                          AND g.content_object_id = note_18.contact_id
                      )
                      OR EXISTS (
                        SELECT
                        FROM permissions_companyteamgrant g
                        WHERE g.group_id = ANY(viewer.group_ids)
                          AND g.permission_id = $22::int
                          AND g.content_object_id = note_18.company_id
                      )
                  ),
                  'reasons', to_json(
                    array_remove(
                      ARRAY[CASE WHEN EXISTS (
                        SELECT
                        FROM contacts_contact o
                        WHERE o.id = note_18.contact_id
                          AND o.owner_id = viewer.user_id
                      )
                        OR EXISTS (
                          SELECT
                          FROM contacts_company o
                          WHERE o.id = note_18.company_id
                            AND o.owner_id = viewer.user_id
                        ) THEN 'OWNER' END, CASE WHEN EXISTS (
                          SELECT
                          FROM permissions_contactusergrant g
                          WHERE g.user_id = viewer.user_id
                            AND g.permission_id = $17::int
                            AND g.content_object_id = note_18.contact_id
                        )
                        OR EXISTS (
                          SELECT
                          FROM permissions_companyusergrant g
                          WHERE g.user_id = viewer.user_id
                            AND g.permission_id = $20::int
                            AND g.content_object_id = note_18.company_id
                        ) THEN 'USER_GRANT' END, CASE WHEN EXISTS (
                          SELECT
                          FROM permissions_contactteamgrant g
                          WHERE g.group_id = ANY(viewer.group_ids)
                            AND g.permission_id = $17::int
                            AND g.content_object_id = note_18.contact_id
                        )
                        OR EXISTS (
                          SELECT
                          FROM permissions_companyteamgrant g
                          WHERE g.group_id = ANY(viewer.group_ids)
                            AND g.permission_id = $20::int
                            AND g.content_object_id = note_18.company_id
                        ) THEN 'TEAM_GRANT' END], NULL
                    )
                  )
                ),
                'sharedWith', CASE WHEN (
                  EXISTS (
                    SELECT
                    FROM contacts_contact o
                    WHERE o.id = note_18.contact_id
                      AND o.owner_id = viewer.user_id
                  )
                    OR EXISTS (
                      SELECT
                      FROM contacts_company o
                      WHERE o.id = note_18.company_id
                        AND o.owner_id = viewer.user_id
                    )
                    OR EXISTS (
                      SELECT
                      FROM permissions_contactusergrant g
                      WHERE g.user_id = viewer.user_id
                        AND g.permission_id = $19::int
                        AND g.content_object_id = note_18.contact_id
                    )
                    OR EXISTS (
                      SELECT
                      FROM permissions_companyusergrant g
                      WHERE g.user_id = viewer.user_id
                        AND g.permission_id = $22::int
                        AND g.content_object_id = note_18.company_id
                    )
                    OR EXISTS (
                      SELECT
                      FROM permissions_contactteamgrant g
                      WHERE g.group_id = ANY(viewer.group_ids)
                        AND g.permission_id = $19::int
                        AND g.content_object_id = note_18.contact_id
                    )
                    OR EXISTS (
                      SELECT
                      FROM permissions_companyteamgrant g
                      WHERE g.group_id = ANY(viewer.group_ids)
                        AND g.permission_id = $22::int
                        AND g.content_object_id = note_18.company_id
                    )
                ) THEN (
                  SELECT coalesce(
                    json_agg(
                      json_build_object(
                        'level', grant_19.level,
                        'user', (
                          SELECT json_build_object('username', user_20.username)
                          FROM accounts_user user_20
                          WHERE user_20.id = grant_19.user_id
                            AND user_20.account_id = viewer.account_id
                        ),
                        'team', (
                          SELECT json_build_object('name', team_21.name)
                          FROM accounts_team team_21
                          WHERE team_21.group_id = grant_19.group_id
                            AND team_21.account_id = viewer.account_id
                        )
                      ) ORDER BY grant_19.user_id, grant_19.group_id
                    ), '[]'
                  )
                  FROM (
                    SELECT g.user_id AS user_id,
                      NULL::int AS group_id,
                      CASE WHEN bool_or(g.permission_id = $19::int) THEN 'MANAGE' WHEN bool_or(g.permission_id = $18::int) THEN 'EDIT' ELSE 'VIEW' END AS level
                    FROM permissions_contactusergrant g
                    WHERE g.content_object_id = note_18.contact_id GROUP BY g.user_id
                    UNION ALL
                    SELECT NULL::uuid AS user_id,
                      g.group_id AS group_id,
                      CASE WHEN bool_or(g.permission_id = $19::int) THEN 'MANAGE' WHEN bool_or(g.permission_id = $18::int) THEN 'EDIT' ELSE 'VIEW' END AS level
                    FROM permissions_contactteamgrant g
                    WHERE g.content_object_id = note_18.contact_id GROUP BY g.group_id
                    UNION ALL
                    SELECT g.user_id AS user_id,
                      NULL::int AS group_id,
                      CASE WHEN bool_or(g.permission_id = $22::int) THEN 'MANAGE' WHEN bool_or(g.permission_id = $21::int) THEN 'EDIT' ELSE 'VIEW' END AS level
                    FROM permissions_companyusergrant g
                    WHERE g.content_object_id = note_18.company_id GROUP BY g.user_id
                    UNION ALL
                    SELECT NULL::uuid AS user_id,
                      g.group_id AS group_id,
                      CASE WHEN bool_or(g.permission_id = $22::int) THEN 'MANAGE' WHEN bool_or(g.permission_id = $21::int) THEN 'EDIT' ELSE 'VIEW' END AS level
                    FROM permissions_companyteamgrant g
                    WHERE g.content_object_id = note_18.company_id GROUP BY g.group_id
                  ) grant_19
                ) END
              )
              FROM activities_note note_18
              WHERE note_18.id = ref.id_8
                AND (
                  EXISTS (
                    SELECT
                    FROM contacts_contact o
                    WHERE o.id = note_18.contact_id
                      AND o.owner_id = viewer.user_id
                  )
                    OR EXISTS (
                      SELECT
                      FROM contacts_company o
                      WHERE o.id = note_18.company_id
                        AND o.owner_id = viewer.user_id
                    )
                    OR EXISTS (
                      SELECT
                      FROM permissions_contactusergrant g
                      WHERE g.user_id = viewer.user_id
                        AND g.permission_id = $17::int
                        AND g.content_object_id = note_18.contact_id
                    )
                    OR EXISTS (
                      SELECT
                      FROM permissions_companyusergrant g
                      WHERE g.user_id = viewer.user_id
                        AND g.permission_id = $20::int
                        AND g.content_object_id = note_18.company_id
                    )
                    OR EXISTS (
                      SELECT
                      FROM permissions_contactteamgrant g
                      WHERE g.group_id = ANY(viewer.group_ids)
                        AND g.permission_id = $17::int
                        AND g.content_object_id = note_18.contact_id
                    )
                    OR EXISTS (
                      SELECT
                      FROM permissions_companyteamgrant g
                      WHERE g.group_id = ANY(viewer.group_ids)
                        AND g.permission_id = $20::int
                        AND g.content_object_id = note_18.company_id
                    )
                )
            ), (
              SELECT json_build_object()
              FROM accounts_invitation invitation_22
              WHERE invitation_22.id = ref.id_9
                AND (
                  invitation_22.account_id = viewer.account_id
                    AND EXISTS (SELECT FROM accounts_user a WHERE a.id = viewer.user_id AND a.role = 'ADMIN')
                )
            ), (
              SELECT json_build_object()
              FROM permissions_transfer transfer_23
              WHERE transfer_23.id = ref.id_10
                AND (
                  transfer_23.account_id = viewer.account_id
                    AND EXISTS (SELECT FROM accounts_user a WHERE a.id = viewer.user_id AND a.role = 'ADMIN')
                )
            )
          ) ORDER BY ref.n
        ), '[]'
      )
      FROM unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::uuid[], $8::uuid[], $9::uuid[], $10::uuid[], $11::uuid[], $12::uuid[], $13::uuid[]) WITH ORDINALITY AS ref(id_0, id_1, id_2, id_3, id_4, id_5, id_6, id_7, id_8, id_9, id_10, n)
    )
  )
)::text END AS data,
  viewer.remaining
FROM viewer

-- $1 the points spent
-- $2 the session's key
-- $3 keysif of User: $ids
-- $4 keysif of Account: $ids
-- $5 keysif of AuditLogEntry: $ids
-- $6 keysif of Team: $ids
-- $7 keysif of Tag: $ids
-- $8 keysif of Archive: $ids
-- $9 keysif of Contact: $ids
-- $10 keysif of Company: $ids
-- $11 keysif of Note: $ids
-- $12 keysif of Invitation: $ids
-- $13 keysif of Transfer: $ids
-- $14 the permission view_tag
-- $15 the permission edit_tag
-- $16 the permission manage_tag
-- $17 the permission view_contact
-- $18 the permission edit_contact
-- $19 the permission manage_contact
-- $20 the permission view_company
-- $21 the permission edit_company
-- $22 the permission manage_company
