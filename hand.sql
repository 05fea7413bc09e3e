-- 0007 (hardening): counters of rate limits are worth nothing after a crash, and cost no WAL this way.
ALTER TABLE "rate_limits" SET UNLOGGED;
