-- contract: no installation has run a release yet, so the tables of leases and events that this builds on are empty ones.
CREATE TABLE "api_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"user_id" text NOT NULL,
	"name" text NOT NULL,
	"public_id" text NOT NULL,
	"hash" text NOT NULL,
	"last_four" text NOT NULL,
	"previous_hash" text,
	"previous_until" timestamp (3) with time zone,
	"rotated_at" timestamp (3) with time zone,
	"scopes" text[] NOT NULL,
	"project_id" text,
	"addresses" text[] DEFAULT '{}' NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"last_used_at" timestamp (3) with time zone,
	"last_used_address" text,
	"revoked_at" timestamp (3) with time zone,
	"revoked_by" text,
	CONSTRAINT "api_keys_public_id" UNIQUE("public_id"),
	CONSTRAINT "api_keys_previous" CHECK ((previous_hash IS NULL) = (previous_until IS NULL)),
	CONSTRAINT "api_keys_scopes" CHECK (cardinality(scopes) > 0)
);
--> statement-breakpoint
CREATE TABLE "audit_anchor_heads" (
	"day" date NOT NULL,
	"chain_id" text NOT NULL,
	"organization_id" text,
	"sequence" bigint NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "audit_anchor_heads_day_chain_id_pk" PRIMARY KEY("day","chain_id")
);
--> statement-breakpoint
CREATE TABLE "audit_anchors" (
	"day" date PRIMARY KEY NOT NULL,
	"chains" integer NOT NULL,
	"previous_hash" text NOT NULL,
	"hash" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_chains" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text,
	"sequence" bigint DEFAULT 0 NOT NULL,
	"hash" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "abuse_flags" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"kind" text NOT NULL,
	"note" text NOT NULL,
	"opened_by" text NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"closed_by" text,
	"closed_at" timestamp (3) with time zone,
	"close_note" text
);
--> statement-breakpoint
CREATE TABLE "beneficial_owners" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"name" text NOT NULL,
	"birth_date" text,
	"country" text,
	"share_bps" integer NOT NULL,
	"declared_by" text NOT NULL,
	"declared_at" timestamp (3) with time zone NOT NULL,
	"removed_at" timestamp (3) with time zone,
	CONSTRAINT "beneficial_owners_share" CHECK (share_bps BETWEEN 1 AND 10000),
	CONSTRAINT "beneficial_owners_known_by" CHECK (birth_date IS NOT NULL OR country IS NOT NULL)
);
--> statement-breakpoint
CREATE TABLE "denied_list_versions" (
	"id" text PRIMARY KEY NOT NULL,
	"list" text NOT NULL,
	"format" text NOT NULL,
	"generation" integer NOT NULL,
	"file_names" text[] NOT NULL,
	"sha256" text NOT NULL,
	"bytes" integer NOT NULL,
	"parties" integer NOT NULL,
	"added" integer NOT NULL,
	"changed" integer NOT NULL,
	"removed" integer NOT NULL,
	"is_current" boolean NOT NULL,
	"loaded_by" text,
	"loaded_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "denied_list_versions_generation" UNIQUE("generation")
);
--> statement-breakpoint
CREATE TABLE "denied_parties" (
	"id" text PRIMARY KEY NOT NULL,
	"list" text NOT NULL,
	"external_id" text NOT NULL,
	"kind" text NOT NULL,
	"names" text[] NOT NULL,
	"programs" text[] NOT NULL,
	"countries" text[] NOT NULL,
	"birth_dates" text[] NOT NULL,
	"content_hash" text NOT NULL,
	"added_in" text NOT NULL,
	"changed_in" text,
	"removed_in" text,
	CONSTRAINT "denied_parties_external" UNIQUE("list","external_id")
);
--> statement-breakpoint
CREATE TABLE "denied_party_names" (
	"id" text PRIMARY KEY NOT NULL,
	"party_id" text NOT NULL,
	"name" text NOT NULL,
	"search_key" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "screening_matches" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"subject_id" text NOT NULL,
	"party_id" text NOT NULL,
	"subject_name" text NOT NULL,
	"party_name" text NOT NULL,
	"party_hash" text NOT NULL,
	"score" real NOT NULL,
	"state" text NOT NULL,
	"raised_at" timestamp (3) with time zone NOT NULL,
	"proposed_by" text,
	"proposed_reason" text,
	"decided_by" text,
	"decided_at" timestamp (3) with time zone,
	"reason" text,
	CONSTRAINT "screening_matches_once" UNIQUE("subject_id","party_id","subject_name","party_hash"),
	CONSTRAINT "screening_matches_second_person" CHECK (proposed_by IS NULL OR decided_by IS NULL OR proposed_by <> decided_by OR state = 'confirmed'),
	CONSTRAINT "screening_matches_decided" CHECK (state NOT IN ('cleared', 'confirmed') OR (decided_by IS NOT NULL AND reason IS NOT NULL))
);
--> statement-breakpoint
CREATE TABLE "screening_subjects" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"kind" text NOT NULL,
	"ref_id" text NOT NULL,
	"name" text NOT NULL,
	"country" text,
	"birth_date" text,
	"screened_generation" integer NOT NULL,
	"screened_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "screening_subjects_ref" UNIQUE("organization_id","kind","ref_id")
);
--> statement-breakpoint
CREATE TABLE "suspensions" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"cause" text NOT NULL,
	"reason" text NOT NULL,
	"placed_by" text,
	"placed_at" timestamp (3) with time zone NOT NULL,
	"effective_at" timestamp (3) with time zone NOT NULL,
	"enforced_at" timestamp (3) with time zone,
	"lifted_by" text,
	"lifted_at" timestamp (3) with time zone,
	"lift_reason" text,
	CONSTRAINT "suspensions_lifted" CHECK ((lifted_at IS NULL) = (lift_reason IS NULL))
);
--> statement-breakpoint
CREATE TABLE "accelerator_classes" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"model_codes" text[] NOT NULL,
	"min_bf16_tflops" real,
	"needs_provenance" boolean DEFAULT false NOT NULL,
	"is_example" boolean DEFAULT false NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "accelerator_classes_name" UNIQUE("name")
);
--> statement-breakpoint
CREATE TABLE "compliance_profiles" (
	"organization_id" text PRIMARY KEY NOT NULL,
	"country" text NOT NULL,
	"updated_by" text NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "end_use_statements" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"text_version" text NOT NULL,
	"category" text NOT NULL,
	"description" text NOT NULL,
	"signer_name" text NOT NULL,
	"signed_by" text NOT NULL,
	"signed_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "export_rules" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"class_id" text NOT NULL,
	"customer_countries" text[] NOT NULL,
	"site_countries" text[] NOT NULL,
	"effect" text NOT NULL,
	"note" text NOT NULL,
	"is_example" boolean DEFAULT false NOT NULL,
	"created_by" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"active_from" timestamp (3) with time zone,
	"active_until" timestamp (3) with time zone,
	CONSTRAINT "export_rules_name" UNIQUE("name"),
	CONSTRAINT "export_rules_window" CHECK (active_until IS NULL OR (active_from IS NOT NULL AND active_until >= active_from))
);
--> statement-breakpoint
CREATE TABLE "order_reviews" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"class_id" text NOT NULL,
	"rule_names" text[] NOT NULL,
	"effect" text NOT NULL,
	"sku_code" text NOT NULL,
	"site_country" text NOT NULL,
	"customer_countries" text[] NOT NULL,
	"asked_by" text NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"last_asked_at" timestamp (3) with time zone NOT NULL,
	"times_asked" integer DEFAULT 1 NOT NULL,
	"state" text NOT NULL,
	"decided_by" text,
	"decided_at" timestamp (3) with time zone,
	"reason" text,
	"approved_until" timestamp (3) with time zone,
	CONSTRAINT "order_reviews_decided" CHECK ((state = 'open') = (decided_at IS NULL)),
	CONSTRAINT "order_reviews_until" CHECK ((state = 'approved') = (approved_until IS NOT NULL))
);
--> statement-breakpoint
CREATE TABLE "provenance_documents" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"kind" text NOT NULL,
	"file_name" text NOT NULL,
	"content_type" text NOT NULL,
	"content" "bytea" NOT NULL,
	"sha256" text NOT NULL,
	"state" text NOT NULL,
	"uploaded_by" text NOT NULL,
	"uploaded_at" timestamp (3) with time zone NOT NULL,
	"reviewed_by" text,
	"reviewed_at" timestamp (3) with time zone,
	"reason" text,
	CONSTRAINT "provenance_documents_reviewed" CHECK ((state = 'waiting') = (reviewed_at IS NULL)),
	CONSTRAINT "provenance_documents_size" CHECK (length(content) BETWEEN 1 AND 5242880)
);
--> statement-breakpoint
CREATE TABLE "provenance_hosts" (
	"document_id" text NOT NULL,
	"host_id" text NOT NULL,
	CONSTRAINT "provenance_hosts_document_id_host_id_pk" PRIMARY KEY("document_id","host_id")
);
--> statement-breakpoint
CREATE TABLE "organization_people" (
	"organization_id" text NOT NULL,
	"user_id" text NOT NULL,
	CONSTRAINT "organization_people_organization_id_user_id_pk" PRIMARY KEY("organization_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "invitations" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"email" text NOT NULL,
	"role" text NOT NULL,
	"restricted" boolean DEFAULT false NOT NULL,
	"invited_by" text NOT NULL,
	"sends" integer DEFAULT 1 NOT NULL,
	"token_hash" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"sent_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"accepted_at" timestamp (3) with time zone,
	"accepted_by" text,
	"revoked_at" timestamp (3) with time zone,
	CONSTRAINT "invitations_token" UNIQUE("token_hash"),
	CONSTRAINT "invitations_settled" CHECK (num_nonnulls(accepted_at, revoked_at) <= 1)
);
--> statement-breakpoint
CREATE TABLE "project_members" (
	"project_id" text NOT NULL,
	"organization_id" text NOT NULL,
	"user_id" text NOT NULL,
	"role" text NOT NULL,
	CONSTRAINT "project_members_project_id_user_id_pk" PRIMARY KEY("project_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "projects" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"name" text NOT NULL,
	"slug" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"archived_at" timestamp (3) with time zone,
	CONSTRAINT "projects_own" UNIQUE("organization_id","id"),
	CONSTRAINT "projects_slug" UNIQUE("organization_id","slug")
);
--> statement-breakpoint
CREATE TABLE "rate_limits" (
	"key" text PRIMARY KEY NOT NULL,
	"points" integer NOT NULL,
	"expire" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "email_changes" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"old_email" text NOT NULL,
	"new_email" text NOT NULL,
	"confirm_hash" text NOT NULL,
	"undo_hash" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"confirmed_at" timestamp (3) with time zone,
	"undo_until" timestamp (3) with time zone NOT NULL,
	"undone_at" timestamp (3) with time zone,
	CONSTRAINT "email_changes_confirm" UNIQUE("confirm_hash"),
	CONSTRAINT "email_changes_undo" UNIQUE("undo_hash")
);
--> statement-breakpoint
CREATE TABLE "factor_guesses" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "known_devices" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"token_hash" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"last_seen_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "known_devices_once" UNIQUE("user_id","token_hash")
);
--> statement-breakpoint
CREATE TABLE "passkey_challenges" (
	"challenge_hash" text PRIMARY KEY NOT NULL,
	"purpose" text NOT NULL,
	"user_id" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "passkeys" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"name" text NOT NULL,
	"credential_id" text NOT NULL,
	"public_key" text NOT NULL,
	"counter" bigint NOT NULL,
	"transports" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"backed_up" boolean NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"last_used_at" timestamp (3) with time zone,
	CONSTRAINT "passkeys_credential" UNIQUE("credential_id")
);
--> statement-breakpoint
CREATE TABLE "pending_sign_ins" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"token_hash" text NOT NULL,
	"proof" text NOT NULL,
	"guesses" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone,
	CONSTRAINT "pending_sign_ins_token" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "provider_identities" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"issuer" text NOT NULL,
	"subject" text NOT NULL,
	"label" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"last_used_at" timestamp (3) with time zone,
	CONSTRAINT "provider_identities_once" UNIQUE("issuer","subject")
);
--> statement-breakpoint
CREATE TABLE "provider_proofs" (
	"id" text PRIMARY KEY NOT NULL,
	"token_hash" text NOT NULL,
	"issuer" text NOT NULL,
	"subject" text NOT NULL,
	"label" text NOT NULL,
	"name" text NOT NULL,
	"email" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone,
	CONSTRAINT "provider_proofs_token" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "recovery_codes" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"code_hash" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"used_at" timestamp (3) with time zone,
	CONSTRAINT "recovery_codes_once" UNIQUE("user_id","code_hash")
);
--> statement-breakpoint
CREATE TABLE "sign_in_links" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"purpose" text NOT NULL,
	"token_hash" text NOT NULL,
	"browser_hash" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone,
	CONSTRAINT "sign_in_links_token" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "totp_factors" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"secret" text NOT NULL,
	"last_step" bigint DEFAULT 0 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"confirmed_at" timestamp (3) with time zone,
	"removed_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "support_access" (
	"organization_id" text PRIMARY KEY NOT NULL,
	"is_allowed" boolean NOT NULL,
	"changed_by" text NOT NULL,
	"changed_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "support_visits" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"staff_user_id" text NOT NULL,
	"staff_email" text NOT NULL,
	"staff_organization_id" text NOT NULL,
	"staff_session_id" text NOT NULL,
	"reason" text NOT NULL,
	"is_read_only" boolean NOT NULL,
	"is_legal" boolean NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"ends_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "worker_heartbeats" (
	"worker_id" text NOT NULL,
	"job" text NOT NULL,
	"every_ms" integer NOT NULL,
	"beat_at" timestamp (3) with time zone NOT NULL,
	"stopped_at" timestamp (3) with time zone,
	"started_at" timestamp (3) with time zone,
	"finished_at" timestamp (3) with time zone,
	"failed_at" timestamp (3) with time zone,
	"duration_ms" integer,
	"consecutive_failures" integer DEFAULT 0 NOT NULL,
	"error" text,
	CONSTRAINT "worker_heartbeats_worker_id_job_pk" PRIMARY KEY("worker_id","job"),
	CONSTRAINT "worker_heartbeats_failures" CHECK (consecutive_failures >= 0)
);
--> statement-breakpoint
DROP INDEX "audit_events_organization";--> statement-breakpoint
ALTER TABLE "users" ALTER COLUMN "password_hash" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "mails" ALTER COLUMN "user_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "payout_accounts" ALTER COLUMN "bank" SET DATA TYPE text;--> statement-breakpoint
ALTER TABLE "audit_events" ADD COLUMN "number" bigint NOT NULL GENERATED ALWAYS AS IDENTITY (sequence name "audit_events_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1);--> statement-breakpoint
ALTER TABLE "audit_events" ADD COLUMN "actor_name" text;--> statement-breakpoint
ALTER TABLE "audit_events" ADD COLUMN "actor_organization_id" text;--> statement-breakpoint
ALTER TABLE "audit_events" ADD COLUMN "api_key_id" text;--> statement-breakpoint
ALTER TABLE "audit_events" ADD COLUMN "impersonator_id" text;--> statement-breakpoint
ALTER TABLE "audit_events" ADD COLUMN "impersonator_name" text;--> statement-breakpoint
ALTER TABLE "audit_events" ADD COLUMN "address" text;--> statement-breakpoint
ALTER TABLE "audit_events" ADD COLUMN "user_agent" text;--> statement-breakpoint
ALTER TABLE "audit_events" ADD COLUMN "before" jsonb;--> statement-breakpoint
ALTER TABLE "audit_events" ADD COLUMN "after" jsonb;--> statement-breakpoint
ALTER TABLE "audit_events" ADD COLUMN "sequence" bigint;--> statement-breakpoint
ALTER TABLE "audit_events" ADD COLUMN "previous_hash" text;--> statement-breakpoint
ALTER TABLE "audit_events" ADD COLUMN "hash" text;--> statement-breakpoint
ALTER TABLE "budgets" ADD COLUMN "project_id" text;--> statement-breakpoint
ALTER TABLE "budgets" ADD COLUMN "refuses_launches" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "memberships" ADD COLUMN "restricted" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "organizations" ADD COLUMN "closed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "address" text;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "second_factor_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "kind" text DEFAULT 'person' NOT NULL;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "deleted_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "lease_events" ADD COLUMN "request_id" text;--> statement-breakpoint
ALTER TABLE "leases" ADD COLUMN "project_id" text;--> statement-breakpoint
ALTER TABLE "leases" ADD COLUMN "request_id" text;--> statement-breakpoint
ALTER TABLE "payout_accounts" ADD COLUMN "beneficiary" text;--> statement-breakpoint
ALTER TABLE "payout_accounts" ADD COLUMN "bank_hint" text;--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_revoked_by_users_id_fk" FOREIGN KEY ("revoked_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_project" FOREIGN KEY ("organization_id","project_id") REFERENCES "public"."projects"("organization_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit_anchor_heads" ADD CONSTRAINT "audit_anchor_heads_day_audit_anchors_day_fk" FOREIGN KEY ("day") REFERENCES "public"."audit_anchors"("day") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "abuse_flags" ADD CONSTRAINT "abuse_flags_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "abuse_flags" ADD CONSTRAINT "abuse_flags_opened_by_users_id_fk" FOREIGN KEY ("opened_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "abuse_flags" ADD CONSTRAINT "abuse_flags_closed_by_users_id_fk" FOREIGN KEY ("closed_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "beneficial_owners" ADD CONSTRAINT "beneficial_owners_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "beneficial_owners" ADD CONSTRAINT "beneficial_owners_declared_by_users_id_fk" FOREIGN KEY ("declared_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "denied_list_versions" ADD CONSTRAINT "denied_list_versions_loaded_by_users_id_fk" FOREIGN KEY ("loaded_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "denied_parties" ADD CONSTRAINT "denied_parties_added_in_denied_list_versions_id_fk" FOREIGN KEY ("added_in") REFERENCES "public"."denied_list_versions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "denied_parties" ADD CONSTRAINT "denied_parties_changed_in_denied_list_versions_id_fk" FOREIGN KEY ("changed_in") REFERENCES "public"."denied_list_versions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "denied_parties" ADD CONSTRAINT "denied_parties_removed_in_denied_list_versions_id_fk" FOREIGN KEY ("removed_in") REFERENCES "public"."denied_list_versions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "denied_party_names" ADD CONSTRAINT "denied_party_names_party_id_denied_parties_id_fk" FOREIGN KEY ("party_id") REFERENCES "public"."denied_parties"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "screening_matches" ADD CONSTRAINT "screening_matches_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "screening_matches" ADD CONSTRAINT "screening_matches_subject_id_screening_subjects_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."screening_subjects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "screening_matches" ADD CONSTRAINT "screening_matches_party_id_denied_parties_id_fk" FOREIGN KEY ("party_id") REFERENCES "public"."denied_parties"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "screening_matches" ADD CONSTRAINT "screening_matches_proposed_by_users_id_fk" FOREIGN KEY ("proposed_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "screening_matches" ADD CONSTRAINT "screening_matches_decided_by_users_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "screening_subjects" ADD CONSTRAINT "screening_subjects_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "suspensions" ADD CONSTRAINT "suspensions_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "suspensions" ADD CONSTRAINT "suspensions_placed_by_users_id_fk" FOREIGN KEY ("placed_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "suspensions" ADD CONSTRAINT "suspensions_lifted_by_users_id_fk" FOREIGN KEY ("lifted_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "compliance_profiles" ADD CONSTRAINT "compliance_profiles_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "compliance_profiles" ADD CONSTRAINT "compliance_profiles_updated_by_users_id_fk" FOREIGN KEY ("updated_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "end_use_statements" ADD CONSTRAINT "end_use_statements_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "end_use_statements" ADD CONSTRAINT "end_use_statements_signed_by_users_id_fk" FOREIGN KEY ("signed_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "export_rules" ADD CONSTRAINT "export_rules_class_id_accelerator_classes_id_fk" FOREIGN KEY ("class_id") REFERENCES "public"."accelerator_classes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "export_rules" ADD CONSTRAINT "export_rules_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "order_reviews" ADD CONSTRAINT "order_reviews_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "order_reviews" ADD CONSTRAINT "order_reviews_class_id_accelerator_classes_id_fk" FOREIGN KEY ("class_id") REFERENCES "public"."accelerator_classes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "order_reviews" ADD CONSTRAINT "order_reviews_asked_by_users_id_fk" FOREIGN KEY ("asked_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "order_reviews" ADD CONSTRAINT "order_reviews_decided_by_users_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "provenance_documents" ADD CONSTRAINT "provenance_documents_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "provenance_documents" ADD CONSTRAINT "provenance_documents_uploaded_by_users_id_fk" FOREIGN KEY ("uploaded_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "provenance_documents" ADD CONSTRAINT "provenance_documents_reviewed_by_users_id_fk" FOREIGN KEY ("reviewed_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "provenance_hosts" ADD CONSTRAINT "provenance_hosts_document_id_provenance_documents_id_fk" FOREIGN KEY ("document_id") REFERENCES "public"."provenance_documents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "provenance_hosts" ADD CONSTRAINT "provenance_hosts_host_id_hosts_id_fk" FOREIGN KEY ("host_id") REFERENCES "public"."hosts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "organization_people" ADD CONSTRAINT "organization_people_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "organization_people" ADD CONSTRAINT "organization_people_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_invited_by_users_id_fk" FOREIGN KEY ("invited_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_accepted_by_users_id_fk" FOREIGN KEY ("accepted_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "project_members" ADD CONSTRAINT "project_members_project" FOREIGN KEY ("organization_id","project_id") REFERENCES "public"."projects"("organization_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "project_members" ADD CONSTRAINT "project_members_membership" FOREIGN KEY ("organization_id","user_id") REFERENCES "public"."memberships"("organization_id","user_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "projects" ADD CONSTRAINT "projects_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "projects" ADD CONSTRAINT "projects_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "email_changes" ADD CONSTRAINT "email_changes_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "factor_guesses" ADD CONSTRAINT "factor_guesses_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "known_devices" ADD CONSTRAINT "known_devices_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "passkey_challenges" ADD CONSTRAINT "passkey_challenges_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "passkeys" ADD CONSTRAINT "passkeys_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pending_sign_ins" ADD CONSTRAINT "pending_sign_ins_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "provider_identities" ADD CONSTRAINT "provider_identities_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recovery_codes" ADD CONSTRAINT "recovery_codes_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sign_in_links" ADD CONSTRAINT "sign_in_links_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "totp_factors" ADD CONSTRAINT "totp_factors_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "support_access" ADD CONSTRAINT "support_access_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "support_access" ADD CONSTRAINT "support_access_changed_by_users_id_fk" FOREIGN KEY ("changed_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "support_visits" ADD CONSTRAINT "support_visits_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "support_visits" ADD CONSTRAINT "support_visits_staff_user_id_users_id_fk" FOREIGN KEY ("staff_user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "support_visits" ADD CONSTRAINT "support_visits_staff_organization_id_organizations_id_fk" FOREIGN KEY ("staff_organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "support_visits" ADD CONSTRAINT "support_visits_staff_session_id_sessions_id_fk" FOREIGN KEY ("staff_session_id") REFERENCES "public"."sessions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "api_keys_organization" ON "api_keys" USING btree ("organization_id","created_at");--> statement-breakpoint
CREATE INDEX "api_keys_owner" ON "api_keys" USING btree ("organization_id","user_id") WHERE revoked_at IS NULL;--> statement-breakpoint
CREATE INDEX "audit_anchor_heads_organization" ON "audit_anchor_heads" USING btree ("organization_id","day");--> statement-breakpoint
CREATE INDEX "abuse_flags_organization" ON "abuse_flags" USING btree ("organization_id","opened_at");--> statement-breakpoint
CREATE INDEX "abuse_flags_open" ON "abuse_flags" USING btree ("opened_at") WHERE closed_at IS NULL;--> statement-breakpoint
CREATE INDEX "beneficial_owners_organization" ON "beneficial_owners" USING btree ("organization_id","declared_at");--> statement-breakpoint
CREATE UNIQUE INDEX "denied_list_versions_current" ON "denied_list_versions" USING btree ("list") WHERE is_current;--> statement-breakpoint
CREATE INDEX "denied_list_versions_list" ON "denied_list_versions" USING btree ("list","loaded_at");--> statement-breakpoint
CREATE INDEX "denied_parties_added" ON "denied_parties" USING btree ("added_in");--> statement-breakpoint
CREATE INDEX "denied_parties_changed" ON "denied_parties" USING btree ("changed_in");--> statement-breakpoint
CREATE INDEX "denied_parties_removed" ON "denied_parties" USING btree ("removed_in");--> statement-breakpoint
CREATE INDEX "denied_party_names_party" ON "denied_party_names" USING btree ("party_id");--> statement-breakpoint
CREATE INDEX "screening_matches_queue" ON "screening_matches" USING btree ("state","score");--> statement-breakpoint
CREATE INDEX "screening_matches_organization" ON "screening_matches" USING btree ("organization_id","state");--> statement-breakpoint
CREATE INDEX "screening_matches_party" ON "screening_matches" USING btree ("party_id");--> statement-breakpoint
CREATE UNIQUE INDEX "suspensions_open" ON "suspensions" USING btree ("organization_id") WHERE lifted_at IS NULL;--> statement-breakpoint
CREATE INDEX "suspensions_due" ON "suspensions" USING btree ("effective_at") WHERE lifted_at IS NULL;--> statement-breakpoint
CREATE INDEX "suspensions_organization" ON "suspensions" USING btree ("organization_id","placed_at");--> statement-breakpoint
CREATE INDEX "end_use_statements_organization" ON "end_use_statements" USING btree ("organization_id","signed_at");--> statement-breakpoint
CREATE INDEX "export_rules_class" ON "export_rules" USING btree ("class_id");--> statement-breakpoint
CREATE UNIQUE INDEX "order_reviews_open" ON "order_reviews" USING btree ("organization_id","class_id") WHERE state = 'open';--> statement-breakpoint
CREATE INDEX "order_reviews_queue" ON "order_reviews" USING btree ("state","last_asked_at");--> statement-breakpoint
CREATE INDEX "order_reviews_organization" ON "order_reviews" USING btree ("organization_id","class_id");--> statement-breakpoint
CREATE INDEX "provenance_documents_organization" ON "provenance_documents" USING btree ("organization_id","uploaded_at");--> statement-breakpoint
CREATE INDEX "provenance_documents_queue" ON "provenance_documents" USING btree ("state","uploaded_at");--> statement-breakpoint
CREATE INDEX "provenance_hosts_host" ON "provenance_hosts" USING btree ("host_id");--> statement-breakpoint
CREATE INDEX "organization_people_user" ON "organization_people" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "invitations_pending" ON "invitations" USING btree ("organization_id","email") WHERE accepted_at IS NULL AND revoked_at IS NULL;--> statement-breakpoint
CREATE INDEX "invitations_organization" ON "invitations" USING btree ("organization_id","created_at");--> statement-breakpoint
CREATE INDEX "project_members_member" ON "project_members" USING btree ("organization_id","user_id");--> statement-breakpoint
CREATE INDEX "projects_organization" ON "projects" USING btree ("organization_id","name");--> statement-breakpoint
CREATE INDEX "rate_limits_expire" ON "rate_limits" USING btree ("expire");--> statement-breakpoint
CREATE INDEX "email_changes_user" ON "email_changes" USING btree ("user_id","created_at");--> statement-breakpoint
CREATE INDEX "factor_guesses_user" ON "factor_guesses" USING btree ("user_id","at");--> statement-breakpoint
CREATE INDEX "factor_guesses_at" ON "factor_guesses" USING btree ("at");--> statement-breakpoint
CREATE INDEX "passkey_challenges_expired" ON "passkey_challenges" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "passkey_challenges_user" ON "passkey_challenges" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "passkeys_user" ON "passkeys" USING btree ("user_id","created_at");--> statement-breakpoint
CREATE INDEX "pending_sign_ins_user" ON "pending_sign_ins" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "pending_sign_ins_expired" ON "pending_sign_ins" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "provider_identities_user" ON "provider_identities" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "provider_proofs_expired" ON "provider_proofs" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "sign_in_links_user" ON "sign_in_links" USING btree ("user_id","created_at");--> statement-breakpoint
CREATE INDEX "sign_in_links_expired" ON "sign_in_links" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "totp_factors_once" ON "totp_factors" USING btree ("user_id") WHERE confirmed_at IS NOT NULL AND removed_at IS NULL;--> statement-breakpoint
CREATE INDEX "totp_factors_user" ON "totp_factors" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "support_visits_open" ON "support_visits" USING btree ("staff_session_id") WHERE ended_at IS NULL;--> statement-breakpoint
CREATE INDEX "support_visits_organization" ON "support_visits" USING btree ("organization_id","started_at");--> statement-breakpoint
CREATE INDEX "support_visits_ending" ON "support_visits" USING btree ("ends_at") WHERE ended_at IS NULL;--> statement-breakpoint
ALTER TABLE "budgets" ADD CONSTRAINT "budgets_project_own" FOREIGN KEY ("organization_id","project_id") REFERENCES "public"."projects"("organization_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "leases" ADD CONSTRAINT "leases_project_own" FOREIGN KEY ("organization_id","project_id") REFERENCES "public"."projects"("organization_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_events_at" ON "audit_events" USING btree ("at","number");--> statement-breakpoint
CREATE UNIQUE INDEX "audit_events_chain" ON "audit_events" USING btree (coalesce(organization_id, ''),"sequence");--> statement-breakpoint
CREATE INDEX "audit_events_unchained" ON "audit_events" USING btree ("organization_id","number") WHERE sequence IS NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "budgets_project" ON "budgets" USING btree ("project_id") WHERE project_id IS NOT NULL AND removed_at IS NULL;--> statement-breakpoint
CREATE INDEX "leases_project" ON "leases" USING btree ("project_id","requested_at") WHERE project_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX "audit_events_organization" ON "audit_events" USING btree ("organization_id","at","number");--> statement-breakpoint
ALTER TABLE "budgets" ADD CONSTRAINT "budgets_refusing" CHECK (project_id IS NOT NULL OR NOT refuses_launches);--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "users_service" CHECK (kind = 'person' OR (password_hash IS NULL AND email LIKE '%.service.invalid'));
--> statement-breakpoint
UPDATE "memberships" m SET "role" = CASE o."kind" WHEN 'operator' THEN 'technician' ELSE 'support' END
FROM "organizations" o WHERE o."id" = m."organization_id" AND o."kind" <> 'customer' AND m."role" = 'member';
--> statement-breakpoint
UPDATE "memberships" m SET "role" = 'admin'
FROM "organizations" o WHERE o."id" = m."organization_id" AND o."kind" = 'platform' AND m."role" = 'owner';
--> statement-breakpoint
-- Counters of rate limits are worth nothing after a crash, and cost no WAL this way.
ALTER TABLE "rate_limits" SET UNLOGGED;
--> statement-breakpoint
-- What people recognise a bank account by, of those that still lie in plain; the worker seals them (reseal-secrets).
UPDATE "payout_accounts" SET "beneficiary" = bank::jsonb ->> 'beneficiary',
  "bank_hint" = (bank::jsonb ->> 'bankName') || ', •••• ' || right(bank::jsonb ->> 'accountNumber', 4)
  WHERE bank IS NOT NULL AND NOT starts_with(bank, 'sealed:');

--> statement-breakpoint
-- The audit log is append-only but for the chaining: a row comes unchained, and its place, the hash before and its own are set once. Hand-written.
DROP TRIGGER append_only ON audit_events;
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON audit_events FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE FUNCTION check_audit_event() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE chaining text[] := '{sequence,previous_hash,hash}';
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.sequence IS NULL THEN RETURN NEW; END IF;
  ELSIF OLD.sequence IS NULL AND NEW.sequence IS NOT NULL AND to_jsonb(NEW) - chaining = to_jsonb(OLD) - chaining THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'audit_events is append-only: % refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER chained_once BEFORE INSERT OR UPDATE ON audit_events FOR EACH ROW EXECUTE FUNCTION check_audit_event();
--> statement-breakpoint
ALTER TABLE audit_events
  ADD CONSTRAINT audit_events_chained CHECK (num_nulls(sequence, previous_hash, hash) IN (0, 3)),
  ADD CONSTRAINT audit_events_sequence CHECK (sequence > 0);
--> statement-breakpoint
CREATE FUNCTION check_audit_chain() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.sequence > OLD.sequence AND NEW.id = OLD.id AND NEW.organization_id IS NOT DISTINCT FROM OLD.organization_id THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'the end of an audit chain only moves on' USING ERRCODE = 'restrict_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER moves_on BEFORE UPDATE ON audit_chains FOR EACH ROW EXECUTE FUNCTION check_audit_chain();
--> statement-breakpoint
CREATE TRIGGER no_deletion BEFORE DELETE OR TRUNCATE ON audit_chains FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
ALTER TABLE audit_chains ADD CONSTRAINT audit_chains_id CHECK (id = coalesce(organization_id, 'platform'));
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_anchors FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_anchor_heads FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
ALTER TABLE audit_anchor_heads ADD CONSTRAINT audit_anchor_heads_chain CHECK (chain_id = coalesce(organization_id, 'platform'));
--> statement-breakpoint
-- A visit lasts an hour at most, keeps who, where and why, and ends once.
ALTER TABLE support_visits
  ADD CONSTRAINT support_visits_length CHECK (ends_at > started_at AND ends_at <= started_at + interval '1 hour'),
  ADD CONSTRAINT support_visits_reason CHECK (length(reason) >= 10);
--> statement-breakpoint
CREATE FUNCTION check_support_visit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL AND to_jsonb(NEW) - 'ended_at' = to_jsonb(OLD) - 'ended_at' THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'a visit only ends' USING ERRCODE = 'restrict_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER only_ends BEFORE UPDATE ON support_visits FOR EACH ROW EXECUTE FUNCTION check_support_visit();
--> statement-breakpoint
CREATE TRIGGER no_deletion BEFORE DELETE OR TRUNCATE ON support_visits FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

--> statement-breakpoint
-- Candidates of a screening are found by trigrams of `search_key`, which is ASCII whatever the name's script.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
--> statement-breakpoint
CREATE INDEX denied_party_names_trigrams ON denied_party_names USING gin (search_key gin_trgm_ops);
--> statement-breakpoint
-- What was signed stays as it was signed.
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON end_use_statements FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE FUNCTION keep_organization_people() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO organization_people (organization_id, user_id)
    VALUES (NEW.organization_id, CASE TG_TABLE_NAME WHEN 'memberships' THEN to_jsonb(NEW) ->> 'user_id' ELSE to_jsonb(NEW) ->> 'staff_user_id' END)
    ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER keeps_people AFTER INSERT ON memberships FOR EACH ROW EXECUTE FUNCTION keep_organization_people();
--> statement-breakpoint
CREATE TRIGGER keeps_people AFTER INSERT ON support_visits FOR EACH ROW EXECUTE FUNCTION keep_organization_people();
--> statement-breakpoint
INSERT INTO organization_people (organization_id, user_id) SELECT organization_id, user_id FROM memberships ON CONFLICT DO NOTHING;

--> statement-breakpoint
-- A service account never has a session, whichever way one might be opened for it.
CREATE FUNCTION refuse_service_session() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT kind FROM users WHERE id = NEW.user_id) = 'service' THEN
    RAISE EXCEPTION 'a service account has no session' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER sessions_person BEFORE INSERT OR UPDATE OF user_id ON sessions
  FOR EACH ROW EXECUTE FUNCTION refuse_service_session();
