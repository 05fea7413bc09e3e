import { createDatabase, type Database } from "@/db/client";
import { countRequests } from "./requests";
import { type Fault, Statements } from "./statements";

/** What a child process can be told to do, by name. The input is plain data, for it crosses to another process. */
export type Operation<T> = (db: Database, input: T, statements: Statements) => Promise<unknown>;
export type Operations = Record<string, Operation<never>>;

export const define = <T>(operation: Operation<T>) => operation as Operation<never>;

export interface Command {
  url: string;
  operation: string;
  input: unknown;
  /** Of the environment, what is this database's alone: where its Stripe is. */
  env?: Record<string, string>;
  fault: Fault | null;
}

export interface Outcome {
  answer: unknown;
  error: string | null;
  /** Of SQL, and requests over HTTP, in the order in which they left the process. */
  statements: string[];
}

let url = "";
const statements = new Statements(() => url);

/** What a worker does when the server ended its connection: the same again, on the same pool. */
const ATTEMPTS_AFTER_A_CUT = 3;

async function run(operations: Operations, command: Command): Promise<Outcome> {
  url = command.url;
  Object.assign(process.env, command.env);
  const operation = operations[command.operation];
  if (!operation) throw new Error(`There is no operation ${command.operation}.`);
  const { db, close } = createDatabase(url, { applicationName: "openhall-child", max: 4 });
  const attempt = async (fault: Fault | null): Promise<Outcome> => {
    statements.start(fault);
    try {
      const answer = await operation(db, command.input as never, statements);
      return { answer, error: null, statements: [...statements.texts] };
    } catch (error) {
      return { answer: null, error: explain(error), statements: [...statements.texts] };
    } finally {
      statements.stop();
    }
  };
  let outcome = await attempt(command.fault);
  if (command.fault)
    for (let left = ATTEMPTS_AFTER_A_CUT; outcome.error !== null && left > 0; left--) outcome = await attempt(null);
  await close();
  return outcome;
}

function explain(error: unknown): string {
  const texts: string[] = [];
  for (let at: unknown = error; at instanceof Error; at = at.cause) texts.push(at.message.slice(0, 500));
  return texts.join(" ← ") || String(error);
}

/** Makes this process one that runs one operation at a time on a database, and dies where it is told to. */
export function serve(operations: Operations): void {
  countRequests(statements);
  process.on("message", (command: Command) => {
    run(operations, command).then(
      (outcome) => process.send!(outcome),
      (error: unknown) => process.send!({ answer: null, error: explain(error), statements: [] } satisfies Outcome),
    );
  });
  process.send!("ready");
}
