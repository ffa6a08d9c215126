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
              SELECT json_build_object(
                '__typename', 'User'::text,
                'id', 'usr_' || encode(uuid_send(user_1.id), 'hex'),
                'username', user_1.username
              )
              FROM accounts_user user_1
              WHERE user_1.id = ref.id_0
                AND user_1.account_id = viewer.account_id
            ), (
              SELECT json_build_object(
                '__typename', 'Account'::text,
                'id', 'acc_' || encode(uuid_send(account_2.id), 'hex'),
                'country', account_2.country
              )
              FROM accounts_account account_2
              WHERE account_2.id = ref.id_1
                AND account_2.id = viewer.account_id
            ), (
              SELECT json_build_object(
                '__typename', 'AuditLogEntry'::text,
                'id', 'aud_' || encode(uuid_send(auditlogentry_3.id), 'hex')
              )
              FROM audit_entry auditlogentry_3
              WHERE auditlogentry_3.id = ref.id_2
                AND (
                  auditlogentry_3.account_id = viewer.account_id
                    AND EXISTS (SELECT FROM accounts_user a WHERE a.id = viewer.user_id AND a.role = 'ADMIN')
                )
            ), (
              SELECT json_build_object(
                '__typename', 'Team'::text,
                'id', 'team_' || encode(uuid_send(team_4.id), 'hex'),
                'name', team_4.name
              )
              FROM accounts_team team_4
              WHERE team_4.id = ref.id_3
                AND team_4.account_id = viewer.account_id
            ), (
              SELECT json_build_object(
                '__typename', 'Tag'::text,
                'id', 'tag_' || encode(uuid_send(tag_5.id), 'hex'),
                'label', tag_5.name
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
              SELECT json_build_object('__typename', 'Archive'::text, 'id', 'arc_' || encode(uuid_send(archive_6.id), 'hex'))
              FROM exports_archive archive_6
              WHERE archive_6.id = ref.id_5
                AND (archive_6.owner_id = viewer.user_id AND archive_6.expires_at > now())
            ), (
              SELECT json_build_object(
                '__typename', 'ArchiveImport'::text,
                'id', 'imp_' || encode(uuid_send(archiveimport_7.id), 'hex')
              )
              FROM exports_archiveimport archiveimport_7
              WHERE archiveimport_7.id = ref.id_6
                AND (archiveimport_7.owner_id = viewer.user_id AND archiveimport_7.expires_at > now())
            ), (
              SELECT json_build_object(
                '__typename', 'Contact'::text,
                'id', 'con_' || encode(uuid_send(contact_8.id), 'hex'),
                'firstName', contact_8.first_name,
                'lastName', contact_8.last_name
              )
              FROM contacts_contact contact_8
              WHERE contact_8.id = ref.id_7
                AND (
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
                )
            ), (
              SELECT json_build_object(
                '__typename', 'Company'::text,
                'id', 'com_' || encode(uuid_send(company_9.id), 'hex'),
                'industry', company_9.industry
              )
              FROM contacts_company company_9
              WHERE company_9.id = ref.id_8
                AND (
                  company_9.owner_id = viewer.user_id
                    OR company_9.has_user_grants
                    AND EXISTS (
                      SELECT
                      FROM permissions_companyusergrant g
                      WHERE g.user_id = viewer.user_id
                        AND g.permission_id = $17::int
                        AND g.content_object_id = company_9.id
                    )
                    OR company_9.has_team_grants
                    AND EXISTS (
                      SELECT
                      FROM permissions_companyteamgrant g
                      WHERE g.group_id = ANY(viewer.group_ids)
                        AND g.permission_id = $17::int
                        AND g.content_object_id = company_9.id
                    )
                )
            ), (
              SELECT json_build_object(
                '__typename', 'Note'::text,
                'id', 'note_' || encode(uuid_send(note_10.id), 'hex'),
                'body', note_10.body,
                'contact', (
                  SELECT json_build_object('name', contact_11.display_name)
                  FROM contacts_contact contact_11
                  WHERE contact_11.id = note_10.contact_id
                    AND (
                      contact_11.owner_id = viewer.user_id
                        OR contact_11.has_user_grants
                        AND EXISTS (
                          SELECT
                          FROM permissions_contactusergrant g
                          WHERE g.user_id = viewer.user_id
                            AND g.permission_id = $16::int
                            AND g.content_object_id = contact_11.id
                        )
                        OR contact_11.has_team_grants
                        AND EXISTS (
                          SELECT
                          FROM permissions_contactteamgrant g
                          WHERE g.group_id = ANY(viewer.group_ids)
                            AND g.permission_id = $16::int
                            AND g.content_object_id = contact_11.id
                        )
                    )
                ),
                'company', (
                  SELECT json_build_object('industry', company_12.industry)
                  FROM contacts_company company_12
                  WHERE company_12.id = note_10.company_id
                    AND (
                      company_12.owner_id = viewer.user_id
                        OR company_12.has_user_grants
                        AND EXISTS (
                          SELECT
                          FROM permissions_companyusergrant g
                          WHERE g.user_id = viewer.user_id
                            AND g.permission_id = $17::int
                            AND g.content_object_id = company_12.id
                        )
                        OR company_12.has_team_grants
                        AND EXISTS (
                          SELECT
                          FROM permissions_companyteamgrant g
                          WHERE g.group_id = ANY(viewer.group_ids)
                            AND g.permission_id = $17::int
                            AND g.content_object_id = company_12.id
                        )
                    )
                )
              )
              FROM activities_note note_10
              WHERE note_10.id = ref.id_9
                AND (
                  EXISTS (
                    SELECT
                    FROM contacts_contact o
                    WHERE o.id = note_10.contact_id
                      AND o.owner_id = viewer.user_id
                  )
                    OR EXISTS (
                      SELECT
                      FROM contacts_company o
                      WHERE o.id = note_10.company_id
                        AND o.owner_id = viewer.user_id
                    )
                    OR EXISTS (
                      SELECT
                      FROM permissions_contactusergrant g
                      WHERE g.user_id = viewer.user_id
                        AND g.permission_id = $16::int
                        AND g.content_object_id = note_10.contact_id
                    )
                    OR EXISTS (
                      SELECT
                      FROM permissions_companyusergrant g
                      WHERE g.user_id = viewer.user_id
                        AND g.permission_id = $17::int
                        AND g.content_object_id = note_10.company_id
                    )
                    OR EXISTS (
                      SELECT
                      FROM permissions_contactteamgrant g
                      WHERE g.group_id = ANY(viewer.group_ids)
                        AND g.permission_id = $16::int
                        AND g.content_object_id = note_10.contact_id
                    )
                    OR EXISTS (
                      SELECT
                      FROM permissions_companyteamgrant g
                      WHERE g.group_id = ANY(viewer.group_ids)
                        AND g.permission_id = $17::int
                        AND g.content_object_id = note_10.company_id
                    )
                )
            ), (
              SELECT json_build_object('__typename', 'Invitation'::text, 'id', 'inv_' || encode(uuid_send(invitation_13.id), 'hex'))
              FROM accounts_invitation invitation_13
              WHERE invitation_13.id = ref.id_10
                AND (
                  invitation_13.account_id = viewer.account_id
                    AND EXISTS (SELECT FROM accounts_user a WHERE a.id = viewer.user_id AND a.role = 'ADMIN')
                )
            ), (
              SELECT json_build_object('__typename', 'Transfer'::text, 'id', 'tra_' || encode(uuid_send(transfer_14.id), 'hex'))
              FROM permissions_transfer transfer_14
              WHERE transfer_14.id = ref.id_11
                AND (
                  transfer_14.account_id = viewer.account_id
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
-- $16 the permission view_contact
-- $17 the permission view_company
