-- Row-level security of the tables of signing in, by db/tenancy-rules.ts.
ALTER TABLE "totp_factors" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "totp_factors" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "totp_factors" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "totp_factors" TO openhall_app USING (user_id = person_id()) WITH CHECK (user_id = person_id());
--> statement-breakpoint
ALTER TABLE "recovery_codes" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "recovery_codes" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "recovery_codes" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "recovery_codes" TO openhall_app USING (user_id = person_id()) WITH CHECK (user_id = person_id());
--> statement-breakpoint
ALTER TABLE "passkeys" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "passkeys" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "passkeys" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "passkeys" TO openhall_app USING (user_id = person_id()) WITH CHECK (user_id = person_id());
--> statement-breakpoint
ALTER TABLE "passkey_challenges" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "passkey_challenges" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "passkey_challenges" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "passkey_challenges" TO openhall_app USING (user_id = person_id()) WITH CHECK (user_id = person_id());
--> statement-breakpoint
ALTER TABLE "pending_sign_ins" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "pending_sign_ins" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "pending_sign_ins" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "pending_sign_ins" TO openhall_app USING (user_id = person_id()) WITH CHECK (user_id = person_id());
--> statement-breakpoint
ALTER TABLE "factor_guesses" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "factor_guesses" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "factor_guesses" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "factor_guesses" TO openhall_app USING (user_id = person_id()) WITH CHECK (user_id = person_id());
--> statement-breakpoint
ALTER TABLE "sign_in_links" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "sign_in_links" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "sign_in_links" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "sign_in_links" TO openhall_app USING (user_id = person_id()) WITH CHECK (user_id = person_id());
--> statement-breakpoint
ALTER TABLE "known_devices" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "known_devices" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "known_devices" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "known_devices" TO openhall_app USING (user_id = person_id()) WITH CHECK (user_id = person_id());
--> statement-breakpoint
ALTER TABLE "provider_identities" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "provider_identities" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "provider_identities" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "provider_identities" TO openhall_app USING (user_id = person_id()) WITH CHECK (user_id = person_id());
--> statement-breakpoint
ALTER TABLE "provider_proofs" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "provider_proofs" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "provider_proofs" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
ALTER TABLE "email_changes" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "email_changes" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "email_changes" TO openhall_platform USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY tenant ON "email_changes" TO openhall_app USING (user_id = person_id()) WITH CHECK (user_id = person_id());
