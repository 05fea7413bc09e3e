import { expect, test } from "vitest";
import { checkMigrations } from "./migrations.mjs";
import { faultsOfTree } from "./planted";

const says = (files: Record<string, string>) => faultsOfTree(checkMigrations, files);

/** What old code does not notice. */
const expands = `CREATE TABLE "towns" ("id" text PRIMARY KEY, "name" text);
CREATE INDEX "towns_name" ON "towns" ("name");
ALTER TABLE "towns" ALTER COLUMN "name" SET NOT NULL;
ALTER TABLE "sites" ADD COLUMN "town" text;
ALTER TABLE "sites" ADD COLUMN "rank" integer DEFAULT 0 NOT NULL;
ALTER TABLE "leases" ADD CONSTRAINT "positive" CHECK (n > 0) NOT VALID;
CREATE INDEX IF NOT EXISTS "by_town" ON "leases" ("town");
CREATE INDEX "sites_town" ON "sites" ("town");
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN DROP TABLE sites; END $$;
-- DROP TABLE sites;
`;

test("a migration that only adds passes", () => {
  expect(says({ "drizzle/0008_expands.sql": expands })).toBe("");
});

test.each([
  ["DROP TABLE sites;", "drops a table"],
  ["ALTER TABLE sites DROP COLUMN city;", "drops a column"],
  ["ALTER TABLE sites RENAME COLUMN city TO town;", "renames"],
  ['ALTER TABLE "sites" RENAME TO "halls";', "renames"],
  ['ALTER TABLE "sites" ALTER COLUMN "city" SET DATA TYPE integer;', "changes a type"],
  ["alter table sites\n  alter column city set not null;", "makes a column required"],
  ["ALTER TABLE sites ADD COLUMN town text NOT NULL;", "required column without a default"],
  ["ALTER TABLE sites ADD COLUMN town uuid DEFAULT gen_random_uuid();", "worked out row by row"],
  ['CREATE INDEX "by_town" ON "usage_segments" USING btree ("town");', "CONCURRENTLY before the release"],
  ["CREATE UNIQUE INDEX by_town ON public.leases (town);", "CONCURRENTLY before the release"],
  ["ALTER TABLE ledger_entries ADD CONSTRAINT positive CHECK (amount_micros > 0);", "add it NOT VALID"],
])("%s is refused, unless its file says why, or is from before the rule", (statement, fault) => {
  const good = {
    "drizzle/0003_before.sql": statement,
    "drizzle/0007_meant.sql": `-- contract: nobody asks for it since 1.4\n${statement}`,
  };
  expect(says(good)).toBe("");
  expect(says({ ...good, "drizzle/0009_bad.sql": `${expands}--> statement-breakpoint\n${statement}` })).toMatch(
    new RegExp(`^drizzle/0009_bad\\.sql: .*${fault}`),
  );
  expect(says({ "drizzle/0009_bad.sql": `-- contract: \n${statement}` })).not.toBe("");
});
