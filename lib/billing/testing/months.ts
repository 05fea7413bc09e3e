import { and, asc, eq } from "drizzle-orm";
import { statementLines, statements } from "@/db/schema";
import type { Scene } from "@/db/testing/scene";
import { closeDays } from "@/lib/ledger/close-day";
import { closeHours } from "../close-hours";
import { closeMonth, type MonthClose } from "../close-month";

type Container = ReturnType<Scene["container"]>;

/** Lets time pass to an instant with a heartbeat of the containers every so many hours, and bills it. */
export async function runUntil(scene: Scene, containers: Container[], at: string, beatHours = 12): Promise<void> {
  const end = new Date(at).getTime();
  while (scene.now.getTime() < end) {
    const seconds = Math.min(beatHours * 3_600, (end - scene.now.getTime()) / 1_000);
    await scene.pass(seconds);
    await scene.market.report(containers.map((container) => container.seen()));
  }
  while ((await scene.tick()).segments > 0);
}

/** Everything that is due, as the worker's jobs would do it. */
export async function closeBooks(scene: Scene): Promise<MonthClose[]> {
  await closeHours(scene.worker());
  await closeDays(scene.worker());
  const closes: MonthClose[] = [];
  for (;;) {
    const close = await closeMonth(scene.worker());
    if (close.month === null || close.failed.length > 0) return [...closes, ...(close.month ? [close] : [])];
    closes.push(close);
  }
}

export function statementsOf(scene: Scene, organizationId: string) {
  return scene.database.db
    .select()
    .from(statements)
    .where(eq(statements.organizationId, organizationId))
    .orderBy(asc(statements.month), asc(statements.currency));
}

export async function linesOf(scene: Scene, statementId: string, type?: (typeof statementLines.$inferSelect)["type"]) {
  return scene.database.db
    .select()
    .from(statementLines)
    .where(and(eq(statementLines.statementId, statementId), type ? eq(statementLines.type, type) : undefined))
    .orderBy(asc(statementLines.line));
}
