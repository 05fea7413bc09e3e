-- Candidates of a screening are found by trigrams of `search_key`, which is ASCII whatever the name's script.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
--> statement-breakpoint
CREATE INDEX denied_party_names_trigrams ON denied_party_names USING gin (search_key gin_trgm_ops);
--> statement-breakpoint
-- What was signed stays as it was signed.
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON end_use_statements FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
