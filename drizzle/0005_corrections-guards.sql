-- A correction is a fact that was found out: another may supersede it, nothing else of it changes.
CREATE FUNCTION check_correction_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (to_jsonb(NEW) - 'superseded_at') IS DISTINCT FROM (to_jsonb(OLD) - 'superseded_at') OR OLD.superseded_at IS NOT NULL THEN
    RAISE EXCEPTION 'a correction is only ever superseded, once' USING ERRCODE = 'check_violation', CONSTRAINT = 'lease_corrections_stand';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER stands BEFORE UPDATE ON lease_corrections FOR EACH ROW EXECUTE FUNCTION check_correction_stands();
