-- How does PostGraphile know who may? By row-level security for its role, written as its documents and PostgreSQL's say:
-- the viewer read once by a subquery, the grants by IN (SELECT …), which is hashed once for each statement.

DROP ROLE IF EXISTS postgraphile;
CREATE ROLE postgraphile LOGIN NOSUPERUSER NOBYPASSRLS;
GRANT CONNECT ON DATABASE peers TO postgraphile;
GRANT USAGE ON SCHEMA public TO postgraphile;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO postgraphile;

CREATE FUNCTION viewer_id() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT nullif(current_setting('viewer.id', true), '')::uuid $$;

DO $$ DECLARE kind text; seen int; BEGIN
  FOREACH kind IN ARRAY ARRAY['contact', 'company', 'tag'] LOOP
    SELECT p.id INTO seen FROM auth_permission p WHERE codename = 'view_' || kind;
    EXECUTE format('ALTER TABLE contacts_%s ENABLE ROW LEVEL SECURITY', kind);
    EXECUTE format($policy$CREATE POLICY seen ON contacts_%1$s FOR SELECT TO postgraphile USING (
      owner_id = (SELECT viewer_id()) OR id IN (
        SELECT g.content_object_id FROM permissions_%1$susergrant g
        WHERE g.user_id = (SELECT viewer_id()) AND g.permission_id = %2$s
        UNION ALL
        SELECT g.content_object_id FROM permissions_%1$steamgrant g JOIN accounts_membership m USING (group_id)
        WHERE m.user_id = (SELECT viewer_id()) AND g.permission_id = %2$s))$policy$, kind, seen);
  END LOOP;
END $$;

-- a custom mutation: whoever may edit a contact writes a note on it; null for the others
CREATE FUNCTION create_note(contact_id uuid, body text) RETURNS activities_note
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public AS $$
DECLARE viewer uuid := viewer_id(); edits int; made activities_note; of_account uuid;
BEGIN
  SELECT id INTO edits FROM auth_permission WHERE codename = 'edit_contact';
  SELECT c.account_id INTO of_account FROM contacts_contact c WHERE c.id = create_note.contact_id AND (
    c.owner_id = viewer
    OR EXISTS (SELECT FROM permissions_contactusergrant g
               WHERE g.user_id = viewer AND g.permission_id = edits AND g.content_object_id = c.id)
    OR EXISTS (SELECT FROM permissions_contactteamgrant g JOIN accounts_membership m USING (group_id)
               WHERE m.user_id = viewer AND g.permission_id = edits AND g.content_object_id = c.id));
  IF of_account IS NULL THEN RETURN NULL; END IF;
  INSERT INTO activities_note (id, account_id, owner_id, created_by_id, updated_by_id, version, created_at, updated_at, body, contact_id)
  VALUES (uuidv7(), of_account, viewer, viewer, viewer, 1, now(), now(), create_note.body, create_note.contact_id)
  RETURNING * INTO made;
  RETURN made;
END $$;

-- Names as people read them; what is part of a contact is reached through it alone.
COMMENT ON TABLE contacts_contact IS E'@name contact';
COMMENT ON TABLE contacts_company IS E'@name company';
COMMENT ON TABLE contacts_tag IS E'@name tag';
COMMENT ON TABLE contacts_email IS E'@name email\n@behavior -query:resource:list -query:resource:connection -query:resource:single -manyToMany';
COMMENT ON TABLE contacts_contacttag IS E'@name contactTag\n@behavior -query:resource:list -query:resource:connection -query:resource:single';
COMMENT ON TABLE activities_note IS E'@name note\n@behavior -query:resource:list -query:resource:connection -query:resource:single';
COMMENT ON COLUMN contacts_contact.last_name IS E'@behavior +attribute:filterBy';
