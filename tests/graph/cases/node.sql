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
        SELECT json_build_object('id', 'team_' || encode(uuid_send(team_3.id), 'hex'), '__typename', 'Team'::text)
        FROM accounts_team team_3
        WHERE team_3.id = $5::uuid
          AND team_3.account_id = viewer.account_id
      ), (
        SELECT json_build_object(
          'id', 'tag_' || encode(uuid_send(tag_4.id), 'hex'),
          '__typename', 'Tag'::text,
          'version', tag_4.version,
          'owner', (
            SELECT json_build_object('username', user_5.username)
            FROM accounts_user user_5
            WHERE user_5.id = tag_4.owner_id
              AND user_5.account_id = viewer.account_id
          )
        )
        FROM contacts_tag tag_4
        WHERE tag_4.id = $7::uuid
          AND (
            tag_4.owner_id = viewer.user_id
              OR tag_4.has_user_grants
              AND EXISTS (
                SELECT
                FROM permissions_tagusergrant g
                WHERE g.user_id = viewer.user_id
                  AND g.permission_id = $6::int
                  AND g.content_object_id = tag_4.id
              )
              OR tag_4.has_team_grants
              AND EXISTS (
                SELECT
                FROM permissions_tagteamgrant g
                WHERE g.group_id = ANY(viewer.group_ids)
                  AND g.permission_id = $6::int
                  AND g.content_object_id = tag_4.id
              )
          )
      ), (
        SELECT json_build_object(
          'id', 'con_' || encode(uuid_send(contact_6.id), 'hex'),
          '__typename', 'Contact'::text,
          'version', contact_6.version,
          'owner', (
            SELECT json_build_object('username', user_7.username)
            FROM accounts_user user_7
            WHERE user_7.id = contact_6.owner_id
              AND user_7.account_id = viewer.account_id
          ),
          'firstName', contact_6.first_name
        )
        FROM contacts_contact contact_6
        WHERE contact_6.id = $9::uuid
          AND (
            contact_6.owner_id = viewer.user_id
              OR contact_6.has_user_grants
              AND EXISTS (
                SELECT
                FROM permissions_contactusergrant g
                WHERE g.user_id = viewer.user_id
                  AND g.permission_id = $8::int
                  AND g.content_object_id = contact_6.id
              )
              OR contact_6.has_team_grants
              AND EXISTS (
                SELECT
                FROM permissions_contactteamgrant g
                WHERE g.group_id = ANY(viewer.group_ids)
                  AND g.permission_id = $8::int
                  AND g.content_object_id = contact_6.id
              )
          )
      ), (
        SELECT json_build_object(
          'id', 'com_' || encode(uuid_send(company_8.id), 'hex'),
          '__typename', 'Company'::text,
          'version', company_8.version,
          'owner', (
            SELECT json_build_object('username', user_9.username)
            FROM accounts_user user_9
            WHERE user_9.id = company_8.owner_id
              AND user_9.account_id = viewer.account_id
          ),
          'name', company_8.name,
          'contacts', (
            SELECT json_build_object('nodes', coalesce(json_agg(r.node_1 ORDER BY r.id DESC), '[]'))
            FROM (
              SELECT contact_10.id AS id,
                json_build_object('firstName', contact_10.first_name) AS node_1
              FROM contacts_contact contact_10
              WHERE contact_10.company_id = company_8.id
                AND (
                  contact_10.owner_id = viewer.user_id
                    OR contact_10.has_user_grants
                    AND EXISTS (
                      SELECT
                      FROM permissions_contactusergrant g
                      WHERE g.user_id = viewer.user_id
                        AND g.permission_id = $8::int
                        AND g.content_object_id = contact_10.id
                    )
                    OR contact_10.has_team_grants
                    AND EXISTS (
                      SELECT
                      FROM permissions_contactteamgrant g
                      WHERE g.group_id = ANY(viewer.group_ids)
                        AND g.permission_id = $8::int
                        AND g.content_object_id = contact_10.id
                    )
                )
              ORDER BY id DESC
              LIMIT $11::int
            ) r HAVING true
          )
        )
        FROM contacts_company company_8
        WHERE company_8.id = $12::uuid
          AND (
            company_8.owner_id = viewer.user_id
              OR company_8.has_user_grants
              AND EXISTS (
                SELECT
                FROM permissions_companyusergrant g
                WHERE g.user_id = viewer.user_id
                  AND g.permission_id = $10::int
                  AND g.content_object_id = company_8.id
              )
              OR company_8.has_team_grants
              AND EXISTS (
                SELECT
                FROM permissions_companyteamgrant g
                WHERE g.group_id = ANY(viewer.group_ids)
                  AND g.permission_id = $10::int
                  AND g.content_object_id = company_8.id
              )
          )
      ), (
        SELECT json_build_object(
          'id', 'note_' || encode(uuid_send(note_11.id), 'hex'),
          '__typename', 'Note'::text,
          'version', note_11.version,
          'owner', (
            SELECT json_build_object('username', user_12.username)
            FROM accounts_user user_12
            WHERE user_12.id = note_11.owner_id
              AND user_12.account_id = viewer.account_id
          )
        )
        FROM activities_note note_11
        WHERE note_11.id = $13::uuid
          AND (
            EXISTS (SELECT FROM contacts_contact o WHERE o.id = note_11.contact_id AND o.owner_id = viewer.user_id)
              OR EXISTS (SELECT FROM contacts_company o WHERE o.id = note_11.company_id AND o.owner_id = viewer.user_id)
              OR EXISTS (
                SELECT
                FROM permissions_contactusergrant g
                WHERE g.user_id = viewer.user_id
                  AND g.permission_id = $8::int
                  AND g.content_object_id = note_11.contact_id
              )
              OR EXISTS (
                SELECT
                FROM permissions_companyusergrant g
                WHERE g.user_id = viewer.user_id
                  AND g.permission_id = $10::int
                  AND g.content_object_id = note_11.company_id
              )
              OR EXISTS (
                SELECT
                FROM permissions_contactteamgrant g
                WHERE g.group_id = ANY(viewer.group_ids)
                  AND g.permission_id = $8::int
                  AND g.content_object_id = note_11.contact_id
              )
              OR EXISTS (
                SELECT
                FROM permissions_companyteamgrant g
                WHERE g.group_id = ANY(viewer.group_ids)
                  AND g.permission_id = $10::int
                  AND g.content_object_id = note_11.company_id
              )
          )
      ), (
        SELECT json_build_object('id', 'inv_' || encode(uuid_send(invitation_13.id), 'hex'), '__typename', 'Invitation'::text)
        FROM accounts_invitation invitation_13
        WHERE invitation_13.id = $14::uuid
          AND (
            invitation_13.account_id = viewer.account_id
              AND EXISTS (SELECT FROM accounts_user a WHERE a.id = viewer.user_id AND a.role = 'ADMIN')
          )
      ), (
        SELECT json_build_object('id', 'tra_' || encode(uuid_send(transfer_14.id), 'hex'), '__typename', 'Transfer'::text)
        FROM permissions_transfer transfer_14
        WHERE transfer_14.id = $15::uuid
          AND (
            transfer_14.account_id = viewer.account_id
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
-- $5 keyif of Team: $id
-- $6 the permission view_tag
-- $7 keyif of Tag: $id
-- $8 the permission view_contact
-- $9 keyif of Contact: $id
-- $10 the permission view_company
-- $11 page_size: 20
-- $12 keyif of Company: $id
-- $13 keyif of Note: $id
-- $14 keyif of Invitation: $id
-- $15 keyif of Transfer: $id
