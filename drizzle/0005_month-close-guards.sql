-- A month that was closed stays closed. Hand-written.
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON month_closes FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
ALTER TABLE month_closes ADD CONSTRAINT month_closes_start CHECK (date_trunc('month', month) = month);
