import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { auditBooks } from "@/lib/metering/audit-books";
import type { StageCopy, StageTemplate } from "../stage-template";
import type { Children } from "./children";
import { differences, fingerprint, knownIds } from "./fingerprint";
import { isRequest } from "./requests";
import type { Scenario } from "./scenario";
import type { Fault } from "./statements";

/** A scenario ready to be killed: its database as a template, what it sends, and what it leaves when nobody kills it. */
export class KilledAnywhere {
  private constructor(
    private readonly children: Children,
    private readonly template: StageTemplate,
    private readonly scenario: Scenario,
    private readonly input: object,
    private readonly known: ReadonlySet<string>,
    private readonly before: readonly string[],
    private readonly undisturbed: readonly string[],
    readonly statements: readonly string[],
  ) {}

  static async prepare(children: Children, stage: StageTemplate, scenario: Scenario): Promise<KilledAnywhere> {
    const { template, result: input } = await stage.extend((db) => scenario.prepare(db, stage.stage));
    const copy = await template.copy();
    try {
      const known = await knownIds(copy.db);
      const before = await fingerprint(copy.db, known);
      const { operation } = scenario;
      const ended = await children.run({ url: copy.url, operation, input, fault: null });
      if (ended.killed || ended.error) throw new Error(`${scenario.name}: ${ended.killed ? "killed" : ended.error}`);
      const undisturbed = await fingerprint(copy.db, known);
      if (differences(before, undisturbed).length === 0) throw new Error(`${scenario.name} changes nothing.`);
      await assertSound(copy.db, scenario.name);
      return new KilledAnywhere(children, template, scenario, input, known, before, undisturbed, ended.statements);
    } finally {
      await copy.drop();
    }
  }

  drop(): Promise<void> {
    return this.template.drop();
  }

  kills(): Fault[] {
    return killsOf(this.statements);
  }

  /** The server ends the connection before each statement, and the process lives on. */
  cuts(): Fault[] {
    return this.statements.map((_, at): Fault => ({ statement: at + 1, when: "terminated before" }));
  }

  /** One fault, then what a worker, an agent or a person does after it: the same again. Answers what is wrong then. */
  async suffer(fault: Fault): Promise<string[]> {
    return (await this.sufferAll([fault])).troubles;
  }

  /**
   * One fault after the other. One that left everything as it was, to the last column, is followed by the next on the same database, for doing
   * it again from there is what the last of them shows; one that left more is followed at once by the same again.
   */
  async sufferAll(faults: readonly Fault[]): Promise<{ troubles: string[]; suffered: number }> {
    const troubles: string[] = [];
    let suffered = 0;
    let copy: StageCopy | null = null;
    try {
      for (const fault of faults) {
        copy ??= await this.template.copy();
        const found = await this.strike(copy, fault);
        suffered += 1;
        if (found === "nothing happened" && fault !== faults.at(-1)) continue;
        const wrong = found === "nothing happened" ? [] : found;
        if (wrong.length === 0) wrong.push(...(await this.doAgain(copy)));
        troubles.push(...wrong.map((trouble) => `${this.scenario.name}, ${fault.when} ${fault.statement}: ${trouble}`));
        await copy.drop();
        copy = null;
      }
    } finally {
      await copy?.drop();
    }
    return { troubles, suffered };
  }

  private command(copy: StageCopy) {
    return { url: copy.url, operation: this.scenario.operation, input: this.input };
  }

  private async strike(copy: StageCopy, fault: Fault): Promise<string[] | "nothing happened"> {
    const struck = await this.children.run({ ...this.command(copy), fault });
    if (fault.when === "terminated before") {
      if (struck.killed) return ["the process died of a lost connection"];
      return struck.error ? [`tried again, it fails: ${struck.error}`] : [];
    }
    if (!struck.killed) return ["it was not killed there"];
    await backendsGone(copy.db);
    const left = differences(await fingerprint(copy.db, this.known), this.before);
    return left.length === 0 ? "nothing happened" : [];
  }

  private async doAgain(copy: StageCopy): Promise<string[]> {
    const again = await this.children.run({ ...this.command(copy), fault: null });
    if (again.killed) return ["done again, it dies"];
    const failed = again.error ? [`done again, it fails: ${again.error}`] : [];
    return [
      ...failed,
      ...(await unsound(copy.db)),
      ...differences(await fingerprint(copy.db, this.known), this.undisturbed).slice(0, 5),
    ];
  }
}

/**
 * Before each statement and request, and after the last; where a transaction commits or something is asked over HTTP, also while nobody knows yet
 * whether it was done. An operation waits for one answer before it asks the next, so after a statement is before the next.
 */
export function killsOf(statements: readonly string[]): Fault[] {
  const inside = statements.flatMap((text, at): Fault[] => {
    const statement = at + 1;
    if (isRequest(text)) return (["before", "sent", "after"] as const).map((when) => ({ statement, when }));
    const sent: Fault[] = /^commit/i.test(text) ? [{ statement, when: "sent" }] : [];
    return [{ statement, when: "before" }, ...sent];
  });
  return [...inside, { statement: statements.length, when: "after" }];
}

export async function unsound(db: Database): Promise<string[]> {
  const findings = await auditBooks(db);
  return findings.flatMap(({ invariant, violations, offenders }) =>
    violations > 0 ? [`invariant ${invariant.number} is broken: ${offenders.join(", ")}`] : [],
  );
}

async function assertSound(db: Database, what: string) {
  const troubles = await unsound(db);
  if (troubles.length > 0) throw new Error(`${what}, undisturbed: ${troubles.join("; ")}`);
}

/** The server notices a dead client when it next reads or writes; until then its locks are held. */
export async function backendsGone(db: Database) {
  for (let tries = 0; tries < 200; tries++) {
    const { rows } = await db.execute(
      sql`SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'openhall-child'`,
    );
    if (rows.length === 0) return;
    await sleep(5);
  }
  throw new Error("A killed child's connection is still there after a second.");
}
