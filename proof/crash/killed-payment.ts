import { setTimeout as sleep } from "node:timers/promises";
import type { Children } from "./children";
import { differences, knownIds } from "./fingerprint";
import { backendsGone, killsOf } from "./killed";
import type { At, Settled } from "./payment-operations";
import { atStripe, breaches, environmentOf, faultsOf, outcomeOf, stateOf } from "./payment-outcome";
import type { PaymentScenario } from "./payment-scenarios";
import { type PaymentCopy, PaymentStage } from "./payment-stage";
import type { Fault } from "./statements";

interface Left {
  troubles: string[];
  outcome: string[];
  stripe: string[];
}

/** A scenario with Stripe, ready to be killed: database and Stripe to be copied, what it sends to either, and what it leaves undisturbed. */
export class KilledPayment {
  private before: string[] = [];
  private known: ReadonlySet<string> = new Set();
  private undisturbed: Left = { troubles: [], outcome: [], stripe: [] };
  /** By what deaths left: how many of them, and one. */
  readonly settled = new Map<string, { times: number; fault: Fault }>();
  /** What is new at Stripe in the end. */
  made: string[] = [];
  /** SQL and requests, in their order. */
  points: readonly string[] = [];

  private constructor(
    private readonly children: Children,
    private readonly stage: PaymentStage,
    private readonly scenario: PaymentScenario,
  ) {}

  static async prepare(children: Children, scenario: PaymentScenario): Promise<KilledPayment> {
    const stage = await PaymentStage.build(scenario.prepare);
    const killed = new KilledPayment(children, stage, scenario);
    const copy = await stage.copy();
    try {
      killed.known = await knownIds(copy.db);
      killed.before = await stateOf(copy.db, killed.known);
      const stripeBefore = await atStripe(copy.stripe);
      killed.points = await killed.must(copy, scenario.operation, stage.input);
      killed.undisturbed = await killed.settle(copy, false);
      if (killed.undisturbed.troubles.length > 0) throw new Error(killed.undisturbed.troubles.join("; "));
      killed.made = differences(killed.undisturbed.stripe, stripeBefore);
    } finally {
      await copy.drop();
    }
    return killed;
  }

  drop(): Promise<void> {
    return this.stage.drop();
  }

  kills(): Fault[] {
    return killsOf(this.points);
  }

  /** Deaths that have left what no other has: to be died once more, for the other order of what comes after. */
  seenOnce(): Fault[] {
    return [...this.settled.values()].filter(({ times }) => times === 1).map(({ fault }) => fault);
  }

  /**
   * One fault after the other, each of a process of its own that begins where all begin. What it left is settled, whoever asked for it asking again
   * at once, and where another death leaves just the same, asking again once the worker is through: what a third one adds was shown by the two.
   */
  async sufferAll(faults: readonly Fault[], most = Number.POSITIVE_INFINITY): Promise<string[]> {
    if (faults.length === 0) return [];
    const troubles: string[] = [];
    const copy = await this.stage.copy();
    try {
      for (const fault of faults) {
        const { isTouched, state } = await this.strike(copy, fault);
        const times = this.settled.get(state)?.times ?? 0;
        this.settled.set(state, { times: times + 1, fault });
        const wrong = times < 2 ? await this.compared(copy, times === 1) : await breaches(copy.db, copy.stripe);
        const at = `${this.scenario.name}, ${fault.when} ${fault.statement} (${this.points[fault.statement - 1]?.slice(0, 60)})`;
        troubles.push(...wrong.map((trouble) => `${at}: ${trouble}`));
        if (troubles.length >= most) break;
        if (isTouched || times < 2) await copy.reset();
      }
    } finally {
      await copy.drop();
    }
    return troubles;
  }

  /** Answers what a process leaves on both sides that dies there, and whether that is anything at all. */
  private async strike(copy: PaymentCopy, fault: Fault): Promise<{ isTouched: boolean; state: string }> {
    const { operation } = this.scenario;
    const command = { url: copy.url, env: environmentOf(copy.stripe), operation, input: this.stage.input };
    const struck = await this.children.run({ ...command, fault });
    if (!struck.killed) throw new Error(`${this.scenario.name} was not killed ${fault.when} ${fault.statement}`);
    await backendsGone(copy.db);
    const changing = (await answered(copy)).filter(({ method }) => method !== "GET").map(({ path }) => path);
    const lines = await stateOf(copy.db, this.known);
    const theirs = await atStripe(copy.stripe);
    const isTouched = changing.length > 0 || differences(lines, this.before).length > 0;
    return { isTouched, state: [...lines, ...theirs, ...changing].join("\n") };
  }

  private async compared(copy: PaymentCopy, isPatient: boolean): Promise<string[]> {
    try {
      const left = await this.settle(copy, isPatient);
      const { outcome, stripe } = this.undisturbed;
      return [...left.troubles, ...differences(left.stripe, stripe), ...differences(left.outcome, outcome).slice(0, 5)];
    } catch (error) {
      return [String(error)];
    }
  }

  /** What comes after the operation, or a death in it: the reconciler alone at first, then the customer, and at last everything Stripe had told. */
  private async settle(copy: PaymentCopy, isPatient: boolean): Promise<Left> {
    const { db, stripe } = copy;
    const { input } = this.stage;
    const { now } = input as At;
    const again = { operation: this.scenario.operation, input };
    await this.must(copy, "settle", { now, again, isPatient } satisfies Settled);
    const early = await faultsOf(db, stripe);
    if (this.scenario.goOn) {
      await this.scenario.goOn(db, stripe);
      await this.must(copy, "work", { now });
      early.push(...(await faultsOf(db, stripe)));
    }
    await this.must(copy, "hearAll", { now });
    const troubles = [...early, ...(await faultsOf(db, stripe))];
    return { troubles, outcome: await outcomeOf(db, this.known), stripe: await atStripe(stripe) };
  }

  private async must({ url, stripe }: PaymentCopy, operation: string, input: unknown): Promise<string[]> {
    const ended = await this.children.run({ url, env: environmentOf(stripe), operation, input, fault: null });
    if (ended.killed || ended.error) throw new Error(`${operation}: ${ended.killed ? "killed" : ended.error}`);
    return ended.statements;
  }
}

/** What a dead child had asked arrives all the same; answers every request once none is under way. */
async function answered({ stripe }: PaymentCopy) {
  for (let tries = 0; tries < 200; tries++) {
    const requests = await stripe.admin.requests();
    if (requests.every(({ outcome }) => outcome !== "under way")) return requests;
    await sleep(5);
  }
  throw new Error("The stand-in has not answered within a second.");
}
