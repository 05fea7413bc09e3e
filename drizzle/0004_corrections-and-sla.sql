CREATE TABLE "sla_checks" (
	"lease_id" text NOT NULL,
	"window" "tstzrange" NOT NULL,
	"correction_count" integer NOT NULL,
	"checked_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "sla_checks_lease_id_window_pk" PRIMARY KEY("lease_id","window")
);
--> statement-breakpoint
ALTER TABLE "lease_corrections" ADD COLUMN "idempotency_key" text;--> statement-breakpoint
ALTER TABLE "lease_corrections" ADD COLUMN "remainder_of" text;--> statement-breakpoint
ALTER TABLE "sla_credits" ADD COLUMN "converted_micros" bigint;--> statement-breakpoint
ALTER TABLE "sla_checks" ADD CONSTRAINT "sla_checks_lease_id_leases_id_fk" FOREIGN KEY ("lease_id") REFERENCES "public"."leases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lease_corrections" ADD CONSTRAINT "lease_corrections_remainder" FOREIGN KEY ("remainder_of") REFERENCES "public"."lease_corrections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "lease_intervals_unreachable" ON "lease_intervals" USING btree (upper(during)) WHERE state = 'unreachable';--> statement-breakpoint
CREATE INDEX "lease_corrections_created" ON "lease_corrections" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "sla_credits_created" ON "sla_credits" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "usage_adjustments_created" ON "usage_adjustments" USING btree ("created_at");--> statement-breakpoint
ALTER TABLE "lease_corrections" ADD CONSTRAINT "lease_corrections_once" UNIQUE("lease_id","idempotency_key");--> statement-breakpoint
ALTER TABLE "lease_corrections" ADD CONSTRAINT "lease_corrections_origin" CHECK (num_nonnulls(idempotency_key, remainder_of) <= 1);