import { createHash } from "node:crypto";
import { lt, sql } from "drizzle-orm";
import { RateLimiterDrizzle, RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import type { Database } from "@/db/client";
import { rateLimits } from "@/db/schema";
import { acrossTenants } from "@/db/tenancy";
import type { Context } from "@/lib/context";
import { LIMITS, type Limit, type LimitName, waitingTime } from "@/lib/core/security/limits";
import { settings } from "@/lib/env";
import { AppError } from "@/lib/errors";

type Counted = Pick<Context, "db">;
type Limiter = RateLimiterDrizzle | RateLimiterMemory;

interface Kept {
  memory: Map<string, RateLimiterMemory>;
  database: WeakMap<Database, Map<string, RateLimiterDrizzle>>;
}

/** On globalThis, because a bundler may make several copies of this module: a process counts once. */
const shared = globalThis as typeof globalThis & { openhallLimiters?: Kept };
shared.openhallLimiters ??= { memory: new Map(), database: new WeakMap() };
const kept = shared.openhallLimiters;

function orMake<L>(limiters: Map<string, L>, id: string, make: () => L): L {
  const limiter = limiters.get(id) ?? make();
  limiters.set(id, limiter);
  return limiter;
}

/** Without its database a process goes on counting for itself: neither is everybody let through nor everybody refused. */
function limiterOf(ctx: Counted, name: LimitName): Limiter {
  const { db } = acrossTenants(ctx, "counters are the platform's, whoever is counted");
  const factor = settings().rateLimitFactor;
  const id = `${name}*${factor}`;
  const limit: Limit = LIMITS[name];
  const points = Math.max(1, Math.floor(limit.points * factor));
  const options = { keyPrefix: name, points, duration: limit.windowSeconds };
  const memory = orMake(kept.memory, id, () => new RateLimiterMemory(options));
  if (limit.kept === "memory") return memory;
  const ofDatabase = kept.database.get(db) ?? new Map<string, RateLimiterDrizzle>();
  kept.database.set(db, ofDatabase);
  const store = { storeClient: db, schema: rateLimits, clearExpiredByTimeout: false, insuranceLimiter: memory };
  return orMake(ofDatabase, id, () => new RateLimiterDrizzle({ ...options, ...store }));
}

const hashOf = (key: string) => createHash("sha256").update(key).digest("base64url").slice(0, 32);

function refusal(limit: Limit, msBeforeNext: number): AppError {
  const seconds = Math.max(1, Math.ceil(msBeforeNext / 1_000));
  return new AppError("rate_limited", `Too many ${limit.of}. Try again in ${waitingTime(seconds)}.`, {
    details: { retryAfterSeconds: String(seconds) },
  });
}

/**
 * Counts one more and refuses past the limit, with when to come back: `rate_limited`. `key` is whose doing it is, as the limit's `by` says. One
 * statement, beside the caller's transaction, so that what is refused or fails later counts too.
 */
export async function enforceLimit(ctx: Counted, name: LimitName, key: string): Promise<void> {
  try {
    await limiterOf(ctx, name).consume(hashOf(key));
  } catch (error) {
    if (error instanceof RateLimiterRes) throw refusal(LIMITS[name], error.msBeforeNext);
    throw error;
  }
}

/** Counts one more and answers how many there were, past the limit or not. */
export async function countUse(ctx: Counted, name: LimitName, key: string): Promise<number> {
  return (await limiterOf(ctx, name).penalty(hashOf(key))).consumedPoints;
}

/** One less: it was no failure. */
export async function returnUse(ctx: Counted, name: LimitName, key: string): Promise<void> {
  await limiterOf(ctx, name).reward(hashOf(key));
}

/** Begins anew. */
export async function forgetUses(ctx: Counted, name: LimitName, key: string): Promise<void> {
  await limiterOf(ctx, name).delete(hashOf(key));
}

/** A job of the worker: windows that are over. Answers how many. */
export async function clearExpiredLimits(ctx: Counted): Promise<number> {
  const cleared = await ctx.db.delete(rateLimits).where(lt(rateLimits.expire, sql`now()`));
  return cleared.rowCount ?? 0;
}
