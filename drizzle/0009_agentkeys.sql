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
ALTER TABLE "enrolment_tokens" ADD COLUMN "replaces_host_id" text;--> statement-breakpoint
ALTER TABLE "host_channels" ADD COLUMN "instance" text;--> statement-breakpoint
ALTER TABLE "hosts" ADD COLUMN "next_public_key" text;--> statement-breakpoint
ALTER TABLE "hosts" ADD COLUMN "key_since" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "hosts" ADD COLUMN "key_rotation_asked_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "hosts" ADD COLUMN "locked_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "host_runs" ADD CONSTRAINT "host_runs_host_id_hosts_id_fk" FOREIGN KEY ("host_id") REFERENCES "public"."hosts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "host_runs_order" ON "host_runs" USING btree ("host_id","run");--> statement-breakpoint
ALTER TABLE "enrolment_tokens" ADD CONSTRAINT "enrolment_tokens_replaces_host_id_hosts_id_fk" FOREIGN KEY ("replaces_host_id") REFERENCES "public"."hosts"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "host_runs" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "host_runs" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "host_runs" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "host_runs" TO openhall_app USING (EXISTS (SELECT 1 FROM hosts p WHERE p.id = host_runs.host_id)) WITH CHECK (EXISTS (SELECT 1 FROM hosts p WHERE p.id = host_runs.host_id));
