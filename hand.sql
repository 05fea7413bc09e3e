-- 0007 (hardening): counters of rate limits are worth nothing after a crash, and cost no WAL this way.
ALTER TABLE "rate_limits" SET UNLOGGED;
--> statement-breakpoint
-- What people recognise a bank account by, of those that still lie in plain; the worker seals them (reseal-secrets).
UPDATE "payout_accounts" SET "beneficiary" = bank::jsonb ->> 'beneficiary',
  "bank_hint" = (bank::jsonb ->> 'bankName') || ', •••• ' || right(bank::jsonb ->> 'accountNumber', 4)
  WHERE bank IS NOT NULL AND NOT starts_with(bank, 'sealed:');
