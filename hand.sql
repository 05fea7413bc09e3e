-- A service account never has a session, whichever way one might be opened for it.
CREATE FUNCTION refuse_service_session() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT kind FROM users WHERE id = NEW.user_id) = 'service' THEN
    RAISE EXCEPTION 'a service account has no session' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER sessions_person BEFORE INSERT OR UPDATE OF user_id ON sessions
  FOR EACH ROW EXECUTE FUNCTION refuse_service_session();
--> statement-breakpoint
ALTER TABLE "invitations" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "invitations" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "invitations" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "invitations" TO openhall_app USING (organization_id = tenant_id()) WITH CHECK (organization_id = tenant_id());
--> statement-breakpoint
ALTER TABLE "projects" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "projects" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "projects" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "projects" TO openhall_app USING (organization_id = tenant_id()) WITH CHECK (organization_id = tenant_id());
--> statement-breakpoint
ALTER TABLE "project_members" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "project_members" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "project_members" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "project_members" TO openhall_app USING (organization_id = tenant_id()) WITH CHECK (organization_id = tenant_id());
--> statement-breakpoint
ALTER TABLE "api_keys" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "api_keys" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "api_keys" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "api_keys" TO openhall_app USING (organization_id = tenant_id()) WITH CHECK (organization_id = tenant_id());
