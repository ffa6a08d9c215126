-- What is asked: 3 requests for each typical user, in the session that has run data.sql.
-- Seen: an own contact, one granted, one of a team. Edited: an own one, or one granted.

CREATE SCHEMA bench;
CREATE TABLE bench.request AS
  SELECT row_number() OVER (ORDER BY pg_temp.draw(u * 3 + k, 40, 1000000000), u, k)::int AS n, u, k, cookie,
         encode(sha256(convert_to(cookie, 'UTF8')), 'hex') AS session_key, p.id AS user_id, p.account_id,
         CASE k WHEN 0 THEN own.id WHEN 1 THEN granted.id ELSE shared.id END AS seen,
         CASE k WHEN 1 THEN editable.id ELSE own.id END AS edited,
         (ARRAY['Ba','Be','Bo','Bra','Ca','Cla','Co','Da','Gra','Ha','Ho','Ja','Kro','Lo','Ma','Mo','No','Pe','Smi','Wo'])[1 + pg_temp.draw(u * 3 + k, 41, 20)] AS prefix
  FROM person p CROSS JOIN generate_series(0, 2) k CROSS JOIN LATERAL (SELECT 'bench-session-' || u AS cookie) session,
       LATERAL (SELECT c.id FROM contacts_contact c WHERE c.account_id = p.account_id AND c.owner_id = p.id ORDER BY md5(c.id::text || k) LIMIT 1) own,
       LATERAL (SELECT g.content_object_id AS id FROM permissions_contactusergrant g WHERE g.account_id = p.account_id AND g.user_id = p.id LIMIT 1) granted,
       LATERAL (SELECT g.content_object_id AS id FROM permissions_contactusergrant g JOIN level l ON l.id = g.permission_id
                WHERE g.account_id = p.account_id AND g.user_id = p.id AND codename = 'edit_contact' LIMIT 1) editable,
       LATERAL (SELECT g.content_object_id AS id FROM permissions_contactteamgrant g JOIN accounts_membership m USING (account_id, group_id)
                WHERE g.account_id = p.account_id AND m.user_id = p.id ORDER BY md5(g.id::text) LIMIT 1) shared
  WHERE u BETWEEN 10 AND 1000;
CREATE UNIQUE INDEX ON bench.request (n);
GRANT USAGE ON SCHEMA bench TO PUBLIC;
GRANT SELECT ON bench.request TO PUBLIC;
CREATE TABLE bench.loaded AS SELECT (SELECT id FROM activities_note ORDER BY id DESC LIMIT 1) AS last_note;
