CREATE TABLE "customer_standings" (
	"organization_id" text NOT NULL,
	"currency" text NOT NULL,
	"left_micros" bigint NOT NULL,
	"burn_micros_per_hour" bigint NOT NULL,
	"runway_seconds" bigint,
	"limited_by" text,
	"looked_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "customer_standings_organization_id_currency_pk" PRIMARY KEY("organization_id","currency"),
	CONSTRAINT "customer_standings_limit" CHECK ((runway_seconds IS NULL) = (limited_by IS NULL))
);
--> statement-breakpoint
ALTER TABLE "notices" ADD COLUMN "ended_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "customer_standings" ADD CONSTRAINT "customer_standings_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "customer_standings_runway" ON "customer_standings" USING btree ("runway_seconds");--> statement-breakpoint
CREATE INDEX "notices_lasting" ON "notices" USING btree ("organization_id","key") WHERE ended_at IS NULL;