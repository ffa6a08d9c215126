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
                  'edit', (
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
                  'manage', (
                    tag_5.owner_id = viewer.user_id
                      OR tag_5.has_user_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_tagusergrant g
                        WHERE g.user_id = viewer.user_id
                          AND g.permission_id = $17::int
                          AND g.content_object_id = tag_5.id
                      )
                      OR tag_5.has_team_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_tagteamgrant g
                        WHERE g.group_id = ANY(viewer.group_ids)
                          AND g.permission_id = $17::int
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
                            AND g.permission_id = $15::int
                            AND g.content_object_id = tag_5.id
                        ) THEN 'USER_GRANT' END, CASE WHEN tag_5.has_team_grants
                        AND EXISTS (
                          SELECT
                          FROM permissions_tagteamgrant g
                          WHERE g.group_id = ANY(viewer.group_ids)
                            AND g.permission_id = $15::int
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
                        AND g.permission_id = $17::int
                        AND g.content_object_id = tag_5.id
                    )
                    OR tag_5.has_team_grants
                    AND EXISTS (
                      SELECT
                      FROM permissions_tagteamgrant g
                      WHERE g.group_id = ANY(viewer.group_ids)
                        AND g.permission_id = $17::int
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
                      CASE WHEN bool_or(g.permission_id = $17::int) THEN 'MANAGE' WHEN bool_or(g.permission_id = $16::int) THEN 'EDIT' ELSE 'VIEW' END AS level
                    FROM permissions_tagusergrant g
                    WHERE g.content_object_id = tag_5.id GROUP BY g.user_id
                    UNION ALL
                    SELECT NULL::uuid AS user_id,
                      g.group_id AS group_id,
                      CASE WHEN bool_or(g.permission_id = $17::int) THEN 'MANAGE' WHEN bool_or(g.permission_id = $16::int) THEN 'EDIT' ELSE 'VIEW' END AS level
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
                )
            ), (
              SELECT json_build_object()
              FROM exports_archive archive_9
              WHERE archive_9.id = ref.id_5
                AND (archive_9.owner_id = viewer.user_id AND archive_9.expires_at > now())
            ), (
              SELECT json_build_object()
              FROM exports_archiveimport archiveimport_10
              WHERE archiveimport_10.id = ref.id_6
                AND (archiveimport_10.owner_id = viewer.user_id AND archiveimport_10.expires_at > now())
            ), (
              SELECT json_build_object(
                'id', 'con_' || encode(uuid_send(contact_11.id), 'hex'),
                'access', json_build_object(
                  'view', (
                    contact_11.owner_id = viewer.user_id
                      OR contact_11.has_user_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_contactusergrant g
                        WHERE g.user_id = viewer.user_id
                          AND g.permission_id = $18::int
                          AND g.content_object_id = contact_11.id
                      )
                      OR contact_11.has_team_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_contactteamgrant g
                        WHERE g.group_id = ANY(viewer.group_ids)
                          AND g.permission_id = $18::int
                          AND g.content_object_id = contact_11.id
                      )
                  ),
                  'edit', (
                    contact_11.owner_id = viewer.user_id
                      OR contact_11.has_user_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_contactusergrant g
                        WHERE g.user_id = viewer.user_id
                          AND g.permission_id = $19::int
                          AND g.content_object_id = contact_11.id
                      )
                      OR contact_11.has_team_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_contactteamgrant g
                        WHERE g.group_id = ANY(viewer.group_ids)
                          AND g.permission_id = $19::int
                          AND g.content_object_id = contact_11.id
                      )
                  ),
                  'manage', (
                    contact_11.owner_id = viewer.user_id
                      OR contact_11.has_user_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_contactusergrant g
                        WHERE g.user_id = viewer.user_id
                          AND g.permission_id = $20::int
                          AND g.content_object_id = contact_11.id
                      )
                      OR contact_11.has_team_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_contactteamgrant g
                        WHERE g.group_id = ANY(viewer.group_ids)
                          AND g.permission_id = $20::int
                          AND g.content_object_id = contact_11.id
                      )
                  ),
                  'reasons', to_json(
                    array_remove(
                      ARRAY[CASE WHEN contact_11.owner_id = viewer.user_id THEN 'OWNER' END, CASE WHEN contact_11.has_user_grants
                        AND EXISTS (
                          SELECT
                          FROM permissions_contactusergrant g
                          WHERE g.user_id = viewer.user_id
                            AND g.permission_id = $18::int
                            AND g.content_object_id = contact_11.id
                        ) THEN 'USER_GRANT' END, CASE WHEN contact_11.has_team_grants
                        AND EXISTS (
                          SELECT
                          FROM permissions_contactteamgrant g
                          WHERE g.group_id = ANY(viewer.group_ids)
                            AND g.permission_id = $18::int
                            AND g.content_object_id = contact_11.id
                        ) THEN 'TEAM_GRANT' END], NULL
                    )
                  )
                ),
                'sharedWith', CASE WHEN (
                  contact_11.owner_id = viewer.user_id
                    OR contact_11.has_user_grants
                    AND EXISTS (
                      SELECT
                      FROM permissions_contactusergrant g
                      WHERE g.user_id = viewer.user_id
                        AND g.permission_id = $20::int
                        AND g.content_object_id = contact_11.id
                    )
                    OR contact_11.has_team_grants
                    AND EXISTS (
                      SELECT
                      FROM permissions_contactteamgrant g
                      WHERE g.group_id = ANY(viewer.group_ids)
                        AND g.permission_id = $20::int
                        AND g.content_object_id = contact_11.id
                    )
                ) THEN (
                  SELECT coalesce(
                    json_agg(
                      json_build_object(
                        'level', grant_12.level,
                        'user', (
                          SELECT json_build_object('username', user_13.username)
                          FROM accounts_user user_13
                          WHERE user_13.id = grant_12.user_id
                            AND user_13.account_id = viewer.account_id
                        ),
                        'team', (
                          SELECT json_build_object('name', team_14.name)
                          FROM accounts_team team_14
                          WHERE team_14.group_id = grant_12.group_id
                            AND team_14.account_id = viewer.account_id
                        )
                      ) ORDER BY grant_12.user_id, grant_12.group_id
                    ), '[]'
                  )
                  FROM (
                    SELECT g.user_id AS user_id,
                      NULL::int AS group_id,
                      CASE WHEN bool_or(g.permission_id = $20::int) THEN 'MANAGE' WHEN bool_or(g.permission_id = $19::int) THEN 'EDIT' ELSE 'VIEW' END AS level
                    FROM permissions_contactusergrant g
                    WHERE g.content_object_id = contact_11.id GROUP BY g.user_id
                    UNION ALL
                    SELECT NULL::uuid AS user_id,
                      g.group_id AS group_id,
                      CASE WHEN bool_or(g.permission_id = $20::int) THEN 'MANAGE' WHEN bool_or(g.permission_id = $19::int) THEN 'EDIT' ELSE 'VIEW' END AS level
                    FROM permissions_contactteamgrant g
                    WHERE g.content_object_id = contact_11.id GROUP BY g.group_id
                  ) grant_12
                ) END
              )
              FROM contacts_contact contact_11
              WHERE contact_11.id = ref.id_7
                AND (
                  contact_11.owner_id = viewer.user_id
                    OR contact_11.has_user_grants
                    AND EXISTS (
                      SELECT
                      FROM permissions_contactusergrant g
                      WHERE g.user_id = viewer.user_id
                        AND g.permission_id = $18::int
                        AND g.content_object_id = contact_11.id
                    )
                    OR contact_11.has_team_grants
                    AND EXISTS (
                      SELECT
                      FROM permissions_contactteamgrant g
                      WHERE g.group_id = ANY(viewer.group_ids)
                        AND g.permission_id = $18::int
                        AND g.content_object_id = contact_11.id
                    )
                )
            ), (
              SELECT json_build_object(
                'id', 'com_' || encode(uuid_send(company_15.id), 'hex'),
                'access', json_build_object(
                  'view', (
                    company_15.owner_id = viewer.user_id
                      OR company_15.has_user_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_companyusergrant g
                        WHERE g.user_id = viewer.user_id
                          AND g.permission_id = $21::int
                          AND g.content_object_id = company_15.id
                      )
                      OR company_15.has_team_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_companyteamgrant g
                        WHERE g.group_id = ANY(viewer.group_ids)
                          AND g.permission_id = $21::int
                          AND g.content_object_id = company_15.id
                      )
                  ),
                  'edit', (
                    company_15.owner_id = viewer.user_id
                      OR company_15.has_user_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_companyusergrant g
                        WHERE g.user_id = viewer.user_id
                          AND g.permission_id = $22::int
                          AND g.content_object_id = company_15.id
                      )
                      OR company_15.has_team_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_companyteamgrant g
                        WHERE g.group_id = ANY(viewer.group_ids)
                          AND g.permission_id = $22::int
                          AND g.content_object_id = company_15.id
                      )
                  ),
                  'manage', (
                    company_15.owner_id = viewer.user_id
                      OR company_15.has_user_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_companyusergrant g
                        WHERE g.user_id = viewer.user_id
                          AND g.permission_id = $23::int
                          AND g.content_object_id = company_15.id
                      )
                      OR company_15.has_team_grants
                      AND EXISTS (
                        SELECT
                        FROM permissions_companyteamgrant g
                        WHERE g.group_id = ANY(viewer.group_ids)
                          AND g.permission_id = $23::int
                          AND g.content_object_id = company_15.id
                      )
                  ),
                  'reasons', to_json(
                    array_remove(
                      ARRAY[CASE WHEN company_15.owner_id = viewer.user_id THEN 'OWNER' END, CASE WHEN company_15.has_user_grants
                        AND EXISTS (
                          SELECT
                          FROM permissions_companyusergrant g
                          WHERE g.user_id = viewer.user_id
                            AND g.permission_id = $21::int
                            AND g.content_object_id = company_15.id
                        ) THEN 'USER_GRANT' END, CASE WHEN company_15.has_team_grants
                        AND EXISTS (
                          SELECT
                          FROM permissions_companyteamgrant g
                          WHERE g.group_id = ANY(viewer.group_ids)
                            AND g.permission_id = $21::int
                            AND g.content_object_id = company_15.id
                        ) THEN 'TEAM_GRANT' END], NULL
                    )
                  )
                ),
                'sharedWith', CASE WHEN (
                  company_15.owner_id = viewer.user_id
                    OR company_15.has_user_grants
                    AND EXISTS (
                      SELECT
                      FROM permissions_companyusergrant g
                      WHERE g.user_id = viewer.user_id
                        AND g.permission_id = $23::int
                        AND g.content_object_id = company_15.id
                    )
                    OR company_15.has_team_grants
                    AND EXISTS (
                      SELECT
                      FROM permissions_companyteamgrant g
                      WHERE g.group_id = ANY(viewer.group_ids)
                        AND g.permission_id = $23::int
                        AND g.content_object_id = company_15.id
                    )
                ) THEN (
                  SELECT coalesce(
                    json_agg(
                      json_build_object(
                        'level', grant_16.level,
                        'user', (
                          SELECT json_build_object('username', user_17.username)
                          FROM accounts_user user_17
                          WHERE user_17.id = grant_16.user_id
                            AND user_17.account_id = viewer.account_id
                        ),
                        'team', (
                          SELECT json_build_object('name', team_18.name)
                          FROM accounts_team team_18
                          WHERE team_18.group_id = grant_16.group_id
                            AND team_18.account_id = viewer.account_id
                        )
                      ) ORDER BY grant_16.user_id, grant_16.group_id
                    ), '[]'
                  )
                  FROM (
                    SELECT g.user_id AS user_id,
                      NULL::int AS group_id,
                      CASE WHEN bool_or(g.permission_id = $23::int) THEN 'MANAGE' WHEN bool_or(g.permission_id = $22::int) THEN 'EDIT' ELSE 'VIEW' END AS level
                    FROM permissions_companyusergrant g
                    WHERE g.content_object_id = company_15.id GROUP BY g.user_id
                    UNION ALL
                    SELECT NULL::uuid AS user_id,
                      g.group_id AS group_id,
                      CASE WHEN bool_or(g.permission_id = $23::int) THEN 'MANAGE' WHEN bool_or(g.permission_id = $22::int) THEN 'EDIT' ELSE 'VIEW' END AS level
                    FROM permissions_companyteamgrant g
                    WHERE g.content_object_id = company_15.id GROUP BY g.group_id
                  ) grant_16
                ) END
              )
              FROM contacts_company company_15
              WHERE company_15.id = ref.id_8
                AND (
                  company_15.owner_id = viewer.user_id
                    OR company_15.has_user_grants
                    AND EXISTS (
                      SELECT
                      FROM permissions_companyusergrant g
                      WHERE g.user_id = viewer.user_id
                        AND g.permission_id = $21::int
                        AND g.content_object_id = company_15.id
                    )
                    OR company_15.has_team_grants
                    AND EXISTS (
                      SELECT
                      FROM permissions_companyteamgrant g
                      WHERE g.group_id = ANY(viewer.group_ids)
                        AND g.permission_id = $21::int
                        AND g.content_object_id = company_15.id
                    )
                )
            ), (
              SELECT json_build_object(
                'id', 'note_' || encode(uuid_send(note_19.id), 'hex'),
                'access', json_build_object(
                  'view', (
                    EXISTS (
                      SELECT
                      FROM contacts_contact o
                      WHERE o.id = note_19.contact_id
                        AND o.owner_id = viewer.user_id
                    )
                      OR EXISTS (
                        SELECT
                        FROM contacts_company o
                        WHERE o.id = note_19.company_id
                          AND o.owner_id = viewer.user_id
                      )
                      OR EXISTS (
                        SELECT
                        FROM permissions_contactusergrant g
                        WHERE g.user_id = viewer.user_id
                          AND g.permission_id = $18::int
                          AND g.content_object_id = note_19.contact_id
                      )
                      OR EXISTS (
                        SELECT
                        FROM permissions_companyusergrant g
                        WHERE g.user_id = viewer.user_id
                          AND g.permission_id = $21::int
                          AND g.content_object_id = note_19.company_id
                      )
                      OR EXISTS (
                        SELECT
                        FROM permissions_contactteamgrant g
                        WHERE g.group_id = ANY(viewer.group_ids)
                          AND g.permission_id = $18::int
                          AND g.content_object_id = note_19.contact_id
                      )
                      OR EXISTS (
                        SELECT
                        FROM permissions_companyteamgrant g
                        WHERE g.group_id = ANY(viewer.group_ids)
                          AND g.permission_id = $21::int
                          AND g.content_object_id = note_19.company_id
                      )
                  ),
                  'edit', (
                    EXISTS (
                      SELECT
                      FROM contacts_contact o
                      WHERE o.id = note_19.contact_id
                        AND o.owner_id = viewer.user_id
                    )
                      OR EXISTS (
                        SELECT
                        FROM contacts_company o
                        WHERE o.id = note_19.company_id
                          AND o.owner_id = viewer.user_id
                      )
                      OR EXISTS (
                        SELECT
                        FROM permissions_contactusergrant g
                        WHERE g.user_id = viewer.user_id
                          AND g.permission_id = $19::int
                          AND g.content_object_id = note_19.contact_id
                      )
                      OR EXISTS (
                        SELECT
                        FROM permissions_companyusergrant g
                        WHERE g.user_id = viewer.user_id
                          AND g.permission_id = $22::int
                          AND g.content_object_id = note_19.company_id
                      )
                      OR EXISTS (
                        SELECT
                        FROM permissions_contactteamgrant g
                        WHERE g.group_id = ANY(viewer.group_ids)
                          AND g.permission_id = $19::int
                          AND g.content_object_id = note_19.contact_id
                      )
                      OR EXISTS (
                        SELECT
                        FROM permissions_companyteamgrant g
                        WHERE g.group_id = ANY(viewer.group_ids)
                          AND g.permission_id = $22::int
                          AND g.content_object_id = note_19.company_id
                      )
                  ),
                  'manage', (
                    EXISTS (
                      SELECT
                      FROM contacts_contact o
                      WHERE o.id = note_19.contact_id
                        AND o.owner_id = viewer.user_id
                    )
                      OR EXISTS (
                        SELECT
                        FROM contacts_company o
                        WHERE o.id = note_19.company_id
                          AND o.owner_id = viewer.user_id
                      )
                      OR EXISTS (
                        SELECT
                        FROM permissions_contactusergrant g
                        WHERE g.user_id = viewer.user_id
                          AND g.permission_id = $20::int
                          AND g.content_object_id = note_19.contact_id
                      )
                      OR EXISTS (
                        SELECT
                        FROM permissions_companyusergrant g
                        WHERE g.user_id = viewer.user_id
                          AND g.permission_id = $23::int
                          AND g.content_object_id = note_19.company_id
                      )
                      OR EXISTS (
                        SELECT
                        FROM permissions_contactteamgrant g
                        WHERE g.group_id = ANY(viewer.group_ids)
                          AND g.permission_id = $20::int
                          AND g.content_object_id = note_19.contact_id
                      )
                      OR EXISTS (
                        SELECT
                        FROM permissions_companyteamgrant g
                        WHERE g.group_id = ANY(viewer.group_ids)
                          AND g.permission_id = $23::int
                          AND g.content_object_id = note_19.company_id
                      )
                  ),
                  'reasons', to_json(
                    array_remove(
                      ARRAY[CASE WHEN EXISTS (
                        SELECT
                        FROM contacts_contact o
                        WHERE o.id = note_19.contact_id
                          AND o.owner_id = viewer.user_id
                      )
                        OR EXISTS (
                          SELECT
                          FROM contacts_company o
                          WHERE o.id = note_19.company_id
                            AND o.owner_id = viewer.user_id
                        ) THEN 'OWNER' END, CASE WHEN EXISTS (
                          SELECT
                          FROM permissions_contactusergrant g
                          WHERE g.user_id = viewer.user_id
                            AND g.permission_id = $18::int
                            AND g.content_object_id = note_19.contact_id
                        )
                        OR EXISTS (
                          SELECT
                          FROM permissions_companyusergrant g
                          WHERE g.user_id = viewer.user_id
                            AND g.permission_id = $21::int
                            AND g.content_object_id = note_19.company_id
                        ) THEN 'USER_GRANT' END, CASE WHEN EXISTS (
                          SELECT
                          FROM permissions_contactteamgrant g
                          WHERE g.group_id = ANY(viewer.group_ids)
                            AND g.permission_id = $18::int
                            AND g.content_object_id = note_19.contact_id
                        )
                        OR EXISTS (
                          SELECT
                          FROM permissions_companyteamgrant g
                          WHERE g.group_id = ANY(viewer.group_ids)
                            AND g.permission_id = $21::int
                            AND g.content_object_id = note_19.company_id
                        ) THEN 'TEAM_GRANT' END], NULL
                    )
                  )
                ),
                'sharedWith', CASE WHEN (
                  EXISTS (
                    SELECT
                    FROM contacts_contact o
                    WHERE o.id = note_19.contact_id
                      AND o.owner_id = viewer.user_id
                  )
                    OR EXISTS (
                      SELECT
                      FROM contacts_company o
                      WHERE o.id = note_19.company_id
                        AND o.owner_id = viewer.user_id
                    )
                    OR EXISTS (
                      SELECT
                      FROM permissions_contactusergrant g
                      WHERE g.user_id = viewer.user_id
                        AND g.permission_id = $20::int
                        AND g.content_object_id = note_19.contact_id
                    )
                    OR EXISTS (
                      SELECT
                      FROM permissions_companyusergrant g
                      WHERE g.user_id = viewer.user_id
                        AND g.permission_id = $23::int
                        AND g.content_object_id = note_19.company_id
                    )
                    OR EXISTS (
                      SELECT
                      FROM permissions_contactteamgrant g
                      WHERE g.group_id = ANY(viewer.group_ids)
                        AND g.permission_id = $20::int
                        AND g.content_object_id = note_19.contact_id
                    )
                    OR EXISTS (
                      SELECT
                      FROM permissions_companyteamgrant g
                      WHERE g.group_id = ANY(viewer.group_ids)
                        AND g.permission_id = $23::int
                        AND g.content_object_id = note_19.company_id
                    )
                ) THEN (
                  SELECT coalesce(
                    json_agg(
                      json_build_object(
                        'level', grant_20.level,
                        'user', (
                          SELECT json_build_object('username', user_21.username)
                          FROM accounts_user user_21
                          WHERE user_21.id = grant_20.user_id
                            AND user_21.account_id = viewer.account_id
                        ),
                        'team', (
                          SELECT json_build_object('name', team_22.name)
                          FROM accounts_team team_22
                          WHERE team_22.group_id = grant_20.group_id
                            AND team_22.account_id = viewer.account_id
                        )
                      ) ORDER BY grant_20.user_id, grant_20.group_id
                    ), '[]'
                  )
                  FROM (
                    SELECT g.user_id AS user_id,
                      NULL::int AS group_id,
                      CASE WHEN bool_or(g.permission_id = $20::int) THEN 'MANAGE' WHEN bool_or(g.permission_id = $19::int) THEN 'EDIT' ELSE 'VIEW' END AS level
                    FROM permissions_contactusergrant g
                    WHERE g.content_object_id = note_19.contact_id GROUP BY g.user_id
                    UNION ALL
                    SELECT NULL::uuid AS user_id,
                      g.group_id AS group_id,
                      CASE WHEN bool_or(g.permission_id = $20::int) THEN 'MANAGE' WHEN bool_or(g.permission_id = $19::int) THEN 'EDIT' ELSE 'VIEW' END AS level
                    FROM permissions_contactteamgrant g
                    WHERE g.content_object_id = note_19.contact_id GROUP BY g.group_id
                    UNION ALL
                    SELECT g.user_id AS user_id,
                      NULL::int AS group_id,
                      CASE WHEN bool_or(g.permission_id = $23::int) THEN 'MANAGE' WHEN bool_or(g.permission_id = $22::int) THEN 'EDIT' ELSE 'VIEW' END AS level
                    FROM permissions_companyusergrant g
                    WHERE g.content_object_id = note_19.company_id GROUP BY g.user_id
                    UNION ALL
                    SELECT NULL::uuid AS user_id,
                      g.group_id AS group_id,
                      CASE WHEN bool_or(g.permission_id = $23::int) THEN 'MANAGE' WHEN bool_or(g.permission_id = $22::int) THEN 'EDIT' ELSE 'VIEW' END AS level
                    FROM permissions_companyteamgrant g
                    WHERE g.content_object_id = note_19.company_id GROUP BY g.group_id
                  ) grant_20
                ) END
              )
              FROM activities_note note_19
              WHERE note_19.id = ref.id_9
                AND (
                  EXISTS (
                    SELECT
                    FROM contacts_contact o
                    WHERE o.id = note_19.contact_id
                      AND o.owner_id = viewer.user_id
                  )
                    OR EXISTS (
                      SELECT
                      FROM contacts_company o
                      WHERE o.id = note_19.company_id
                        AND o.owner_id = viewer.user_id
                    )
                    OR EXISTS (
                      SELECT
                      FROM permissions_contactusergrant g
                      WHERE g.user_id = viewer.user_id
                        AND g.permission_id = $18::int
                        AND g.content_object_id = note_19.contact_id
                    )
                    OR EXISTS (
                      SELECT
                      FROM permissions_companyusergrant g
                      WHERE g.user_id = viewer.user_id
                        AND g.permission_id = $21::int
                        AND g.content_object_id = note_19.company_id
                    )
                    OR EXISTS (
                      SELECT
                      FROM permissions_contactteamgrant g
                      WHERE g.group_id = ANY(viewer.group_ids)
                        AND g.permission_id = $18::int
                        AND g.content_object_id = note_19.contact_id
                    )
                    OR EXISTS (
                      SELECT
                      FROM permissions_companyteamgrant g
                      WHERE g.group_id = ANY(viewer.group_ids)
                        AND g.permission_id = $21::int
                        AND g.content_object_id = note_19.company_id
                    )
                )
            ), (
              SELECT json_build_object()
              FROM accounts_invitation invitation_23
              WHERE invitation_23.id = ref.id_10
                AND (
                  invitation_23.account_id = viewer.account_id
                    AND EXISTS (SELECT FROM accounts_user a WHERE a.id = viewer.user_id AND a.role = 'ADMIN')
                )
            ), (
              SELECT json_build_object()
              FROM permissions_transfer transfer_24
              WHERE transfer_24.id = ref.id_11
                AND (
                  transfer_24.account_id = viewer.account_id
                    AND EXISTS (SELECT FROM accounts_user a WHERE a.id = viewer.user_id AND a.role = 'ADMIN')
                )
            )
          ) ORDER BY ref.n
        ), '[]'
      )
      FROM unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::uuid[], $8::uuid[], $9::uuid[], $10::uuid[], $11::uuid[], $12::uuid[], $13::uuid[], $14::uuid[]) WITH ORDINALITY AS ref(id_0, id_1, id_2, id_3, id_4, id_5, id_6, id_7, id_8, id_9, id_10, id_11, n)
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
-- $9 keysif of ArchiveImport: $ids
-- $10 keysif of Contact: $ids
-- $11 keysif of Company: $ids
-- $12 keysif of Note: $ids
-- $13 keysif of Invitation: $ids
-- $14 keysif of Transfer: $ids
-- $15 the permission view_tag
-- $16 the permission edit_tag
-- $17 the permission manage_tag
-- $18 the permission view_contact
-- $19 the permission edit_contact
-- $20 the permission manage_contact
-- $21 the permission view_company
-- $22 the permission edit_company
-- $23 the permission manage_company
