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
ALTER TABLE "probe_changes" ADD CONSTRAINT "probe_changes_lease_id_leases_id_fk" FOREIGN KEY ("lease_id") REFERENCES "public"."leases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "probe_opinions" ADD CONSTRAINT "probe_opinions_lease_id_leases_id_fk" FOREIGN KEY ("lease_id") REFERENCES "public"."leases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "probe_changes_lease" ON "probe_changes" USING btree ("lease_id","at");--> statement-breakpoint
CREATE INDEX "probe_opinions_failing" ON "probe_opinions" USING btree ("lease_id") WHERE failures > 0;--> statement-breakpoint
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
