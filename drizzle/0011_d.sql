ALTER TABLE "accelerators" ADD COLUMN "cordoned_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "accelerators" ADD COLUMN "cordon_cause" text;--> statement-breakpoint
ALTER TABLE "accelerators" ADD COLUMN "cordon_reason" text;--> statement-breakpoint
ALTER TABLE "accelerators" ADD COLUMN "healthy_since" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "hosts" ADD COLUMN "faulty_since" timestamp (3) with time zone;