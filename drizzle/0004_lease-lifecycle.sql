ALTER TABLE "leases" ADD COLUMN "incarnation" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
CREATE INDEX "leases_retained" ON "leases" USING btree ("retain_until") WHERE retain_until IS NOT NULL;--> statement-breakpoint
ALTER TABLE "leases" ADD CONSTRAINT "leases_retained_stopped" CHECK (retain_until IS NULL OR state IN ('stopping', 'stopped'));--> statement-breakpoint
ALTER TABLE "leases" ADD CONSTRAINT "leases_incarnation" CHECK (incarnation >= 1);