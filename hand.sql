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
