CREATE TABLE "host_events" (
	"id" text PRIMARY KEY NOT NULL,
	"host_id" text NOT NULL,
	"accelerator_id" text,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"kind" text NOT NULL,
	"summary" text NOT NULL,
	"reason" text,
	"actor_type" text NOT NULL,
	"actor_id" text,
	"details" jsonb DEFAULT '{}'::jsonb NOT NULL
);
--> statement-breakpoint
ALTER TABLE "host_events" ADD CONSTRAINT "host_events_host_id_hosts_id_fk" FOREIGN KEY ("host_id") REFERENCES "public"."hosts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "host_events" ADD CONSTRAINT "host_events_accelerator_id_accelerators_id_fk" FOREIGN KEY ("accelerator_id") REFERENCES "public"."accelerators"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "host_events_host" ON "host_events" USING btree ("host_id","at");--> statement-breakpoint
CREATE INDEX "host_events_accelerator" ON "host_events" USING btree ("accelerator_id","at");
--> statement-breakpoint
ALTER TABLE "host_events" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "host_events" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "host_events" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "host_events" TO openhall_app USING (EXISTS (SELECT 1 FROM hosts h WHERE h.id = host_events.host_id AND h.organization_id = tenant_id())) WITH CHECK (EXISTS (SELECT 1 FROM hosts h WHERE h.id = host_events.host_id AND h.organization_id = tenant_id()));
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON host_events FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
