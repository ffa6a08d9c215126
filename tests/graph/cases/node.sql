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
    'node', coalesce(
      (
        SELECT json_build_object('id', 'usr_' || encode(uuid_send(user_1.id), 'hex'), '__typename', 'User'::text)
        FROM accounts_user user_1
        WHERE user_1.id = $3::uuid
          AND user_1.account_id = viewer.account_id
      ), (
        SELECT json_build_object('id', 'acc_' || encode(uuid_send(account_2.id), 'hex'), '__typename', 'Account'::text)
        FROM accounts_account account_2
        WHERE account_2.id = $4::uuid
          AND account_2.id = viewer.account_id
      ), (
        SELECT json_build_object('id', 'aud_' || encode(uuid_send(auditlogentry_3.id), 'hex'), '__typename', 'AuditLogEntry'::text)
        FROM audit_entry auditlogentry_3
        WHERE auditlogentry_3.id = $5::uuid
          AND (
            auditlogentry_3.account_id = viewer.account_id
              AND EXISTS (SELECT FROM accounts_user a WHERE a.id = viewer.user_id AND a.role = 'ADMIN')
          )
      ), (
        SELECT json_build_object('id', 'team_' || encode(uuid_send(team_4.id), 'hex'), '__typename', 'Team'::text)
        FROM accounts_team team_4
        WHERE team_4.id = $6::uuid
          AND team_4.account_id = viewer.account_id
      ), (
        SELECT json_build_object(
          'id', 'tag_' || encode(uuid_send(tag_5.id), 'hex'),
          '__typename', 'Tag'::text,
          'version', tag_5.version,
          'owner', (
            SELECT json_build_object('username', user_6.username)
            FROM accounts_user user_6
            WHERE user_6.id = tag_5.owner_id
              AND user_6.account_id = viewer.account_id
          )
        )
        FROM contacts_tag tag_5
        WHERE tag_5.id = $8::uuid
          AND (
            tag_5.owner_id = viewer.user_id
              OR tag_5.has_user_grants
              AND EXISTS (
                SELECT
                FROM permissions_tagusergrant g
                WHERE g.user_id = viewer.user_id
                  AND g.permission_id = $7::int
                  AND g.content_object_id = tag_5.id
              )
              OR tag_5.has_team_grants
              AND EXISTS (
                SELECT
                FROM permissions_tagteamgrant g
                WHERE g.group_id = ANY(viewer.group_ids)
                  AND g.permission_id = $7::int
                  AND g.content_object_id = tag_5.id
              )
          )
      ), (
        SELECT json_build_object('id', 'arc_' || encode(uuid_send(archive_7.id), 'hex'), '__typename', 'Archive'::text)
        FROM exports_archive archive_7
        WHERE archive_7.id = $9::uuid
          AND (archive_7.owner_id = viewer.user_id AND archive_7.expires_at > now())
      ), (
        SELECT json_build_object('id', 'imp_' || encode(uuid_send(archiveimport_8.id), 'hex'), '__typename', 'ArchiveImport'::text)
        FROM exports_archiveimport archiveimport_8
        WHERE archiveimport_8.id = $10::uuid
          AND (archiveimport_8.owner_id = viewer.user_id AND archiveimport_8.expires_at > now())
      ), (
        SELECT json_build_object(
          'id', 'con_' || encode(uuid_send(contact_9.id), 'hex'),
          '__typename', 'Contact'::text,
          'version', contact_9.version,
          'owner', (
            SELECT json_build_object('username', user_10.username)
            FROM accounts_user user_10
            WHERE user_10.id = contact_9.owner_id
              AND user_10.account_id = viewer.account_id
          ),
          'firstName', contact_9.first_name
        )
        FROM contacts_contact contact_9
        WHERE contact_9.id = $12::uuid
          AND (
            contact_9.owner_id = viewer.user_id
              OR contact_9.has_user_grants
              AND EXISTS (
                SELECT
                FROM permissions_contactusergrant g
                WHERE g.user_id = viewer.user_id
                  AND g.permission_id = $11::int
                  AND g.content_object_id = contact_9.id
              )
              OR contact_9.has_team_grants
              AND EXISTS (
                SELECT
                FROM permissions_contactteamgrant g
                WHERE g.group_id = ANY(viewer.group_ids)
                  AND g.permission_id = $11::int
                  AND g.content_object_id = contact_9.id
              )
          )
      ), (
        SELECT json_build_object(
          'id', 'com_' || encode(uuid_send(company_11.id), 'hex'),
          '__typename', 'Company'::text,
          'version', company_11.version,
          'owner', (
            SELECT json_build_object('username', user_12.username)
            FROM accounts_user user_12
            WHERE user_12.id = company_11.owner_id
              AND user_12.account_id = viewer.account_id
          ),
          'name', company_11.name,
          'contacts', (
            SELECT json_build_object('nodes', coalesce(json_agg(r.node_1 ORDER BY r.id DESC), '[]'))
            FROM (
              SELECT contact_13.id AS id,
                json_build_object('firstName', contact_13.first_name) AS node_1
              FROM contacts_contact contact_13
              WHERE contact_13.company_id = company_11.id
                AND (
                  contact_13.owner_id = viewer.user_id
                    OR contact_13.has_user_grants
                    AND EXISTS (
                      SELECT
                      FROM permissions_contactusergrant g
                      WHERE g.user_id = viewer.user_id
                        AND g.permission_id = $11::int
                        AND g.content_object_id = contact_13.id
                    )
                    OR contact_13.has_team_grants
                    AND EXISTS (
                      SELECT
                      FROM permissions_contactteamgrant g
                      WHERE g.group_id = ANY(viewer.group_ids)
                        AND g.permission_id = $11::int
                        AND g.content_object_id = contact_13.id
                    )
                )
              ORDER BY id DESC
              LIMIT $14::int
            ) r HAVING true
          )
        )
        FROM contacts_company company_11
        WHERE company_11.id = $15::uuid
          AND (
            company_11.owner_id = viewer.user_id
              OR company_11.has_user_grants
              AND EXISTS (
                SELECT
                FROM permissions_companyusergrant g
                WHERE g.user_id = viewer.user_id
                  AND g.permission_id = $13::int
                  AND g.content_object_id = company_11.id
              )
              OR company_11.has_team_grants
              AND EXISTS (
                SELECT
                FROM permissions_companyteamgrant g
                WHERE g.group_id = ANY(viewer.group_ids)
                  AND g.permission_id = $13::int
                  AND g.content_object_id = company_11.id
              )
          )
      ), (
        SELECT json_build_object(
          'id', 'note_' || encode(uuid_send(note_14.id), 'hex'),
          '__typename', 'Note'::text,
          'version', note_14.version,
          'owner', (
            SELECT json_build_object('username', user_15.username)
            FROM accounts_user user_15
            WHERE user_15.id = note_14.owner_id
              AND user_15.account_id = viewer.account_id
          )
        )
        FROM activities_note note_14
        WHERE note_14.id = $16::uuid
          AND (
            EXISTS (SELECT FROM contacts_contact o WHERE o.id = note_14.contact_id AND o.owner_id = viewer.user_id)
              OR EXISTS (SELECT FROM contacts_company o WHERE o.id = note_14.company_id AND o.owner_id = viewer.user_id)
              OR EXISTS (
                SELECT
                FROM permissions_contactusergrant g
                WHERE g.user_id = viewer.user_id
                  AND g.permission_id = $11::int
                  AND g.content_object_id = note_14.contact_id
              )
              OR EXISTS (
                SELECT
                FROM permissions_companyusergrant g
                WHERE g.user_id = viewer.user_id
                  AND g.permission_id = $13::int
                  AND g.content_object_id = note_14.company_id
              )
              OR EXISTS (
                SELECT
                FROM permissions_contactteamgrant g
                WHERE g.group_id = ANY(viewer.group_ids)
                  AND g.permission_id = $11::int
                  AND g.content_object_id = note_14.contact_id
              )
              OR EXISTS (
                SELECT
                FROM permissions_companyteamgrant g
                WHERE g.group_id = ANY(viewer.group_ids)
                  AND g.permission_id = $13::int
                  AND g.content_object_id = note_14.company_id
              )
          )
      ), (
        SELECT json_build_object('id', 'inv_' || encode(uuid_send(invitation_16.id), 'hex'), '__typename', 'Invitation'::text)
        FROM accounts_invitation invitation_16
        WHERE invitation_16.id = $17::uuid
          AND (
            invitation_16.account_id = viewer.account_id
              AND EXISTS (SELECT FROM accounts_user a WHERE a.id = viewer.user_id AND a.role = 'ADMIN')
          )
      ), (
        SELECT json_build_object('id', 'tra_' || encode(uuid_send(transfer_17.id), 'hex'), '__typename', 'Transfer'::text)
        FROM permissions_transfer transfer_17
        WHERE transfer_17.id = $18::uuid
          AND (
            transfer_17.account_id = viewer.account_id
              AND EXISTS (SELECT FROM accounts_user a WHERE a.id = viewer.user_id AND a.role = 'ADMIN')
          )
      )
    )
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
-- $14 page_size: 20
-- $15 keyif of Company: $id
-- $16 keyif of Note: $id
-- $17 keyif of Invitation: $id
-- $18 keyif of Transfer: $id
