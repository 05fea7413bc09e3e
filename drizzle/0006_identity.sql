CREATE TABLE "rate_limits" (
	"key" text PRIMARY KEY NOT NULL,
	"points" integer NOT NULL,
	"expire" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "payout_accounts" ALTER COLUMN "bank" SET DATA TYPE text;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "second_factor_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "payout_accounts" ADD COLUMN "beneficiary" text;--> statement-breakpoint
ALTER TABLE "payout_accounts" ADD COLUMN "bank_hint" text;--> statement-breakpoint
CREATE INDEX "rate_limits_expire" ON "rate_limits" USING btree ("expire");
--> statement-breakpoint
UPDATE "memberships" m SET "role" = CASE o."kind" WHEN 'operator' THEN 'technician' ELSE 'support' END
FROM "organizations" o WHERE o."id" = m."organization_id" AND o."kind" <> 'customer' AND m."role" = 'member';
--> statement-breakpoint
UPDATE "memberships" m SET "role" = 'admin'
FROM "organizations" o WHERE o."id" = m."organization_id" AND o."kind" = 'platform' AND m."role" = 'owner';
--> statement-breakpoint
-- Counters of rate limits are worth nothing after a crash, and cost no WAL this way.
ALTER TABLE "rate_limits" SET UNLOGGED;
--> statement-breakpoint
-- What people recognise a bank account by, of those that still lie in plain; the worker seals them (reseal-secrets).
UPDATE "payout_accounts" SET "beneficiary" = bank::jsonb ->> 'beneficiary',
  "bank_hint" = (bank::jsonb ->> 'bankName') || ', •••• ' || right(bank::jsonb ->> 'accountNumber', 4)
  WHERE bank IS NOT NULL AND NOT starts_with(bank, 'sealed:');
