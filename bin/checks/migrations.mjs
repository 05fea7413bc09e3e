import { listFiles, readText } from "./tree.mjs";

/**
 * While a release rolls out, old code runs on the new schema: a migration may add (expand), and takes away only once nobody asks for it any
 * more (contract), which its file then says with its reason. Nor may one hold a lock for as long as a large table takes to be read.
 */

const firstChecked = 6;
const contract = /^-- contract: \S.*$/m;

/** They grow with every hour or every act. */
const large = new Set([
  "audit_events",
  "lease_events",
  "lease_intervals",
  "ledger_entries",
  "ledger_transactions",
  "leases",
  "mails",
  "stripe_balance_transactions",
  "stripe_calls",
  "stripe_events",
  "usage_adjustments",
  "usage_segments",
]);

const rules = [
  [/^DROP TABLE\b/i, "drops a table that old code asks for"],
  [/^ALTER TABLE\b.*\bDROP COLUMN\b/i, "drops a column that old code asks for"],
  [/^ALTER TABLE\b.*\bRENAME\b/i, "renames what old code asks for by its old name"],
  [
    /^ALTER TABLE\b.*\bALTER COLUMN \S+ (SET DATA )?TYPE\b/i,
    "changes a type, which may write the whole table anew under the strongest lock",
  ],
  [
    /^ALTER TABLE\b.*\bSET NOT NULL\b/i,
    "makes a column required, which reads the whole table and refuses what old code writes",
  ],
];
const volatile = /\bDEFAULT\b.*\b(random|gen_random_uuid|clock_timestamp|platform_now|nextval)\s*\(/i;

export function checkMigrations(tree) {
  const files = listFiles(tree).filter((file) => /^drizzle\/\d{4}_[\w-]+\.sql$/.test(file));
  return files
    .filter((file) => Number(/\d{4}/.exec(file)[0]) >= firstChecked)
    .flatMap((file) => {
      const text = readText(tree, file);
      return contract.test(text) ? [] : faultsIn(text).map((fault) => `${file}: ${fault}`);
    });
}

function faultsIn(text) {
  const statements = statementsOf(text);
  const made = new Set(
    statements.flatMap((one) => /^CREATE TABLE (?:IF NOT EXISTS )?("?[\w.]+"?)/i.exec(one)?.[1] ?? []).map(bare),
  );
  return statements
    .filter((one) => !made.has(tableOf(one)))
    .flatMap((one) => faultsOf(one).map((fault) => `${fault}: ${one.slice(0, 90)}`));
}

function faultsOf(statement) {
  const faults = rules.filter(([pattern]) => pattern.test(statement)).map(([, fault]) => fault);
  const adds = /\bADD COLUMN\b/i.test(statement);
  if (adds && /\bNOT NULL\b/i.test(statement) && !/\bDEFAULT\b|\bGENERATED\b/i.test(statement))
    faults.push("adds a required column without a default, which old code does not write");
  if (adds && volatile.test(statement)) faults.push("adds a column whose default is worked out row by row");
  if (!large.has(tableOf(statement))) return faults;
  if (/^CREATE (UNIQUE )?INDEX (?!IF NOT EXISTS)/i.test(statement))
    faults.push(
      "builds an index on a large table: build it CONCURRENTLY before the release, and say IF NOT EXISTS here",
    );
  if (/\bADD CONSTRAINT\b/i.test(statement) && !/\bNOT VALID\b/i.test(statement))
    faults.push("adds a constraint that reads a large table: add it NOT VALID, and VALIDATE it in a later release");
  return faults;
}

const bare = (name) => name.replaceAll('"', "").replace(/^public\./, "");

function tableOf(statement) {
  const named =
    /^(?:ALTER TABLE (?:IF EXISTS )?(?:ONLY )?|CREATE (?:UNIQUE )?INDEX .*? ON (?:ONLY )?)("?[\w.]+"?)/i.exec(
      statement,
    );
  return named ? bare(named[1]) : null;
}

/** Without comments and the bodies of functions, whose semicolons end nothing. */
function statementsOf(text) {
  return text
    .replaceAll(/(\$\w*\$)[\s\S]*?\1/g, "''")
    .replaceAll(/--.*$/gm, "")
    .split(";")
    .map((one) => one.replaceAll(/\s+/g, " ").trim())
    .filter(Boolean);
}
