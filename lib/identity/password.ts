import { availableParallelism } from "node:os";
import { hash, verify } from "@node-rs/argon2";
import { AppError } from "@/lib/errors";

const cost = { memoryCost: 65_536, timeCost: 3, parallelism: 1 };
const testCost = { ...cost, memoryCost: 1_024, timeCost: 1 };
const waitingLimit = 200;

const running = { count: 0, waiting: [] as (() => void)[] };

/** A hash takes 64 MiB and a core for some 64 ms: as many at once as there are cores, and no endless queue. */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running.count < availableParallelism()) running.count += 1;
  else if (running.waiting.length >= waitingLimit)
    throw new AppError("unavailable", "Too many people are signing in at this moment. Try again in a few seconds.");
  else await new Promise<void>((resolve) => running.waiting.push(resolve));
  try {
    return await work();
  } finally {
    const next = running.waiting.shift();
    if (next) next();
    else running.count -= 1;
  }
}

/** argon2id in PHC format. Only under NODE_ENV=test is it cheap. */
export function hashPassword(password: string): Promise<string> {
  const options = process.env.NODE_ENV === "test" ? testCost : cost;
  return inTurn(() => hash(password.normalize("NFKC"), options));
}

let decoy: Promise<string> | undefined;

/** With null for a hash it takes as long and answers false, so that time does not tell whether an address has an account. */
export async function isPasswordOf(passwordHash: string | null, password: string): Promise<boolean> {
  decoy ??= hashPassword("a password that nobody has");
  const against = passwordHash ?? (await decoy);
  const matches = await inTurn(() => verify(against, password.normalize("NFKC")));
  return matches && passwordHash !== null;
}
