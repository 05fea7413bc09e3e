-- References of the tables with the most rows, checked once a statement instead of once a row. Hand-written.
-- A foreign key promises two things: what is referred to is there when the row is written, and stays. The first is a trigger that looks
-- up the statement's distinct references (after the statement, each query on a snapshot of its own, like a foreign key's); the second
-- are triggers on the parents, whose rows are never deleted, or not while a segment refers to them.
-- A session keeps the plans of its triggers, made perhaps when a table was empty. So each look-up is written and set such that a b-tree
-- entered by the key is the only plan there is: scalar subqueries and `= ANY (ARRAY(…))` are never turned into joins.
CREATE OR REPLACE FUNCTION check_entries_balance() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off AS $$
DECLARE bad record;
BEGIN
  -- All entries of a transaction come in one statement: it must hold line 0, which the primary key admits once.
  SELECT n.* INTO bad FROM (
    SELECT c.transaction_number, bool_and(c.total = 0) AS balanced, min(c.line) = 0 AS complete FROM (
      SELECT transaction_number, currency, sum(amount_micros) AS total, min(line) AS line FROM new_entries GROUP BY 1, 2) c
    GROUP BY 1) n
  WHERE NOT n.balanced OR NOT n.complete
    OR (SELECT t.number FROM ledger_transactions t WHERE t.number = n.transaction_number) IS NULL LIMIT 1;
  IF FOUND AND NOT bad.balanced THEN
    RAISE EXCEPTION 'ledger transaction % does not balance', bad.transaction_number
      USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_entries_balance';
  ELSIF FOUND AND NOT bad.complete THEN
    RAISE EXCEPTION 'ledger transaction % is complete: entries come with line 0 in one statement', bad.transaction_number
      USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_entries_complete';
  ELSIF FOUND THEN
    RAISE EXCEPTION 'ledger_entries_transaction: there is no ledger transaction %', bad.transaction_number
      USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'ledger_entries_transaction';
  END IF;
  SELECT n.* INTO bad FROM (SELECT DISTINCT account_number, currency FROM new_entries) n
  WHERE (SELECT a.number FROM ledger_accounts a WHERE a.number = n.account_number AND a.currency = n.currency) IS NULL LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'ledger_entries_account: there is no ledger account % in %', bad.account_number, bad.currency
      USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'ledger_entries_account';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER balance AFTER INSERT ON ledger_entries REFERENCING NEW TABLE AS new_entries
  FOR EACH STATEMENT EXECUTE FUNCTION check_entries_balance();
--> statement-breakpoint
CREATE FUNCTION check_segments_refer() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off AS $$
DECLARE bad record;
BEGIN
  -- Against the deletion of an interval or rate (check_not_metered): a tick holds its leases under a stronger lock already.
  PERFORM FROM leases WHERE id = ANY (ARRAY(SELECT DISTINCT lease_id FROM new_segments)) FOR SHARE;
  -- That the interval is the lease's own also says that the lease is there.
  SELECT n.* INTO bad FROM (SELECT DISTINCT lease_id, interval_id FROM new_segments) n
  WHERE (SELECT i.lease_id FROM lease_intervals i WHERE i.id = n.interval_id) IS DISTINCT FROM n.lease_id LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'usage_segments_interval: lease % has no interval %', bad.lease_id, bad.interval_id
      USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'usage_segments_interval';
  END IF;
  SELECT n.* INTO bad FROM (
    SELECT lease_id, retail_rate_id AS rate_id FROM new_segments WHERE retail_rate_id IS NOT NULL
    UNION SELECT lease_id, wholesale_rate_id FROM new_segments WHERE wholesale_rate_id IS NOT NULL) n
  WHERE (SELECT r.lease_id FROM lease_rates r WHERE r.id = n.rate_id) IS DISTINCT FROM n.lease_id LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'usage_segments_rate: lease % has no rate %', bad.lease_id, bad.rate_id
      USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'usage_segments_rate';
  END IF;
  -- The row's lock keeps the term from being deleted until this transaction's segments can be seen.
  FOR bad IN SELECT DISTINCT tax_rate_id AS id FROM new_segments WHERE tax_rate_id IS NOT NULL ORDER BY 1 LOOP
    PERFORM FROM tax_rates WHERE id = bad.id FOR KEY SHARE;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'usage_segments_tax_rate: there is no tax rate %', bad.id
        USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'usage_segments_tax_rate';
    END IF;
  END LOOP;
  FOR bad IN SELECT DISTINCT fx_rate_id AS id FROM new_segments WHERE fx_rate_id IS NOT NULL ORDER BY 1 LOOP
    PERFORM FROM fx_rates WHERE id = bad.id FOR KEY SHARE;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'usage_segments_fx_rate: there is no conversion rate %', bad.id
        USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'usage_segments_fx_rate';
    END IF;
  END LOOP;
  SELECT n.transaction_number INTO bad FROM new_segments n
  WHERE n.transaction_number IS NOT NULL
    AND (SELECT t.number FROM ledger_transactions t WHERE t.number = n.transaction_number) IS NULL LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'usage_segments_transaction: there is no ledger transaction %', bad.transaction_number
      USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'usage_segments_transaction';
  END IF;
  -- A neighbour ends where this one begins: in the statement itself, or else the last segment that begins before. Starts are unique and
  -- nothing is deleted, so by induction from the one first segment all of a lease's are one unbroken row: no gap, overlap or fork.
  SELECT n.lease_id, n.prev_end INTO bad FROM (
    SELECT lease_id, prev_end, lag(seg_end) OVER (PARTITION BY lease_id ORDER BY seg_start) AS neighbour_end FROM new_segments) n
  WHERE n.prev_end IS NOT NULL AND n.prev_end IS DISTINCT FROM n.neighbour_end AND n.prev_end IS DISTINCT FROM (
    SELECT CASE WHEN s.lease_id = n.lease_id THEN s.seg_end END FROM usage_segments s
    WHERE (s.lease_id, s.seg_start) < (n.lease_id, n.prev_end) ORDER BY s.lease_id DESC, s.seg_start DESC LIMIT 1)
  LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'usage_segments_chain: no segment of lease % ends at %', bad.lease_id, bad.prev_end
      USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'usage_segments_chain';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER refers AFTER INSERT ON usage_segments REFERENCING NEW TABLE AS new_segments
  FOR EACH STATEMENT EXECUTE FUNCTION check_segments_refer();
--> statement-breakpoint
CREATE TRIGGER no_deletion BEFORE DELETE OR TRUNCATE ON ledger_accounts FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER no_deletion BEFORE DELETE OR TRUNCATE ON leases FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER no_truncation BEFORE TRUNCATE ON lease_intervals FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER no_truncation BEFORE TRUNCATE ON lease_rates FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER no_truncation BEFORE TRUNCATE ON tax_rates FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER no_truncation BEFORE TRUNCATE ON fx_rates FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE FUNCTION refuse_new_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'what names a row of % never changes', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER key_stays BEFORE UPDATE OF number, currency ON ledger_accounts FOR EACH ROW
  WHEN ((OLD.number, OLD.currency) IS DISTINCT FROM (NEW.number, NEW.currency)) EXECUTE FUNCTION refuse_new_key();
--> statement-breakpoint
CREATE TRIGGER key_stays BEFORE UPDATE OF id ON leases FOR EACH ROW
  WHEN (OLD.id IS DISTINCT FROM NEW.id) EXECUTE FUNCTION refuse_new_key();
--> statement-breakpoint
CREATE TRIGGER key_stays BEFORE UPDATE OF id, lease_id ON lease_intervals FOR EACH ROW
  WHEN ((OLD.id, OLD.lease_id) IS DISTINCT FROM (NEW.id, NEW.lease_id)) EXECUTE FUNCTION refuse_new_key();
--> statement-breakpoint
CREATE TRIGGER key_stays BEFORE UPDATE OF id, lease_id ON lease_rates FOR EACH ROW
  WHEN ((OLD.id, OLD.lease_id) IS DISTINCT FROM (NEW.id, NEW.lease_id)) EXECUTE FUNCTION refuse_new_key();
--> statement-breakpoint
CREATE TRIGGER key_stays BEFORE UPDATE OF id ON tax_rates FOR EACH ROW
  WHEN (OLD.id IS DISTINCT FROM NEW.id) EXECUTE FUNCTION refuse_new_key();
--> statement-breakpoint
CREATE TRIGGER key_stays BEFORE UPDATE OF id ON fx_rates FOR EACH ROW
  WHEN (OLD.id IS DISTINCT FROM NEW.id) EXECUTE FUNCTION refuse_new_key();
--> statement-breakpoint
-- An interval or rate that a segment refers to stays. The lease's lock, which every writer of its segments holds, puts the two in an order;
-- only read committed looks afresh once it has it.
CREATE FUNCTION check_not_metered() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE metered boolean;
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'rows of % are deleted in read committed transactions only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
  END IF;
  PERFORM FROM leases WHERE id = OLD.lease_id FOR NO KEY UPDATE;
  IF TG_TABLE_NAME = 'lease_intervals' THEN
    metered := EXISTS (SELECT FROM usage_segments WHERE lease_id = OLD.lease_id AND interval_id = OLD.id);
  ELSE
    metered := EXISTS (SELECT FROM usage_segments WHERE lease_id = OLD.lease_id AND OLD.id IN (retail_rate_id, wholesale_rate_id));
  END IF;
  IF metered THEN
    RAISE EXCEPTION 'usage segments refer to % of %', OLD.id, TG_TABLE_NAME
      USING ERRCODE = 'foreign_key_violation', CONSTRAINT = TG_TABLE_NAME || '_metered';
  END IF;
  RETURN OLD;
END $$;
--> statement-breakpoint
CREATE TRIGGER not_metered BEFORE DELETE ON lease_intervals FOR EACH ROW EXECUTE FUNCTION check_not_metered();
--> statement-breakpoint
-- Named so that it takes the lease's lock before `not_billed` reads the lease's cursor.
CREATE TRIGGER metered_not BEFORE DELETE ON lease_rates FOR EACH ROW EXECUTE FUNCTION check_not_metered();
--> statement-breakpoint
-- After the deletion, which has waited for the segments that hold the term's row.
CREATE FUNCTION check_term_not_used() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE used boolean;
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'rows of % are deleted in read committed transactions only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
  END IF;
  IF TG_TABLE_NAME = 'tax_rates' THEN
    used := EXISTS (SELECT FROM usage_segments WHERE tax_rate_id = OLD.id);
  ELSE
    used := EXISTS (SELECT FROM usage_segments WHERE fx_rate_id = OLD.id);
  END IF;
  IF used THEN
    RAISE EXCEPTION 'usage segments refer to % of %', OLD.id, TG_TABLE_NAME
      USING ERRCODE = 'foreign_key_violation', CONSTRAINT = TG_TABLE_NAME || '_used';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER not_used AFTER DELETE ON tax_rates FOR EACH ROW EXECUTE FUNCTION check_term_not_used();
--> statement-breakpoint
CREATE TRIGGER not_used AFTER DELETE ON fx_rates FOR EACH ROW EXECUTE FUNCTION check_term_not_used();
--> statement-breakpoint
-- One movement in one call: its transaction, its entries, the balances of the tenants' accounts, each row locked by its update. The caller
-- has checked that the lines balance, the trigger checks it again; it says in which order to take the lines' accounts, by their numbers.
CREATE FUNCTION post_transaction(
  kind text, ref text, rev integer, effective_at timestamptz, memo text, reverses bigint,
  account_numbers integer[], currencies text[], amounts bigint[], lock_order integer[]
) RETURNS bigint LANGUAGE plpgsql SET enable_seqscan = off SET enable_bitmapscan = off AS $$
#variable_conflict use_column
DECLARE
  posted bigint;
  line integer;
BEGIN
  INSERT INTO ledger_transactions (kind, ref, rev, effective_at, memo, reverses) VALUES ($1, $2, $3, $4, $5, $6) RETURNING number INTO posted;
  INSERT INTO ledger_entries (transaction_number, line, account_number, currency, amount_micros)
    SELECT posted, e.line - 1, e.account_number, e.currency, e.amount
    FROM unnest($7, $8, $9) WITH ORDINALITY AS e (account_number, currency, amount, line);
  FOREACH line IN ARRAY $10 LOOP
    UPDATE ledger_accounts SET balance_micros = balance_micros + $9[line] WHERE number = $7[line] AND balance_micros IS NOT NULL;
  END LOOP;
  RETURN posted;
END $$;
