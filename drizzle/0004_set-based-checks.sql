ALTER TABLE "ledger_entries" DROP CONSTRAINT "ledger_entries_transaction_number_ledger_transactions_number_fk";
--> statement-breakpoint
ALTER TABLE "ledger_entries" DROP CONSTRAINT "ledger_entries_account";
--> statement-breakpoint
ALTER TABLE "usage_segments" DROP CONSTRAINT "usage_segments_lease_id_leases_id_fk";
--> statement-breakpoint
ALTER TABLE "usage_segments" DROP CONSTRAINT "usage_segments_interval_id_lease_intervals_id_fk";
--> statement-breakpoint
ALTER TABLE "usage_segments" DROP CONSTRAINT "usage_segments_retail_rate_id_lease_rates_id_fk";
--> statement-breakpoint
ALTER TABLE "usage_segments" DROP CONSTRAINT "usage_segments_wholesale_rate_id_lease_rates_id_fk";
--> statement-breakpoint
ALTER TABLE "usage_segments" DROP CONSTRAINT "usage_segments_tax_rate_id_tax_rates_id_fk";
--> statement-breakpoint
ALTER TABLE "usage_segments" DROP CONSTRAINT "usage_segments_fx_rate_id_fx_rates_id_fk";
--> statement-breakpoint
ALTER TABLE "usage_segments" DROP CONSTRAINT "usage_segments_transaction_number_ledger_transactions_number_fk";
--> statement-breakpoint
ALTER TABLE "usage_segments" DROP CONSTRAINT "usage_segments_chain";
--> statement-breakpoint
ALTER TABLE "usage_segments" DROP CONSTRAINT "usage_segments_end";
