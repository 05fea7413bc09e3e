ALTER TABLE "accelerators" ADD COLUMN "firmware_version" text;--> statement-breakpoint
ALTER TABLE "accelerators" ADD COLUMN "power_limit_w" integer;--> statement-breakpoint
ALTER TABLE "accelerators" ADD COLUMN "mig" jsonb;