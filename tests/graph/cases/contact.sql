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
    'own', (
      SELECT json_build_object(
        'name', contact_1.display_name,
        'prefix', contact_1.prefix,
        'middleName', contact_1.middle_name,
        'suffix', contact_1.suffix,
        'nickname', contact_1.nickname,
        'jobTitle', contact_1.job_title,
        'birthday', contact_1.birthday,
        'website', contact_1.website,
        'source', contact_1.source,
        'phones', (
          SELECT coalesce(json_agg(json_build_object('number', phone_2.number, 'e164', phone_2.e164, 'label', phone_2.label) ORDER BY phone_2.position), '[]')
          FROM contacts_phone phone_2
          WHERE phone_2.contact_id = contact_1.id
        ),
        'addresses', (
          SELECT coalesce(
            json_agg(
              json_build_object(
                'street', address_3.street,
                'city', address_3.city,
                'region', address_3.region,
                'postalCode', address_3.postal_code,
                'country', address_3.country,
                'label', address_3.label
              ) ORDER BY address_3.position
            ), '[]'
          )
          FROM contacts_address address_3
          WHERE address_3.contact_id = contact_1.id
        )
      )
      FROM contacts_contact contact_1
      WHERE contact_1.id = $4::uuid
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
    ),
    'hidden', (
      SELECT json_build_object('id', 'con_' || encode(uuid_send(contact_4.id), 'hex'))
      FROM contacts_contact contact_4
      WHERE contact_4.id = $5::uuid
        AND (
          contact_4.owner_id = viewer.user_id
            OR contact_4.has_user_grants
            AND EXISTS (
              SELECT
              FROM permissions_contactusergrant g
              WHERE g.user_id = viewer.user_id
                AND g.permission_id = $3::int
                AND g.content_object_id = contact_4.id
            )
            OR contact_4.has_team_grants
            AND EXISTS (
              SELECT
              FROM permissions_contactteamgrant g
              WHERE g.group_id = ANY(viewer.group_ids)
                AND g.permission_id = $3::int
                AND g.content_object_id = contact_4.id
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
-- $4 key of Contact: $own
-- $5 key of Contact: $hidden
