CREATE TABLE "payout_accounts" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"route" text NOT NULL,
	"country" text NOT NULL,
	"currency" text NOT NULL,
	"state" text NOT NULL,
	"bank" jsonb,
	"stripe_account_id" text,
	"transfers_status" text,
	"requirements" text[] DEFAULT '{}' NOT NULL,
	"requested_by" text NOT NULL,
	"requested_at" timestamp (3) with time zone NOT NULL,
	"decided_by" text,
	"decided_at" timestamp (3) with time zone,
	"decision_note" text,
	"look_again_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "payout_accounts_stripe" UNIQUE("stripe_account_id"),
	CONSTRAINT "payout_accounts_route" CHECK ((route = 'wire') = (bank IS NOT NULL)),
	CONSTRAINT "payout_accounts_second_person" CHECK (state <> 'active' OR decided_by <> requested_by)
);
--> statement-breakpoint
CREATE TABLE "payout_reversals" (
	"id" text PRIMARY KEY NOT NULL,
	"payout_id" text NOT NULL,
	"amount_micros" bigint NOT NULL,
	"reason" text NOT NULL,
	"idempotency_key" text NOT NULL,
	"state" text NOT NULL,
	"stripe_reversal_id" text,
	"failure" text,
	"created_by" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "payout_reversals_request" UNIQUE("payout_id","idempotency_key"),
	CONSTRAINT "payout_reversals_stripe" UNIQUE("stripe_reversal_id"),
	CONSTRAINT "payout_reversals_amount" CHECK (amount_micros > 0),
	CONSTRAINT "payout_reversals_ended" CHECK ((ended_at IS NOT NULL) = (state <> 'planned'))
);
--> statement-breakpoint
CREATE TABLE "payout_terms" (
	"organization_id" text PRIMARY KEY NOT NULL,
	"reserve_bps" integer NOT NULL,
	"reserve_weeks" integer NOT NULL,
	"minimum_micros" bigint NOT NULL,
	"held_reason" text,
	"updated_by" text,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "payout_terms_shares" CHECK (reserve_bps BETWEEN 0 AND 5000 AND reserve_weeks BETWEEN 1 AND 26 AND minimum_micros >= 0)
);
--> statement-breakpoint
CREATE TABLE "payouts" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"account_id" text NOT NULL,
	"route" text NOT NULL,
	"currency" text NOT NULL,
	"week" date NOT NULL,
	"amount_micros" bigint NOT NULL,
	"breakdown" jsonb NOT NULL,
	"state" text NOT NULL,
	"number" text,
	"destination" text NOT NULL,
	"stripe_transfer_id" text,
	"bank_reference" text,
	"failure" text,
	"returned_micros" bigint DEFAULT 0 NOT NULL,
	"sent_by" text,
	"confirmed_by" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"sent_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	"look_again_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "payouts_amount" CHECK (amount_micros > 0 AND returned_micros BETWEEN 0 AND amount_micros),
	CONSTRAINT "payouts_ended" CHECK ((ended_at IS NOT NULL) = (state IN ('reconciled', 'failed', 'cancelled'))),
	CONSTRAINT "payouts_numbered" CHECK ((number IS NOT NULL) OR state IN ('planned', 'cancelled')),
	CONSTRAINT "payouts_two_people" CHECK (confirmed_by IS NULL OR confirmed_by <> sent_by)
);
--> statement-breakpoint
ALTER TABLE "payout_accounts" ADD CONSTRAINT "payout_accounts_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout_accounts" ADD CONSTRAINT "payout_accounts_requested_by_users_id_fk" FOREIGN KEY ("requested_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout_accounts" ADD CONSTRAINT "payout_accounts_decided_by_users_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout_reversals" ADD CONSTRAINT "payout_reversals_payout_id_payouts_id_fk" FOREIGN KEY ("payout_id") REFERENCES "public"."payouts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout_reversals" ADD CONSTRAINT "payout_reversals_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout_terms" ADD CONSTRAINT "payout_terms_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout_terms" ADD CONSTRAINT "payout_terms_updated_by_users_id_fk" FOREIGN KEY ("updated_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payouts" ADD CONSTRAINT "payouts_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payouts" ADD CONSTRAINT "payouts_account_id_payout_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."payout_accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payouts" ADD CONSTRAINT "payouts_sent_by_users_id_fk" FOREIGN KEY ("sent_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payouts" ADD CONSTRAINT "payouts_confirmed_by_users_id_fk" FOREIGN KEY ("confirmed_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "payout_accounts_active" ON "payout_accounts" USING btree ("organization_id","currency") WHERE state = 'active';--> statement-breakpoint
CREATE UNIQUE INDEX "payout_accounts_requested" ON "payout_accounts" USING btree ("organization_id","currency") WHERE state = 'requested';--> statement-breakpoint
CREATE INDEX "payout_accounts_organization" ON "payout_accounts" USING btree ("organization_id","requested_at");--> statement-breakpoint
CREATE INDEX "payout_accounts_open" ON "payout_accounts" USING btree ("look_again_at") WHERE stripe_account_id IS NOT NULL AND state IN ('requested', 'active');--> statement-breakpoint
CREATE INDEX "payout_accounts_waiting" ON "payout_accounts" USING btree ("requested_at") WHERE state = 'requested';--> statement-breakpoint
CREATE UNIQUE INDEX "payouts_once" ON "payouts" USING btree ("organization_id","currency","week") WHERE state NOT IN ('failed', 'cancelled');--> statement-breakpoint
CREATE UNIQUE INDEX "payouts_transfer" ON "payouts" USING btree ("stripe_transfer_id");--> statement-breakpoint
CREATE UNIQUE INDEX "payouts_number" ON "payouts" USING btree ("number");--> statement-breakpoint
CREATE INDEX "payouts_organization" ON "payouts" USING btree ("organization_id","created_at");--> statement-breakpoint
CREATE INDEX "payouts_created" ON "payouts" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "payouts_due" ON "payouts" USING btree ("look_again_at") WHERE ended_at IS NULL;