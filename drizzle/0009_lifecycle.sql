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
ALTER TABLE "hosts" ADD COLUMN "checked_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "hosts" ADD COLUMN "drain_asked_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "hosts" ADD COLUMN "drained_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "hosts" ADD COLUMN "cordoned_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "hosts" ADD COLUMN "cordon_cause" text;--> statement-breakpoint
ALTER TABLE "hosts" ADD COLUMN "cordon_reason" text;--> statement-breakpoint
ALTER TABLE "hosts" ADD COLUMN "healthy_since" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "hosts" ADD COLUMN "uncordoned_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "hosts" ADD COLUMN "tolerated_accelerators" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "hosts" ADD COLUMN "retired_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "maintenance_leases" ADD CONSTRAINT "maintenance_leases_window_id_maintenance_windows_id_fk" FOREIGN KEY ("window_id") REFERENCES "public"."maintenance_windows"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "maintenance_leases" ADD CONSTRAINT "maintenance_leases_lease_id_leases_id_fk" FOREIGN KEY ("lease_id") REFERENCES "public"."leases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "maintenance_windows" ADD CONSTRAINT "maintenance_windows_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "maintenance_windows" ADD CONSTRAINT "maintenance_windows_host_id_hosts_id_fk" FOREIGN KEY ("host_id") REFERENCES "public"."hosts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "maintenance_windows" ADD CONSTRAINT "maintenance_windows_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "maintenance_leases_lease" ON "maintenance_leases" USING btree ("lease_id");--> statement-breakpoint
CREATE INDEX "maintenance_leases_due" ON "maintenance_leases" USING btree ("lease_id") WHERE stopped_at IS NOT NULL AND credited_at IS NULL;--> statement-breakpoint
CREATE INDEX "maintenance_windows_host" ON "maintenance_windows" USING btree ("host_id","starts_at");--> statement-breakpoint
CREATE INDEX "maintenance_windows_organization" ON "maintenance_windows" USING btree ("organization_id","starts_at");--> statement-breakpoint
CREATE INDEX "maintenance_windows_open" ON "maintenance_windows" USING btree ("starts_at") WHERE closed_at IS NULL;
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
