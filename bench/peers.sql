-- How does the peers' copy differ? No wall, so that they do not pay for it; and the indexes they want instead of ours.

DO $$ DECLARE r record; BEGIN
  FOR r IN SELECT * FROM pg_policies WHERE schemaname = 'public' LOOP
    EXECUTE format('DROP POLICY %I ON %I', r.policyname, r.tablename);
    EXECUTE format('ALTER TABLE %I NO FORCE ROW LEVEL SECURITY', r.tablename);
    EXECUTE format('ALTER TABLE %I DISABLE ROW LEVEL SECURITY', r.tablename);
  END LOOP;
  -- Those that lead with the account, for the sake of the wall alone.
  FOR r IN SELECT indexrelid::regclass AS name FROM pg_index JOIN pg_class c ON c.oid = indrelid
           WHERE relnamespace = 'public'::regnamespace AND pg_get_indexdef(indexrelid) LIKE '%(account_id, %'
             AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid) LOOP
    EXECUTE format('DROP INDEX %s', r.name);
  END LOOP;
END $$;

-- References of one column, as anybody would have them who has no wall.
DO $$ DECLARE r record; BEGIN
  FOR r IN SELECT c.conname, c.conrelid::regclass AS child, c.confrelid::regclass AS parent, c.confdeltype,
                  child.attname AS from_column, parent.attname AS to_column
           FROM pg_constraint c
           JOIN pg_attribute child ON child.attrelid = c.conrelid AND child.attnum = c.conkey[2]
           JOIN pg_attribute parent ON parent.attrelid = c.confrelid AND parent.attnum = c.confkey[2]
           WHERE c.contype = 'f' AND cardinality(c.conkey) = 2 LOOP
    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', r.child, r.conname);
    -- That agents are the operator's has nothing to do with the wall, and no form of one column.
    CONTINUE WHEN r.conname = 'accounts_user_under_operator';
    EXECUTE format('ALTER TABLE %s ADD CONSTRAINT %I FOREIGN KEY (%I) REFERENCES %s (%I) ON DELETE %s', r.child, r.conname,
      r.from_column, r.parent, r.to_column, CASE r.confdeltype WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' ELSE 'RESTRICT' END);
  END LOOP;
END $$;
ALTER TABLE activities_note DROP CONSTRAINT activities_note_key;

CREATE INDEX ON contacts_contact (owner_id, id DESC);
CREATE INDEX ON contacts_contact (company_id, id DESC);
CREATE INDEX ON contacts_company (owner_id, id DESC);
CREATE INDEX ON contacts_tag (owner_id, id DESC);
CREATE INDEX ON contacts_email (contact_id, position);
CREATE INDEX ON contacts_contacttag (contact_id, tag_id);
CREATE INDEX ON contacts_contacttag (tag_id);
CREATE INDEX ON activities_note (contact_id, id DESC);
CREATE INDEX ON activities_note (company_id, id DESC);
CREATE INDEX ON accounts_membership (user_id, group_id);
DO $$ DECLARE kind text; BEGIN
  FOREACH kind IN ARRAY ARRAY['contact', 'company', 'tag'] LOOP
    EXECUTE format('CREATE UNIQUE INDEX ON permissions_%susergrant (user_id, permission_id, content_object_id DESC)', kind);
    EXECUTE format('CREATE UNIQUE INDEX ON permissions_%steamgrant (group_id, permission_id, content_object_id DESC)', kind);
    EXECUTE format('CREATE INDEX ON permissions_%susergrant (content_object_id)', kind);
    EXECUTE format('CREATE INDEX ON permissions_%steamgrant (content_object_id)', kind);
  END LOOP;
END $$;
