-- What drizzle's schema cannot say of the billing core: exclusion constraints, triggers and the day's hash. Hand-written.
ALTER TABLE lease_rates DROP CONSTRAINT lease_rates_no_overlap;
--> statement-breakpoint
ALTER TABLE lease_rates
  ADD CONSTRAINT lease_rates_no_overlap EXCLUDE USING gist (lease_id WITH =, side WITH =, sku_id WITH =, during WITH &&);
--> statement-breakpoint
ALTER TABLE price_book_entries DROP CONSTRAINT price_book_entries_no_overlap;
--> statement-breakpoint
-- What was taken back before it began stands in nobody's way.
ALTER TABLE price_book_entries
  ADD CONSTRAINT price_book_entries_no_overlap EXCLUDE USING gist (price_book_id WITH =, sku_id WITH =, region WITH =, during WITH &&)
    WHERE (withdrawn_at IS NULL);
--> statement-breakpoint
ALTER TABLE customer_discounts
  ADD CONSTRAINT customer_discounts_no_overlap EXCLUDE USING gist (organization_id WITH =, (coalesce(sku_id, '*')) WITH =, during WITH &&)
    WHERE (withdrawn_at IS NULL),
  ADD CONSTRAINT customer_discounts_during CHECK (NOT isempty(during) AND lower(during) IS NOT NULL);
--> statement-breakpoint
CREATE FUNCTION is_hour_range(tstzrange) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT NOT isempty($1) AND lower($1) IS NOT NULL AND lower_inc($1) AND NOT upper_inc($1)
    AND date_trunc('hour', lower($1), 'UTC') = lower($1)
    AND (upper($1) IS NULL OR date_trunc('hour', upper($1), 'UTC') = upper($1))
$$;
--> statement-breakpoint
CREATE FUNCTION is_month_range(tstzrange) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT NOT isempty($1) AND lower($1) IS NOT NULL AND lower_inc($1) AND NOT upper_inc($1)
    AND date_trunc('month', lower($1), 'UTC') = lower($1)
    AND (upper($1) IS NULL OR date_trunc('month', upper($1), 'UTC') = upper($1))
$$;
--> statement-breakpoint
ALTER TABLE customer_tax_profiles
  ADD CONSTRAINT customer_tax_profiles_no_overlap EXCLUDE USING gist (organization_id WITH =, during WITH &&),
  ADD CONSTRAINT customer_tax_profiles_during CHECK (is_hour_range(during));
--> statement-breakpoint
ALTER TABLE tax_rates
  ADD CONSTRAINT tax_rates_no_overlap EXCLUDE USING gist (jurisdiction WITH =, during WITH &&),
  ADD CONSTRAINT tax_rates_during CHECK (is_hour_range(during));
--> statement-breakpoint
ALTER TABLE fx_rates
  ADD CONSTRAINT fx_rates_no_overlap EXCLUDE USING gist (base WITH =, quote WITH =, during WITH &&),
  ADD CONSTRAINT fx_rates_during CHECK (is_hour_range(during));
--> statement-breakpoint
ALTER TABLE wholesale_contracts
  ADD CONSTRAINT wholesale_contracts_no_overlap EXCLUDE USING gist (organization_id WITH =, currency WITH =, during WITH &&),
  ADD CONSTRAINT wholesale_contracts_during CHECK (is_month_range(during));
--> statement-breakpoint
ALTER TABLE wholesale_rates
  ADD CONSTRAINT wholesale_rates_no_overlap EXCLUDE USING gist (contract_id WITH =, sku_id WITH =, (coalesce(site_id, '*')) WITH =, during WITH &&),
  ADD CONSTRAINT wholesale_rates_during CHECK (NOT isempty(during) AND lower(during) IS NOT NULL);
--> statement-breakpoint
ALTER TABLE wholesale_commitments
  ADD CONSTRAINT wholesale_commitments_no_overlap EXCLUDE USING gist (contract_id WITH =, model_id WITH =, during WITH &&),
  ADD CONSTRAINT wholesale_commitments_during CHECK (is_month_range(during));
--> statement-breakpoint
ALTER TABLE sla_rules
  ADD CONSTRAINT sla_rules_during CHECK (NOT isempty(during) AND lower(during) IS NOT NULL AND date_trunc('day', lower(during), 'UTC') = lower(during));
--> statement-breakpoint
ALTER TABLE lease_corrections
  ADD CONSTRAINT lease_corrections_no_overlap EXCLUDE USING gist (lease_id WITH =, kind WITH =, during WITH &&) WHERE (superseded_at IS NULL),
  ADD CONSTRAINT lease_corrections_seconds CHECK (
    NOT isempty(during) AND lower(during) IS NOT NULL AND upper(during) IS NOT NULL
    AND date_trunc('second', lower(during)) = lower(during) AND date_trunc('second', upper(during)) = upper(during));
--> statement-breakpoint
ALTER TABLE usage_adjustments
  ADD CONSTRAINT usage_adjustments_window CHECK (
    NOT isempty("window") AND lower("window") IS NOT NULL AND upper("window") IS NOT NULL
    AND upper("window") <= date_trunc('hour', lower("window"), 'UTC') + interval '1 hour'),
  ADD CONSTRAINT usage_adjustments_posted CHECK ((transaction_number IS NULL) = (delta_retail_micros = 0 AND delta_wholesale_micros = 0 AND delta_tax_micros = 0)),
  ADD CONSTRAINT usage_adjustments_rev CHECK (rev > 0);
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_transactions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entries FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON usage_segments FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON sla_credits FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON hour_closes FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_day_closes FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_day_balances FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON statements FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON statement_lines FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER no_deletion BEFORE DELETE OR TRUNCATE ON lease_corrections FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- An announced price that is taken back is deleted before anything was billed at it.
CREATE FUNCTION check_rate_not_billed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF lower(OLD.during) < (SELECT billed_through FROM leases WHERE id = OLD.lease_id) THEN
    RAISE EXCEPTION 'a rate that was billed stays' USING ERRCODE = 'check_violation', CONSTRAINT = 'lease_rates_not_retroactive';
  END IF;
  RETURN OLD;
END $$;
--> statement-breakpoint
CREATE TRIGGER not_billed BEFORE DELETE ON lease_rates FOR EACH ROW EXECUTE FUNCTION check_rate_not_billed();
--> statement-breakpoint
-- Tax and conversion rates: what begins or ends in the past may touch no lease.
CREATE FUNCTION check_term_not_retroactive() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE edge timestamptz; touched boolean;
BEGIN
  edge := lower(NEW.during);
  IF TG_OP = 'UPDATE' THEN
    IF (to_jsonb(NEW) - 'during') IS DISTINCT FROM (to_jsonb(OLD) - 'during') OR lower(NEW.during) <> lower(OLD.during) THEN
      RAISE EXCEPTION 'a dated rate is only ever ended' USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_not_retroactive';
    END IF;
    edge := least(upper(NEW.during), upper(OLD.during));
  END IF;
  IF edge IS NULL OR edge >= platform_now() THEN RETURN NEW; END IF;
  touched := CASE TG_TABLE_NAME
    WHEN 'customer_tax_profiles' THEN EXISTS (
      SELECT 1 FROM leases l WHERE l.organization_id = to_jsonb(NEW)->>'organization_id' AND coalesce(l.ended_at, 'infinity') > edge)
    WHEN 'tax_rates' THEN EXISTS (
      SELECT 1 FROM leases l JOIN customer_tax_profiles p ON p.organization_id = l.organization_id
      WHERE p.jurisdiction = to_jsonb(NEW)->>'jurisdiction' AND coalesce(l.ended_at, 'infinity') > edge)
    ELSE EXISTS (
      SELECT 1 FROM leases l WHERE l.currency = to_jsonb(NEW)->>'base' AND l.billing_currency = to_jsonb(NEW)->>'quote'
        AND coalesce(l.ended_at, 'infinity') > edge)
  END;
  IF touched THEN
    RAISE EXCEPTION 'a rate that begins or ends at % would change what leases have used since', edge
      USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_not_retroactive';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER not_retroactive BEFORE INSERT OR UPDATE ON customer_tax_profiles FOR EACH ROW EXECUTE FUNCTION check_term_not_retroactive();
--> statement-breakpoint
CREATE TRIGGER not_retroactive BEFORE INSERT OR UPDATE ON tax_rates FOR EACH ROW EXECUTE FUNCTION check_term_not_retroactive();
--> statement-breakpoint
CREATE TRIGGER not_retroactive BEFORE INSERT OR UPDATE ON fx_rates FOR EACH ROW EXECUTE FUNCTION check_term_not_retroactive();
--> statement-breakpoint
-- Hex SHA-256 over the hash before, and every transaction numbered in (after_number, through_number] with its entries.
CREATE FUNCTION ledger_day_hash(previous text, after_number bigint, through_number bigint) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT encode(sha256(convert_to(previous || E'\n' || coalesce((
    SELECT string_agg(encode(sha256(convert_to(
      concat_ws('|', t.number, t.kind, t.ref, t.rev, extract(epoch FROM t.effective_at), coalesce(t.reverses::text, ''), coalesce(t.memo, ''),
        (SELECT string_agg(concat_ws(':', e.line, e.account_number, e.currency, e.amount_micros), ',' ORDER BY e.line)
          FROM ledger_entries e WHERE e.transaction_number = t.number)), 'UTF8')), 'hex'), E'\n' ORDER BY t.number)
    FROM ledger_transactions t WHERE t.number > after_number AND t.number <= through_number), ''), 'UTF8')), 'hex')
$$;
--> statement-breakpoint
-- A correction is a fact that was found out: another may supersede it, nothing else of it changes.
CREATE FUNCTION check_correction_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (to_jsonb(NEW) - 'superseded_at') IS DISTINCT FROM (to_jsonb(OLD) - 'superseded_at') OR OLD.superseded_at IS NOT NULL THEN
    RAISE EXCEPTION 'a correction is only ever superseded, once' USING ERRCODE = 'check_violation', CONSTRAINT = 'lease_corrections_stand';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER stands BEFORE UPDATE ON lease_corrections FOR EACH ROW EXECUTE FUNCTION check_correction_stands();
--> statement-breakpoint
-- A month that was closed stays closed. Hand-written.
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON month_closes FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
ALTER TABLE month_closes ADD CONSTRAINT month_closes_start CHECK (date_trunc('month', month) = month);
