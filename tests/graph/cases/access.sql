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
              FROM accounts_team team_3
              WHERE team_3.id = ref.id_2
                AND team_3.account_id = viewer.account_id
            ), (
              SELECT json_build_object(
                'id', 'tag_' || encode(uuid_send(tag_4.id), 'hex'),
                'access', json_build_object(
                  'view', (
                    tag_4.owner_id = viewer.user_id
                      OR tag_4.has_user_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_tagusergrant g
                        WHERE g.user_id = viewer.user_id
                          AND g.permission_id = $12::int
                          AND g.content_object_id = tag_4.id
                      )
                      OR tag_4.has_team_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_tagteamgrant g
                        WHERE g.group_id = ANY(viewer.group_ids)
                          AND g.permission_id = $12::int
                          AND g.content_object_id = tag_4.id
                      )
                  ),
                  'edit', (
                    tag_4.owner_id = viewer.user_id
                      OR tag_4.has_user_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_tagusergrant g
                        WHERE g.user_id = viewer.user_id
                          AND g.permission_id = $13::int
                          AND g.content_object_id = tag_4.id
                      )
                      OR tag_4.has_team_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_tagteamgrant g
                        WHERE g.group_id = ANY(viewer.group_ids)
                          AND g.permission_id = $13::int
                          AND g.content_object_id = tag_4.id
                      )
                  ),
                  'manage', (
                    tag_4.owner_id = viewer.user_id
                      OR tag_4.has_user_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_tagusergrant g
                        WHERE g.user_id = viewer.user_id
                          AND g.permission_id = $14::int
                          AND g.content_object_id = tag_4.id
                      )
                      OR tag_4.has_team_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_tagteamgrant g
                        WHERE g.group_id = ANY(viewer.group_ids)
                          AND g.permission_id = $14::int
                          AND g.content_object_id = tag_4.id
                      )
                  ),
                  'reasons', to_json(
                    array_remove(
                      ARRAY[CASE WHEN tag_4.owner_id = viewer.user_id THEN 'OWNER' END, CASE WHEN tag_4.has_user_grants
                        AND EXISTS (
                          SELECT
                          FROM permissions_tagusergrant g
                          WHERE g.user_id = viewer.user_id
                            AND g.permission_id = $12::int
                            AND g.content_object_id = tag_4.id
                        ) THEN 'USER_GRANT' END, CASE WHEN tag_4.has_team_grants
                        AND EXISTS (
                          SELECT
                          FROM permissions_tagteamgrant g
                          WHERE g.group_id = ANY(viewer.group_ids)
                            AND g.permission_id = $12::int
                            AND g.content_object_id = tag_4.id
                        ) THEN 'TEAM_GRANT' END], NULL
                    )
                  )
                ),
                'sharedWith', CASE WHEN (
                  tag_4.owner_id = viewer.user_id
                    OR tag_4.has_user_grants
                    AND EXISTS (
                      SELECT
                      FROM permissions_tagusergrant g
                      WHERE g.user_id = viewer.user_id
                        AND g.permission_id = $14::int
                        AND g.content_object_id = tag_4.id
                    )
                    OR tag_4.has_team_grants
                    AND EXISTS (
                      SELECT
                      FROM permissions_tagteamgrant g
                      WHERE g.group_id = ANY(viewer.group_ids)
                        AND g.permission_id = $14::int
                        AND g.content_object_id = tag_4.id
                    )
                ) THEN (
                  SELECT coalesce(
                    json_agg(
                      json_build_object(
                        'level', grant_5.level,
                        'user', (
                          SELECT json_build_object('username', user_6.username)
                          FROM accounts_user user_6
                          WHERE user_6.id = grant_5.user_id
                            AND user_6.account_id = viewer.account_id
                        ),
                        'team', (
                          SELECT json_build_object('name', team_7.name)
                          FROM accounts_team team_7
                          WHERE team_7.group_id = grant_5.group_id
                            AND team_7.account_id = viewer.account_id
                        )
                      ) ORDER BY grant_5.user_id, grant_5.group_id
                    ), '[]'
                  )
                  FROM (
                    SELECT g.user_id AS user_id,
                      NULL::int AS group_id,
                      CASE WHEN bool_or(g.permission_id = $14::int) THEN 'MANAGE' WHEN bool_or(g.permission_id = $13::int) THEN 'EDIT' ELSE 'VIEW' END AS level
                    FROM permissions_tagusergrant g
                    WHERE g.content_object_id = tag_4.id GROUP BY g.user_id
                    UNION ALL
                    SELECT NULL::uuid AS user_id,
                      g.group_id AS group_id,
                      CASE WHEN bool_or(g.permission_id = $14::int) THEN 'MANAGE' WHEN bool_or(g.permission_id = $13::int) THEN 'EDIT' ELSE 'VIEW' END AS level
                    FROM permissions_tagteamgrant g
                    WHERE g.content_object_id = tag_4.id GROUP BY g.group_id
                  ) grant_5
                ) END
              )
              FROM contacts_tag tag_4
              WHERE tag_4.id = ref.id_3
                AND (
                  tag_4.owner_id = viewer.user_id
                    OR tag_4.has_user_grants
                    AND EXISTS (
                      SELECT
                      FROM permissions_tagusergrant g
                      WHERE g.user_id = viewer.user_id
                        AND g.permission_id = $12::int
                        AND g.content_object_id = tag_4.id
                    )
                    OR tag_4.has_team_grants
                    AND EXISTS (
                      SELECT
                      FROM permissions_tagteamgrant g
                      WHERE g.group_id = ANY(viewer.group_ids)
                        AND g.permission_id = $12::int
                        AND g.content_object_id = tag_4.id
                    )
                )
            ), (
              SELECT json_build_object(
                'id', 'con_' || encode(uuid_send(contact_8.id), 'hex'),
                'access', json_build_object(
                  'view', (
                    contact_8.owner_id = viewer.user_id
                      OR contact_8.has_user_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_contactusergrant g
                        WHERE g.user_id = viewer.user_id
                          AND g.permission_id = $15::int
                          AND g.content_object_id = contact_8.id
                      )
                      OR contact_8.has_team_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_contactteamgrant g
                        WHERE g.group_id = ANY(viewer.group_ids)
                          AND g.permission_id = $15::int
                          AND g.content_object_id = contact_8.id
                      )
                  ),
                  'edit', (
                    contact_8.owner_id = viewer.user_id
                      OR contact_8.has_user_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_contactusergrant g
                        WHERE g.user_id = viewer.user_id
                          AND g.permission_id = $16::int
                          AND g.content_object_id = contact_8.id
                      )
                      OR contact_8.has_team_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_contactteamgrant g
                        WHERE g.group_id = ANY(viewer.group_ids)
                          AND g.permission_id = $16::int
                          AND g.content_object_id = contact_8.id
                      )
                  ),
                  'manage', (
                    contact_8.owner_id = viewer.user_id
                      OR contact_8.has_user_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_contactusergrant g
                        WHERE g.user_id = viewer.user_id
                          AND g.permission_id = $17::int
                          AND g.content_object_id = contact_8.id
                      )
                      OR contact_8.has_team_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_contactteamgrant g
                        WHERE g.group_id = ANY(viewer.group_ids)
                          AND g.permission_id = $17::int
                          AND g.content_object_id = contact_8.id
                      )
                  ),
                  'reasons', to_json(
                    array_remove(
                      ARRAY[CASE WHEN contact_8.owner_id = viewer.user_id THEN 'OWNER' END, CASE WHEN contact_8.has_user_grants
                        AND EXISTS (
                          SELECT
                          FROM permissions_contactusergrant g
                          WHERE g.user_id = viewer.user_id
                            AND g.permission_id = $15::int
                            AND g.content_object_id = contact_8.id
                        ) THEN 'USER_GRANT' END, CASE WHEN contact_8.has_team_grants
                        AND EXISTS (
                          SELECT
                          FROM permissions_contactteamgrant g
                          WHERE g.group_id = ANY(viewer.group_ids)
                            AND g.permission_id = $15::int
                            AND g.content_object_id = contact_8.id
                        ) THEN 'TEAM_GRANT' END], NULL
                    )
                  )
                ),
                'sharedWith', CASE WHEN (
                  contact_8.owner_id = viewer.user_id
                    OR contact_8.has_user_grants
                    AND EXISTS (
                      SELECT
                      FROM permissions_contactusergrant g
                      WHERE g.user_id = viewer.user_id
                        AND g.permission_id = $17::int
                        AND g.content_object_id = contact_8.id
                    )
                    OR contact_8.has_team_grants
                    AND EXISTS (
                      SELECT
                      FROM permissions_contactteamgrant g
                      WHERE g.group_id = ANY(viewer.group_ids)
                        AND g.permission_id = $17::int
                        AND g.content_object_id = contact_8.id
                    )
                ) THEN (
                  SELECT coalesce(
                    json_agg(
                      json_build_object(
                        'level', grant_9.level,
                        'user', (
                          SELECT json_build_object('username', user_10.username)
                          FROM accounts_user user_10
                          WHERE user_10.id = grant_9.user_id
                            AND user_10.account_id = viewer.account_id
                        ),
                        'team', (
                          SELECT json_build_object('name', team_11.name)
                          FROM accounts_team team_11
                          WHERE team_11.group_id = grant_9.group_id
                            AND team_11.account_id = viewer.account_id
                        )
                      ) ORDER BY grant_9.user_id, grant_9.group_id
                    ), '[]'
                  )
                  FROM (
                    SELECT g.user_id AS user_id,
                      NULL::int AS group_id,
                      CASE WHEN bool_or(g.permission_id = $17::int) THEN 'MANAGE' WHEN bool_or(g.permission_id = $16::int) THEN 'EDIT' ELSE 'VIEW' END AS level
                    FROM permissions_contactusergrant g
                    WHERE g.content_object_id = contact_8.id GROUP BY g.user_id
                    UNION ALL
                    SELECT NULL::uuid AS user_id,
                      g.group_id AS group_id,
                      CASE WHEN bool_or(g.permission_id = $17::int) THEN 'MANAGE' WHEN bool_or(g.permission_id = $16::int) THEN 'EDIT' ELSE 'VIEW' END AS level
                    FROM permissions_contactteamgrant g
                    WHERE g.content_object_id = contact_8.id GROUP BY g.group_id
                  ) grant_9
                ) END
              )
              FROM contacts_contact contact_8
              WHERE contact_8.id = ref.id_4
                AND (
                  contact_8.owner_id = viewer.user_id
                    OR contact_8.has_user_grants
                    AND EXISTS (
                      SELECT
                      FROM permissions_contactusergrant g
                      WHERE g.user_id = viewer.user_id
                        AND g.permission_id = $15::int
                        AND g.content_object_id = contact_8.id
                    )
                    OR contact_8.has_team_grants
                    AND EXISTS (
                      SELECT
                      FROM permissions_contactteamgrant g
                      WHERE g.group_id = ANY(viewer.group_ids)
                        AND g.permission_id = $15::int
                        AND g.content_object_id = contact_8.id
                    )
                )
            ), (
              SELECT json_build_object(
                'id', 'com_' || encode(uuid_send(company_12.id), 'hex'),
                'access', json_build_object(
                  'view', (
                    company_12.owner_id = viewer.user_id
                      OR company_12.has_user_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_companyusergrant g
                        WHERE g.user_id = viewer.user_id
                          AND g.permission_id = $18::int
                          AND g.content_object_id = company_12.id
                      )
                      OR company_12.has_team_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_companyteamgrant g
                        WHERE g.group_id = ANY(viewer.group_ids)
                          AND g.permission_id = $18::int
                          AND g.content_object_id = company_12.id
                      )
                  ),
                  'edit', (
                    company_12.owner_id = viewer.user_id
                      OR company_12.has_user_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_companyusergrant g
                        WHERE g.user_id = viewer.user_id
                          AND g.permission_id = $19::int
                          AND g.content_object_id = company_12.id
                      )
                      OR company_12.has_team_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_companyteamgrant g
                        WHERE g.group_id = ANY(viewer.group_ids)
                          AND g.permission_id = $19::int
                          AND g.content_object_id = company_12.id
                      )
                  ),
                  'manage', (
                    company_12.owner_id = viewer.user_id
                      OR company_12.has_user_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_companyusergrant g
                        WHERE g.user_id = viewer.user_id
                          AND g.permission_id = $20::int
                          AND g.content_object_id = company_12.id
                      )
                      OR company_12.has_team_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_companyteamgrant g
                        WHERE g.group_id = ANY(viewer.group_ids)
                          AND g.permission_id = $20::int
                          AND g.content_object_id = company_12.id
                      )
                  ),
                  'reasons', to_json(
                    array_remove(
                      ARRAY[CASE WHEN company_12.owner_id = viewer.user_id THEN 'OWNER' END, CASE WHEN company_12.has_user_grants
                        AND EXISTS (
                          SELECT
                          FROM permissions_companyusergrant g
                          WHERE g.user_id = viewer.user_id
                            AND g.permission_id = $18::int
                            AND g.content_object_id = company_12.id
                        ) THEN 'USER_GRANT' END, CASE WHEN company_12.has_team_grants
                        AND EXISTS (
                          SELECT
                          FROM permissions_companyteamgrant g
                          WHERE g.group_id = ANY(viewer.group_ids)
                            AND g.permission_id = $18::int
                            AND g.content_object_id = company_12.id
                        ) THEN 'TEAM_GRANT' END], NULL
                    )
                  )
                ),
                'sharedWith', CASE WHEN (
                  company_12.owner_id = viewer.user_id
                    OR company_12.has_user_grants
                    AND EXISTS (
                      SELECT
                      FROM permissions_companyusergrant g
                      WHERE g.user_id = viewer.user_id
                        AND g.permission_id = $20::int
                        AND g.content_object_id = company_12.id
                    )
                    OR company_12.has_team_grants
                    AND EXISTS (
                      SELECT
                      FROM permissions_companyteamgrant g
                      WHERE g.group_id = ANY(viewer.group_ids)
                        AND g.permission_id = $20::int
                        AND g.content_object_id = company_12.id
                    )
                ) THEN (
                  SELECT coalesce(
                    json_agg(
                      json_build_object(
                        'level', grant_13.level,
                        'user', (
                          SELECT json_build_object('username', user_14.username)
                          FROM accounts_user user_14
                          WHERE user_14.id = grant_13.user_id
                            AND user_14.account_id = viewer.account_id
                        ),
                        'team', (
                          SELECT json_build_object('name', team_15.name)
                          FROM accounts_team team_15
                          WHERE team_15.group_id = grant_13.group_id
                            AND team_15.account_id = viewer.account_id
                        )
                      ) ORDER BY grant_13.user_id, grant_13.group_id
                    ), '[]'
                  )
                  FROM (
                    SELECT g.user_id AS user_id,
                      NULL::int AS group_id,
                      CASE WHEN bool_or(g.permission_id = $20::int) THEN 'MANAGE' WHEN bool_or(g.permission_id = $19::int) THEN 'EDIT' ELSE 'VIEW' END AS level
                    FROM permissions_companyusergrant g
                    WHERE g.content_object_id = company_12.id GROUP BY g.user_id
                    UNION ALL
                    SELECT NULL::uuid AS user_id,
                      g.group_id AS group_id,
                      CASE WHEN bool_or(g.permission_id = $20::int) THEN 'MANAGE' WHEN bool_or(g.permission_id = $19::int) THEN 'EDIT' ELSE 'VIEW' END AS level
                    FROM permissions_companyteamgrant g
                    WHERE g.content_object_id = company_12.id GROUP BY g.group_id
                  ) grant_13
                ) END
              )
              FROM contacts_company company_12
              WHERE company_12.id = ref.id_5
                AND (
                  company_12.owner_id = viewer.user_id
                    OR company_12.has_user_grants
                    AND EXISTS (
                      SELECT
                      FROM permissions_companyusergrant g
                      WHERE g.user_id = viewer.user_id
                        AND g.permission_id = $18::int
                        AND g.content_object_id = company_12.id
                    )
                    OR company_12.has_team_grants
                    AND EXISTS (
                      SELECT
                      FROM permissions_companyteamgrant g
                      WHERE g.group_id = ANY(viewer.group_ids)
                        AND g.permission_id = $18::int
                        AND g.content_object_id = company_12.id
                    )
                )
            ), (
              SELECT json_build_object(
                'id', 'note_' || encode(uuid_send(note_16.id), 'hex'),
                'access', json_build_object(
                  'view', (
                    EXISTS (
                      SELECT
                      FROM contacts_contact o
                      WHERE o.id = note_16.contact_id
                        AND o.owner_id = viewer.user_id
                    )
                      OR EXISTS (
                        SELECT
                        FROM contacts_company o
                        WHERE o.id = note_16.company_id
                          AND o.owner_id = viewer.user_id
                      )
                      OR EXISTS (
                        SELECT
                        FROM permissions_contactusergrant g
                        WHERE g.user_id = viewer.user_id
                          AND g.permission_id = $15::int
                          AND g.content_object_id = note_16.contact_id
                      )
                      OR EXISTS (
                        SELECT
                        FROM permissions_companyusergrant g
                        WHERE g.user_id = viewer.user_id
                          AND g.permission_id = $18::int
                          AND g.content_object_id = note_16.company_id
                      )
                      OR EXISTS (
                        SELECT
                        FROM permissions_contactteamgrant g
                        WHERE g.group_id = ANY(viewer.group_ids)
                          AND g.permission_id = $15::int
                          AND g.content_object_id = note_16.contact_id
                      )
                      OR EXISTS (
                        SELECT
                        FROM permissions_companyteamgrant g
                        WHERE g.group_id = ANY(viewer.group_ids)
                          AND g.permission_id = $18::int
                          AND g.content_object_id = note_16.company_id
                      )
                  ),
                  'edit', (
                    EXISTS (
                      SELECT
                      FROM contacts_contact o
                      WHERE o.id = note_16.contact_id
                        AND o.owner_id = viewer.user_id
                    )
                      OR EXISTS (
                        SELECT
                        FROM contacts_company o
                        WHERE o.id = note_16.company_id
                          AND o.owner_id = viewer.user_id
                      )
                      OR EXISTS (
                        SELECT
                        FROM permissions_contactusergrant g
                        WHERE g.user_id = viewer.user_id
                          AND g.permission_id = $16::int
                          AND g.content_object_id = note_16.contact_id
                      )
                      OR EXISTS (
                        SELECT
                        FROM permissions_companyusergrant g
                        WHERE g.user_id = viewer.user_id
                          AND g.permission_id = $19::int
                          AND g.content_object_id = note_16.company_id
                      )
                      OR EXISTS (
                        SELECT
                        FROM permissions_contactteamgrant g
                        WHERE g.group_id = ANY(viewer.group_ids)
                          AND g.permission_id = $16::int
                          AND g.content_object_id = note_16.contact_id
                      )
                      OR EXISTS (
                        SELECT
                        FROM permissions_companyteamgrant g
                        WHERE g.group_id = ANY(viewer.group_ids)
                          AND g.permission_id = $19::int
                          AND g.content_object_id = note_16.company_id
                      )
                  ),
                  'manage', (
                    EXISTS (
                      SELECT
                      FROM contacts_contact o
                      WHERE o.id = note_16.contact_id
                        AND o.owner_id = viewer.user_id
                    )
                      OR EXISTS (
                        SELECT
                        FROM contacts_company o
                        WHERE o.id = note_16.company_id
                          AND o.owner_id = viewer.user_id
                      )
                      OR EXISTS (
                        SELECT
                        FROM permissions_contactusergrant g
                        WHERE g.user_id = viewer.user_id
                          AND g.permission_id = $17::int
                          AND g.content_object_id = note_16.contact_id
                      )
                      OR EXISTS (
                        SELECT
                        FROM permissions_companyusergrant g
                        WHERE g.user_id = viewer.user_id
                          AND g.permission_id = $20::int
                          AND g.content_object_id = note_16.company_id
                      )
                      OR EXISTS (
                        SELECT
                        FROM permissions_contactteamgrant g
                        WHERE g.group_id = ANY(viewer.group_ids)
                          AND g.permission_id = $17::int
                          AND g.content_object_id = note_16.contact_id
                      )
                      OR EXISTS (
                        SELECT
                        FROM permissions_companyteamgrant g
                        WHERE g.group_id = ANY(viewer.group_ids)
                          AND g.permission_id = $20::int
                          AND g.content_object_id = note_16.company_id
                      )
                  ),
                  'reasons', to_json(
                    array_remove(
                      ARRAY[CASE WHEN EXISTS (
                        SELECT
                        FROM contacts_contact o
                        WHERE o.id = note_16.contact_id
                          AND o.owner_id = viewer.user_id
                      )
                        OR EXISTS (
                          SELECT
                          FROM contacts_company o
                          WHERE o.id = note_16.company_id
                            AND o.owner_id = viewer.user_id
                        ) THEN 'OWNER' END, CASE WHEN EXISTS (
                          SELECT
                          FROM permissions_contactusergrant g
                          WHERE g.user_id = viewer.user_id
                            AND g.permission_id = $15::int
                            AND g.content_object_id = note_16.contact_id
                        )
                        OR EXISTS (
                          SELECT
                          FROM permissions_companyusergrant g
                          WHERE g.user_id = viewer.user_id
                            AND g.permission_id = $18::int
                            AND g.content_object_id = note_16.company_id
                        ) THEN 'USER_GRANT' END, CASE WHEN EXISTS (
                          SELECT
                          FROM permissions_contactteamgrant g
                          WHERE g.group_id = ANY(viewer.group_ids)
                            AND g.permission_id = $15::int
                            AND g.content_object_id = note_16.contact_id
                        )
                        OR EXISTS (
                          SELECT
                          FROM permissions_companyteamgrant g
                          WHERE g.group_id = ANY(viewer.group_ids)
                            AND g.permission_id = $18::int
                            AND g.content_object_id = note_16.company_id
                        ) THEN 'TEAM_GRANT' END], NULL
                    )
                  )
                ),
                'sharedWith', CASE WHEN (
                  EXISTS (
                    SELECT
                    FROM contacts_contact o
                    WHERE o.id = note_16.contact_id
                      AND o.owner_id = viewer.user_id
                  )
                    OR EXISTS (
                      SELECT
                      FROM contacts_company o
                      WHERE o.id = note_16.company_id
                        AND o.owner_id = viewer.user_id
                    )
                    OR EXISTS (
                      SELECT
                      FROM permissions_contactusergrant g
                      WHERE g.user_id = viewer.user_id
                        AND g.permission_id = $17::int
                        AND g.content_object_id = note_16.contact_id
                    )
                    OR EXISTS (
                      SELECT
                      FROM permissions_companyusergrant g
                      WHERE g.user_id = viewer.user_id
                        AND g.permission_id = $20::int
                        AND g.content_object_id = note_16.company_id
                    )
                    OR EXISTS (
                      SELECT
                      FROM permissions_contactteamgrant g
                      WHERE g.group_id = ANY(viewer.group_ids)
                        AND g.permission_id = $17::int
                        AND g.content_object_id = note_16.contact_id
                    )
                    OR EXISTS (
                      SELECT
                      FROM permissions_companyteamgrant g
                      WHERE g.group_id = ANY(viewer.group_ids)
                        AND g.permission_id = $20::int
                        AND g.content_object_id = note_16.company_id
                    )
                ) THEN (
                  SELECT coalesce(
                    json_agg(
                      json_build_object(
                        'level', grant_17.level,
                        'user', (
                          SELECT json_build_object('username', user_18.username)
                          FROM accounts_user user_18
                          WHERE user_18.id = grant_17.user_id
                            AND user_18.account_id = viewer.account_id
                        ),
                        'team', (
                          SELECT json_build_object('name', team_19.name)
                          FROM accounts_team team_19
                          WHERE team_19.group_id = grant_17.group_id
                            AND team_19.account_id = viewer.account_id
                        )
                      ) ORDER BY grant_17.user_id, grant_17.group_id
                    ), '[]'
                  )
                  FROM (
                    SELECT g.user_id AS user_id,
                      NULL::int AS group_id,
                      CASE WHEN bool_or(g.permission_id = $17::int) THEN 'MANAGE' WHEN bool_or(g.permission_id = $16::int) THEN 'EDIT' ELSE 'VIEW' END AS level
                    FROM permissions_contactusergrant g
                    WHERE g.content_object_id = note_16.contact_id GROUP BY g.user_id
                    UNION ALL
                    SELECT NULL::uuid AS user_id,
                      g.group_id AS group_id,
                      CASE WHEN bool_or(g.permission_id = $17::int) THEN 'MANAGE' WHEN bool_or(g.permission_id = $16::int) THEN 'EDIT' ELSE 'VIEW' END AS level
                    FROM permissions_contactteamgrant g
                    WHERE g.content_object_id = note_16.contact_id GROUP BY g.group_id
                    UNION ALL
                    SELECT g.user_id AS user_id,
                      NULL::int AS group_id,
                      CASE WHEN bool_or(g.permission_id = $20::int) THEN 'MANAGE' WHEN bool_or(g.permission_id = $19::int) THEN 'EDIT' ELSE 'VIEW' END AS level
                    FROM permissions_companyusergrant g
                    WHERE g.content_object_id = note_16.company_id GROUP BY g.user_id
                    UNION ALL
                    SELECT NULL::uuid AS user_id,
                      g.group_id AS group_id,
                      CASE WHEN bool_or(g.permission_id = $20::int) THEN 'MANAGE' WHEN bool_or(g.permission_id = $19::int) THEN 'EDIT' ELSE 'VIEW' END AS level
                    FROM permissions_companyteamgrant g
                    WHERE g.content_object_id = note_16.company_id GROUP BY g.group_id
                  ) grant_17
                ) END
              )
              FROM activities_note note_16
              WHERE note_16.id = ref.id_6
                AND (
                  EXISTS (
                    SELECT
                    FROM contacts_contact o
                    WHERE o.id = note_16.contact_id
                      AND o.owner_id = viewer.user_id
                  )
                    OR EXISTS (
                      SELECT
                      FROM contacts_company o
                      WHERE o.id = note_16.company_id
                        AND o.owner_id = viewer.user_id
                    )
                    OR EXISTS (
                      SELECT
                      FROM permissions_contactusergrant g
                      WHERE g.user_id = viewer.user_id
                        AND g.permission_id = $15::int
                        AND g.content_object_id = note_16.contact_id
                    )
                    OR EXISTS (
                      SELECT
                      FROM permissions_companyusergrant g
                      WHERE g.user_id = viewer.user_id
                        AND g.permission_id = $18::int
                        AND g.content_object_id = note_16.company_id
                    )
                    OR EXISTS (
                      SELECT
                      FROM permissions_contactteamgrant g
                      WHERE g.group_id = ANY(viewer.group_ids)
                        AND g.permission_id = $15::int
                        AND g.content_object_id = note_16.contact_id
                    )
                    OR EXISTS (
                      SELECT
                      FROM permissions_companyteamgrant g
                      WHERE g.group_id = ANY(viewer.group_ids)
                        AND g.permission_id = $18::int
                        AND g.content_object_id = note_16.company_id
                    )
                )
            ), (
              SELECT json_build_object()
              FROM accounts_invitation invitation_20
              WHERE invitation_20.id = ref.id_7
                AND (
                  invitation_20.account_id = viewer.account_id
                    AND EXISTS (SELECT FROM accounts_user a WHERE a.id = viewer.user_id AND a.role = 'ADMIN')
                )
            ), (
              SELECT json_build_object()
              FROM permissions_transfer transfer_21
              WHERE transfer_21.id = ref.id_8
                AND (
                  transfer_21.account_id = viewer.account_id
                    AND EXISTS (SELECT FROM accounts_user a WHERE a.id = viewer.user_id AND a.role = 'ADMIN')
                )
            )
          ) ORDER BY ref.n
        ), '[]'
      )
      FROM unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::uuid[], $8::uuid[], $9::uuid[], $10::uuid[], $11::uuid[]) WITH ORDINALITY AS ref(id_0, id_1, id_2, id_3, id_4, id_5, id_6, id_7, id_8, n)
    )
  )
)::text END AS data,
  viewer.remaining
FROM viewer

-- $1 the points spent
-- $2 the session's key
-- $3 keysif of User: $ids
-- $4 keysif of Account: $ids
-- $5 keysif of Team: $ids
-- $6 keysif of Tag: $ids
-- $7 keysif of Contact: $ids
-- $8 keysif of Company: $ids
-- $9 keysif of Note: $ids
-- $10 keysif of Invitation: $ids
-- $11 keysif of Transfer: $ids
-- $12 the permission view_tag
-- $13 the permission edit_tag
-- $14 the permission manage_tag
-- $15 the permission view_contact
-- $16 the permission edit_contact
-- $17 the permission manage_contact
-- $18 the permission view_company
-- $19 the permission edit_company
-- $20 the permission manage_company
