-- What drizzle's schema cannot say: exclusion constraints and triggers. Hand-written.
CREATE EXTENSION IF NOT EXISTS btree_gist;
--> statement-breakpoint
CREATE UNIQUE INDEX price_books_one_default ON price_books (is_default) WHERE is_default;
--> statement-breakpoint
ALTER TABLE price_book_entries
  ADD CONSTRAINT price_book_entries_no_overlap EXCLUDE USING gist (price_book_id WITH =, sku_id WITH =, region WITH =, during WITH &&),
  ADD CONSTRAINT price_book_entries_during CHECK (NOT isempty(during) AND lower(during) IS NOT NULL);
--> statement-breakpoint
ALTER TABLE offers
  ADD CONSTRAINT offers_no_overlap EXCLUDE USING gist (site_id WITH =, sku_id WITH =, during WITH &&) WHERE (withdrawn_at IS NULL),
  ADD CONSTRAINT offers_during CHECK (NOT isempty(during) AND lower(during) IS NOT NULL);
--> statement-breakpoint
ALTER TABLE lease_intervals
  ADD CONSTRAINT lease_intervals_no_overlap EXCLUDE USING gist (lease_id WITH =, during WITH &&),
  ADD CONSTRAINT lease_intervals_seconds CHECK (
    NOT isempty(during) AND lower(during) IS NOT NULL
    AND date_trunc('second', lower(during)) = lower(during)
    AND (upper(during) IS NULL OR date_trunc('second', upper(during)) = upper(during))),
  ADD CONSTRAINT lease_intervals_units CHECK (units > 0);
--> statement-breakpoint
ALTER TABLE lease_rates
  ADD CONSTRAINT lease_rates_no_overlap EXCLUDE USING gist (lease_id WITH =, side WITH =, during WITH &&),
  ADD CONSTRAINT lease_rates_seconds CHECK (
    NOT isempty(during) AND lower(during) IS NOT NULL
    AND date_trunc('second', lower(during)) = lower(during)
    AND (upper(during) IS NULL OR date_trunc('second', upper(during)) = upper(during)));
--> statement-breakpoint
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_transactions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entries FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON lease_events FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON usage_segments FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON usage_adjustments FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_events FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- All entries of a transaction come in one statement: it must hold line 0, which the primary key admits once.
CREATE FUNCTION check_entries_balance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE bad record;
BEGIN
  SELECT transaction_id, currency, sum(amount_micros) AS total INTO bad
    FROM new_entries GROUP BY transaction_id, currency HAVING sum(amount_micros) <> 0 LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'ledger transaction % does not balance: % % left over', bad.transaction_id, bad.total, bad.currency
      USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_entries_balance';
  END IF;
  SELECT transaction_id INTO bad FROM new_entries GROUP BY transaction_id HAVING min(line) <> 0 LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'ledger transaction % is complete: entries come with line 0 in one statement', bad.transaction_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_entries_complete';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER balance AFTER INSERT ON ledger_entries REFERENCING NEW TABLE AS new_entries
  FOR EACH STATEMENT EXECUTE FUNCTION check_entries_balance();
--> statement-breakpoint
-- No retroactive price: what is billed stays at the price it was billed at.
CREATE FUNCTION check_rate_not_retroactive() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE billed timestamptz;
BEGIN
  SELECT billed_through INTO billed FROM leases WHERE id = NEW.lease_id;
  IF TG_OP = 'INSERT' AND lower(NEW.during) < billed THEN
    RAISE EXCEPTION 'a rate from % would change what is billed through %', lower(NEW.during), billed
      USING ERRCODE = 'check_violation', CONSTRAINT = 'lease_rates_not_retroactive';
  END IF;
  IF TG_OP = 'UPDATE' AND (NEW.lease_id, NEW.side, NEW.micros_per_unit_hour, lower(NEW.during))
      IS DISTINCT FROM (OLD.lease_id, OLD.side, OLD.micros_per_unit_hour, lower(OLD.during))
      OR upper(NEW.during) < billed THEN
    RAISE EXCEPTION 'a rate is only ever ended, and not before what is billed through %', billed
      USING ERRCODE = 'check_violation', CONSTRAINT = 'lease_rates_not_retroactive';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER not_retroactive BEFORE INSERT OR UPDATE ON lease_rates FOR EACH ROW EXECUTE FUNCTION check_rate_not_retroactive();
--> statement-breakpoint
CREATE FUNCTION notify_lease_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('lease', NEW.lease_id);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER notify_change AFTER INSERT ON lease_events FOR EACH ROW EXECUTE FUNCTION notify_lease_event();
--> statement-breakpoint
CREATE FUNCTION notify_host_desired() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('host', NEW.id);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER notify_desired AFTER UPDATE OF desired_revision ON hosts FOR EACH ROW
  WHEN (OLD.desired_revision IS DISTINCT FROM NEW.desired_revision) EXECUTE FUNCTION notify_host_desired();
--> statement-breakpoint
-- The one clock that moves billing boundaries. Tests replace this function in their own databases.
CREATE FUNCTION platform_now() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$
  SELECT date_trunc('milliseconds', clock_timestamp())
$$;
