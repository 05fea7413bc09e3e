ALTER TABLE "sessions" ADD COLUMN "second_factor_at" timestamp (3) with time zone;--> statement-breakpoint
UPDATE "memberships" m SET "role" = CASE o."kind" WHEN 'operator' THEN 'technician' ELSE 'support' END
FROM "organizations" o WHERE o."id" = m."organization_id" AND o."kind" <> 'customer' AND m."role" = 'member';
--> statement-breakpoint
UPDATE "memberships" m SET "role" = 'admin'
FROM "organizations" o WHERE o."id" = m."organization_id" AND o."kind" = 'platform' AND m."role" = 'owner';
