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
    '__typename', 'Query'::text,
    'viewer', (
      SELECT json_build_object(
        '__typename', 'User'::text,
        'account', (
          SELECT json_build_object('__typename', 'Account'::text)
          FROM accounts_account account_2
          WHERE account_2.id = user_1.account_id
            AND account_2.id = viewer.account_id
        ),
        'teams', (
          SELECT coalesce(json_agg(json_build_object('__typename', 'Team'::text) ORDER BY team_3.name, team_3.id), '[]')
          FROM accounts_membership team_3_link
          JOIN accounts_team team_3 ON team_3.group_id = team_3_link.group_id
          WHERE team_3_link.user_id = user_1.id
            AND team_3.account_id = viewer.account_id
        )
      )
      FROM accounts_user user_1
      WHERE user_1.id = viewer.user_id
    ),
    'node', coalesce(
      (
        SELECT json_build_object('__typename', 'User'::text)
        FROM accounts_user user_4
        WHERE user_4.id = $3::uuid
          AND user_4.account_id = viewer.account_id
      ), (
        SELECT json_build_object('__typename', 'Account'::text)
        FROM accounts_account account_5
        WHERE account_5.id = $4::uuid
          AND account_5.id = viewer.account_id
      ), (
        SELECT json_build_object('__typename', 'AuditLogEntry'::text)
        FROM audit_entry auditlogentry_6
        WHERE auditlogentry_6.id = $5::uuid
          AND (
            auditlogentry_6.account_id = viewer.account_id
              AND EXISTS (SELECT FROM accounts_user a WHERE a.id = viewer.user_id AND a.role = 'ADMIN')
          )
      ), (
        SELECT json_build_object('__typename', 'Team'::text)
        FROM accounts_team team_7
        WHERE team_7.id = $6::uuid
          AND team_7.account_id = viewer.account_id
      ), (
        SELECT json_build_object('__typename', 'Tag'::text)
        FROM contacts_tag tag_8
        WHERE tag_8.id = $8::uuid
          AND (
            tag_8.owner_id = viewer.user_id
              OR tag_8.has_user_grants
              AND EXISTS (
                SELECT
                FROM permissions_tagusergrant g
                WHERE g.user_id = viewer.user_id
                  AND g.permission_id = $7::int
                  AND g.content_object_id = tag_8.id
              )
              OR tag_8.has_team_grants
              AND EXISTS (
                SELECT
                FROM permissions_tagteamgrant g
                WHERE g.group_id = ANY(viewer.group_ids)
                  AND g.permission_id = $7::int
                  AND g.content_object_id = tag_8.id
              )
          )
      ), (
        SELECT json_build_object('__typename', 'Archive'::text)
        FROM exports_archive archive_9
        WHERE archive_9.id = $9::uuid
          AND (archive_9.owner_id = viewer.user_id AND archive_9.expires_at > now())
      ), (
        SELECT json_build_object('__typename', 'ArchiveImport'::text)
        FROM exports_archiveimport archiveimport_10
        WHERE archiveimport_10.id = $10::uuid
          AND (archiveimport_10.owner_id = viewer.user_id AND archiveimport_10.expires_at > now())
      ), (
        SELECT json_build_object('__typename', 'Contact'::text)
        FROM contacts_contact contact_11
        WHERE contact_11.id = $12::uuid
          AND (
            contact_11.owner_id = viewer.user_id
              OR contact_11.has_user_grants
              AND EXISTS (
                SELECT
                FROM permissions_contactusergrant g
                WHERE g.user_id = viewer.user_id
                  AND g.permission_id = $11::int
                  AND g.content_object_id = contact_11.id
              )
              OR contact_11.has_team_grants
              AND EXISTS (
                SELECT
                FROM permissions_contactteamgrant g
                WHERE g.group_id = ANY(viewer.group_ids)
                  AND g.permission_id = $11::int
                  AND g.content_object_id = contact_11.id
              )
          )
      ), (
        SELECT json_build_object('__typename', 'Company'::text)
        FROM contacts_company company_12
        WHERE company_12.id = $14::uuid
          AND (
            company_12.owner_id = viewer.user_id
              OR company_12.has_user_grants
              AND EXISTS (
                SELECT
                FROM permissions_companyusergrant g
                WHERE g.user_id = viewer.user_id
                  AND g.permission_id = $13::int
                  AND g.content_object_id = company_12.id
              )
              OR company_12.has_team_grants
              AND EXISTS (
                SELECT
                FROM permissions_companyteamgrant g
                WHERE g.group_id = ANY(viewer.group_ids)
                  AND g.permission_id = $13::int
                  AND g.content_object_id = company_12.id
              )
          )
      ), (
        SELECT json_build_object('__typename', 'Note'::text)
        FROM activities_note note_13
        WHERE note_13.id = $15::uuid
          AND (
            EXISTS (SELECT FROM contacts_contact o WHERE o.id = note_13.contact_id AND o.owner_id = viewer.user_id)
              OR EXISTS (SELECT FROM contacts_company o WHERE o.id = note_13.company_id AND o.owner_id = viewer.user_id)
              OR EXISTS (
                SELECT
                FROM permissions_contactusergrant g
                WHERE g.user_id = viewer.user_id
                  AND g.permission_id = $11::int
                  AND g.content_object_id = note_13.contact_id
              )
              OR EXISTS (
                SELECT
                FROM permissions_companyusergrant g
                WHERE g.user_id = viewer.user_id
                  AND g.permission_id = $13::int
                  AND g.content_object_id = note_13.company_id
              )
              OR EXISTS (
                SELECT
                FROM permissions_contactteamgrant g
                WHERE g.group_id = ANY(viewer.group_ids)
                  AND g.permission_id = $11::int
                  AND g.content_object_id = note_13.contact_id
              )
              OR EXISTS (
                SELECT
                FROM permissions_companyteamgrant g
                WHERE g.group_id = ANY(viewer.group_ids)
                  AND g.permission_id = $13::int
                  AND g.content_object_id = note_13.company_id
              )
          )
      ), (
        SELECT json_build_object('__typename', 'Invitation'::text)
        FROM accounts_invitation invitation_14
        WHERE invitation_14.id = $16::uuid
          AND (
            invitation_14.account_id = viewer.account_id
              AND EXISTS (SELECT FROM accounts_user a WHERE a.id = viewer.user_id AND a.role = 'ADMIN')
          )
      ), (
        SELECT json_build_object('__typename', 'Transfer'::text)
        FROM permissions_transfer transfer_15
        WHERE transfer_15.id = $17::uuid
          AND (
            transfer_15.account_id = viewer.account_id
              AND EXISTS (SELECT FROM accounts_user a WHERE a.id = viewer.user_id AND a.role = 'ADMIN')
          )
      )
    ),
    'contacts', (
      SELECT json_build_object(
        '__typename', 'ContactConnection'::text,
        'edges', coalesce(json_agg(json_build_object('__typename', 'ContactEdge'::text, 'node', r.node_1) ORDER BY r.n) FILTER (WHERE r.n <= $20::int), '[]'),
        'pageInfo', json_build_object('__typename', 'PageInfo'::text)
      )
      FROM (
        SELECT page.n,
          page.found,
          CASE WHEN page.n <= $20::int THEN (
            SELECT json_build_object(
              '__typename', 'Contact'::text,
              'emails', (
                SELECT coalesce(json_agg(json_build_object('__typename', 'Email'::text) ORDER BY email_18.position), '[]')
                FROM contacts_email email_18
                WHERE email_18.contact_id = contact_17.id
              ),
              'access', json_build_object('__typename', 'Access'::text),
              'sharedWith', CASE WHEN (
                contact_17.owner_id = viewer.user_id
                  OR contact_17.has_user_grants
                  AND EXISTS (
                    SELECT
                    FROM permissions_contactusergrant g
                    WHERE g.user_id = viewer.user_id
                      AND g.permission_id = $18::int
                      AND g.content_object_id = contact_17.id
                  )
                  OR contact_17.has_team_grants
                  AND EXISTS (
                    SELECT
                    FROM permissions_contactteamgrant g
                    WHERE g.group_id = ANY(viewer.group_ids)
                      AND g.permission_id = $18::int
                      AND g.content_object_id = contact_17.id
                  )
              ) THEN (
                SELECT coalesce(json_agg(json_build_object('__typename', 'Grant'::text) ORDER BY grant_19.user_id, grant_19.group_id), '[]')
                FROM (
                  SELECT g.user_id AS user_id,
                    NULL::int AS group_id,
                    CASE WHEN bool_or(g.permission_id = $18::int) THEN 'MANAGE' WHEN bool_or(g.permission_id = $19::int) THEN 'EDIT' ELSE 'VIEW' END AS level
                  FROM permissions_contactusergrant g
                  WHERE g.content_object_id = contact_17.id GROUP BY g.user_id
                  UNION ALL
                  SELECT NULL::uuid AS user_id,
                    g.group_id AS group_id,
                    CASE WHEN bool_or(g.permission_id = $18::int) THEN 'MANAGE' WHEN bool_or(g.permission_id = $19::int) THEN 'EDIT' ELSE 'VIEW' END AS level
                  FROM permissions_contactteamgrant g
                  WHERE g.content_object_id = contact_17.id GROUP BY g.group_id
                ) grant_19
              ) END,
              'notes', (SELECT json_build_object('__typename', 'NoteConnection'::text))
            )
            FROM contacts_contact contact_17
            WHERE contact_17.id = page.id
          ) END AS node_1
        FROM (
          SELECT k.*,
            row_number() OVER (ORDER BY id DESC) AS n,
            count(*) OVER () AS found
          FROM (
            (
              SELECT contact_16.id AS id
              FROM contacts_contact contact_16
              WHERE contact_16.owner_id = viewer.user_id
              ORDER BY id DESC
              LIMIT $20::int + 1
            )
            UNION (
              SELECT g.content_object_id AS id
              FROM permissions_contactusergrant g
              WHERE g.user_id = viewer.user_id
                AND g.permission_id = $11::int
              ORDER BY id DESC
              LIMIT $20::int + 1
            )
            UNION (
              SELECT t.*
              FROM unnest(viewer.group_ids) AS team(id)
              CROSS JOIN LATERAL (
                SELECT g.content_object_id AS id
                FROM permissions_contactteamgrant g
                WHERE g.group_id = team.id
                  AND g.permission_id = $11::int
                ORDER BY id DESC
                LIMIT $20::int + 1 OFFSET 0
              ) t
            )
            ORDER BY id DESC
            LIMIT $20::int + 1
          ) k
        ) page
      ) r HAVING true
    ),
    'tags', (SELECT json_build_object('kind', 'TagConnection'::text))
  )
)::text END AS data,
  viewer.remaining
FROM viewer

-- $1 the points spent
-- $2 the session's key
-- $3 keyif of User: $id
-- $4 keyif of Account: $id
-- $5 keyif of AuditLogEntry: $id
-- $6 keyif of Team: $id
-- $7 the permission view_tag
-- $8 keyif of Tag: $id
-- $9 keyif of Archive: $id
-- $10 keyif of ArchiveImport: $id
-- $11 the permission view_contact
-- $12 keyif of Contact: $id
-- $13 the permission view_company
-- $14 keyif of Company: $id
-- $15 keyif of Note: $id
-- $16 keyif of Invitation: $id
-- $17 keyif of Transfer: $id
-- $18 the permission manage_contact
-- $19 the permission edit_contact
-- $20 page_size: 1
