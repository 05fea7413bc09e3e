-- What was taken back before it began stands in nobody's way.
ALTER TABLE price_book_entries DROP CONSTRAINT price_book_entries_no_overlap;
--> statement-breakpoint
ALTER TABLE price_book_entries
  ADD CONSTRAINT price_book_entries_no_overlap EXCLUDE USING gist (price_book_id WITH =, sku_id WITH =, region WITH =, during WITH &&)
    WHERE (withdrawn_at IS NULL);
--> statement-breakpoint
ALTER TABLE customer_discounts DROP CONSTRAINT customer_discounts_no_overlap;
--> statement-breakpoint
ALTER TABLE customer_discounts
  ADD CONSTRAINT customer_discounts_no_overlap EXCLUDE USING gist (organization_id WITH =, (coalesce(sku_id, '*')) WITH =, during WITH &&)
    WHERE (withdrawn_at IS NULL);
