-- The comparison's other side: a ledger of transfers in PL/pgSQL as pgledger describes it, written for this benchmark. Each account is a row
-- with its balance and a version; a transfer locks both accounts in the order of their ids, writes both, leaves two entries that hold the
-- balance before and after and the version, and is answered as it reads in the table. Ids are prefixed ULIDs made of UUIDv7. It has no
-- idempotency key, which ours has.
CREATE FUNCTION ulid(prefix text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  bits bit(130) := B'00' || ('x' || replace(uuidv7()::text, '-', ''))::bit(128);
  made text := prefix;
BEGIN
  FOR at IN 0 .. 25 LOOP
    made := made || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', 1 + substring(bits FROM 1 + 5 * at FOR 5)::bit(5)::integer, 1);
  END LOOP;
  RETURN made;
END $$;
CREATE TABLE versioned_accounts (
  id text PRIMARY KEY DEFAULT ulid('acc_'),
  name text NOT NULL,
  currency text NOT NULL,
  balance numeric NOT NULL DEFAULT 0,
  version bigint NOT NULL DEFAULT 0,
  allow_negative_balance boolean NOT NULL DEFAULT true,
  allow_positive_balance boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE versioned_transfers (
  id text PRIMARY KEY DEFAULT ulid('tra_'),
  from_account_id text NOT NULL REFERENCES versioned_accounts,
  to_account_id text NOT NULL REFERENCES versioned_accounts,
  amount numeric NOT NULL CHECK (amount > 0),
  created_at timestamptz NOT NULL DEFAULT now(),
  event_at timestamptz NOT NULL,
  metadata jsonb,
  CHECK (from_account_id <> to_account_id)
);
CREATE INDEX ON versioned_transfers (from_account_id);
CREATE INDEX ON versioned_transfers (to_account_id);
CREATE INDEX ON versioned_transfers (event_at);
CREATE TABLE versioned_entries (
  id text PRIMARY KEY DEFAULT ulid('ent_'),
  account_id text NOT NULL REFERENCES versioned_accounts,
  transfer_id text NOT NULL REFERENCES versioned_transfers,
  amount numeric NOT NULL,
  previous_balance numeric NOT NULL,
  current_balance numeric NOT NULL,
  account_version bigint NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON versioned_entries (account_id);
CREATE INDEX ON versioned_entries (transfer_id);

CREATE TYPE transfer_wish AS (payer text, payee text, amount numeric);

CREATE FUNCTION move_balance(account text, change numeric) RETURNS versioned_accounts LANGUAGE plpgsql AS $$
DECLARE changed versioned_accounts;
BEGIN
  UPDATE versioned_accounts SET balance = balance + change, version = version + 1, updated_at = now() WHERE id = account RETURNING * INTO changed;
  IF (changed.balance < 0 AND NOT changed.allow_negative_balance) OR (changed.balance > 0 AND NOT changed.allow_positive_balance) THEN
    RAISE EXCEPTION 'account % does not allow a balance of %', account, changed.balance;
  END IF;
  RETURN changed;
END $$;

CREATE FUNCTION create_transfers(wishes transfer_wish[], happened_at timestamptz, details jsonb) RETURNS SETOF versioned_transfers LANGUAGE plpgsql AS $$
DECLARE
  wish transfer_wish;
  account text;
  payer versioned_accounts;
  payee versioned_accounts;
  made text;
  all_made text[] := '{}';
BEGIN
  FOR account IN SELECT DISTINCT unnest(ARRAY[w.payer, w.payee]) AS id FROM unnest(wishes) w ORDER BY id LOOP
    PERFORM FROM versioned_accounts WHERE id = account FOR UPDATE;
  END LOOP;
  FOREACH wish IN ARRAY wishes LOOP
    payer := move_balance(wish.payer, -wish.amount);
    payee := move_balance(wish.payee, wish.amount);
    IF payer.currency <> payee.currency THEN
      RAISE EXCEPTION 'accounts % and % are in different currencies', wish.payer, wish.payee;
    END IF;
    INSERT INTO versioned_transfers (from_account_id, to_account_id, amount, event_at, metadata)
      VALUES (wish.payer, wish.payee, wish.amount, coalesce(happened_at, now()), details) RETURNING id INTO made;
    INSERT INTO versioned_entries (account_id, transfer_id, amount, previous_balance, current_balance, account_version)
      VALUES (wish.payer, made, -wish.amount, payer.balance + wish.amount, payer.balance, payer.version);
    INSERT INTO versioned_entries (account_id, transfer_id, amount, previous_balance, current_balance, account_version)
      VALUES (wish.payee, made, wish.amount, payee.balance - wish.amount, payee.balance, payee.version);
    all_made := all_made || made;
  END LOOP;
  RETURN QUERY SELECT * FROM versioned_transfers WHERE id = ANY (all_made) ORDER BY id;
END $$;

CREATE FUNCTION create_transfer(payer text, payee text, amount numeric, happened_at timestamptz DEFAULT NULL, details jsonb DEFAULT NULL)
RETURNS SETOF versioned_transfers LANGUAGE plpgsql AS $$
BEGIN
  RETURN QUERY SELECT * FROM create_transfers(ARRAY[(payer, payee, amount)::transfer_wish], happened_at, details);
END $$;
