-- worker_heartbeats: what policyStatements("worker_heartbeats") in db/tenancy-rules.ts gives (platform)
ALTER TABLE "worker_heartbeats" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "worker_heartbeats" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY platform ON "worker_heartbeats" TO openhall_platform USING (true) WITH CHECK (true);
