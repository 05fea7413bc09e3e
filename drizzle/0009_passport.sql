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
ALTER TABLE "accelerator_serials" ADD CONSTRAINT "accelerator_serials_accelerator_id_accelerators_id_fk" FOREIGN KEY ("accelerator_id") REFERENCES "public"."accelerators"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "accelerator_serials" ADD CONSTRAINT "accelerator_serials_host_id_hosts_id_fk" FOREIGN KEY ("host_id") REFERENCES "public"."hosts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "accelerator_sightings" ADD CONSTRAINT "accelerator_sightings_accelerator_id_accelerators_id_fk" FOREIGN KEY ("accelerator_id") REFERENCES "public"."accelerators"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "accelerator_sightings" ADD CONSTRAINT "accelerator_sightings_host_id_hosts_id_fk" FOREIGN KEY ("host_id") REFERENCES "public"."hosts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hardware_findings" ADD CONSTRAINT "hardware_findings_host_id_hosts_id_fk" FOREIGN KEY ("host_id") REFERENCES "public"."hosts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hardware_findings" ADD CONSTRAINT "hardware_findings_accelerator_id_accelerators_id_fk" FOREIGN KEY ("accelerator_id") REFERENCES "public"."accelerators"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hardware_findings" ADD CONSTRAINT "hardware_findings_other_host_id_hosts_id_fk" FOREIGN KEY ("other_host_id") REFERENCES "public"."hosts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hardware_findings" ADD CONSTRAINT "hardware_findings_decided_by_users_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "accelerator_serials_accelerator" ON "accelerator_serials" USING btree ("accelerator_id");--> statement-breakpoint
CREATE UNIQUE INDEX "accelerator_sightings_now" ON "accelerator_sightings" USING btree ("accelerator_id") WHERE until_at IS NULL;--> statement-breakpoint
CREATE INDEX "accelerator_sightings_accelerator" ON "accelerator_sightings" USING btree ("accelerator_id","from_at");--> statement-breakpoint
CREATE INDEX "accelerator_sightings_host" ON "accelerator_sightings" USING btree ("host_id");--> statement-breakpoint
CREATE UNIQUE INDEX "hardware_findings_one" ON "hardware_findings" USING btree ("host_id","kind","subject") WHERE cleared_at IS NULL;--> statement-breakpoint
CREATE INDEX "hardware_findings_accelerator" ON "hardware_findings" USING btree ("accelerator_id");--> statement-breakpoint
CREATE INDEX "hardware_findings_host" ON "hardware_findings" USING btree ("host_id","first_seen_at");
--> statement-breakpoint
ALTER TABLE "accelerator_sightings" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "accelerator_sightings" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "accelerator_sightings" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "accelerator_sightings" TO openhall_app USING (EXISTS (SELECT 1 FROM hosts h WHERE h.id = accelerator_sightings.host_id AND h.organization_id = tenant_id())) WITH CHECK (EXISTS (SELECT 1 FROM hosts h WHERE h.id = accelerator_sightings.host_id AND h.organization_id = tenant_id()));
--> statement-breakpoint
ALTER TABLE "accelerator_serials" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "accelerator_serials" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "accelerator_serials" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
ALTER TABLE "hardware_findings" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "hardware_findings" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "hardware_findings" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "hardware_findings" TO openhall_app USING (EXISTS (SELECT 1 FROM hosts h WHERE h.id = hardware_findings.host_id AND h.organization_id = tenant_id())) WITH CHECK (EXISTS (SELECT 1 FROM hosts h WHERE h.id = hardware_findings.host_id AND h.organization_id = tenant_id()));
