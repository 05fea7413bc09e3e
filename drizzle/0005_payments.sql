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
ALTER TABLE "auto_top_ups" ADD CONSTRAINT "auto_top_ups_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "auto_top_ups" ADD CONSTRAINT "auto_top_ups_updated_by_users_id_fk" FOREIGN KEY ("updated_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_top_up_id_top_ups_id_fk" FOREIGN KEY ("top_up_id") REFERENCES "public"."top_ups"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stripe_customers" ADD CONSTRAINT "stripe_customers_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "top_ups" ADD CONSTRAINT "top_ups_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "top_ups" ADD CONSTRAINT "top_ups_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
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
CREATE UNIQUE INDEX "top_ups_auto_in_flight" ON "top_ups" USING btree ("organization_id") WHERE kind = 'auto' AND ended_at IS NULL;