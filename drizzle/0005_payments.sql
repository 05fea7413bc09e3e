CREATE TABLE "dispute_evidence" (
	"id" text PRIMARY KEY NOT NULL,
	"dispute_id" text NOT NULL,
	"fields" jsonb NOT NULL,
	"state" text NOT NULL,
	"failure" text,
	"created_by" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "dispute_evidence_ended" CHECK ((ended_at IS NOT NULL) = (state <> 'planned'))
);
--> statement-breakpoint
CREATE TABLE "dispute_movements" (
	"ref" text PRIMARY KEY NOT NULL,
	"dispute_id" text NOT NULL,
	"kind" text NOT NULL,
	"taken_micros" bigint NOT NULL,
	"fee_micros" bigint NOT NULL,
	"customer_micros" bigint NOT NULL,
	"booked_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "disputes" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"top_up_id" text NOT NULL,
	"stripe_dispute_id" text NOT NULL,
	"charge_id" text NOT NULL,
	"currency" text NOT NULL,
	"amount_micros" bigint NOT NULL,
	"state" text NOT NULL,
	"reason" text NOT NULL,
	"network_reason_code" text,
	"withdrawn_micros" bigint DEFAULT 0 NOT NULL,
	"reinstated_micros" bigint DEFAULT 0 NOT NULL,
	"fee_micros" bigint DEFAULT 0 NOT NULL,
	"evidence_due_at" timestamp (3) with time zone,
	"evidence_submitted_at" timestamp (3) with time zone,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"closed_at" timestamp (3) with time zone,
	"settled_at" timestamp (3) with time zone,
	"looked_at" timestamp (3) with time zone NOT NULL,
	"look_again_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "disputes_stripe" UNIQUE("stripe_dispute_id"),
	CONSTRAINT "disputes_amount" CHECK (amount_micros > 0),
	CONSTRAINT "disputes_settled" CHECK (settled_at IS NULL OR closed_at IS NOT NULL)
);
--> statement-breakpoint
CREATE TABLE "fraud_warnings" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"top_up_id" text NOT NULL,
	"stripe_warning_id" text NOT NULL,
	"charge_id" text NOT NULL,
	"fraud_type" text NOT NULL,
	"actionable" boolean NOT NULL,
	"decision" text,
	"decided_by" text,
	"decided_at" timestamp (3) with time zone,
	"decision_reason" text,
	"warned_at" timestamp (3) with time zone NOT NULL,
	"looked_at" timestamp (3) with time zone NOT NULL,
	"look_again_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "fraud_warnings_stripe" UNIQUE("stripe_warning_id"),
	CONSTRAINT "fraud_warnings_decided" CHECK ((decided_at IS NOT NULL) = (decision IS NOT NULL))
);
--> statement-breakpoint
CREATE TABLE "email_verifications" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"email" text NOT NULL,
	"token_hash" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone,
	CONSTRAINT "email_verifications_token" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "launch_freezes" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"source_key" text NOT NULL,
	"reason" text NOT NULL,
	"placed_at" timestamp (3) with time zone NOT NULL,
	"placed_by" text,
	"lifted_at" timestamp (3) with time zone,
	"lifted_by" text,
	"lift_reason" text,
	CONSTRAINT "launch_freezes_source" UNIQUE("source_key"),
	CONSTRAINT "launch_freezes_lifted" CHECK ((lifted_at IS NOT NULL) = (lift_reason IS NOT NULL))
);
--> statement-breakpoint
CREATE TABLE "launch_limits" (
	"organization_id" text PRIMARY KEY NOT NULL,
	"accelerators" integer,
	"burn_micros_per_hour" bigint,
	"card_micros_per_day" bigint,
	"reason" text NOT NULL,
	"updated_by" text,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "launch_limits_amounts" CHECK (accelerators >= 0 AND burn_micros_per_hour >= 0 AND card_micros_per_day >= 0)
);
--> statement-breakpoint
CREATE TABLE "mails" (
	"id" text PRIMARY KEY NOT NULL,
	"key" text NOT NULL,
	"to_address" text NOT NULL,
	"user_id" text NOT NULL,
	"organization_id" text,
	"template" text NOT NULL,
	"props" jsonb NOT NULL,
	"state" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"leased_until" timestamp (3) with time zone,
	"next_attempt_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"error" text,
	"message_id" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"sent_at" timestamp (3) with time zone,
	CONSTRAINT "mails_key" UNIQUE("key"),
	CONSTRAINT "mails_sent" CHECK ((sent_at IS NOT NULL) = (state = 'sent'))
);
--> statement-breakpoint
CREATE TABLE "auto_top_ups" (
	"organization_id" text PRIMARY KEY NOT NULL,
	"currency" text NOT NULL,
	"threshold_micros" bigint NOT NULL,
	"amount_micros" bigint NOT NULL,
	"monthly_cap_micros" bigint NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL,
	"stopped_reason" text,
	"next_attempt_at" timestamp (3) with time zone NOT NULL,
	"updated_by" text,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "auto_top_ups_amounts" CHECK (threshold_micros > 0 AND amount_micros > 0 AND monthly_cap_micros >= amount_micros)
);
--> statement-breakpoint
CREATE TABLE "refunds" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"top_up_id" text NOT NULL,
	"created_by" text,
	"request_key" text NOT NULL,
	"reason" text NOT NULL,
	"currency" text NOT NULL,
	"amount_micros" bigint NOT NULL,
	"state" text NOT NULL,
	"stripe_refund_id" text,
	"failure" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"look_again_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "refunds_request" UNIQUE("organization_id","request_key","top_up_id"),
	CONSTRAINT "refunds_stripe" UNIQUE("stripe_refund_id"),
	CONSTRAINT "refunds_amount" CHECK (amount_micros > 0),
	CONSTRAINT "refunds_ended" CHECK ((ended_at IS NOT NULL) = (state IN ('succeeded', 'failed')))
);
--> statement-breakpoint
CREATE TABLE "stripe_calls" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"subject_id" text NOT NULL,
	"state" text NOT NULL,
	"request" jsonb,
	"response_id" text,
	"error" text,
	"failed_there" boolean DEFAULT false NOT NULL,
	"key_generation" integer DEFAULT 0 NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"first_sent_at" timestamp (3) with time zone,
	"leased_until" timestamp (3) with time zone,
	"next_attempt_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "stripe_calls_subject" UNIQUE("kind","subject_id")
);
--> statement-breakpoint
CREATE TABLE "stripe_customers" (
	"organization_id" text PRIMARY KEY NOT NULL,
	"stripe_customer_id" text,
	"payment_method_id" text,
	"payment_method_label" text,
	"details" jsonb,
	"looked_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "stripe_customers_once" UNIQUE("stripe_customer_id")
);
--> statement-breakpoint
CREATE TABLE "stripe_events" (
	"id" text PRIMARY KEY NOT NULL,
	"type" text NOT NULL,
	"object_id" text,
	"top_up_id" text,
	"refund_id" text,
	"livemode" boolean NOT NULL,
	"payload" jsonb NOT NULL,
	"state" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"error" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"next_attempt_at" timestamp (3) with time zone NOT NULL,
	"handled_at" timestamp (3) with time zone,
	CONSTRAINT "stripe_events_handled" CHECK ((handled_at IS NOT NULL) = (state IN ('handled', 'unknown')))
);
--> statement-breakpoint
CREATE TABLE "top_ups" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"kind" text DEFAULT 'checkout' NOT NULL,
	"created_by" text,
	"idempotency_key" text NOT NULL,
	"currency" text NOT NULL,
	"amount_micros" bigint NOT NULL,
	"state" text NOT NULL,
	"checkout_session_id" text,
	"checkout_url" text,
	"payment_intent_id" text,
	"charge_id" text,
	"fee_micros" bigint,
	"paid_with" text,
	"receipt_url" text,
	"failure" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"paid_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	"look_again_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "top_ups_idempotency" UNIQUE("organization_id","idempotency_key"),
	CONSTRAINT "top_ups_amount" CHECK (amount_micros > 0),
	CONSTRAINT "top_ups_ended" CHECK ((ended_at IS NOT NULL) = (state IN ('paid', 'failed', 'expired'))),
	CONSTRAINT "top_ups_paid" CHECK ((paid_at IS NOT NULL) = (state = 'paid'))
);
--> statement-breakpoint
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
CREATE TABLE "reconciliation_differences" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"subject" text NOT NULL,
	"type" text NOT NULL,
	"currency" text NOT NULL,
	"stripe_micros" bigint NOT NULL,
	"books_micros" bigint NOT NULL,
	"about_id" text,
	"happened_at" timestamp (3) with time zone NOT NULL,
	"state" text NOT NULL,
	"reason" text,
	"proposed_by" text,
	"proposed_account" text,
	"transaction_number" bigint,
	"found_at" timestamp (3) with time zone NOT NULL,
	"decided_by" text,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "reconciliation_differences_subject" UNIQUE("subject"),
	CONSTRAINT "reconciliation_differences_ended" CHECK ((ended_at IS NULL) = (state = 'open')),
	CONSTRAINT "reconciliation_differences_accepted" CHECK ((state = 'accepted') <= (reason IS NOT NULL))
);
--> statement-breakpoint
CREATE TABLE "reconciliations" (
	"id" text PRIMARY KEY NOT NULL,
	"state" text NOT NULL,
	"requested_by" text,
	"fetch_from" timestamp (3) with time zone,
	"fetch_through" timestamp (3) with time zone NOT NULL,
	"cursor" text,
	"fetched" integer DEFAULT 0 NOT NULL,
	"totals" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"balances" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"open_differences" integer DEFAULT 0 NOT NULL,
	"error" text,
	"leased_until" timestamp (3) with time zone,
	"started_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone,
	CONSTRAINT "reconciliations_finished" CHECK ((finished_at IS NOT NULL) = (state = 'done'))
);
--> statement-breakpoint
CREATE TABLE "stripe_balance_transactions" (
	"id" text PRIMARY KEY NOT NULL,
	"type" text NOT NULL,
	"currency" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"fee_minor" bigint NOT NULL,
	"net_minor" bigint NOT NULL,
	"net_micros" bigint NOT NULL,
	"source_id" text,
	"source_metadata" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"description" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"available_on" timestamp (3) with time zone NOT NULL,
	"fetched_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "credit_notes" (
	"id" text PRIMARY KEY NOT NULL,
	"invoice_id" text NOT NULL,
	"currency" text NOT NULL,
	"amount_micros" bigint NOT NULL,
	"reason" text NOT NULL,
	"created_by" text,
	"request_key" text,
	"state" text NOT NULL,
	"decided_by" text,
	"stripe_credit_note_id" text,
	"number" text,
	"failure" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "credit_notes_request" UNIQUE("invoice_id","request_key"),
	CONSTRAINT "credit_notes_stripe" UNIQUE("stripe_credit_note_id"),
	CONSTRAINT "credit_notes_amount" CHECK (amount_micros > 0),
	CONSTRAINT "credit_notes_issued" CHECK ((state = 'issued') = (stripe_credit_note_id IS NOT NULL))
);
--> statement-breakpoint
CREATE TABLE "invoice_actions" (
	"id" text PRIMARY KEY NOT NULL,
	"invoice_id" text NOT NULL,
	"kind" text NOT NULL,
	"note" text NOT NULL,
	"created_by" text,
	"is_done" boolean DEFAULT false NOT NULL,
	"failure" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "invoice_payments" (
	"id" text PRIMARY KEY NOT NULL,
	"invoice_id" text NOT NULL,
	"source" text NOT NULL,
	"payment_intent_id" text,
	"charge_id" text,
	"currency" text NOT NULL,
	"amount_micros" bigint NOT NULL,
	"fee_micros" bigint,
	"paid_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "invoice_payments_intent" UNIQUE("payment_intent_id"),
	CONSTRAINT "invoice_payments_amount" CHECK (amount_micros > 0),
	CONSTRAINT "invoice_payments_source" CHECK ((source = 'stripe') = (payment_intent_id IS NOT NULL))
);
--> statement-breakpoint
CREATE TABLE "stripe_invoices" (
	"id" text PRIMARY KEY NOT NULL,
	"statement_id" text NOT NULL,
	"organization_id" text NOT NULL,
	"currency" text NOT NULL,
	"amount_micros" bigint NOT NULL,
	"state" text NOT NULL,
	"stripe_invoice_id" text,
	"stripe_number" text,
	"hosted_url" text,
	"pdf_url" text,
	"days_until_due" integer NOT NULL,
	"due_at" timestamp (3) with time zone,
	"paid_micros" bigint DEFAULT 0 NOT NULL,
	"credited_micros" bigint DEFAULT 0 NOT NULL,
	"voided_micros" bigint DEFAULT 0 NOT NULL,
	"failure" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"look_again_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "stripe_invoices_statement" UNIQUE("statement_id"),
	CONSTRAINT "stripe_invoices_stripe" UNIQUE("stripe_invoice_id"),
	CONSTRAINT "stripe_invoices_amount" CHECK (amount_micros > 0),
	CONSTRAINT "stripe_invoices_ended" CHECK ((ended_at IS NOT NULL) = (state IN ('paid', 'void', 'refused'))),
	CONSTRAINT "stripe_invoices_parts" CHECK (paid_micros >= 0 AND credited_micros >= 0 AND voided_micros >= 0 AND paid_micros + credited_micros + voided_micros <= amount_micros)
);
--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "email_verified_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "dispute_evidence" ADD CONSTRAINT "dispute_evidence_dispute_id_disputes_id_fk" FOREIGN KEY ("dispute_id") REFERENCES "public"."disputes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dispute_evidence" ADD CONSTRAINT "dispute_evidence_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dispute_movements" ADD CONSTRAINT "dispute_movements_dispute_id_disputes_id_fk" FOREIGN KEY ("dispute_id") REFERENCES "public"."disputes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "disputes" ADD CONSTRAINT "disputes_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "disputes" ADD CONSTRAINT "disputes_top_up_id_top_ups_id_fk" FOREIGN KEY ("top_up_id") REFERENCES "public"."top_ups"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fraud_warnings" ADD CONSTRAINT "fraud_warnings_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fraud_warnings" ADD CONSTRAINT "fraud_warnings_top_up_id_top_ups_id_fk" FOREIGN KEY ("top_up_id") REFERENCES "public"."top_ups"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fraud_warnings" ADD CONSTRAINT "fraud_warnings_decided_by_users_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "email_verifications" ADD CONSTRAINT "email_verifications_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "launch_freezes" ADD CONSTRAINT "launch_freezes_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "launch_freezes" ADD CONSTRAINT "launch_freezes_placed_by_users_id_fk" FOREIGN KEY ("placed_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "launch_freezes" ADD CONSTRAINT "launch_freezes_lifted_by_users_id_fk" FOREIGN KEY ("lifted_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "launch_limits" ADD CONSTRAINT "launch_limits_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "launch_limits" ADD CONSTRAINT "launch_limits_updated_by_users_id_fk" FOREIGN KEY ("updated_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mails" ADD CONSTRAINT "mails_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mails" ADD CONSTRAINT "mails_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "auto_top_ups" ADD CONSTRAINT "auto_top_ups_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "auto_top_ups" ADD CONSTRAINT "auto_top_ups_updated_by_users_id_fk" FOREIGN KEY ("updated_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_top_up_id_top_ups_id_fk" FOREIGN KEY ("top_up_id") REFERENCES "public"."top_ups"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stripe_customers" ADD CONSTRAINT "stripe_customers_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "top_ups" ADD CONSTRAINT "top_ups_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "top_ups" ADD CONSTRAINT "top_ups_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
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
ALTER TABLE "reconciliation_differences" ADD CONSTRAINT "reconciliation_differences_proposed_by_users_id_fk" FOREIGN KEY ("proposed_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reconciliation_differences" ADD CONSTRAINT "reconciliation_differences_transaction_number_ledger_transactions_number_fk" FOREIGN KEY ("transaction_number") REFERENCES "public"."ledger_transactions"("number") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reconciliation_differences" ADD CONSTRAINT "reconciliation_differences_decided_by_users_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reconciliations" ADD CONSTRAINT "reconciliations_requested_by_users_id_fk" FOREIGN KEY ("requested_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credit_notes" ADD CONSTRAINT "credit_notes_invoice_id_stripe_invoices_id_fk" FOREIGN KEY ("invoice_id") REFERENCES "public"."stripe_invoices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credit_notes" ADD CONSTRAINT "credit_notes_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credit_notes" ADD CONSTRAINT "credit_notes_decided_by_users_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invoice_actions" ADD CONSTRAINT "invoice_actions_invoice_id_stripe_invoices_id_fk" FOREIGN KEY ("invoice_id") REFERENCES "public"."stripe_invoices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invoice_actions" ADD CONSTRAINT "invoice_actions_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invoice_payments" ADD CONSTRAINT "invoice_payments_invoice_id_stripe_invoices_id_fk" FOREIGN KEY ("invoice_id") REFERENCES "public"."stripe_invoices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stripe_invoices" ADD CONSTRAINT "stripe_invoices_statement_id_statements_id_fk" FOREIGN KEY ("statement_id") REFERENCES "public"."statements"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stripe_invoices" ADD CONSTRAINT "stripe_invoices_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "dispute_evidence_once" ON "dispute_evidence" USING btree ("dispute_id") WHERE state <> 'refused';--> statement-breakpoint
CREATE INDEX "dispute_evidence_dispute" ON "dispute_evidence" USING btree ("dispute_id","created_at");--> statement-breakpoint
CREATE INDEX "dispute_movements_dispute" ON "dispute_movements" USING btree ("dispute_id");--> statement-breakpoint
CREATE INDEX "disputes_organization" ON "disputes" USING btree ("organization_id","opened_at");--> statement-breakpoint
CREATE INDEX "disputes_top_up" ON "disputes" USING btree ("top_up_id");--> statement-breakpoint
CREATE INDEX "disputes_opened" ON "disputes" USING btree ("opened_at");--> statement-breakpoint
CREATE INDEX "disputes_unresolved" ON "disputes" USING btree ("look_again_at") WHERE settled_at IS NULL;--> statement-breakpoint
CREATE INDEX "fraud_warnings_top_up" ON "fraud_warnings" USING btree ("top_up_id");--> statement-breakpoint
CREATE INDEX "fraud_warnings_organization" ON "fraud_warnings" USING btree ("organization_id","warned_at");--> statement-breakpoint
CREATE INDEX "fraud_warnings_undecided" ON "fraud_warnings" USING btree ("look_again_at") WHERE decision IS NULL AND actionable;--> statement-breakpoint
CREATE INDEX "email_verifications_user" ON "email_verifications" USING btree ("user_id","created_at");--> statement-breakpoint
CREATE INDEX "launch_freezes_open" ON "launch_freezes" USING btree ("organization_id") WHERE lifted_at IS NULL;--> statement-breakpoint
CREATE INDEX "launch_freezes_organization" ON "launch_freezes" USING btree ("organization_id","placed_at");--> statement-breakpoint
CREATE INDEX "mails_due" ON "mails" USING btree ("next_attempt_at") WHERE state IN ('planned', 'sending');--> statement-breakpoint
CREATE INDEX "mails_created" ON "mails" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "mails_state" ON "mails" USING btree ("state","created_at");--> statement-breakpoint
CREATE INDEX "auto_top_ups_due" ON "auto_top_ups" USING btree ("next_attempt_at") WHERE stopped_reason IS NULL;--> statement-breakpoint
CREATE INDEX "refunds_top_up" ON "refunds" USING btree ("top_up_id");--> statement-breakpoint
CREATE INDEX "refunds_unresolved" ON "refunds" USING btree ("look_again_at") WHERE ended_at IS NULL;--> statement-breakpoint
CREATE INDEX "stripe_calls_due" ON "stripe_calls" USING btree ("next_attempt_at") WHERE state IN ('planned', 'sending');--> statement-breakpoint
CREATE INDEX "stripe_calls_created" ON "stripe_calls" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "stripe_events_due" ON "stripe_events" USING btree ("next_attempt_at") WHERE state = 'received';--> statement-breakpoint
CREATE INDEX "stripe_events_received" ON "stripe_events" USING btree ("received_at");--> statement-breakpoint
CREATE INDEX "top_ups_organization" ON "top_ups" USING btree ("organization_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "top_ups_session" ON "top_ups" USING btree ("checkout_session_id");--> statement-breakpoint
CREATE UNIQUE INDEX "top_ups_payment_intent" ON "top_ups" USING btree ("payment_intent_id");--> statement-breakpoint
CREATE INDEX "top_ups_unresolved" ON "top_ups" USING btree ("look_again_at") WHERE ended_at IS NULL OR (state = 'paid' AND fee_micros IS NULL);--> statement-breakpoint
CREATE UNIQUE INDEX "top_ups_auto_in_flight" ON "top_ups" USING btree ("organization_id") WHERE kind = 'auto' AND ended_at IS NULL;--> statement-breakpoint
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
CREATE INDEX "payouts_due" ON "payouts" USING btree ("look_again_at") WHERE ended_at IS NULL;--> statement-breakpoint
CREATE INDEX "reconciliation_differences_state" ON "reconciliation_differences" USING btree ("state","found_at");--> statement-breakpoint
CREATE UNIQUE INDEX "reconciliations_one" ON "reconciliations" USING btree ((true)) WHERE state <> 'done';--> statement-breakpoint
CREATE INDEX "reconciliations_started" ON "reconciliations" USING btree ("started_at");--> statement-breakpoint
CREATE INDEX "stripe_balance_transactions_created" ON "stripe_balance_transactions" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "stripe_balance_transactions_source" ON "stripe_balance_transactions" USING btree ("source_id");--> statement-breakpoint
CREATE INDEX "credit_notes_waiting" ON "credit_notes" USING btree ("invoice_id") WHERE state IN ('requested', 'planned');--> statement-breakpoint
CREATE UNIQUE INDEX "invoice_actions_one" ON "invoice_actions" USING btree ("invoice_id") WHERE ended_at IS NULL;--> statement-breakpoint
CREATE INDEX "invoice_actions_invoice" ON "invoice_actions" USING btree ("invoice_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "invoice_payments_bank" ON "invoice_payments" USING btree ("invoice_id") WHERE source = 'bank';--> statement-breakpoint
CREATE INDEX "invoice_payments_invoice" ON "invoice_payments" USING btree ("invoice_id");--> statement-breakpoint
CREATE INDEX "invoice_payments_charge" ON "invoice_payments" USING btree ("charge_id");--> statement-breakpoint
CREATE INDEX "invoice_payments_fee" ON "invoice_payments" USING btree ("invoice_id") WHERE source = 'stripe' AND fee_micros IS NULL;--> statement-breakpoint
CREATE INDEX "stripe_invoices_organization" ON "stripe_invoices" USING btree ("organization_id","created_at");--> statement-breakpoint
CREATE INDEX "stripe_invoices_created" ON "stripe_invoices" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "stripe_invoices_unresolved" ON "stripe_invoices" USING btree ("look_again_at") WHERE ended_at IS NULL;