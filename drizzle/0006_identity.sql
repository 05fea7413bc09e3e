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
CREATE TABLE "rate_limits" (
	"key" text PRIMARY KEY NOT NULL,
	"points" integer NOT NULL,
	"expire" timestamp (3) with time zone
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
ALTER TABLE "sessions" ADD COLUMN "second_factor_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "lease_events" ADD COLUMN "request_id" text;--> statement-breakpoint
ALTER TABLE "leases" ADD COLUMN "request_id" text;--> statement-breakpoint
ALTER TABLE "payout_accounts" ADD COLUMN "beneficiary" text;--> statement-breakpoint
ALTER TABLE "payout_accounts" ADD COLUMN "bank_hint" text;--> statement-breakpoint
ALTER TABLE "audit_anchor_heads" ADD CONSTRAINT "audit_anchor_heads_day_audit_anchors_day_fk" FOREIGN KEY ("day") REFERENCES "public"."audit_anchors"("day") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "support_access" ADD CONSTRAINT "support_access_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "support_access" ADD CONSTRAINT "support_access_changed_by_users_id_fk" FOREIGN KEY ("changed_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "support_visits" ADD CONSTRAINT "support_visits_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "support_visits" ADD CONSTRAINT "support_visits_staff_user_id_users_id_fk" FOREIGN KEY ("staff_user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "support_visits" ADD CONSTRAINT "support_visits_staff_organization_id_organizations_id_fk" FOREIGN KEY ("staff_organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "support_visits" ADD CONSTRAINT "support_visits_staff_session_id_sessions_id_fk" FOREIGN KEY ("staff_session_id") REFERENCES "public"."sessions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_anchor_heads_organization" ON "audit_anchor_heads" USING btree ("organization_id","day");--> statement-breakpoint
CREATE INDEX "rate_limits_expire" ON "rate_limits" USING btree ("expire");--> statement-breakpoint
CREATE UNIQUE INDEX "support_visits_open" ON "support_visits" USING btree ("staff_session_id") WHERE ended_at IS NULL;--> statement-breakpoint
CREATE INDEX "support_visits_organization" ON "support_visits" USING btree ("organization_id","started_at");--> statement-breakpoint
CREATE INDEX "support_visits_ending" ON "support_visits" USING btree ("ends_at") WHERE ended_at IS NULL;--> statement-breakpoint
CREATE INDEX "audit_events_at" ON "audit_events" USING btree ("at","number");--> statement-breakpoint
CREATE UNIQUE INDEX "audit_events_chain" ON "audit_events" USING btree (coalesce(organization_id, ''),"sequence");--> statement-breakpoint
CREATE INDEX "audit_events_unchained" ON "audit_events" USING btree ("organization_id","number") WHERE sequence IS NULL;--> statement-breakpoint
CREATE INDEX "audit_events_organization" ON "audit_events" USING btree ("organization_id","at","number");
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
