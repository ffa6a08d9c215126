-- What is in the database that is measured? One account of 1,000 users and 1,000,000 contacts, 20 small ones beside it.
--
-- Users are numbers here. 7 to 1000 are typical: each owns some 890 contacts, was granted 180 and sees 1,000 more by two
-- teams. 1 to 6 are for growth: 1 owns 100, 2 owns 10,000, 3 owns 100,000; 4, 5 and 6 own 1,000 and were granted 0, 1,000
-- and 20,000. Everything is drawn by hashing, so that two loads are the same. Run as superuser, without foreign keys.

SET session_replication_role = replica;
SET client_min_messages = warning;

-- RFC 9562, 5.7: a key of that moment
CREATE FUNCTION pg_temp.key(moment bigint, seed text) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
  SELECT (lpad(to_hex(moment), 12, '0') || '7' || substr(md5(seed), 1, 3) || '8' || substr(md5(seed), 4, 15))::uuid $$;
CREATE FUNCTION pg_temp.draw(n bigint, seed int, k int) RETURNS int LANGUAGE sql IMMUTABLE AS $$
  SELECT ((hashint8extended(n, seed) & 9223372036854775807) % k)::int $$;
CREATE FUNCTION pg_temp.at(moment bigint) RETURNS timestamptz LANGUAGE sql IMMUTABLE AS $$
  SELECT to_timestamp(moment / 1000.0) $$;
-- the kth company of a user's own
CREATE FUNCTION pg_temp.own_company(u int, k int) RETURNS int LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN u <= 6 THEN 99401 + (u - 1) * 100 + k WHEN u <= 1000 THEN u - 6 + 994 * k
         ELSE 100200 + (u - 1001) + 200 * (k % 10) END $$;

CREATE TEMP TABLE base AS SELECT 1672531200000::bigint AS moment;  -- 2023-01-01

-- People -----------------------------------------------------------------------------------------------------------
CREATE TEMP TABLE customer AS
  SELECT a, pg_temp.key((SELECT moment FROM base) - 1000 + a, 'account' || a) AS id FROM generate_series(0, 20) a;
INSERT INTO accounts_account (id, name, country, created_at)
  SELECT id, 'Account ' || a, 'GB', (SELECT pg_temp.at(moment) FROM base) FROM customer;
-- All pay, so that their Data can be changed.
INSERT INTO billing_subscription (id, account_id, plan, is_canceling, is_leaving, is_retrying, "left", version, processor_id,
    processor_status, has_payment_method, quantity, paid_seats, settled_version, settled_people)
  SELECT id, id, 'MONTHLY', false, false, false, 0, 1, 'sub_' || a, 'active', true, 1000, 1000, 1, 0 FROM customer;

CREATE TEMP TABLE person AS
  SELECT u, pg_temp.key((SELECT moment FROM base) + u, 'user' || u) AS id, c.id AS account_id
  FROM generate_series(1, 1200) u JOIN customer c ON c.a = CASE WHEN u <= 1000 THEN 0 ELSE 1 + (u - 1001) / 10 END;
CREATE UNIQUE INDEX ON person (u);
INSERT INTO accounts_user (id, account_id, username, email, name, role, is_active, is_superuser, session_version, password, created_at)
  SELECT id, account_id, 'user' || u, 'user' || u || '@bench.example', 'User ' || u, 'MEMBER', true, false, 1, '!' || md5(u::text),
         (SELECT pg_temp.at(moment) FROM base)
  FROM person;

INSERT INTO auth_group (id, name) SELECT t, 'team ' || t FROM generate_series(1, 100) t;
INSERT INTO accounts_team (id, account_id, name, owner_id, group_id, created_at)
  SELECT pg_temp.key((SELECT moment FROM base) + t, 'team' || t), p.account_id, 'Team ' || t, p.id, t,
         (SELECT pg_temp.at(moment) FROM base)
  FROM generate_series(1, 100) t JOIN person p ON p.u = 6 + t;
CREATE TEMP TABLE member AS
  SELECT u, 1 + (u + s * (1 + u / 100)) % 100 AS t FROM generate_series(7, 1000) u, generate_series(0, 1) s;
INSERT INTO accounts_membership (id, account_id, group_id, user_id)
  SELECT pg_temp.key((SELECT moment FROM base), 'member' || u || '-' || t), p.account_id, t, p.id FROM member JOIN person p USING (u);

-- the session's id in the cookie of user 17 is "bench-session-17", or "bench-session-17-1" to 199 for other browsers
INSERT INTO accounts_session (session_key, session_data, expire_date, seen_at, user_id, version, created_at)
  SELECT encode(sha256(convert_to('bench-session-' || u || CASE WHEN k = 0 THEN '' ELSE '-' || k END, 'UTF8')), 'hex'), '',
         '2100-01-01', '2100-01-01', p.id, 1, (SELECT pg_temp.at(moment) FROM base)
  FROM person p, generate_series(0, 199) k WHERE u <= 1000;

-- Companies and tags ---------------------------------------------------------------------------------------------------
CREATE TEMP TABLE firm AS
  SELECT c, u, (SELECT moment FROM base) + c * 60000::bigint AS moment, pg_temp.key((SELECT moment FROM base) + c * 60000::bigint, 'company' || c) AS id
  FROM (SELECT pg_temp.own_company(u, k) AS c, u FROM generate_series(1, 1000) u, generate_series(0, 99) k
        UNION ALL SELECT pg_temp.own_company(u, k), u FROM generate_series(1001, 1200) u, generate_series(0, 9) k) owned;
CREATE UNIQUE INDEX ON firm (c);
INSERT INTO contacts_company (id, account_id, owner_id, created_by_id, updated_by_id, version, created_at, updated_at, name, industry)
  SELECT f.id, p.account_id, p.id, p.id, p.id, 1, pg_temp.at(f.moment), pg_temp.at(f.moment),
         (ARRAY['North','South','Harbour','Mill','River','Castle','Market','Bridge'])[1 + pg_temp.draw(c, 1, 8)] || ' ' ||
         (ARRAY['Books','Tools','Paper','Press','Foods','Textiles'])[1 + pg_temp.draw(c, 2, 6)] || ' ' || c,
         (ARRAY['Trade','Crafts','Printing'])[1 + pg_temp.draw(c, 3, 3)]
  FROM firm f JOIN person p USING (u) ORDER BY c;

CREATE TEMP TABLE label AS
  SELECT u * 8 + i AS t, u, i, pg_temp.key((SELECT moment FROM base) + u * 8 + i, 'tag' || u || '-' || i) AS id
  FROM generate_series(1, 1200) u, generate_series(0, 7) i;
CREATE UNIQUE INDEX ON label (t);
INSERT INTO contacts_tag (id, account_id, owner_id, created_by_id, updated_by_id, version, created_at, updated_at, name)
  SELECT l.id, p.account_id, p.id, p.id, p.id, 1, pg_temp.at(b.moment), pg_temp.at(b.moment),
         (ARRAY['customer','supplier','press','friend','lead','partner','former','board'])[1 + i] || ' ' || u
  FROM label l JOIN person p USING (u), base b ORDER BY t;

-- Contacts and their parts -----------------------------------------------------------------------------------------------
-- n * 7919 % 1000000 is a permutation: exact numbers for everybody, spread over all of the time
CREATE TEMP TABLE entry AS
  SELECT n, u, moment, pg_temp.key(moment, 'contact' || n) AS id,
         CASE WHEN pg_temp.draw(n, 4, 20) < 2 THEN NULL
              WHEN pg_temp.draw(n, 4, 20) < 11 OR u > 1000 THEN pg_temp.own_company(u, pg_temp.draw(n, 5, 100))
              ELSE 1 + pg_temp.draw(n, 6, 100000) END AS c,
         u * 8 + pg_temp.draw(n, 7, 8) AS tag_1,
         CASE WHEN pg_temp.draw(n, 8, 2) = 0 OR u > 1000 THEN u * 8 + (pg_temp.draw(n, 7, 8) + 1 + pg_temp.draw(n, 9, 7)) % 8
              ELSE (1 + (u + pg_temp.draw(n, 10, 998)) % 1000) * 8 + pg_temp.draw(n, 9, 8) END AS tag_2
  FROM (SELECT n, b.moment + n * 60000::bigint AS moment,
               CASE WHEN r < 100 THEN 1 WHEN r < 10100 THEN 2 WHEN r < 110100 THEN 3 WHEN r < 111100 THEN 4
                    WHEN r < 112100 THEN 5 WHEN r < 113100 THEN 6 ELSE 7 + r % 994 END AS u
        FROM generate_series(1, 1000000) n, LATERAL (SELECT (n * 7919::bigint % 1000000)::int AS r) drawn, base b
        UNION ALL
        SELECT 1000000 + m, b.moment + m * 3000000::bigint, 1001 + m % 200 FROM generate_series(1, 20000) m, base b) owned;
CREATE UNIQUE INDEX ON entry (n);
INSERT INTO contacts_contact (id, account_id, owner_id, created_by_id, updated_by_id, version, created_at, updated_at, first_name, last_name, display_name, job_title, company_id)
  SELECT e.id, p.account_id, p.id, p.id, p.id, 1, pg_temp.at(e.moment), pg_temp.at(e.moment), first, last, first || ' ' || last,
         (ARRAY['Buyer','Editor','Printer','Owner'])[1 + pg_temp.draw(n, 13, 4)], f.id
  FROM entry e JOIN person p USING (u) LEFT JOIN firm f ON f.c = e.c, LATERAL (SELECT
         (ARRAY['Ada','Bo','Cleo','Dana','Eli','Fay','Gus','Hana','Ivo','June','Kit','Lea','Max','Nora','Otto','Pia','Quinn','Rosa','Sam','Tess'])[1 + pg_temp.draw(n, 14, 20)] AS first,
         (ARRAY['Ba','Be','Bo','Bra','Bu','Ca','Cla','Co','Da','Do','Du','Fa','Fo','Gra','Ha','He','Ho','Hu','Ja','Jo','Ka','Kro','La','Le','Lo','Ma','Mi','Mo','Na','No','Pa','Pe','Ra','Ro','Sa','Smi','Sta','Ta','Wa','Wo'])[1 + pg_temp.draw(n, 15, 40)] ||
         (ARRAY['ber','cker','dale','der','field','ford','ger','ham','kins','land','ler','ley','man','mer','nard','ner','rell','ris','sen','son','stone','ter','ton','ward','well'])[1 + pg_temp.draw(n, 16, 25)] AS last) name
  ORDER BY e.id;
INSERT INTO contacts_email (id, account_id, contact_id, position, address, normalized, label)
  SELECT pg_temp.key(e.moment, 'email' || n || '-' || k), p.account_id, e.id, k, address, address, CASE k WHEN 0 THEN 'WORK' ELSE 'HOME' END
  FROM entry e JOIN person p USING (u), generate_series(0, 1) k, LATERAL (SELECT 'person' || n || '.' || k || '@bench.example' AS address) typed
  ORDER BY n;
INSERT INTO contacts_contacttag (id, account_id, contact_id, tag_id)
  SELECT pg_temp.key(e.moment, 'stuck' || n || '-' || l.t), p.account_id, e.id, l.id
  FROM entry e JOIN person p USING (u) JOIN label l ON l.t IN (e.tag_1, e.tag_2)
  ORDER BY n;
INSERT INTO activities_note (id, account_id, owner_id, created_by_id, updated_by_id, version, created_at, updated_at, body, contact_id)
  SELECT pg_temp.key(moment, 'note' || n || '-' || k), p.account_id, p.id, p.id, p.id, 1, pg_temp.at(moment), pg_temp.at(moment),
         (ARRAY['Called about the order; wants the second edition, bound, before the fair.','Met at the stand. Sends a list of titles by the end of the week.',
                'Asked for an invoice to the new address, and for two more copies.','Away until Monday. Speak to the assistant about the delivery.'])[1 + pg_temp.draw(n, 17 + k, 4)] || ' (' || n || '.' || k || ')',
         e.id
  FROM (SELECT n, u, id, k, moment + k * 86400000::bigint + pg_temp.draw(n, 20 + k, 80000000) AS moment FROM entry, generate_series(0, 2) k) e
  JOIN person p USING (u)
  ORDER BY n;

-- Grants: a level holds those before it, and writes a row for each -----------------------------------------------------------
CREATE TEMP TABLE direct AS
  SELECT DISTINCT u, n FROM (
    SELECT u, 1 + pg_temp.draw(u * 100000 + k, 11, 1000000) AS n
    FROM generate_series(5, 1000) u, LATERAL generate_series(1, CASE u WHEN 5 THEN 1000 WHEN 6 THEN 20000 ELSE 180 END) k) drawn
  WHERE NOT EXISTS (SELECT FROM entry e WHERE e.n = drawn.n AND e.u = drawn.u);
CREATE TEMP TABLE teamwork AS
  SELECT DISTINCT t, 1 + pg_temp.draw(t * 100000 + k, 12, 1000000) AS n FROM generate_series(1, 100) t, generate_series(1, 500) k;
CREATE TEMP TABLE level AS
  SELECT p.id, codename, split_part(codename, '_', 2) AS kind,
         CASE split_part(codename, '_', 1) WHEN 'view' THEN 100 WHEN 'edit' THEN 30 ELSE 5 END AS share
  FROM auth_permission p JOIN django_content_type c ON c.id = content_type_id WHERE c.app_label = 'contacts';

INSERT INTO permissions_contactusergrant (id, account_id, content_object_id, permission_id, user_id)
  SELECT pg_temp.key(b.moment, 'cu' || d.n || '-' || d.u || '-' || l.id), p.account_id, e.id, l.id, p.id
  FROM direct d JOIN entry e USING (n) JOIN person p ON p.u = d.u JOIN level l ON kind = 'contact' AND pg_temp.draw(d.n + d.u, 30, 100) < share, base b;
INSERT INTO permissions_contactteamgrant (id, account_id, content_object_id, permission_id, group_id)
  SELECT pg_temp.key(b.moment, 'ct' || w.n || '-' || w.t || '-' || l.id), c.id, e.id, l.id, w.t
  FROM teamwork w JOIN entry e USING (n) JOIN level l ON kind = 'contact' AND pg_temp.draw(w.n + w.t, 31, 100) < share JOIN customer c ON c.a = 0, base b;

-- half of what was shared came with its company, half with its first tag
INSERT INTO permissions_companyusergrant (id, account_id, content_object_id, permission_id, user_id)
  SELECT DISTINCT ON (p.id, f.id) pg_temp.key(b.moment, 'fu' || p.u || '-' || f.c), p.account_id, f.id, l.id, p.id
  FROM direct d JOIN entry e USING (n) JOIN person p ON p.u = d.u JOIN firm f USING (c) JOIN level l ON codename = 'view_company', base b
  WHERE pg_temp.draw(d.n, 32, 2) = 0 AND f.u <> p.u;
INSERT INTO permissions_companyteamgrant (id, account_id, content_object_id, permission_id, group_id)
  SELECT DISTINCT ON (w.t, f.id) pg_temp.key(b.moment, 'ft' || w.t || '-' || f.c), r.id, f.id, l.id, w.t
  FROM teamwork w JOIN entry e USING (n) JOIN firm f USING (c) JOIN level l ON codename = 'view_company' JOIN customer r ON r.a = 0, base b
  WHERE pg_temp.draw(w.n, 33, 2) = 0;
INSERT INTO permissions_tagusergrant (id, account_id, content_object_id, permission_id, user_id)
  SELECT DISTINCT ON (p.id, g.id) pg_temp.key(b.moment, 'gu' || p.u || '-' || g.t), p.account_id, g.id, l.id, p.id
  FROM direct d JOIN entry e USING (n) JOIN person p ON p.u = d.u JOIN label g ON g.t = e.tag_1 JOIN level l ON codename = 'view_tag', base b
  WHERE pg_temp.draw(d.n, 34, 2) = 0 AND g.u <> p.u;
INSERT INTO permissions_tagteamgrant (id, account_id, content_object_id, permission_id, group_id)
  SELECT DISTINCT ON (w.t, g.id) pg_temp.key(b.moment, 'gt' || w.t || '-' || g.t), r.id, g.id, l.id, w.t
  FROM teamwork w JOIN entry e USING (n) JOIN label g ON g.t = e.tag_1 JOIN level l ON codename = 'view_tag' JOIN customer r ON r.a = 0, base b
  WHERE pg_temp.draw(w.n, 35, 2) = 0;

-- What triggers do when they are on: which records have grants. Then every row where its key would have put it.
DO $$ DECLARE kind text; principal text; BEGIN
  FOREACH kind IN ARRAY ARRAY['contact', 'company', 'tag'] LOOP
    FOREACH principal IN ARRAY ARRAY['user', 'team'] LOOP
      EXECUTE format('UPDATE contacts_%1$s SET has_%2$s_grants = true
                      WHERE id IN (SELECT content_object_id FROM permissions_%1$s%2$sgrant)', kind, principal);
    END LOOP;
    EXECUTE format('CLUSTER contacts_%1$s USING contacts_%1$s_pkey', kind);
  END LOOP;
END $$;
