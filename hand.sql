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
