-- Two roles that log in as nobody: what a web request does for a tenant runs as openhall_app, which sees that tenant's rows alone; worker, desk
-- and what a verb does across organizations run as openhall_platform. Neither passes by row security, nor do the tables' owners.
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'openhall_app') THEN CREATE ROLE openhall_app NOLOGIN; END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'openhall_platform') THEN CREATE ROLE openhall_platform NOLOGIN; END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- another database of this cluster is being migrated
END $$;
--> statement-breakpoint
DO $$ BEGIN
  IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
    EXECUTE format('GRANT openhall_app, openhall_platform TO %I', current_user);
  END IF;
END $$;
--> statement-breakpoint
GRANT USAGE ON SCHEMA public TO openhall_app, openhall_platform;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO openhall_app, openhall_platform;
--> statement-breakpoint
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO openhall_app, openhall_platform;
--> statement-breakpoint
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO openhall_app, openhall_platform;
--> statement-breakpoint
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO openhall_app, openhall_platform;
--> statement-breakpoint
REVOKE UPDATE, DELETE ON audit_events FROM openhall_app;
--> statement-breakpoint
REVOKE DELETE ON audit_events FROM openhall_platform;
--> statement-breakpoint
GRANT USAGE ON SCHEMA drizzle TO openhall_platform;
--> statement-breakpoint
GRANT SELECT ON drizzle.__drizzle_migrations TO openhall_platform;
--> statement-breakpoint
CREATE FUNCTION tenant_id() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT nullif(current_setting('openhall.organization', true), '') $$;
--> statement-breakpoint
CREATE FUNCTION person_id() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT nullif(current_setting('openhall.person', true), '') $$;
--> statement-breakpoint
ALTER TABLE "organizations" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "organizations" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "organizations" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "organizations" TO openhall_app USING (id = tenant_id() OR EXISTS (SELECT 1 FROM memberships m WHERE m.organization_id = organizations.id)) WITH CHECK (id = tenant_id() OR EXISTS (SELECT 1 FROM memberships m WHERE m.organization_id = organizations.id));
--> statement-breakpoint
ALTER TABLE "users" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "users" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "users" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "users" TO openhall_app USING (id = person_id() OR EXISTS (SELECT 1 FROM organization_people p WHERE p.user_id = users.id)) WITH CHECK (id = person_id() OR EXISTS (SELECT 1 FROM organization_people p WHERE p.user_id = users.id));
--> statement-breakpoint
ALTER TABLE "memberships" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "memberships" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "memberships" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "memberships" TO openhall_app USING (organization_id = tenant_id() OR user_id = person_id()) WITH CHECK (organization_id = tenant_id() OR user_id = person_id());
--> statement-breakpoint
ALTER TABLE "organization_people" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "organization_people" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "organization_people" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "organization_people" TO openhall_app USING (organization_id = tenant_id()) WITH CHECK (organization_id = tenant_id());
--> statement-breakpoint
ALTER TABLE "email_verifications" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "email_verifications" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "email_verifications" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "email_verifications" TO openhall_app USING (user_id = person_id()) WITH CHECK (user_id = person_id());
--> statement-breakpoint
ALTER TABLE "sessions" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "sessions" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "sessions" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "sessions" TO openhall_app USING (user_id = person_id()) WITH CHECK (user_id = person_id());
--> statement-breakpoint
ALTER TABLE "totp_factors" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "totp_factors" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "totp_factors" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "totp_factors" TO openhall_app USING (user_id = person_id()) WITH CHECK (user_id = person_id());
--> statement-breakpoint
ALTER TABLE "recovery_codes" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "recovery_codes" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "recovery_codes" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "recovery_codes" TO openhall_app USING (user_id = person_id()) WITH CHECK (user_id = person_id());
--> statement-breakpoint
ALTER TABLE "passkeys" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "passkeys" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "passkeys" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "passkeys" TO openhall_app USING (user_id = person_id()) WITH CHECK (user_id = person_id());
--> statement-breakpoint
ALTER TABLE "passkey_challenges" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "passkey_challenges" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "passkey_challenges" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "passkey_challenges" TO openhall_app USING (user_id = person_id()) WITH CHECK (user_id = person_id());
--> statement-breakpoint
ALTER TABLE "pending_sign_ins" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "pending_sign_ins" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "pending_sign_ins" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "pending_sign_ins" TO openhall_app USING (user_id = person_id()) WITH CHECK (user_id = person_id());
--> statement-breakpoint
ALTER TABLE "factor_guesses" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "factor_guesses" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "factor_guesses" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "factor_guesses" TO openhall_app USING (user_id = person_id()) WITH CHECK (user_id = person_id());
--> statement-breakpoint
ALTER TABLE "sign_in_links" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "sign_in_links" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "sign_in_links" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "sign_in_links" TO openhall_app USING (user_id = person_id()) WITH CHECK (user_id = person_id());
--> statement-breakpoint
ALTER TABLE "known_devices" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "known_devices" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "known_devices" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "known_devices" TO openhall_app USING (user_id = person_id()) WITH CHECK (user_id = person_id());
--> statement-breakpoint
ALTER TABLE "provider_identities" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "provider_identities" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "provider_identities" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "provider_identities" TO openhall_app USING (user_id = person_id()) WITH CHECK (user_id = person_id());
--> statement-breakpoint
ALTER TABLE "provider_proofs" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "provider_proofs" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "provider_proofs" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
ALTER TABLE "email_changes" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "email_changes" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "email_changes" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "email_changes" TO openhall_app USING (user_id = person_id()) WITH CHECK (user_id = person_id());
--> statement-breakpoint
ALTER TABLE "ssh_keys" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "ssh_keys" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "ssh_keys" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "ssh_keys" TO openhall_app USING (organization_id = tenant_id()) WITH CHECK (organization_id = tenant_id());
--> statement-breakpoint
ALTER TABLE "audit_events" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "audit_events" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "audit_events" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "audit_events" TO openhall_app USING (organization_id = tenant_id()) WITH CHECK (organization_id = tenant_id());
--> statement-breakpoint
ALTER TABLE "audit_chains" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "audit_chains" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "audit_chains" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "audit_chains" TO openhall_app USING (organization_id = tenant_id()) WITH CHECK (organization_id = tenant_id());
--> statement-breakpoint
ALTER TABLE "audit_anchors" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "audit_anchors" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "audit_anchors" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant_reads ON "audit_anchors" FOR SELECT TO openhall_app USING (true);
--> statement-breakpoint
ALTER TABLE "audit_anchor_heads" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "audit_anchor_heads" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "audit_anchor_heads" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "audit_anchor_heads" TO openhall_app USING (organization_id = tenant_id()) WITH CHECK (organization_id = tenant_id());
--> statement-breakpoint
ALTER TABLE "support_visits" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "support_visits" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "support_visits" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "support_visits" TO openhall_app USING (organization_id = tenant_id()) WITH CHECK (organization_id = tenant_id());
--> statement-breakpoint
ALTER TABLE "support_access" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "support_access" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "support_access" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "support_access" TO openhall_app USING (organization_id = tenant_id()) WITH CHECK (organization_id = tenant_id());
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
--> statement-breakpoint
ALTER TABLE "accelerator_models" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "accelerator_models" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "accelerator_models" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant_reads ON "accelerator_models" FOR SELECT TO openhall_app USING (true);
--> statement-breakpoint
ALTER TABLE "skus" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "skus" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "skus" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant_reads ON "skus" FOR SELECT TO openhall_app USING (true);
--> statement-breakpoint
ALTER TABLE "sla_rules" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "sla_rules" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "sla_rules" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant_reads ON "sla_rules" FOR SELECT TO openhall_app USING (true);
--> statement-breakpoint
ALTER TABLE "tax_rates" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "tax_rates" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "tax_rates" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant_reads ON "tax_rates" FOR SELECT TO openhall_app USING (true);
--> statement-breakpoint
ALTER TABLE "fx_rates" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "fx_rates" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "fx_rates" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant_reads ON "fx_rates" FOR SELECT TO openhall_app USING (true);
--> statement-breakpoint
ALTER TABLE "sites" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "sites" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "sites" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant_reads ON "sites" FOR SELECT TO openhall_app USING (true);
--> statement-breakpoint
CREATE POLICY tenant ON "sites" TO openhall_app USING (organization_id = tenant_id()) WITH CHECK (organization_id = tenant_id());
--> statement-breakpoint
ALTER TABLE "hosts" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "hosts" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "hosts" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "hosts" TO openhall_app USING (organization_id = tenant_id() OR EXISTS (SELECT 1 FROM leases l WHERE l.host_id = hosts.id)) WITH CHECK (organization_id = tenant_id() OR EXISTS (SELECT 1 FROM leases l WHERE l.host_id = hosts.id));
--> statement-breakpoint
ALTER TABLE "enrolment_tokens" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "enrolment_tokens" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "enrolment_tokens" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "enrolment_tokens" TO openhall_app USING (EXISTS (SELECT 1 FROM sites p WHERE p.id = enrolment_tokens.site_id)) WITH CHECK (EXISTS (SELECT 1 FROM sites p WHERE p.id = enrolment_tokens.site_id));
--> statement-breakpoint
ALTER TABLE "host_channels" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "host_channels" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "host_channels" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "host_channels" TO openhall_app USING (EXISTS (SELECT 1 FROM hosts p WHERE p.id = host_channels.host_id)) WITH CHECK (EXISTS (SELECT 1 FROM hosts p WHERE p.id = host_channels.host_id));
--> statement-breakpoint
ALTER TABLE "accelerators" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "accelerators" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "accelerators" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "accelerators" TO openhall_app USING (EXISTS (SELECT 1 FROM hosts h WHERE h.id = accelerators.host_id AND h.organization_id = tenant_id()) OR EXISTS (SELECT 1 FROM lease_accelerators l WHERE l.accelerator_id = accelerators.id)) WITH CHECK (EXISTS (SELECT 1 FROM hosts h WHERE h.id = accelerators.host_id AND h.organization_id = tenant_id()) OR EXISTS (SELECT 1 FROM lease_accelerators l WHERE l.accelerator_id = accelerators.id));
--> statement-breakpoint
ALTER TABLE "offers" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "offers" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "offers" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "offers" TO openhall_app USING (organization_id = tenant_id()) WITH CHECK (organization_id = tenant_id());
--> statement-breakpoint
ALTER TABLE "leases" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "leases" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "leases" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "leases" TO openhall_app USING (organization_id = tenant_id() OR operator_id = tenant_id()) WITH CHECK (organization_id = tenant_id() OR operator_id = tenant_id());
--> statement-breakpoint
ALTER TABLE "lease_ssh_keys" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "lease_ssh_keys" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "lease_ssh_keys" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "lease_ssh_keys" TO openhall_app USING (EXISTS (SELECT 1 FROM leases p WHERE p.id = lease_ssh_keys.lease_id)) WITH CHECK (EXISTS (SELECT 1 FROM leases p WHERE p.id = lease_ssh_keys.lease_id));
--> statement-breakpoint
ALTER TABLE "lease_accelerators" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "lease_accelerators" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "lease_accelerators" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "lease_accelerators" TO openhall_app USING (EXISTS (SELECT 1 FROM leases p WHERE p.id = lease_accelerators.lease_id)) WITH CHECK (EXISTS (SELECT 1 FROM leases p WHERE p.id = lease_accelerators.lease_id));
--> statement-breakpoint
ALTER TABLE "lease_events" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "lease_events" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "lease_events" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "lease_events" TO openhall_app USING (EXISTS (SELECT 1 FROM leases p WHERE p.id = lease_events.lease_id)) WITH CHECK (EXISTS (SELECT 1 FROM leases p WHERE p.id = lease_events.lease_id));
--> statement-breakpoint
ALTER TABLE "lease_intervals" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "lease_intervals" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "lease_intervals" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "lease_intervals" TO openhall_app USING (EXISTS (SELECT 1 FROM leases p WHERE p.id = lease_intervals.lease_id)) WITH CHECK (EXISTS (SELECT 1 FROM leases p WHERE p.id = lease_intervals.lease_id));
--> statement-breakpoint
ALTER TABLE "lease_rates" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "lease_rates" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "lease_rates" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "lease_rates" TO openhall_app USING (EXISTS (SELECT 1 FROM leases p WHERE p.id = lease_rates.lease_id)) WITH CHECK (EXISTS (SELECT 1 FROM leases p WHERE p.id = lease_rates.lease_id));
--> statement-breakpoint
ALTER TABLE "usage_segments" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "usage_segments" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "usage_segments" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "usage_segments" TO openhall_app USING (EXISTS (SELECT 1 FROM leases p WHERE p.id = usage_segments.lease_id)) WITH CHECK (EXISTS (SELECT 1 FROM leases p WHERE p.id = usage_segments.lease_id));
--> statement-breakpoint
ALTER TABLE "lease_corrections" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "lease_corrections" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "lease_corrections" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "lease_corrections" TO openhall_app USING (EXISTS (SELECT 1 FROM leases p WHERE p.id = lease_corrections.lease_id)) WITH CHECK (EXISTS (SELECT 1 FROM leases p WHERE p.id = lease_corrections.lease_id));
--> statement-breakpoint
ALTER TABLE "usage_adjustments" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "usage_adjustments" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "usage_adjustments" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "usage_adjustments" TO openhall_app USING (EXISTS (SELECT 1 FROM leases p WHERE p.id = usage_adjustments.lease_id)) WITH CHECK (EXISTS (SELECT 1 FROM leases p WHERE p.id = usage_adjustments.lease_id));
--> statement-breakpoint
ALTER TABLE "sla_credits" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "sla_credits" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "sla_credits" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "sla_credits" TO openhall_app USING (EXISTS (SELECT 1 FROM leases p WHERE p.id = sla_credits.lease_id)) WITH CHECK (EXISTS (SELECT 1 FROM leases p WHERE p.id = sla_credits.lease_id));
--> statement-breakpoint
ALTER TABLE "sla_checks" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "sla_checks" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "sla_checks" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "sla_checks" TO openhall_app USING (EXISTS (SELECT 1 FROM leases p WHERE p.id = sla_checks.lease_id)) WITH CHECK (EXISTS (SELECT 1 FROM leases p WHERE p.id = sla_checks.lease_id));
--> statement-breakpoint
ALTER TABLE "launch_freezes" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "launch_freezes" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "launch_freezes" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "launch_freezes" TO openhall_app USING (organization_id = tenant_id()) WITH CHECK (organization_id = tenant_id());
--> statement-breakpoint
ALTER TABLE "launch_limits" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "launch_limits" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "launch_limits" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "launch_limits" TO openhall_app USING (organization_id = tenant_id()) WITH CHECK (organization_id = tenant_id());
--> statement-breakpoint
ALTER TABLE "ledger_accounts" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "ledger_accounts" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "ledger_accounts" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "ledger_accounts" TO openhall_app USING (organization_id = tenant_id()) WITH CHECK (organization_id = tenant_id());
--> statement-breakpoint
ALTER TABLE "ledger_transactions" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "ledger_transactions" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "ledger_transactions" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
ALTER TABLE "ledger_entries" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "ledger_entries" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "ledger_entries" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "ledger_entries" TO openhall_app USING (EXISTS (SELECT 1 FROM ledger_accounts p WHERE p.number = ledger_entries.account_number)) WITH CHECK (EXISTS (SELECT 1 FROM ledger_accounts p WHERE p.number = ledger_entries.account_number));
--> statement-breakpoint
ALTER TABLE "ledger_holds" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "ledger_holds" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "ledger_holds" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "ledger_holds" TO openhall_app USING (EXISTS (SELECT 1 FROM ledger_accounts a WHERE a.id = ledger_holds.account_id)) WITH CHECK (EXISTS (SELECT 1 FROM ledger_accounts a WHERE a.id = ledger_holds.account_id));
--> statement-breakpoint
ALTER TABLE "ledger_day_closes" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "ledger_day_closes" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "ledger_day_closes" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
ALTER TABLE "ledger_day_balances" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "ledger_day_balances" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "ledger_day_balances" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
ALTER TABLE "promo_grants" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "promo_grants" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "promo_grants" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "promo_grants" TO openhall_app USING (organization_id = tenant_id()) WITH CHECK (organization_id = tenant_id());
--> statement-breakpoint
ALTER TABLE "manual_adjustments" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "manual_adjustments" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "manual_adjustments" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
ALTER TABLE "budgets" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "budgets" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "budgets" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "budgets" TO openhall_app USING (organization_id = tenant_id()) WITH CHECK (organization_id = tenant_id());
--> statement-breakpoint
ALTER TABLE "notices" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "notices" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "notices" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "notices" TO openhall_app USING (organization_id = tenant_id()) WITH CHECK (organization_id = tenant_id());
--> statement-breakpoint
ALTER TABLE "mails" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "mails" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "mails" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "mails" TO openhall_app USING (organization_id = tenant_id() OR user_id = person_id()) WITH CHECK (organization_id = tenant_id() OR user_id = person_id());
--> statement-breakpoint
ALTER TABLE "price_books" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "price_books" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "price_books" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
ALTER TABLE "price_book_entries" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "price_book_entries" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "price_book_entries" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
ALTER TABLE "customer_discounts" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "customer_discounts" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "customer_discounts" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "customer_discounts" TO openhall_app USING (organization_id = tenant_id()) WITH CHECK (organization_id = tenant_id());
--> statement-breakpoint
ALTER TABLE "customer_terms" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "customer_terms" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "customer_terms" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "customer_terms" TO openhall_app USING (organization_id = tenant_id()) WITH CHECK (organization_id = tenant_id());
--> statement-breakpoint
ALTER TABLE "customer_standings" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "customer_standings" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "customer_standings" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "customer_standings" TO openhall_app USING (organization_id = tenant_id()) WITH CHECK (organization_id = tenant_id());
--> statement-breakpoint
ALTER TABLE "customer_tax_profiles" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "customer_tax_profiles" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "customer_tax_profiles" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "customer_tax_profiles" TO openhall_app USING (organization_id = tenant_id()) WITH CHECK (organization_id = tenant_id());
--> statement-breakpoint
ALTER TABLE "wholesale_contracts" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "wholesale_contracts" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "wholesale_contracts" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "wholesale_contracts" TO openhall_app USING (organization_id = tenant_id()) WITH CHECK (organization_id = tenant_id());
--> statement-breakpoint
ALTER TABLE "wholesale_rates" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "wholesale_rates" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "wholesale_rates" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "wholesale_rates" TO openhall_app USING (EXISTS (SELECT 1 FROM wholesale_contracts p WHERE p.id = wholesale_rates.contract_id)) WITH CHECK (EXISTS (SELECT 1 FROM wholesale_contracts p WHERE p.id = wholesale_rates.contract_id));
--> statement-breakpoint
ALTER TABLE "wholesale_commitments" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "wholesale_commitments" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "wholesale_commitments" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "wholesale_commitments" TO openhall_app USING (EXISTS (SELECT 1 FROM wholesale_contracts p WHERE p.id = wholesale_commitments.contract_id)) WITH CHECK (EXISTS (SELECT 1 FROM wholesale_contracts p WHERE p.id = wholesale_commitments.contract_id));
--> statement-breakpoint
ALTER TABLE "hour_closes" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "hour_closes" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "hour_closes" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant_reads ON "hour_closes" FOR SELECT TO openhall_app USING (true);
--> statement-breakpoint
ALTER TABLE "month_closes" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "month_closes" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "month_closes" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant_reads ON "month_closes" FOR SELECT TO openhall_app USING (true);
--> statement-breakpoint
ALTER TABLE "document_series" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "document_series" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "document_series" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
ALTER TABLE "statements" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "statements" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "statements" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "statements" TO openhall_app USING (organization_id = tenant_id()) WITH CHECK (organization_id = tenant_id());
--> statement-breakpoint
ALTER TABLE "statement_lines" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "statement_lines" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "statement_lines" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "statement_lines" TO openhall_app USING (EXISTS (SELECT 1 FROM statements p WHERE p.id = statement_lines.statement_id)) WITH CHECK (EXISTS (SELECT 1 FROM statements p WHERE p.id = statement_lines.statement_id));
--> statement-breakpoint
ALTER TABLE "denied_list_versions" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "denied_list_versions" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "denied_list_versions" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
ALTER TABLE "denied_parties" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "denied_parties" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "denied_parties" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
ALTER TABLE "denied_party_names" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "denied_party_names" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "denied_party_names" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
ALTER TABLE "screening_subjects" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "screening_subjects" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "screening_subjects" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
ALTER TABLE "screening_matches" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "screening_matches" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "screening_matches" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
ALTER TABLE "abuse_flags" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "abuse_flags" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "abuse_flags" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
ALTER TABLE "suspensions" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "suspensions" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "suspensions" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "suspensions" TO openhall_app USING (organization_id = tenant_id()) WITH CHECK (organization_id = tenant_id());
--> statement-breakpoint
ALTER TABLE "accelerator_classes" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "accelerator_classes" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "accelerator_classes" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant_reads ON "accelerator_classes" FOR SELECT TO openhall_app USING (true);
--> statement-breakpoint
ALTER TABLE "export_rules" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "export_rules" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "export_rules" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant_reads ON "export_rules" FOR SELECT TO openhall_app USING (true);
--> statement-breakpoint
ALTER TABLE "compliance_profiles" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "compliance_profiles" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "compliance_profiles" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "compliance_profiles" TO openhall_app USING (organization_id = tenant_id()) WITH CHECK (organization_id = tenant_id());
--> statement-breakpoint
ALTER TABLE "beneficial_owners" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "beneficial_owners" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "beneficial_owners" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "beneficial_owners" TO openhall_app USING (organization_id = tenant_id()) WITH CHECK (organization_id = tenant_id());
--> statement-breakpoint
ALTER TABLE "end_use_statements" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "end_use_statements" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "end_use_statements" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "end_use_statements" TO openhall_app USING (organization_id = tenant_id()) WITH CHECK (organization_id = tenant_id());
--> statement-breakpoint
ALTER TABLE "order_reviews" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "order_reviews" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "order_reviews" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "order_reviews" TO openhall_app USING (organization_id = tenant_id()) WITH CHECK (organization_id = tenant_id());
--> statement-breakpoint
ALTER TABLE "provenance_documents" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "provenance_documents" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "provenance_documents" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "provenance_documents" TO openhall_app USING (organization_id = tenant_id()) WITH CHECK (organization_id = tenant_id());
--> statement-breakpoint
ALTER TABLE "provenance_hosts" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "provenance_hosts" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "provenance_hosts" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "provenance_hosts" TO openhall_app USING (EXISTS (SELECT 1 FROM provenance_documents p WHERE p.id = provenance_hosts.document_id)) WITH CHECK (EXISTS (SELECT 1 FROM provenance_documents p WHERE p.id = provenance_hosts.document_id));
--> statement-breakpoint
ALTER TABLE "stripe_customers" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "stripe_customers" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "stripe_customers" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "stripe_customers" TO openhall_app USING (organization_id = tenant_id()) WITH CHECK (organization_id = tenant_id());
--> statement-breakpoint
ALTER TABLE "top_ups" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "top_ups" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "top_ups" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "top_ups" TO openhall_app USING (organization_id = tenant_id()) WITH CHECK (organization_id = tenant_id());
--> statement-breakpoint
ALTER TABLE "auto_top_ups" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "auto_top_ups" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "auto_top_ups" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "auto_top_ups" TO openhall_app USING (organization_id = tenant_id()) WITH CHECK (organization_id = tenant_id());
--> statement-breakpoint
ALTER TABLE "refunds" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "refunds" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "refunds" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "refunds" TO openhall_app USING (organization_id = tenant_id()) WITH CHECK (organization_id = tenant_id());
--> statement-breakpoint
ALTER TABLE "stripe_calls" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "stripe_calls" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "stripe_calls" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
ALTER TABLE "stripe_events" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "stripe_events" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "stripe_events" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
ALTER TABLE "disputes" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "disputes" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "disputes" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "disputes" TO openhall_app USING (organization_id = tenant_id()) WITH CHECK (organization_id = tenant_id());
--> statement-breakpoint
ALTER TABLE "dispute_movements" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "dispute_movements" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "dispute_movements" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
ALTER TABLE "dispute_evidence" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "dispute_evidence" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "dispute_evidence" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
ALTER TABLE "fraud_warnings" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "fraud_warnings" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "fraud_warnings" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
ALTER TABLE "stripe_invoices" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "stripe_invoices" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "stripe_invoices" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "stripe_invoices" TO openhall_app USING (organization_id = tenant_id()) WITH CHECK (organization_id = tenant_id());
--> statement-breakpoint
ALTER TABLE "invoice_payments" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "invoice_payments" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "invoice_payments" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "invoice_payments" TO openhall_app USING (EXISTS (SELECT 1 FROM stripe_invoices p WHERE p.id = invoice_payments.invoice_id)) WITH CHECK (EXISTS (SELECT 1 FROM stripe_invoices p WHERE p.id = invoice_payments.invoice_id));
--> statement-breakpoint
ALTER TABLE "credit_notes" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "credit_notes" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "credit_notes" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "credit_notes" TO openhall_app USING (EXISTS (SELECT 1 FROM stripe_invoices p WHERE p.id = credit_notes.invoice_id)) WITH CHECK (EXISTS (SELECT 1 FROM stripe_invoices p WHERE p.id = credit_notes.invoice_id));
--> statement-breakpoint
ALTER TABLE "invoice_actions" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "invoice_actions" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "invoice_actions" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
ALTER TABLE "stripe_balance_transactions" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "stripe_balance_transactions" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "stripe_balance_transactions" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
ALTER TABLE "worker_heartbeats" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "worker_heartbeats" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "worker_heartbeats" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
ALTER TABLE "reconciliations" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "reconciliations" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "reconciliations" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
ALTER TABLE "reconciliation_differences" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "reconciliation_differences" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "reconciliation_differences" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
ALTER TABLE "payout_accounts" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "payout_accounts" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "payout_accounts" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "payout_accounts" TO openhall_app USING (organization_id = tenant_id()) WITH CHECK (organization_id = tenant_id());
--> statement-breakpoint
ALTER TABLE "payout_terms" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "payout_terms" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "payout_terms" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "payout_terms" TO openhall_app USING (organization_id = tenant_id()) WITH CHECK (organization_id = tenant_id());
--> statement-breakpoint
ALTER TABLE "payouts" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "payouts" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "payouts" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "payouts" TO openhall_app USING (organization_id = tenant_id()) WITH CHECK (organization_id = tenant_id());
--> statement-breakpoint
ALTER TABLE "rate_limits" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "rate_limits" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "rate_limits" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
ALTER TABLE "payout_reversals" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "payout_reversals" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "payout_reversals" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "payout_reversals" TO openhall_app USING (EXISTS (SELECT 1 FROM payouts p WHERE p.id = payout_reversals.payout_id)) WITH CHECK (EXISTS (SELECT 1 FROM payouts p WHERE p.id = payout_reversals.payout_id));
