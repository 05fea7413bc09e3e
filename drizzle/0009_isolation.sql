ALTER TABLE "hosts" ADD COLUMN "recorded_print" text;--> statement-breakpoint
ALTER TABLE "hosts" ADD COLUMN "recorded_at" timestamp (3) with time zone;