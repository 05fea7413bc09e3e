CREATE TABLE "month_closes" (
	"month" date PRIMARY KEY NOT NULL,
	"statement_count" integer NOT NULL,
	"closed_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "statements" ADD COLUMN "low_water" bigint NOT NULL;--> statement-breakpoint
ALTER TABLE "statements" ADD CONSTRAINT "statements_marks" CHECK (low_water BETWEEN 0 AND high_water + 1);