ALTER TABLE "customer_discounts" ADD COLUMN "withdrawn_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "customer_discounts" ADD COLUMN "ended_by" text;--> statement-breakpoint
ALTER TABLE "price_book_entries" ADD COLUMN "withdrawn_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "price_book_entries" ADD COLUMN "withdrawn_by" text;--> statement-breakpoint
ALTER TABLE "customer_discounts" ADD CONSTRAINT "customer_discounts_ended_by_users_id_fk" FOREIGN KEY ("ended_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "price_book_entries" ADD CONSTRAINT "price_book_entries_withdrawn_by_users_id_fk" FOREIGN KEY ("withdrawn_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "price_book_entries_reaching" ON "price_book_entries" USING btree ("price_book_id") WHERE applies_to_running;--> statement-breakpoint
CREATE INDEX "lease_rates_entry" ON "lease_rates" USING btree ("price_book_entry_id") WHERE price_book_entry_id IS NOT NULL;--> statement-breakpoint
ALTER TABLE "customer_discounts" ADD CONSTRAINT "customer_discounts_withdrawn" CHECK (withdrawn_at IS NULL OR withdrawn_at < lower(during));--> statement-breakpoint
ALTER TABLE "price_book_entries" ADD CONSTRAINT "price_book_entries_withdrawn" CHECK (withdrawn_at IS NULL OR withdrawn_at < lower(during));--> statement-breakpoint
ALTER TABLE "price_book_entries" ADD CONSTRAINT "price_book_entries_reaching_seconds" CHECK (NOT applies_to_running OR date_trunc('second', lower(during)) = lower(during));