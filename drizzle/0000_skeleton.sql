CREATE TABLE "audit_events" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text,
	"actor_type" text NOT NULL,
	"actor_id" text,
	"action" text NOT NULL,
	"target_id" text,
	"detail" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"request_id" text NOT NULL,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "accelerator_models" (
	"id" text PRIMARY KEY NOT NULL,
	"code" text NOT NULL,
	"vendor" text NOT NULL,
	"name" text NOT NULL,
	"aliases" text[] DEFAULT '{}' NOT NULL,
	"form_factor" text,
	"memory_gb" real,
	"memory_type" text,
	"memory_bandwidth_gb_per_s" real,
	"bf16_tflops" real,
	"fp8_tflops" real,
	"int8_tops" real,
	"tdp_w" real,
	"interconnect" text,
	"interconnect_gb_per_s" real,
	"pci_ids" text[] DEFAULT '{}' NOT NULL,
	"reported_names" text[] DEFAULT '{}' NOT NULL,
	"reported_memory_mib" integer,
	"source" text NOT NULL,
	"unverified" text[] DEFAULT '{}' NOT NULL,
	CONSTRAINT "accelerator_models_code_unique" UNIQUE("code")
);
--> statement-breakpoint
CREATE TABLE "price_book_entries" (
	"id" text PRIMARY KEY NOT NULL,
	"price_book_id" text NOT NULL,
	"sku_id" text NOT NULL,
	"region" text DEFAULT '*' NOT NULL,
	"basis" text NOT NULL,
	"amount_micros" bigint,
	"margin_bps" integer,
	"floor_micros" bigint,
	"during" "tstzrange" NOT NULL,
	"created_by" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "price_book_entries_basis" CHECK ((basis = 'amount' AND amount_micros >= 0 AND margin_bps IS NULL AND floor_micros IS NULL)
      OR (basis = 'margin' AND amount_micros IS NULL AND margin_bps BETWEEN 0 AND 100000 AND floor_micros >= 0))
);
--> statement-breakpoint
CREATE TABLE "price_books" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"name" text NOT NULL,
	"currency" text NOT NULL,
	"is_default" boolean DEFAULT false NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "skus" (
	"id" text PRIMARY KEY NOT NULL,
	"code" text NOT NULL,
	"model_id" text NOT NULL,
	"accelerator_count" integer NOT NULL,
	CONSTRAINT "skus_code_unique" UNIQUE("code"),
	CONSTRAINT "skus_model_count" UNIQUE("model_id","accelerator_count"),
	CONSTRAINT "skus_count_positive" CHECK ("skus"."accelerator_count" BETWEEN 1 AND 64)
);
--> statement-breakpoint
CREATE TABLE "accelerators" (
	"id" text PRIMARY KEY NOT NULL,
	"host_id" text NOT NULL,
	"model_id" text,
	"index" integer NOT NULL,
	"uuid" text NOT NULL,
	"serial" text,
	"vendor" text NOT NULL,
	"reported_name" text NOT NULL,
	"memory_mib" integer,
	"pci_address" text,
	"pci_id" text,
	"driver_version" text,
	"health" text NOT NULL,
	"health_reasons" text[] DEFAULT '{}' NOT NULL,
	"simulated" boolean NOT NULL,
	"first_seen_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"last_seen_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"missing_since" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "enrolment_tokens" (
	"id" text PRIMARY KEY NOT NULL,
	"site_id" text NOT NULL,
	"host_name" text NOT NULL,
	"token_hash" text NOT NULL,
	"created_by" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone,
	"host_id" text,
	CONSTRAINT "enrolment_tokens_token_hash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "host_channels" (
	"host_id" text NOT NULL,
	"channel" text NOT NULL,
	"run" integer NOT NULL,
	"seq" integer NOT NULL,
	CONSTRAINT "host_channels_host_id_channel_pk" PRIMARY KEY("host_id","channel")
);
--> statement-breakpoint
CREATE TABLE "hosts" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"site_id" text NOT NULL,
	"name" text NOT NULL,
	"public_key" text NOT NULL,
	"facts" jsonb NOT NULL,
	"simulated" boolean NOT NULL,
	"clock_offset_ms" integer DEFAULT 0 NOT NULL,
	"desired_revision" bigint DEFAULT 0 NOT NULL,
	"enrolled_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"last_seen_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "hosts_public_key_unique" UNIQUE("public_key")
);
--> statement-breakpoint
CREATE TABLE "offers" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"site_id" text NOT NULL,
	"sku_id" text NOT NULL,
	"currency" text NOT NULL,
	"wholesale_micros_per_hour" bigint NOT NULL,
	"during" "tstzrange" NOT NULL,
	"created_by" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"withdrawn_at" timestamp (3) with time zone,
	CONSTRAINT "offers_price" CHECK (wholesale_micros_per_hour >= 0)
);
--> statement-breakpoint
CREATE TABLE "sites" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"name" text NOT NULL,
	"city" text NOT NULL,
	"country" text NOT NULL,
	"latitude" double precision NOT NULL,
	"longitude" double precision NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sites_country" CHECK (country ~ '^[A-Z]{2}$'),
	CONSTRAINT "sites_coordinates" CHECK (latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180)
);
--> statement-breakpoint
CREATE TABLE "memberships" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"user_id" text NOT NULL,
	"role" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "memberships_once" UNIQUE("organization_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "organizations" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"organization_id" text NOT NULL,
	"user_agent" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"last_seen_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"revoked_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "ssh_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"created_by" text NOT NULL,
	"name" text NOT NULL,
	"public_key" text NOT NULL,
	"key_type" text NOT NULL,
	"fingerprint" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"removed_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" text PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"password_hash" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "users_email_unique" UNIQUE("email")
);
--> statement-breakpoint
CREATE TABLE "lease_accelerators" (
	"lease_id" text NOT NULL,
	"accelerator_id" text NOT NULL,
	"claimed_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"released_at" timestamp (3) with time zone,
	CONSTRAINT "lease_accelerators_lease_id_accelerator_id_pk" PRIMARY KEY("lease_id","accelerator_id")
);
--> statement-breakpoint
CREATE TABLE "lease_events" (
	"id" text PRIMARY KEY NOT NULL,
	"lease_id" text NOT NULL,
	"seq" integer NOT NULL,
	"source" text NOT NULL,
	"source_event_id" text NOT NULL,
	"kind" text NOT NULL,
	"from_state" text,
	"to_state" text,
	"message" text NOT NULL,
	"detail" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"agent_at" timestamp (3) with time zone,
	CONSTRAINT "lease_events_seq" UNIQUE("lease_id","seq"),
	CONSTRAINT "lease_events_source" UNIQUE("source","source_event_id")
);
--> statement-breakpoint
CREATE TABLE "lease_intervals" (
	"id" text PRIMARY KEY NOT NULL,
	"lease_id" text NOT NULL,
	"during" "tstzrange" NOT NULL,
	"state" text NOT NULL,
	"sku_id" text NOT NULL,
	"units" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "lease_rates" (
	"id" text PRIMARY KEY NOT NULL,
	"lease_id" text NOT NULL,
	"side" text NOT NULL,
	"sku_id" text NOT NULL,
	"micros_per_unit_hour" bigint NOT NULL,
	"during" "tstzrange" NOT NULL,
	"price_book_entry_id" text,
	"offer_id" text,
	CONSTRAINT "lease_rates_price" CHECK (micros_per_unit_hour >= 0),
	CONSTRAINT "lease_rates_source" CHECK ((side = 'retail') = (price_book_entry_id IS NOT NULL) AND (side = 'wholesale') = (offer_id IS NOT NULL))
);
--> statement-breakpoint
CREATE TABLE "lease_ssh_keys" (
	"lease_id" text NOT NULL,
	"ssh_key_id" text NOT NULL,
	"public_key" text NOT NULL,
	CONSTRAINT "lease_ssh_keys_lease_id_ssh_key_id_pk" PRIMARY KEY("lease_id","ssh_key_id")
);
--> statement-breakpoint
CREATE TABLE "leases" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"created_by" text NOT NULL,
	"name" text NOT NULL,
	"idempotency_key" text NOT NULL,
	"request_hash" text NOT NULL,
	"sku_id" text NOT NULL,
	"accelerator_count" integer NOT NULL,
	"operator_id" text NOT NULL,
	"offer_id" text NOT NULL,
	"site_id" text NOT NULL,
	"host_id" text NOT NULL,
	"currency" text NOT NULL,
	"image" text NOT NULL,
	"cpu_millis" integer NOT NULL,
	"memory_mib" integer NOT NULL,
	"simulated" boolean NOT NULL,
	"state" text NOT NULL,
	"end_reason" text,
	"requested_at" timestamp (3) with time zone NOT NULL,
	"boot_deadline_at" timestamp (3) with time zone NOT NULL,
	"running_at" timestamp (3) with time zone,
	"stop_requested_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	"billed_from" timestamp (3) with time zone NOT NULL,
	"billed_through" timestamp (3) with time zone NOT NULL,
	"proven_through" timestamp (3) with time zone NOT NULL,
	"next_due" timestamp (3) with time zone,
	"container_id" text,
	"host_boot_id" text,
	"proof_uptime_ms" bigint,
	"proof_at" timestamp (3) with time zone,
	"ssh_address" text,
	"ssh_port" integer,
	CONSTRAINT "leases_idempotency" UNIQUE("organization_id","idempotency_key"),
	CONSTRAINT "leases_billed_proven" CHECK (billed_from <= billed_through AND billed_through <= proven_through),
	CONSTRAINT "leases_final" CHECK ((state IN ('ended', 'failed')) = (ended_at IS NOT NULL))
);
--> statement-breakpoint
CREATE TABLE "ledger_accounts" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"organization_id" text,
	"currency" text NOT NULL,
	"balance_micros" bigint,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "ledger_accounts_once" UNIQUE NULLS NOT DISTINCT("kind","organization_id","currency"),
	CONSTRAINT "ledger_accounts_currency" UNIQUE("id","currency"),
	CONSTRAINT "ledger_accounts_materialised" CHECK ((organization_id IS NULL) = (balance_micros IS NULL))
);
--> statement-breakpoint
CREATE TABLE "ledger_entries" (
	"transaction_id" text NOT NULL,
	"line" integer NOT NULL,
	"account_id" text NOT NULL,
	"currency" text NOT NULL,
	"amount_micros" bigint NOT NULL,
	CONSTRAINT "ledger_entries_transaction_id_line_pk" PRIMARY KEY("transaction_id","line"),
	CONSTRAINT "ledger_entries_nonzero" CHECK (amount_micros <> 0)
);
--> statement-breakpoint
CREATE TABLE "ledger_holds" (
	"id" text PRIMARY KEY NOT NULL,
	"account_id" text NOT NULL,
	"ref" text NOT NULL,
	"amount_micros" bigint NOT NULL,
	"held_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"released_at" timestamp (3) with time zone,
	CONSTRAINT "ledger_holds_positive" CHECK (amount_micros > 0)
);
--> statement-breakpoint
CREATE TABLE "ledger_transactions" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"ref" text NOT NULL,
	"rev" integer DEFAULT 0 NOT NULL,
	"effective_at" timestamp (3) with time zone NOT NULL,
	"reverses" text,
	"memo" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "ledger_transactions_fact" UNIQUE("kind","ref","rev")
);
--> statement-breakpoint
CREATE TABLE "usage_adjustments" (
	"lease_id" text NOT NULL,
	"window" "tstzrange" NOT NULL,
	"rev" integer NOT NULL,
	"delta_seconds" bigint NOT NULL,
	"delta_retail_micros" bigint NOT NULL,
	"delta_wholesale_micros" bigint NOT NULL,
	"reason" text NOT NULL,
	"transaction_id" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "usage_adjustments_lease_id_window_rev_pk" PRIMARY KEY("lease_id","window","rev")
);
--> statement-breakpoint
CREATE TABLE "usage_segments" (
	"lease_id" text NOT NULL,
	"seg_start" timestamp (3) with time zone NOT NULL,
	"seg_end" timestamp (3) with time zone NOT NULL,
	"prev_end" timestamp (3) with time zone,
	"id" text NOT NULL,
	"interval_id" text NOT NULL,
	"state" text NOT NULL,
	"units" integer NOT NULL,
	"retail_rate_id" text,
	"wholesale_rate_id" text,
	"retail_micros" bigint NOT NULL,
	"wholesale_micros" bigint NOT NULL,
	"zero_reason" text,
	"transaction_id" text,
	CONSTRAINT "usage_segments_lease_id_seg_start_pk" PRIMARY KEY("lease_id","seg_start"),
	CONSTRAINT "usage_segments_end" UNIQUE("lease_id","seg_end"),
	CONSTRAINT "usage_segments_forward" CHECK (seg_start < seg_end),
	CONSTRAINT "usage_segments_adjacent" CHECK (prev_end IS NULL OR prev_end = seg_start),
	CONSTRAINT "usage_segments_hour" CHECK (seg_end <= date_trunc('hour', seg_start, 'UTC') + interval '1 hour'),
	CONSTRAINT "usage_segments_seconds" CHECK (date_trunc('second', seg_start) = seg_start AND date_trunc('second', seg_end) = seg_end),
	CONSTRAINT "usage_segments_zero" CHECK ((zero_reason IS NOT NULL AND retail_micros = 0 AND retail_rate_id IS NULL) OR (zero_reason IS NULL AND retail_rate_id IS NOT NULL)),
	CONSTRAINT "usage_segments_posted" CHECK ((transaction_id IS NULL) = (retail_micros = 0 AND wholesale_micros = 0))
);
--> statement-breakpoint
ALTER TABLE "price_book_entries" ADD CONSTRAINT "price_book_entries_price_book_id_price_books_id_fk" FOREIGN KEY ("price_book_id") REFERENCES "public"."price_books"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "price_book_entries" ADD CONSTRAINT "price_book_entries_sku_id_skus_id_fk" FOREIGN KEY ("sku_id") REFERENCES "public"."skus"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "price_book_entries" ADD CONSTRAINT "price_book_entries_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "price_books" ADD CONSTRAINT "price_books_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "skus" ADD CONSTRAINT "skus_model_id_accelerator_models_id_fk" FOREIGN KEY ("model_id") REFERENCES "public"."accelerator_models"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "accelerators" ADD CONSTRAINT "accelerators_host_id_hosts_id_fk" FOREIGN KEY ("host_id") REFERENCES "public"."hosts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "accelerators" ADD CONSTRAINT "accelerators_model_id_accelerator_models_id_fk" FOREIGN KEY ("model_id") REFERENCES "public"."accelerator_models"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "enrolment_tokens" ADD CONSTRAINT "enrolment_tokens_site_id_sites_id_fk" FOREIGN KEY ("site_id") REFERENCES "public"."sites"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "enrolment_tokens" ADD CONSTRAINT "enrolment_tokens_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "enrolment_tokens" ADD CONSTRAINT "enrolment_tokens_host_id_hosts_id_fk" FOREIGN KEY ("host_id") REFERENCES "public"."hosts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "host_channels" ADD CONSTRAINT "host_channels_host_id_hosts_id_fk" FOREIGN KEY ("host_id") REFERENCES "public"."hosts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hosts" ADD CONSTRAINT "hosts_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hosts" ADD CONSTRAINT "hosts_site_id_sites_id_fk" FOREIGN KEY ("site_id") REFERENCES "public"."sites"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "offers" ADD CONSTRAINT "offers_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "offers" ADD CONSTRAINT "offers_site_id_sites_id_fk" FOREIGN KEY ("site_id") REFERENCES "public"."sites"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "offers" ADD CONSTRAINT "offers_sku_id_skus_id_fk" FOREIGN KEY ("sku_id") REFERENCES "public"."skus"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "offers" ADD CONSTRAINT "offers_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sites" ADD CONSTRAINT "sites_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ssh_keys" ADD CONSTRAINT "ssh_keys_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ssh_keys" ADD CONSTRAINT "ssh_keys_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lease_accelerators" ADD CONSTRAINT "lease_accelerators_lease_id_leases_id_fk" FOREIGN KEY ("lease_id") REFERENCES "public"."leases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lease_accelerators" ADD CONSTRAINT "lease_accelerators_accelerator_id_accelerators_id_fk" FOREIGN KEY ("accelerator_id") REFERENCES "public"."accelerators"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lease_events" ADD CONSTRAINT "lease_events_lease_id_leases_id_fk" FOREIGN KEY ("lease_id") REFERENCES "public"."leases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lease_intervals" ADD CONSTRAINT "lease_intervals_lease_id_leases_id_fk" FOREIGN KEY ("lease_id") REFERENCES "public"."leases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lease_intervals" ADD CONSTRAINT "lease_intervals_sku_id_skus_id_fk" FOREIGN KEY ("sku_id") REFERENCES "public"."skus"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lease_rates" ADD CONSTRAINT "lease_rates_lease_id_leases_id_fk" FOREIGN KEY ("lease_id") REFERENCES "public"."leases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lease_rates" ADD CONSTRAINT "lease_rates_sku_id_skus_id_fk" FOREIGN KEY ("sku_id") REFERENCES "public"."skus"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lease_rates" ADD CONSTRAINT "lease_rates_price_book_entry_id_price_book_entries_id_fk" FOREIGN KEY ("price_book_entry_id") REFERENCES "public"."price_book_entries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lease_rates" ADD CONSTRAINT "lease_rates_offer_id_offers_id_fk" FOREIGN KEY ("offer_id") REFERENCES "public"."offers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lease_ssh_keys" ADD CONSTRAINT "lease_ssh_keys_lease_id_leases_id_fk" FOREIGN KEY ("lease_id") REFERENCES "public"."leases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lease_ssh_keys" ADD CONSTRAINT "lease_ssh_keys_ssh_key_id_ssh_keys_id_fk" FOREIGN KEY ("ssh_key_id") REFERENCES "public"."ssh_keys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "leases" ADD CONSTRAINT "leases_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "leases" ADD CONSTRAINT "leases_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "leases" ADD CONSTRAINT "leases_sku_id_skus_id_fk" FOREIGN KEY ("sku_id") REFERENCES "public"."skus"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "leases" ADD CONSTRAINT "leases_operator_id_organizations_id_fk" FOREIGN KEY ("operator_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "leases" ADD CONSTRAINT "leases_offer_id_offers_id_fk" FOREIGN KEY ("offer_id") REFERENCES "public"."offers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "leases" ADD CONSTRAINT "leases_site_id_sites_id_fk" FOREIGN KEY ("site_id") REFERENCES "public"."sites"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "leases" ADD CONSTRAINT "leases_host_id_hosts_id_fk" FOREIGN KEY ("host_id") REFERENCES "public"."hosts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_accounts" ADD CONSTRAINT "ledger_accounts_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_entries" ADD CONSTRAINT "ledger_entries_transaction_id_ledger_transactions_id_fk" FOREIGN KEY ("transaction_id") REFERENCES "public"."ledger_transactions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_entries" ADD CONSTRAINT "ledger_entries_account" FOREIGN KEY ("account_id","currency") REFERENCES "public"."ledger_accounts"("id","currency") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_holds" ADD CONSTRAINT "ledger_holds_account_id_ledger_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."ledger_accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_transactions" ADD CONSTRAINT "ledger_transactions_reverses" FOREIGN KEY ("reverses") REFERENCES "public"."ledger_transactions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_adjustments" ADD CONSTRAINT "usage_adjustments_lease_id_leases_id_fk" FOREIGN KEY ("lease_id") REFERENCES "public"."leases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_adjustments" ADD CONSTRAINT "usage_adjustments_transaction_id_ledger_transactions_id_fk" FOREIGN KEY ("transaction_id") REFERENCES "public"."ledger_transactions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_segments" ADD CONSTRAINT "usage_segments_lease_id_leases_id_fk" FOREIGN KEY ("lease_id") REFERENCES "public"."leases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_segments" ADD CONSTRAINT "usage_segments_interval_id_lease_intervals_id_fk" FOREIGN KEY ("interval_id") REFERENCES "public"."lease_intervals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_segments" ADD CONSTRAINT "usage_segments_retail_rate_id_lease_rates_id_fk" FOREIGN KEY ("retail_rate_id") REFERENCES "public"."lease_rates"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_segments" ADD CONSTRAINT "usage_segments_wholesale_rate_id_lease_rates_id_fk" FOREIGN KEY ("wholesale_rate_id") REFERENCES "public"."lease_rates"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_segments" ADD CONSTRAINT "usage_segments_transaction_id_ledger_transactions_id_fk" FOREIGN KEY ("transaction_id") REFERENCES "public"."ledger_transactions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_segments" ADD CONSTRAINT "usage_segments_chain" FOREIGN KEY ("lease_id","prev_end") REFERENCES "public"."usage_segments"("lease_id","seg_end") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_events_organization" ON "audit_events" USING btree ("organization_id","at");--> statement-breakpoint
CREATE INDEX "price_book_entries_sku" ON "price_book_entries" USING btree ("price_book_id","sku_id","region");--> statement-breakpoint
CREATE UNIQUE INDEX "accelerators_uuid" ON "accelerators" USING btree ("uuid");--> statement-breakpoint
CREATE INDEX "accelerators_host" ON "accelerators" USING btree ("host_id","index");--> statement-breakpoint
CREATE INDEX "accelerators_model" ON "accelerators" USING btree ("model_id");--> statement-breakpoint
CREATE INDEX "enrolment_tokens_site" ON "enrolment_tokens" USING btree ("site_id","created_at");--> statement-breakpoint
CREATE INDEX "hosts_site" ON "hosts" USING btree ("site_id","name");--> statement-breakpoint
CREATE INDEX "hosts_organization" ON "hosts" USING btree ("organization_id","name");--> statement-breakpoint
CREATE INDEX "offers_sku" ON "offers" USING btree ("sku_id","site_id");--> statement-breakpoint
CREATE INDEX "offers_organization" ON "offers" USING btree ("organization_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "sites_name" ON "sites" USING btree ("organization_id","name");--> statement-breakpoint
CREATE INDEX "memberships_user" ON "memberships" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "organizations_kind_name" ON "organizations" USING btree ("kind","name");--> statement-breakpoint
CREATE INDEX "sessions_user" ON "sessions" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "ssh_keys_once" ON "ssh_keys" USING btree ("organization_id","fingerprint") WHERE removed_at IS NULL;--> statement-breakpoint
CREATE INDEX "ssh_keys_organization" ON "ssh_keys" USING btree ("organization_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "lease_accelerators_one_active" ON "lease_accelerators" USING btree ("accelerator_id") WHERE released_at IS NULL;--> statement-breakpoint
CREATE INDEX "lease_intervals_lease" ON "lease_intervals" USING btree ("lease_id");--> statement-breakpoint
CREATE INDEX "lease_intervals_open" ON "lease_intervals" USING btree ("lease_id") WHERE upper_inf(during);--> statement-breakpoint
CREATE INDEX "lease_rates_lease" ON "lease_rates" USING btree ("lease_id","side");--> statement-breakpoint
CREATE INDEX "leases_organization" ON "leases" USING btree ("organization_id","requested_at");--> statement-breakpoint
CREATE INDEX "leases_requested" ON "leases" USING btree ("requested_at");--> statement-breakpoint
CREATE INDEX "leases_operator" ON "leases" USING btree ("operator_id","requested_at");--> statement-breakpoint
CREATE INDEX "leases_host" ON "leases" USING btree ("host_id") WHERE ended_at IS NULL;--> statement-breakpoint
CREATE INDEX "leases_open" ON "leases" USING btree ("organization_id") WHERE next_due IS NOT NULL;--> statement-breakpoint
CREATE INDEX "leases_due" ON "leases" USING btree ("next_due") WHERE next_due IS NOT NULL;--> statement-breakpoint
CREATE INDEX "leases_active" ON "leases" USING btree ("state") WHERE ended_at IS NULL;--> statement-breakpoint
CREATE INDEX "ledger_accounts_organization" ON "ledger_accounts" USING btree ("organization_id");--> statement-breakpoint
CREATE INDEX "ledger_entries_account_index" ON "ledger_entries" USING btree ("account_id","transaction_id");--> statement-breakpoint
CREATE UNIQUE INDEX "ledger_holds_ref" ON "ledger_holds" USING btree ("ref");--> statement-breakpoint
CREATE INDEX "ledger_holds_open" ON "ledger_holds" USING btree ("account_id") WHERE released_at IS NULL;--> statement-breakpoint
CREATE INDEX "ledger_transactions_effective" ON "ledger_transactions" USING btree ("effective_at");--> statement-breakpoint
CREATE UNIQUE INDEX "usage_segments_one_start" ON "usage_segments" USING btree ("lease_id") WHERE prev_end IS NULL;--> statement-breakpoint
CREATE INDEX "usage_segments_period" ON "usage_segments" USING btree ("seg_start");