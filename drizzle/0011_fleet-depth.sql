ALTER TABLE "accelerator_models" ADD COLUMN "chips_per_card" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "accelerators" ADD COLUMN "cordoned_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "accelerators" ADD COLUMN "cordon_cause" text;--> statement-breakpoint
ALTER TABLE "accelerators" ADD COLUMN "cordon_reason" text;--> statement-breakpoint
ALTER TABLE "accelerators" ADD COLUMN "healthy_since" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "hosts" ADD COLUMN "faulty_since" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "leases" ADD COLUMN "retained_as" text;--> statement-breakpoint
ALTER TABLE "leases" ADD COLUMN "ssh_host_key" text;--> statement-breakpoint
ALTER TABLE "leases" ADD COLUMN "ssh_host_key_of" integer;--> statement-breakpoint
ALTER TABLE "accelerator_findings" ADD COLUMN "cleared_by" text;--> statement-breakpoint
ALTER TABLE "accelerator_findings" ADD COLUMN "is_waived" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "accelerator_findings" ADD COLUMN "asked_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "accelerator_findings" ADD COLUMN "asked_by" text;--> statement-breakpoint
ALTER TABLE "accelerator_findings" ADD COLUMN "asked_because" text;--> statement-breakpoint
ALTER TABLE "telemetry_hours" ADD COLUMN "pcie_replays" bigint;--> statement-breakpoint
ALTER TABLE "telemetry_minutes" ADD COLUMN "pcie_replays" bigint;--> statement-breakpoint
ALTER TABLE "telemetry_samples" ADD COLUMN "pcie_replays" bigint;--> statement-breakpoint
ALTER TABLE "telemetry_samples" ADD COLUMN "xid_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "accelerator_findings" ADD CONSTRAINT "accelerator_findings_cleared_by_users_id_fk" FOREIGN KEY ("cleared_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "accelerator_findings" ADD CONSTRAINT "accelerator_findings_asked_by_users_id_fk" FOREIGN KEY ("asked_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "probe_changes_at" ON "probe_changes" USING btree ("at");--> statement-breakpoint
CREATE INDEX "accelerator_findings_waived" ON "accelerator_findings" USING btree ("accelerator_id") WHERE is_waived;--> statement-breakpoint
CREATE INDEX "accelerator_findings_found" ON "accelerator_findings" USING btree ("found_at");--> statement-breakpoint
ALTER TABLE "accelerator_findings" ADD CONSTRAINT "accelerator_findings_asked" CHECK ((asked_at IS NULL) = (asked_because IS NULL));
--> statement-breakpoint
-- In place of append_only: what is recent is as it was told, what is 400 days old may go.
CREATE FUNCTION refuse_recent_deletion() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.at > platform_now() - interval '400 days' THEN
    RAISE EXCEPTION '% is kept for 400 days: DELETE refused', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN OLD;
END $$;
--> statement-breakpoint
CREATE TRIGGER kept BEFORE DELETE ON probe_changes FOR EACH ROW EXECUTE FUNCTION refuse_recent_deletion();
--> statement-breakpoint
CREATE TRIGGER never_changed BEFORE UPDATE OR TRUNCATE ON probe_changes FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
DROP TRIGGER append_only ON probe_changes;
