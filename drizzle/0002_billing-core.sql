DROP INDEX IF EXISTS "price_books_one_default";
--> statement-breakpoint
ALTER TABLE "ledger_entries" DROP CONSTRAINT "ledger_entries_account";
--> statement-breakpoint
ALTER TABLE "usage_adjustments" DROP CONSTRAINT "usage_adjustments_transaction_id_ledger_transactions_id_fk";
--> statement-breakpoint
ALTER TABLE "usage_adjustments" DROP COLUMN "transaction_id";
--> statement-breakpoint
ALTER TABLE "ledger_accounts" DROP CONSTRAINT "ledger_accounts_currency";
--> statement-breakpoint
ALTER TABLE "ledger_accounts" DROP CONSTRAINT "ledger_accounts_once";
--> statement-breakpoint
ALTER TABLE "ledger_accounts" ADD COLUMN "number" integer NOT NULL GENERATED ALWAYS AS IDENTITY (sequence name "ledger_accounts_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1);
--> statement-breakpoint
ALTER TABLE "ledger_accounts" ADD COLUMN "qualifier" text DEFAULT '' NOT NULL;
--> statement-breakpoint
ALTER TABLE "ledger_accounts" ADD CONSTRAINT "ledger_accounts_number" UNIQUE("number","currency");
--> statement-breakpoint
ALTER TABLE "ledger_accounts" ADD CONSTRAINT "ledger_accounts_once" UNIQUE NULLS NOT DISTINCT("kind","organization_id","currency","qualifier");
--> statement-breakpoint
ALTER TABLE "ledger_accounts" ADD CONSTRAINT "ledger_accounts_qualifier" CHECK ((kind = 'tax') = (qualifier <> ''));
--> statement-breakpoint
CREATE TABLE "budgets" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"name" text NOT NULL,
	"currency" text NOT NULL,
	"monthly_micros" bigint NOT NULL,
	"alert_bps" integer[] NOT NULL,
	"created_by" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"removed_at" timestamp (3) with time zone,
	CONSTRAINT "budgets_amount" CHECK (monthly_micros > 0)
);
--> statement-breakpoint
CREATE TABLE "document_series" (
	"series" text PRIMARY KEY NOT NULL,
	"next" integer DEFAULT 1 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "month_closes" (
	"month" date PRIMARY KEY NOT NULL,
	"statement_count" integer NOT NULL,
	"closed_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "statement_lines" (
	"statement_id" text NOT NULL,
	"line" integer NOT NULL,
	"type" text NOT NULL,
	"lease_id" text,
	"sku_code" text,
	"micros_per_unit_hour" bigint,
	"units" integer,
	"seconds" bigint,
	"description" text NOT NULL,
	"amount_micros" bigint NOT NULL,
	"amount_minor" bigint NOT NULL,
	"from" timestamp (3) with time zone,
	"to" timestamp (3) with time zone,
	CONSTRAINT "statement_lines_statement_id_line_pk" PRIMARY KEY("statement_id","line")
);
--> statement-breakpoint
CREATE TABLE "statements" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"organization_id" text NOT NULL,
	"currency" text NOT NULL,
	"month" date NOT NULL,
	"number" text NOT NULL,
	"previous_id" text,
	"high_water" bigint NOT NULL,
	"low_water" bigint NOT NULL,
	"opening_micros" bigint NOT NULL,
	"closing_micros" bigint NOT NULL,
	"total_minor" bigint NOT NULL,
	"rounding_micros" bigint NOT NULL,
	"parties" jsonb NOT NULL,
	"content_hash" text NOT NULL,
	"issued_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "statements_number" UNIQUE("number"),
	CONSTRAINT "statements_month_start" CHECK (date_trunc('month', month) = month),
	CONSTRAINT "statements_marks" CHECK (low_water BETWEEN 0 AND high_water + 1)
);
--> statement-breakpoint
CREATE TABLE "customer_discounts" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"sku_id" text,
	"discount_bps" integer NOT NULL,
	"during" "tstzrange" NOT NULL,
	"reason" text NOT NULL,
	"created_by" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"withdrawn_at" timestamp (3) with time zone,
	"ended_by" text,
	CONSTRAINT "customer_discounts_withdrawn" CHECK (withdrawn_at IS NULL OR withdrawn_at < lower(during)),
	CONSTRAINT "customer_discounts_bps" CHECK (discount_bps BETWEEN 1 AND 9999)
);
--> statement-breakpoint
CREATE TABLE "ledger_day_balances" (
	"day" date NOT NULL,
	"account_number" integer NOT NULL,
	"balance_micros" bigint NOT NULL,
	CONSTRAINT "ledger_day_balances_day_account_number_pk" PRIMARY KEY("day","account_number")
);
--> statement-breakpoint
CREATE TABLE "ledger_day_closes" (
	"day" date PRIMARY KEY NOT NULL,
	"high_water" bigint NOT NULL,
	"transaction_count" bigint NOT NULL,
	"hash" text NOT NULL,
	"previous_hash" text NOT NULL,
	"closed_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "ledger_day_closes_hash" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "manual_adjustments" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"organization_id" text NOT NULL,
	"account_kind" text NOT NULL,
	"contra_kind" text NOT NULL,
	"currency" text NOT NULL,
	"amount_micros" bigint NOT NULL,
	"reason" text NOT NULL,
	"idempotency_key" text NOT NULL,
	"requested_by" text NOT NULL,
	"requested_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"decided_by" text,
	"decided_at" timestamp (3) with time zone,
	"decision_note" text,
	"transaction_number" bigint,
	CONSTRAINT "manual_adjustments_once" UNIQUE("idempotency_key"),
	CONSTRAINT "manual_adjustments_nonzero" CHECK (amount_micros <> 0),
	CONSTRAINT "manual_adjustments_posted" CHECK ((state = 'posted') = (transaction_number IS NOT NULL)),
	CONSTRAINT "manual_adjustments_decided" CHECK ((state = 'rejected') <= (decided_at IS NOT NULL))
);
--> statement-breakpoint
CREATE TABLE "promo_grants" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"currency" text NOT NULL,
	"amount_micros" bigint NOT NULL,
	"remaining_micros" bigint NOT NULL,
	"reason" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"uses" integer DEFAULT 0 NOT NULL,
	"idempotency_key" text NOT NULL,
	"created_by" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "promo_grants_once" UNIQUE("organization_id","idempotency_key"),
	CONSTRAINT "promo_grants_amounts" CHECK (amount_micros > 0 AND remaining_micros BETWEEN 0 AND amount_micros)
);
--> statement-breakpoint
CREATE TABLE "hour_closes" (
	"hour" timestamp (3) with time zone PRIMARY KEY NOT NULL,
	"stalled_leases" integer NOT NULL,
	"closed_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "lease_corrections" (
	"id" text PRIMARY KEY NOT NULL,
	"lease_id" text NOT NULL,
	"kind" text NOT NULL,
	"during" "tstzrange" NOT NULL,
	"state" text,
	"micros_per_unit_hour" bigint,
	"reason" text NOT NULL,
	"evidence" text,
	"idempotency_key" text,
	"remainder_of" text,
	"created_by" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"superseded_at" timestamp (3) with time zone,
	CONSTRAINT "lease_corrections_once" UNIQUE("lease_id","idempotency_key"),
	CONSTRAINT "lease_corrections_origin" CHECK (num_nonnulls(idempotency_key, remainder_of) <= 1),
	CONSTRAINT "lease_corrections_value" CHECK ((kind = 'state' AND state IN ('running', 'unreachable') AND micros_per_unit_hour IS NULL)
      OR (kind <> 'state' AND state IS NULL AND micros_per_unit_hour >= 0))
);
--> statement-breakpoint
CREATE TABLE "sla_checks" (
	"lease_id" text NOT NULL,
	"window" "tstzrange" NOT NULL,
	"correction_count" integer NOT NULL,
	"checked_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "sla_checks_lease_id_window_pk" PRIMARY KEY("lease_id","window")
);
--> statement-breakpoint
CREATE TABLE "sla_credits" (
	"lease_id" text NOT NULL,
	"window" "tstzrange" NOT NULL,
	"rule_id" text NOT NULL,
	"unreachable_seconds" bigint NOT NULL,
	"retail_micros" bigint NOT NULL,
	"credit_micros" bigint NOT NULL,
	"converted_micros" bigint,
	"charged_back_micros" bigint NOT NULL,
	"transaction_number" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sla_credits_lease_id_window_rule_id_pk" PRIMARY KEY("lease_id","window","rule_id"),
	CONSTRAINT "sla_credits_amounts" CHECK (credit_micros > 0 AND charged_back_micros BETWEEN 0 AND credit_micros)
);
--> statement-breakpoint
CREATE TABLE "sla_rules" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"window" text NOT NULL,
	"allowed_seconds" integer NOT NULL,
	"credit_bps" integer NOT NULL,
	"during" "tstzrange" NOT NULL,
	"created_by" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sla_rules_bounds" CHECK (allowed_seconds >= 0 AND credit_bps BETWEEN 1 AND 10000)
);
--> statement-breakpoint
CREATE TABLE "notices" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text,
	"key" text NOT NULL,
	"severity" text NOT NULL,
	"title" text NOT NULL,
	"body" text NOT NULL,
	"href" text,
	"detail" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"raised_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"seen_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"resolved_at" timestamp (3) with time zone,
	"resolved_by" text,
	"ended_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "customer_standings" (
	"organization_id" text NOT NULL,
	"currency" text NOT NULL,
	"left_micros" bigint NOT NULL,
	"burn_micros_per_hour" bigint NOT NULL,
	"runway_seconds" bigint,
	"limited_by" text,
	"looked_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "customer_standings_organization_id_currency_pk" PRIMARY KEY("organization_id","currency"),
	CONSTRAINT "customer_standings_limit" CHECK ((runway_seconds IS NULL) = (limited_by IS NULL))
);
--> statement-breakpoint
CREATE TABLE "customer_tax_profiles" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"jurisdiction" text NOT NULL,
	"legal_name" text NOT NULL,
	"address" text NOT NULL,
	"tax_id" text,
	"exempt" boolean DEFAULT false NOT NULL,
	"during" "tstzrange" NOT NULL,
	"created_by" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "customer_terms" (
	"organization_id" text PRIMARY KEY NOT NULL,
	"segment" text DEFAULT 'standard' NOT NULL,
	"billing_currency" text DEFAULT 'USD' NOT NULL,
	"credit_limit_micros" bigint DEFAULT 0 NOT NULL,
	"monthly_cap_micros" bigint,
	"data_retention_days" integer DEFAULT 7 NOT NULL,
	"updated_by" text,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "customer_terms_credit" CHECK (credit_limit_micros >= 0),
	CONSTRAINT "customer_terms_cap" CHECK (monthly_cap_micros IS NULL OR monthly_cap_micros > 0),
	CONSTRAINT "customer_terms_retention" CHECK (data_retention_days BETWEEN 1 AND 90),
	CONSTRAINT "customer_terms_segment" CHECK (segment ~ '^[a-z0-9-]{1,40}$')
);
--> statement-breakpoint
CREATE TABLE "fx_rates" (
	"id" text PRIMARY KEY NOT NULL,
	"base" text NOT NULL,
	"quote" text NOT NULL,
	"rate_e9" bigint NOT NULL,
	"during" "tstzrange" NOT NULL,
	"source" text NOT NULL,
	"created_by" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "fx_rates_rate" CHECK (rate_e9 > 0),
	CONSTRAINT "fx_rates_two" CHECK (base <> quote)
);
--> statement-breakpoint
CREATE TABLE "tax_rates" (
	"id" text PRIMARY KEY NOT NULL,
	"jurisdiction" text NOT NULL,
	"name" text NOT NULL,
	"rate_bps" integer NOT NULL,
	"reverse_charge" boolean DEFAULT false NOT NULL,
	"during" "tstzrange" NOT NULL,
	"created_by" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "tax_rates_bps" CHECK (rate_bps BETWEEN 0 AND 5000),
	CONSTRAINT "tax_rates_jurisdiction_code" CHECK (jurisdiction ~ '^[A-Z]{2}(-[A-Z0-9]{1,3})?$')
);
--> statement-breakpoint
CREATE TABLE "wholesale_commitments" (
	"id" text PRIMARY KEY NOT NULL,
	"contract_id" text NOT NULL,
	"model_id" text NOT NULL,
	"accelerator_hours_per_month" integer NOT NULL,
	"micros_per_accelerator_hour" bigint NOT NULL,
	"during" "tstzrange" NOT NULL,
	"created_by" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "wholesale_commitments_hours" CHECK (accelerator_hours_per_month BETWEEN 1 AND 100000000),
	CONSTRAINT "wholesale_commitments_price" CHECK (micros_per_accelerator_hour >= 0)
);
--> statement-breakpoint
CREATE TABLE "wholesale_contracts" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"name" text NOT NULL,
	"currency" text NOT NULL,
	"during" "tstzrange" NOT NULL,
	"hold_back_bps" integer DEFAULT 0 NOT NULL,
	"hold_back_months" integer DEFAULT 1 NOT NULL,
	"sla_charge_back_bps" integer DEFAULT 10000 NOT NULL,
	"created_by" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "wholesale_contracts_shares" CHECK (hold_back_bps BETWEEN 0 AND 10000 AND hold_back_months BETWEEN 1 AND 24 AND sla_charge_back_bps BETWEEN 0 AND 10000)
);
--> statement-breakpoint
CREATE TABLE "wholesale_rates" (
	"id" text PRIMARY KEY NOT NULL,
	"contract_id" text NOT NULL,
	"sku_id" text NOT NULL,
	"site_id" text,
	"micros_per_unit_hour" bigint NOT NULL,
	"during" "tstzrange" NOT NULL,
	"created_by" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "wholesale_rates_price" CHECK (micros_per_unit_hour >= 0)
);
--> statement-breakpoint
CREATE SCHEMA openhall_migrating;
--> statement-breakpoint
ALTER TABLE ledger_transactions SET SCHEMA openhall_migrating;
--> statement-breakpoint
ALTER TABLE ledger_entries SET SCHEMA openhall_migrating;
--> statement-breakpoint
ALTER TABLE usage_segments SET SCHEMA openhall_migrating;
--> statement-breakpoint
CREATE TABLE "ledger_entries" (
	"transaction_number" bigint NOT NULL,
	"amount_micros" bigint NOT NULL,
	"account_number" integer NOT NULL,
	"line" smallint NOT NULL,
	"currency" text NOT NULL,
	CONSTRAINT "ledger_entries_transaction_number_line_pk" PRIMARY KEY("transaction_number","line"),
	CONSTRAINT "ledger_entries_nonzero" CHECK (amount_micros <> 0)
);
--> statement-breakpoint
CREATE TABLE "ledger_transactions" (
	"number" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "ledger_transactions_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"effective_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"reverses" bigint,
	"rev" integer DEFAULT 0 NOT NULL,
	"kind" text NOT NULL,
	"ref" text NOT NULL,
	"memo" text,
	CONSTRAINT "ledger_transactions_fact" UNIQUE("kind","ref","rev")
);
--> statement-breakpoint
CREATE TABLE "usage_segments" (
	"lease_id" text NOT NULL,
	"seg_start" timestamp (3) with time zone NOT NULL,
	"seg_end" timestamp (3) with time zone NOT NULL,
	"prev_end" timestamp (3) with time zone,
	"interval_id" text NOT NULL,
	"state" text NOT NULL,
	"units" integer NOT NULL,
	"retail_rate_id" text,
	"wholesale_rate_id" text,
	"retail_micros" bigint NOT NULL,
	"wholesale_micros" bigint NOT NULL,
	"tax_micros" bigint DEFAULT 0 NOT NULL,
	"tax_rate_id" text,
	"charge_micros" bigint,
	"fx_rate_id" text,
	"zero_reason" text,
	"transaction_number" bigint,
	CONSTRAINT "usage_segments_lease_id_seg_start_pk" PRIMARY KEY("lease_id","seg_start"),
	CONSTRAINT "usage_segments_forward" CHECK (seg_start < seg_end),
	CONSTRAINT "usage_segments_adjacent" CHECK (prev_end IS NULL OR prev_end = seg_start),
	CONSTRAINT "usage_segments_hour" CHECK (seg_end <= date_trunc('hour', seg_start, 'UTC') + interval '1 hour'),
	CONSTRAINT "usage_segments_seconds" CHECK (date_trunc('second', seg_start) = seg_start AND date_trunc('second', seg_end) = seg_end),
	CONSTRAINT "usage_segments_zero" CHECK ((zero_reason IS NOT NULL AND retail_micros = 0 AND retail_rate_id IS NULL) OR (zero_reason IS NULL AND retail_rate_id IS NOT NULL)),
	CONSTRAINT "usage_segments_posted" CHECK ((transaction_number IS NULL) = (retail_micros = 0 AND wholesale_micros = 0 AND tax_micros = 0)),
	CONSTRAINT "usage_segments_converted" CHECK ((fx_rate_id IS NULL) = (charge_micros IS NULL)),
	CONSTRAINT "usage_segments_taxed" CHECK (tax_micros = 0 OR tax_rate_id IS NOT NULL)
);
--> statement-breakpoint
INSERT INTO public.ledger_transactions (effective_at, created_at, rev, kind, ref, memo)
  SELECT effective_at, created_at, rev, kind, ref, memo FROM openhall_migrating.ledger_transactions ORDER BY id;
--> statement-breakpoint
INSERT INTO public.ledger_entries (transaction_number, amount_micros, account_number, line, currency)
  SELECT n.number, e.amount_micros, a.number, e.line, e.currency FROM openhall_migrating.ledger_entries e
  JOIN openhall_migrating.ledger_transactions t ON t.id = e.transaction_id
  JOIN public.ledger_transactions n ON (n.kind, n.ref, n.rev) = (t.kind, t.ref, t.rev)
  JOIN ledger_accounts a ON a.id = e.account_id;
--> statement-breakpoint
INSERT INTO public.usage_segments (lease_id, seg_start, seg_end, prev_end, interval_id, state, units, retail_rate_id, wholesale_rate_id,
    retail_micros, wholesale_micros, zero_reason, transaction_number)
  SELECT s.lease_id, s.seg_start, s.seg_end, s.prev_end, s.interval_id, s.state, s.units, s.retail_rate_id, s.wholesale_rate_id,
    s.retail_micros, s.wholesale_micros, s.zero_reason, n.number FROM openhall_migrating.usage_segments s
  LEFT JOIN openhall_migrating.ledger_transactions t ON t.id = s.transaction_id
  LEFT JOIN public.ledger_transactions n ON (n.kind, n.ref, n.rev) = (t.kind, t.ref, t.rev);
--> statement-breakpoint
DROP SCHEMA openhall_migrating CASCADE;
--> statement-breakpoint
ALTER TABLE "price_book_entries" DROP CONSTRAINT "price_book_entries_basis";
--> statement-breakpoint
ALTER TABLE "skus" DROP CONSTRAINT "skus_count_positive";
--> statement-breakpoint
ALTER TABLE "lease_rates" DROP CONSTRAINT "lease_rates_source";
--> statement-breakpoint
DROP INDEX "ledger_holds_ref";
--> statement-breakpoint
ALTER TABLE "lease_accelerators" DROP CONSTRAINT "lease_accelerators_lease_id_accelerator_id_pk";
--> statement-breakpoint
ALTER TABLE "skus" ALTER COLUMN "model_id" DROP NOT NULL;
--> statement-breakpoint
ALTER TABLE "lease_accelerators" ADD CONSTRAINT "lease_accelerators_lease_id_accelerator_id_claimed_at_pk" PRIMARY KEY("lease_id","accelerator_id","claimed_at");
--> statement-breakpoint
ALTER TABLE "price_book_entries" ADD COLUMN "cap_micros" bigint;
--> statement-breakpoint
ALTER TABLE "price_book_entries" ADD COLUMN "applies_to_running" boolean DEFAULT false NOT NULL;
--> statement-breakpoint
ALTER TABLE "price_book_entries" ADD COLUMN "withdrawn_at" timestamp (3) with time zone;
--> statement-breakpoint
ALTER TABLE "price_book_entries" ADD COLUMN "withdrawn_by" text;
--> statement-breakpoint
ALTER TABLE "price_books" ADD COLUMN "segment" text;
--> statement-breakpoint
ALTER TABLE "price_books" ADD COLUMN "notice_days" integer DEFAULT 14 NOT NULL;
--> statement-breakpoint
ALTER TABLE "skus" ADD COLUMN "kind" text DEFAULT 'compute' NOT NULL;
--> statement-breakpoint
ALTER TABLE "lease_rates" ADD COLUMN "discount_id" text;
--> statement-breakpoint
ALTER TABLE "lease_rates" ADD COLUMN "wholesale_rate_id" text;
--> statement-breakpoint
ALTER TABLE "leases" ADD COLUMN "billing_currency" text;
--> statement-breakpoint
UPDATE leases SET billing_currency = currency;
--> statement-breakpoint
ALTER TABLE "leases" ALTER COLUMN "billing_currency" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "leases" ADD COLUMN "disk_gib" integer DEFAULT 20 NOT NULL;
--> statement-breakpoint
ALTER TABLE "leases" ADD COLUMN "incarnation" integer DEFAULT 1 NOT NULL;
--> statement-breakpoint
ALTER TABLE "leases" ADD COLUMN "stop_keeps_data" boolean DEFAULT false NOT NULL;
--> statement-breakpoint
ALTER TABLE "leases" ADD COLUMN "ends_at" timestamp (3) with time zone;
--> statement-breakpoint
ALTER TABLE "leases" ADD COLUMN "spend_limit_micros" bigint;
--> statement-breakpoint
ALTER TABLE "leases" ADD COLUMN "retain_until" timestamp (3) with time zone;
--> statement-breakpoint
ALTER TABLE "usage_adjustments" ADD COLUMN "delta_tax_micros" bigint DEFAULT 0 NOT NULL;
--> statement-breakpoint
ALTER TABLE "usage_adjustments" ADD COLUMN "delta_charge_micros" bigint;
--> statement-breakpoint
ALTER TABLE "usage_adjustments" ADD COLUMN "correction_id" text;
--> statement-breakpoint
ALTER TABLE "usage_adjustments" ADD COLUMN "transaction_number" bigint;
--> statement-breakpoint
ALTER TABLE "budgets" ADD CONSTRAINT "budgets_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "budgets" ADD CONSTRAINT "budgets_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "statement_lines" ADD CONSTRAINT "statement_lines_statement_id_statements_id_fk" FOREIGN KEY ("statement_id") REFERENCES "public"."statements"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "statement_lines" ADD CONSTRAINT "statement_lines_lease_id_leases_id_fk" FOREIGN KEY ("lease_id") REFERENCES "public"."leases"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "statements" ADD CONSTRAINT "statements_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "customer_discounts" ADD CONSTRAINT "customer_discounts_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "customer_discounts" ADD CONSTRAINT "customer_discounts_sku_id_skus_id_fk" FOREIGN KEY ("sku_id") REFERENCES "public"."skus"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "customer_discounts" ADD CONSTRAINT "customer_discounts_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "customer_discounts" ADD CONSTRAINT "customer_discounts_ended_by_users_id_fk" FOREIGN KEY ("ended_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "ledger_day_balances" ADD CONSTRAINT "ledger_day_balances_day_ledger_day_closes_day_fk" FOREIGN KEY ("day") REFERENCES "public"."ledger_day_closes"("day") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "manual_adjustments" ADD CONSTRAINT "manual_adjustments_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "manual_adjustments" ADD CONSTRAINT "manual_adjustments_requested_by_users_id_fk" FOREIGN KEY ("requested_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "manual_adjustments" ADD CONSTRAINT "manual_adjustments_decided_by_users_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "manual_adjustments" ADD CONSTRAINT "manual_adjustments_transaction_number_ledger_transactions_number_fk" FOREIGN KEY ("transaction_number") REFERENCES "public"."ledger_transactions"("number") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "promo_grants" ADD CONSTRAINT "promo_grants_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "promo_grants" ADD CONSTRAINT "promo_grants_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "lease_corrections" ADD CONSTRAINT "lease_corrections_lease_id_leases_id_fk" FOREIGN KEY ("lease_id") REFERENCES "public"."leases"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "lease_corrections" ADD CONSTRAINT "lease_corrections_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "lease_corrections" ADD CONSTRAINT "lease_corrections_remainder" FOREIGN KEY ("remainder_of") REFERENCES "public"."lease_corrections"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "sla_checks" ADD CONSTRAINT "sla_checks_lease_id_leases_id_fk" FOREIGN KEY ("lease_id") REFERENCES "public"."leases"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "sla_credits" ADD CONSTRAINT "sla_credits_lease_id_leases_id_fk" FOREIGN KEY ("lease_id") REFERENCES "public"."leases"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "sla_credits" ADD CONSTRAINT "sla_credits_rule_id_sla_rules_id_fk" FOREIGN KEY ("rule_id") REFERENCES "public"."sla_rules"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "sla_credits" ADD CONSTRAINT "sla_credits_transaction_number_ledger_transactions_number_fk" FOREIGN KEY ("transaction_number") REFERENCES "public"."ledger_transactions"("number") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "sla_rules" ADD CONSTRAINT "sla_rules_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "notices" ADD CONSTRAINT "notices_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "notices" ADD CONSTRAINT "notices_resolved_by_users_id_fk" FOREIGN KEY ("resolved_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "customer_standings" ADD CONSTRAINT "customer_standings_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "customer_tax_profiles" ADD CONSTRAINT "customer_tax_profiles_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "customer_tax_profiles" ADD CONSTRAINT "customer_tax_profiles_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "customer_terms" ADD CONSTRAINT "customer_terms_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "customer_terms" ADD CONSTRAINT "customer_terms_updated_by_users_id_fk" FOREIGN KEY ("updated_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "fx_rates" ADD CONSTRAINT "fx_rates_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "tax_rates" ADD CONSTRAINT "tax_rates_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "wholesale_commitments" ADD CONSTRAINT "wholesale_commitments_contract_id_wholesale_contracts_id_fk" FOREIGN KEY ("contract_id") REFERENCES "public"."wholesale_contracts"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "wholesale_commitments" ADD CONSTRAINT "wholesale_commitments_model_id_accelerator_models_id_fk" FOREIGN KEY ("model_id") REFERENCES "public"."accelerator_models"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "wholesale_commitments" ADD CONSTRAINT "wholesale_commitments_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "wholesale_contracts" ADD CONSTRAINT "wholesale_contracts_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "wholesale_contracts" ADD CONSTRAINT "wholesale_contracts_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "wholesale_rates" ADD CONSTRAINT "wholesale_rates_contract_id_wholesale_contracts_id_fk" FOREIGN KEY ("contract_id") REFERENCES "public"."wholesale_contracts"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "wholesale_rates" ADD CONSTRAINT "wholesale_rates_sku_id_skus_id_fk" FOREIGN KEY ("sku_id") REFERENCES "public"."skus"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "wholesale_rates" ADD CONSTRAINT "wholesale_rates_site_id_sites_id_fk" FOREIGN KEY ("site_id") REFERENCES "public"."sites"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "wholesale_rates" ADD CONSTRAINT "wholesale_rates_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
CREATE UNIQUE INDEX "budgets_name" ON "budgets" USING btree ("organization_id","name") WHERE removed_at IS NULL;
--> statement-breakpoint
CREATE INDEX "statement_lines_lease" ON "statement_lines" USING btree ("lease_id");
--> statement-breakpoint
CREATE UNIQUE INDEX "statements_once" ON "statements" USING btree ((kind = 'settlement'),"organization_id","month","currency");
--> statement-breakpoint
CREATE INDEX "statements_organization" ON "statements" USING btree ("organization_id","month");
--> statement-breakpoint
CREATE INDEX "statements_month" ON "statements" USING btree ("month");
--> statement-breakpoint
CREATE INDEX "customer_discounts_organization" ON "customer_discounts" USING btree ("organization_id");
--> statement-breakpoint
CREATE INDEX "manual_adjustments_state" ON "manual_adjustments" USING btree ("state","requested_at");
--> statement-breakpoint
CREATE INDEX "manual_adjustments_organization" ON "manual_adjustments" USING btree ("organization_id","requested_at");
--> statement-breakpoint
CREATE INDEX "promo_grants_open" ON "promo_grants" USING btree ("organization_id","currency","expires_at") WHERE remaining_micros > 0;
--> statement-breakpoint
CREATE INDEX "promo_grants_organization" ON "promo_grants" USING btree ("organization_id","created_at");
--> statement-breakpoint
CREATE INDEX "promo_grants_expiring" ON "promo_grants" USING btree ("expires_at") WHERE remaining_micros > 0;
--> statement-breakpoint
CREATE INDEX "lease_corrections_lease" ON "lease_corrections" USING btree ("lease_id","created_at");
--> statement-breakpoint
CREATE INDEX "lease_corrections_created" ON "lease_corrections" USING btree ("created_at");
--> statement-breakpoint
CREATE INDEX "sla_credits_created" ON "sla_credits" USING btree ("created_at");
--> statement-breakpoint
CREATE UNIQUE INDEX "notices_open" ON "notices" USING btree (coalesce(organization_id, ''),"key") WHERE resolved_at IS NULL;
--> statement-breakpoint
CREATE INDEX "notices_organization" ON "notices" USING btree ("organization_id","raised_at");
--> statement-breakpoint
CREATE INDEX "notices_lasting" ON "notices" USING btree ("organization_id","key") WHERE ended_at IS NULL;
--> statement-breakpoint
CREATE INDEX "customer_standings_runway" ON "customer_standings" USING btree ("runway_seconds");
--> statement-breakpoint
CREATE INDEX "customer_tax_profiles_organization" ON "customer_tax_profiles" USING btree ("organization_id");
--> statement-breakpoint
CREATE INDEX "fx_rates_pair" ON "fx_rates" USING btree ("base","quote");
--> statement-breakpoint
CREATE INDEX "tax_rates_jurisdiction" ON "tax_rates" USING btree ("jurisdiction");
--> statement-breakpoint
CREATE INDEX "wholesale_commitments_contract" ON "wholesale_commitments" USING btree ("contract_id");
--> statement-breakpoint
CREATE INDEX "wholesale_contracts_organization" ON "wholesale_contracts" USING btree ("organization_id");
--> statement-breakpoint
CREATE INDEX "wholesale_rates_contract" ON "wholesale_rates" USING btree ("contract_id","sku_id");
--> statement-breakpoint
ALTER TABLE "price_book_entries" ADD CONSTRAINT "price_book_entries_withdrawn_by_users_id_fk" FOREIGN KEY ("withdrawn_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "lease_rates" ADD CONSTRAINT "lease_rates_discount_id_customer_discounts_id_fk" FOREIGN KEY ("discount_id") REFERENCES "public"."customer_discounts"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "lease_rates" ADD CONSTRAINT "lease_rates_wholesale_rate_id_wholesale_rates_id_fk" FOREIGN KEY ("wholesale_rate_id") REFERENCES "public"."wholesale_rates"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "usage_adjustments" ADD CONSTRAINT "usage_adjustments_correction_id_lease_corrections_id_fk" FOREIGN KEY ("correction_id") REFERENCES "public"."lease_corrections"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "usage_adjustments" ADD CONSTRAINT "usage_adjustments_transaction_number_ledger_transactions_number_fk" FOREIGN KEY ("transaction_number") REFERENCES "public"."ledger_transactions"("number") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
CREATE INDEX "price_book_entries_reaching" ON "price_book_entries" USING btree ("price_book_id") WHERE applies_to_running;
--> statement-breakpoint
CREATE UNIQUE INDEX "price_books_one_default" ON "price_books" USING btree ("currency") WHERE is_default;
--> statement-breakpoint
CREATE UNIQUE INDEX "price_books_one_segment" ON "price_books" USING btree ("segment","currency") WHERE segment IS NOT NULL;
--> statement-breakpoint
CREATE INDEX "lease_intervals_unreachable" ON "lease_intervals" USING btree (upper(during)) WHERE state = 'unreachable';
--> statement-breakpoint
CREATE INDEX "lease_rates_entry" ON "lease_rates" USING btree ("price_book_entry_id") WHERE price_book_entry_id IS NOT NULL;
--> statement-breakpoint
CREATE INDEX "leases_limited" ON "leases" USING btree ("ends_at") WHERE ended_at IS NULL AND ends_at IS NOT NULL;
--> statement-breakpoint
CREATE INDEX "leases_retained" ON "leases" USING btree ("retain_until") WHERE retain_until IS NOT NULL;
--> statement-breakpoint
CREATE INDEX "usage_adjustments_transaction" ON "usage_adjustments" USING btree ("transaction_number");
--> statement-breakpoint
CREATE INDEX "usage_adjustments_created" ON "usage_adjustments" USING btree ("created_at");
--> statement-breakpoint
CREATE UNIQUE INDEX "ledger_holds_ref" ON "ledger_holds" USING btree ("ref") WHERE released_at IS NULL;
--> statement-breakpoint
ALTER TABLE "price_book_entries" ADD CONSTRAINT "price_book_entries_withdrawn" CHECK (withdrawn_at IS NULL OR withdrawn_at < lower(during));
--> statement-breakpoint
ALTER TABLE "price_book_entries" ADD CONSTRAINT "price_book_entries_reaching_seconds" CHECK (NOT applies_to_running OR date_trunc('second', lower(during)) = lower(during));
--> statement-breakpoint
ALTER TABLE "price_book_entries" ADD CONSTRAINT "price_book_entries_basis" CHECK ((basis = 'amount' AND amount_micros >= 0 AND margin_bps IS NULL AND floor_micros IS NULL AND cap_micros IS NULL)
      OR (basis = 'margin' AND amount_micros IS NULL AND margin_bps BETWEEN 0 AND 100000 AND floor_micros >= 0
        AND (cap_micros IS NULL OR cap_micros >= floor_micros)));
--> statement-breakpoint
ALTER TABLE "price_books" ADD CONSTRAINT "price_books_audience" CHECK (NOT (is_default AND segment IS NOT NULL));
--> statement-breakpoint
ALTER TABLE "price_books" ADD CONSTRAINT "price_books_notice" CHECK (notice_days BETWEEN 0 AND 365);
--> statement-breakpoint
ALTER TABLE "skus" ADD CONSTRAINT "skus_kind" CHECK ((kind = 'compute' AND model_id IS NOT NULL) OR (kind = 'storage' AND model_id IS NULL AND accelerator_count = 1));
--> statement-breakpoint
ALTER TABLE "skus" ADD CONSTRAINT "skus_count_positive" CHECK (accelerator_count BETWEEN 1 AND 64);
--> statement-breakpoint
ALTER TABLE "lease_rates" ADD CONSTRAINT "lease_rates_source" CHECK ((side = 'retail') = (price_book_entry_id IS NOT NULL) AND (side = 'wholesale') = (num_nonnulls(offer_id, wholesale_rate_id) = 1)
      AND (discount_id IS NULL OR side = 'retail'));
--> statement-breakpoint
ALTER TABLE "leases" ADD CONSTRAINT "leases_retained_stopped" CHECK (retain_until IS NULL OR state IN ('stopping', 'stopped'));
--> statement-breakpoint
ALTER TABLE "leases" ADD CONSTRAINT "leases_incarnation" CHECK (incarnation >= 1);
--> statement-breakpoint
ALTER TABLE "leases" ADD CONSTRAINT "leases_limits" CHECK ((spend_limit_micros IS NULL OR spend_limit_micros > 0) AND disk_gib BETWEEN 1 AND 16384);
--> statement-breakpoint
ALTER TABLE "ledger_transactions" ADD CONSTRAINT "ledger_transactions_reverses" FOREIGN KEY ("reverses") REFERENCES "public"."ledger_transactions"("number") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
CREATE INDEX "ledger_entries_account_index" ON "ledger_entries" USING btree ("account_number","transaction_number");
--> statement-breakpoint
CREATE INDEX "ledger_transactions_effective" ON "ledger_transactions" USING btree ("effective_at");
--> statement-breakpoint
CREATE UNIQUE INDEX "usage_segments_one_start" ON "usage_segments" USING btree ("lease_id") WHERE prev_end IS NULL;
--> statement-breakpoint
CREATE INDEX "usage_segments_period" ON "usage_segments" USING btree ("seg_start");
