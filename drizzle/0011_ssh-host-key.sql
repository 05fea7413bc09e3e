ALTER TABLE "leases" ADD COLUMN "ssh_host_key" text;--> statement-breakpoint
ALTER TABLE "leases" ADD COLUMN "ssh_host_key_of" integer;