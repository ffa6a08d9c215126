// Which SQL does the server by hand run? The viewer's own rows, those granted, those of each team: bounded arms, as ours.

export async function statements(pool) {
  const { rows } = await pool.query("SELECT codename, id FROM auth_permission");
  const permissions = Object.fromEntries(rows.map(({ codename, id }) => [codename, id]));

  // whether $viewer may `verb` the row `row` of contacts_`kind`
  const may = (verb, kind, row, viewer) => `(${row}.owner_id = ${viewer}
    OR ${row}.has_user_grants AND EXISTS (SELECT FROM permissions_${kind}usergrant g WHERE g.user_id = ${viewer}
               AND g.permission_id = ${permissions[`${verb}_${kind}`]} AND g.content_object_id = ${row}.id)
    OR ${row}.has_team_grants AND EXISTS (
               SELECT FROM accounts_membership m JOIN permissions_${kind}teamgrant g USING (group_id)
               WHERE m.user_id = ${viewer} AND g.permission_id = ${permissions[`${verb}_${kind}`]} AND g.content_object_id = ${row}.id))`;

  // the keys of all contacts that $1 may see; of each arm only the newest, if `limit` says how many
  const seen = (limit) => {
    const bounded = (column) => (limit ? `ORDER BY ${column} DESC LIMIT ${limit}` : "");
    return `(SELECT c.id FROM contacts_contact c WHERE c.owner_id = $1 ${bounded("c.id")})
    UNION (SELECT g.content_object_id FROM permissions_contactusergrant g
           WHERE g.user_id = $1 AND g.permission_id = ${permissions.view_contact} ${bounded("g.content_object_id")})
    UNION (SELECT t.id FROM accounts_membership m CROSS JOIN LATERAL (
             SELECT g.content_object_id AS id FROM permissions_contactteamgrant g
             WHERE g.group_id = m.group_id AND g.permission_id = ${permissions.view_contact} ${bounded("g.content_object_id")}) t
           WHERE m.user_id = $1)`;
  };

  const CONTACT_COLUMNS = `c.id, c.display_name AS name, c.job_title AS "jobTitle", c.company_id`;

  const CONTACT = `SELECT ${CONTACT_COLUMNS} FROM contacts_contact c WHERE c.id = $2 AND ${may("view", "contact", "c", "$1")}`;

  const PAGE = `SELECT ${CONTACT_COLUMNS} FROM (${seen("$2")} ORDER BY 1 DESC LIMIT $2) page
    JOIN contacts_contact c ON c.id = page.id ORDER BY c.id DESC`;

  const FILTERED = `SELECT ${CONTACT_COLUMNS}, count(*) OVER () AS total FROM contacts_contact c
    WHERE c.id IN (${seen()}) AND c.last_name ILIKE $2 ORDER BY c.id DESC LIMIT $3`;

  // for loaders: $1 the keys, $2 the viewer, $3 how many of each
  const COMPANIES = `SELECT k.id AS key, k.id, k.name FROM contacts_company k
    WHERE k.id = ANY($1::uuid[]) AND ${may("view", "company", "k", "$2::uuid")} AND $3::int > 0`;

  const EMAILS = `SELECT e.contact_id AS key, e.address, e.label FROM contacts_email e
    WHERE e.contact_id = ANY($1::uuid[]) AND $2::uuid IS NOT NULL AND $3::int > 0 ORDER BY e.contact_id, e.position`;

  const TAGS = `SELECT l.contact_id AS key, t.name FROM contacts_contacttag l JOIN contacts_tag t ON t.id = l.tag_id
    WHERE l.contact_id = ANY($1::uuid[]) AND ${may("view", "tag", "t", "$2::uuid")} AND $3::int > 0 ORDER BY t.name_key, t.id`;

  const NOTES = `SELECT key, n.body FROM unnest($1::uuid[]) key CROSS JOIN LATERAL (
      SELECT x.body FROM activities_note x WHERE x.contact_id = key ORDER BY x.id DESC LIMIT $3) n WHERE $2::uuid IS NOT NULL`;

  const COLLEAGUES = `SELECT key, p.* FROM unnest($1::uuid[]) key CROSS JOIN LATERAL (
      SELECT ${CONTACT_COLUMNS} FROM contacts_contact c
      WHERE c.company_id = key AND ${may("view", "contact", "c", "$2::uuid")} ORDER BY c.id DESC LIMIT $3) p`;

  const NOTED = `SELECT c.id AS key, ${CONTACT_COLUMNS} FROM contacts_contact c
    WHERE c.id = ANY($1::uuid[]) AND ${may("view", "contact", "c", "$2::uuid")} AND $3::int > 0`;

  const CREATE_NOTE = `INSERT INTO activities_note
      (id, account_id, owner_id, created_by_id, updated_by_id, version, created_at, updated_at, body, contact_id)
    SELECT uuidv7(), c.account_id, $1, $1, $1, 1, now(), now(), $3, c.id FROM contacts_contact c
    WHERE c.id = $2 AND ${may("edit", "contact", "c", "$1")} RETURNING body, contact_id`;

  return {
    CONTACT,
    PAGE,
    FILTERED,
    COMPANIES,
    EMAILS,
    TAGS,
    NOTES,
    COLLEAGUES,
    NOTED,
    CREATE_NOTE,
  };
}
