CREATE TABLE "accelerator_serials" (
	"vendor" text NOT NULL,
	"serial" text NOT NULL,
	"accelerator_id" text NOT NULL,
	"host_id" text NOT NULL,
	"claimed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "accelerator_serials_vendor_serial_pk" PRIMARY KEY("vendor","serial")
);
--> statement-breakpoint
CREATE TABLE "accelerator_sightings" (
	"id" text PRIMARY KEY NOT NULL,
	"accelerator_id" text NOT NULL,
	"host_id" text NOT NULL,
	"serial" text,
	"reported_name" text NOT NULL,
	"memory_mib" integer,
	"pci_address" text,
	"driver_version" text,
	"firmware_version" text,
	"from_at" timestamp (3) with time zone NOT NULL,
	"until_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "hardware_findings" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"host_id" text NOT NULL,
	"accelerator_id" text,
	"other_host_id" text,
	"subject" text NOT NULL,
	"blocks" text NOT NULL,
	"summary" text NOT NULL,
	"evidence" jsonb NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"first_seen_at" timestamp (3) with time zone NOT NULL,
	"last_seen_at" timestamp (3) with time zone NOT NULL,
	"decided_by" text,
	"decided_at" timestamp (3) with time zone,
	"reason" text,
	"cleared_at" timestamp (3) with time zone,
	CONSTRAINT "hardware_findings_decided" CHECK (state IN ('open', 'resolved') OR decided_at IS NOT NULL)
);
--> statement-breakpoint
CREATE TABLE "host_runs" (
	"host_id" text NOT NULL,
	"instance" text NOT NULL,
	"run" integer NOT NULL,
	"first_at" timestamp (3) with time zone NOT NULL,
	"late_channel" text,
	"late_seq" integer,
	CONSTRAINT "host_runs_host_id_instance_pk" PRIMARY KEY("host_id","instance")
);
--> statement-breakpoint
CREATE TABLE "maintenance_leases" (
	"window_id" text NOT NULL,
	"lease_id" text NOT NULL,
	"told_at" timestamp (3) with time zone NOT NULL,
	"stopped_at" timestamp (3) with time zone,
	"credited_at" timestamp (3) with time zone,
	CONSTRAINT "maintenance_leases_window_id_lease_id_pk" PRIMARY KEY("window_id","lease_id")
);
--> statement-breakpoint
CREATE TABLE "maintenance_windows" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"host_id" text NOT NULL,
	"starts_at" timestamp (3) with time zone NOT NULL,
	"ends_at" timestamp (3) with time zone NOT NULL,
	"reason" text NOT NULL,
	"is_emergency" boolean NOT NULL,
	"state" text DEFAULT 'scheduled' NOT NULL,
	"created_by" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"started_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	"closed_at" timestamp (3) with time zone,
	CONSTRAINT "maintenance_windows_order" CHECK (starts_at < ends_at)
);
--> statement-breakpoint
CREATE TABLE "probe_changes" (
	"id" text PRIMARY KEY NOT NULL,
	"lease_id" text NOT NULL,
	"probe" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"answers" boolean NOT NULL,
	"reason" text
);
--> statement-breakpoint
CREATE TABLE "probe_opinions" (
	"lease_id" text NOT NULL,
	"probe" text NOT NULL,
	"incarnation" integer NOT NULL,
	"address" text NOT NULL,
	"port" integer NOT NULL,
	"looked_at" timestamp (3) with time zone NOT NULL,
	"answered_at" timestamp (3) with time zone,
	"failed_at" timestamp (3) with time zone,
	"failing_since" timestamp (3) with time zone,
	"failures" integer DEFAULT 0 NOT NULL,
	"reason" text,
	CONSTRAINT "probe_opinions_lease_id_probe_pk" PRIMARY KEY("lease_id","probe"),
	CONSTRAINT "probe_opinions_failures" CHECK (failures >= 0 AND (failures > 0) = (failing_since IS NOT NULL))
);
--> statement-breakpoint
CREATE TABLE "probes" (
	"name" text PRIMARY KEY NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"beat_at" timestamp (3) with time zone NOT NULL,
	"stopped_at" timestamp (3) with time zone,
	"round_at" timestamp (3) with time zone,
	"round_ms" integer,
	"every_ms" integer NOT NULL,
	"leases" integer DEFAULT 0 NOT NULL,
	"failing" integer DEFAULT 0 NOT NULL,
	"operators" integer DEFAULT 0 NOT NULL,
	"operators_failing" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "probes_tally" CHECK (failing BETWEEN 0 AND leases AND operators_failing BETWEEN 0 AND operators)
);
--> statement-breakpoint
ALTER TABLE "accelerators" ADD COLUMN "firmware_version" text;
--> statement-breakpoint
ALTER TABLE "accelerators" ADD COLUMN "power_limit_w" integer;
--> statement-breakpoint
ALTER TABLE "accelerators" ADD COLUMN "mig" jsonb;
--> statement-breakpoint
ALTER TABLE "enrolment_tokens" ADD COLUMN "replaces_host_id" text;
--> statement-breakpoint
ALTER TABLE "host_channels" ADD COLUMN "instance" text;
--> statement-breakpoint
ALTER TABLE "hosts" ADD COLUMN "next_public_key" text;
--> statement-breakpoint
ALTER TABLE "hosts" ADD COLUMN "key_since" timestamp (3) with time zone;
--> statement-breakpoint
ALTER TABLE "hosts" ADD COLUMN "key_rotation_asked_at" timestamp (3) with time zone;
--> statement-breakpoint
ALTER TABLE "hosts" ADD COLUMN "locked_at" timestamp (3) with time zone;
--> statement-breakpoint
ALTER TABLE "hosts" ADD COLUMN "recorded_print" text;
--> statement-breakpoint
ALTER TABLE "hosts" ADD COLUMN "recorded_at" timestamp (3) with time zone;
--> statement-breakpoint
ALTER TABLE "hosts" ADD COLUMN "checked_at" timestamp (3) with time zone;
--> statement-breakpoint
ALTER TABLE "hosts" ADD COLUMN "drain_asked_at" timestamp (3) with time zone;
--> statement-breakpoint
ALTER TABLE "hosts" ADD COLUMN "drained_at" timestamp (3) with time zone;
--> statement-breakpoint
ALTER TABLE "hosts" ADD COLUMN "cordoned_at" timestamp (3) with time zone;
--> statement-breakpoint
ALTER TABLE "hosts" ADD COLUMN "cordon_cause" text;
--> statement-breakpoint
ALTER TABLE "hosts" ADD COLUMN "cordon_reason" text;
--> statement-breakpoint
ALTER TABLE "hosts" ADD COLUMN "healthy_since" timestamp (3) with time zone;
--> statement-breakpoint
ALTER TABLE "hosts" ADD COLUMN "uncordoned_at" timestamp (3) with time zone;
--> statement-breakpoint
ALTER TABLE "hosts" ADD COLUMN "tolerated_accelerators" text[] DEFAULT '{}' NOT NULL;
--> statement-breakpoint
ALTER TABLE "hosts" ADD COLUMN "retired_at" timestamp (3) with time zone;
--> statement-breakpoint
ALTER TABLE "leases" ADD COLUMN "on_host_reboot" text DEFAULT 'restart' NOT NULL;
--> statement-breakpoint
ALTER TABLE "accelerator_serials" ADD CONSTRAINT "accelerator_serials_accelerator_id_accelerators_id_fk" FOREIGN KEY ("accelerator_id") REFERENCES "public"."accelerators"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "accelerator_serials" ADD CONSTRAINT "accelerator_serials_host_id_hosts_id_fk" FOREIGN KEY ("host_id") REFERENCES "public"."hosts"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "accelerator_sightings" ADD CONSTRAINT "accelerator_sightings_accelerator_id_accelerators_id_fk" FOREIGN KEY ("accelerator_id") REFERENCES "public"."accelerators"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "accelerator_sightings" ADD CONSTRAINT "accelerator_sightings_host_id_hosts_id_fk" FOREIGN KEY ("host_id") REFERENCES "public"."hosts"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "hardware_findings" ADD CONSTRAINT "hardware_findings_host_id_hosts_id_fk" FOREIGN KEY ("host_id") REFERENCES "public"."hosts"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "hardware_findings" ADD CONSTRAINT "hardware_findings_accelerator_id_accelerators_id_fk" FOREIGN KEY ("accelerator_id") REFERENCES "public"."accelerators"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "hardware_findings" ADD CONSTRAINT "hardware_findings_other_host_id_hosts_id_fk" FOREIGN KEY ("other_host_id") REFERENCES "public"."hosts"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "hardware_findings" ADD CONSTRAINT "hardware_findings_decided_by_users_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "host_runs" ADD CONSTRAINT "host_runs_host_id_hosts_id_fk" FOREIGN KEY ("host_id") REFERENCES "public"."hosts"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "maintenance_leases" ADD CONSTRAINT "maintenance_leases_window_id_maintenance_windows_id_fk" FOREIGN KEY ("window_id") REFERENCES "public"."maintenance_windows"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "maintenance_leases" ADD CONSTRAINT "maintenance_leases_lease_id_leases_id_fk" FOREIGN KEY ("lease_id") REFERENCES "public"."leases"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "maintenance_windows" ADD CONSTRAINT "maintenance_windows_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "maintenance_windows" ADD CONSTRAINT "maintenance_windows_host_id_hosts_id_fk" FOREIGN KEY ("host_id") REFERENCES "public"."hosts"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "maintenance_windows" ADD CONSTRAINT "maintenance_windows_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "probe_changes" ADD CONSTRAINT "probe_changes_lease_id_leases_id_fk" FOREIGN KEY ("lease_id") REFERENCES "public"."leases"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "probe_opinions" ADD CONSTRAINT "probe_opinions_lease_id_leases_id_fk" FOREIGN KEY ("lease_id") REFERENCES "public"."leases"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
CREATE INDEX "accelerator_serials_accelerator" ON "accelerator_serials" USING btree ("accelerator_id");
--> statement-breakpoint
CREATE UNIQUE INDEX "accelerator_sightings_now" ON "accelerator_sightings" USING btree ("accelerator_id") WHERE until_at IS NULL;
--> statement-breakpoint
CREATE INDEX "accelerator_sightings_accelerator" ON "accelerator_sightings" USING btree ("accelerator_id","from_at");
--> statement-breakpoint
CREATE INDEX "accelerator_sightings_host" ON "accelerator_sightings" USING btree ("host_id");
--> statement-breakpoint
CREATE UNIQUE INDEX "hardware_findings_one" ON "hardware_findings" USING btree ("host_id","kind","subject") WHERE cleared_at IS NULL;
--> statement-breakpoint
CREATE INDEX "hardware_findings_accelerator" ON "hardware_findings" USING btree ("accelerator_id");
--> statement-breakpoint
CREATE INDEX "hardware_findings_host" ON "hardware_findings" USING btree ("host_id","first_seen_at");
--> statement-breakpoint
CREATE INDEX "host_runs_order" ON "host_runs" USING btree ("host_id","run");
--> statement-breakpoint
CREATE INDEX "maintenance_leases_lease" ON "maintenance_leases" USING btree ("lease_id");
--> statement-breakpoint
CREATE INDEX "maintenance_leases_due" ON "maintenance_leases" USING btree ("lease_id") WHERE stopped_at IS NOT NULL AND credited_at IS NULL;
--> statement-breakpoint
CREATE INDEX "maintenance_windows_host" ON "maintenance_windows" USING btree ("host_id","starts_at");
--> statement-breakpoint
CREATE INDEX "maintenance_windows_organization" ON "maintenance_windows" USING btree ("organization_id","starts_at");
--> statement-breakpoint
CREATE INDEX "maintenance_windows_open" ON "maintenance_windows" USING btree ("starts_at") WHERE closed_at IS NULL;
--> statement-breakpoint
CREATE INDEX "probe_changes_lease" ON "probe_changes" USING btree ("lease_id","at");
--> statement-breakpoint
CREATE INDEX "probe_opinions_failing" ON "probe_opinions" USING btree ("lease_id") WHERE failures > 0;
--> statement-breakpoint
ALTER TABLE "enrolment_tokens" ADD CONSTRAINT "enrolment_tokens_replaces_host_id_hosts_id_fk" FOREIGN KEY ("replaces_host_id") REFERENCES "public"."hosts"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "accelerator_serials" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "accelerator_serials" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "accelerator_serials" TO openhall_platform USING (true) WITH CHECK (true);

--> statement-breakpoint
ALTER TABLE "accelerator_sightings" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "accelerator_sightings" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "accelerator_sightings" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "accelerator_sightings" TO openhall_app USING (EXISTS (SELECT 1 FROM hosts h WHERE h.id = accelerator_sightings.host_id AND h.organization_id = tenant_id())) WITH CHECK (EXISTS (SELECT 1 FROM hosts h WHERE h.id = accelerator_sightings.host_id AND h.organization_id = tenant_id()));

--> statement-breakpoint
ALTER TABLE "hardware_findings" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "hardware_findings" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "hardware_findings" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "hardware_findings" TO openhall_app USING (EXISTS (SELECT 1 FROM hosts h WHERE h.id = hardware_findings.host_id AND h.organization_id = tenant_id())) WITH CHECK (EXISTS (SELECT 1 FROM hosts h WHERE h.id = hardware_findings.host_id AND h.organization_id = tenant_id()));

--> statement-breakpoint
ALTER TABLE "host_runs" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "host_runs" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "host_runs" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "host_runs" TO openhall_app USING (EXISTS (SELECT 1 FROM hosts p WHERE p.id = host_runs.host_id)) WITH CHECK (EXISTS (SELECT 1 FROM hosts p WHERE p.id = host_runs.host_id));

--> statement-breakpoint
ALTER TABLE "maintenance_windows" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "maintenance_windows" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "maintenance_windows" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "maintenance_windows" TO openhall_app USING (organization_id = tenant_id()) WITH CHECK (organization_id = tenant_id());

--> statement-breakpoint
ALTER TABLE "maintenance_leases" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "maintenance_leases" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "maintenance_leases" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "maintenance_leases" TO openhall_app USING (EXISTS (SELECT 1 FROM leases p WHERE p.id = maintenance_leases.lease_id)) WITH CHECK (EXISTS (SELECT 1 FROM leases p WHERE p.id = maintenance_leases.lease_id));

--> statement-breakpoint
ALTER TABLE "probes" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "probes" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "probes" TO openhall_platform USING (true) WITH CHECK (true);

--> statement-breakpoint
ALTER TABLE "probe_opinions" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "probe_opinions" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "probe_opinions" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "probe_opinions" TO openhall_app USING (EXISTS (SELECT 1 FROM leases p WHERE p.id = probe_opinions.lease_id)) WITH CHECK (EXISTS (SELECT 1 FROM leases p WHERE p.id = probe_opinions.lease_id));

--> statement-breakpoint
ALTER TABLE "probe_changes" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "probe_changes" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "probe_changes" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "probe_changes" TO openhall_app USING (EXISTS (SELECT 1 FROM leases p WHERE p.id = probe_changes.lease_id)) WITH CHECK (EXISTS (SELECT 1 FROM leases p WHERE p.id = probe_changes.lease_id));
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON probe_changes FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
