import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { createCustomer, createMember, createOperator, type TestParty } from "@/db/testing/context";
import { type Buyer, createBuyer } from "@/db/testing/market";
import { Scene } from "@/db/testing/scene";
import type { Lease } from "@/lib/leases/types";
import { closeBooks as closeBooksNow } from "./close-books";
import { getClosingState, listMonthTotals } from "./closing-queries";
import { listLineSegments } from "./line-segments";
import { regenerateStatement } from "./regenerate-statement";
import { getStatement, getStatementCsv, getStatementPdf, listStatements } from "./statement-queries";
import { linesOf, runUntil, statementsOf } from "./testing/months";

let scene: Scene;
let buyer: Buyer;
let lease: Lease;
let stranger: TestParty;
let desk: TestParty;

beforeAll(async () => {
  scene = await Scene.open(new Date("2026-04-29T21:12:05.250Z"));
  desk = scene.market.platform;
  buyer = await createBuyer(scene.market, "1000");
  stranger = await createCustomer(scene.database.db);
  lease = await buyer.launch(1);
  await scene.pass(11);
  const container = scene.container(lease);
  await container.beat();
  await runUntil(scene, [container], "2026-05-01T00:14:00Z");
});
afterAll(() => scene.close());
afterEach(async () => expect(await scene.findings()).toEqual([]));

test("the desk closes what is due and nothing before its time", async () => {
  expect(await closeBooksNow(desk.ctx)).toMatchObject({ hours: 26, days: 1, month: null, issued: 0 });
  await scene.pass(60);
  expect((await getClosingState(desk.ctx)).dueMonth).toBeNull();
  expect(await closeBooksNow(desk.ctx)).toMatchObject({ hours: 1, days: 1, month: "2026-04-01", isClosed: true });
  const state = await getClosingState(desk.ctx);
  expect(state.months.map((month) => month.month)).toEqual(["2026-04-01"]);
  expect(state.hours[0]).toMatchObject({ hour: new Date("2026-04-30T23:00:00Z"), stalledLeases: 0 });
  expect((await listMonthTotals(desk.ctx)).map((total) => [total.kind, total.statements])).toEqual([
    ["settlement", 1],
    ["usage_statement", 2],
  ]);
});

test("an hour that closes over a silent host says how many leases are not billed through it", async () => {
  await scene.pass(3_600);
  await closeBooksNow(desk.ctx);
  expect((await getClosingState(desk.ctx)).hours[0]).toMatchObject({
    hour: new Date("2026-05-01T00:00:00Z"),
    stalledLeases: 1,
  });
});

test("only an owner of the desk closes the books", async () => {
  const member = await createMember(scene.database.db, desk);
  await expect(closeBooksNow(member.ctx)).rejects.toMatchObject({ code: "forbidden" });
  await expect(closeBooksNow(buyer.ctx)).rejects.toMatchObject({ code: "forbidden" });
  await expect(getClosingState(buyer.ctx)).rejects.toMatchObject({ code: "forbidden" });
});

test("a line leads to exactly the segments that it sums, on both sides", async () => {
  for (const party of [buyer, scene.market.operator]) {
    const [statement] = await statementsOf(scene, party.organizationId);
    const [line] = await linesOf(scene, statement!.id, "usage");
    const found = await listLineSegments(party.ctx, {
      statementId: statement!.id,
      line: line!.line,
      limit: 500,
      offset: 0,
    });
    expect(found.segments.reduce((sum, one) => sum + one.amount, 0n)).toBe(line!.amountMicros);
    expect(found.segments.reduce((sum, one) => sum + BigInt((one.to.getTime() - one.from.getTime()) / 1_000), 0n)).toBe(
      line!.seconds,
    );
    expect(found.total).toBe(27);
    const page = await listLineSegments(party.ctx, {
      statementId: statement!.id,
      line: line!.line,
      limit: 5,
      offset: 25,
    });
    expect([page.segments.length, page.total]).toEqual([2, 27]);
  }
  const [statement] = await statementsOf(scene, buyer.organizationId);
  const [topUp] = await linesOf(scene, statement!.id, "top_up");
  const none = await listLineSegments(buyer.ctx, {
    statementId: statement!.id,
    line: topUp!.line,
    limit: 5,
    offset: 0,
  });
  expect(none.segments).toEqual([]);
});

test("another tenant's statement does not exist, nor its files or lines", async () => {
  const [statement] = await statementsOf(scene, buyer.organizationId);
  const operator = await createOperator(scene.database.db);
  for (const { ctx } of [stranger, operator, scene.market.operator]) {
    const asks = [
      () => getStatement(ctx, statement!.id),
      () => getStatementPdf(ctx, statement!.id),
      () => getStatementCsv(ctx, statement!.id),
      () => listLineSegments(ctx, { statementId: statement!.id, line: 1, limit: 5, offset: 0 }),
    ];
    for (const ask of asks) await expect(ask()).rejects.toMatchObject({ code: "not_found" });
  }
  expect((await listStatements(stranger.ctx, { limit: 10, offset: 0 })).total).toBe(0);
  await expect(regenerateStatement(buyer.ctx, { statementId: statement!.id })).rejects.toMatchObject({
    code: "forbidden",
  });
});

test("its party and the desk read the same statement, and its files are named by its number", async () => {
  const [statement] = await statementsOf(scene, buyer.organizationId);
  const [own, desks] = await Promise.all([
    getStatement(buyer.ctx, statement!.id),
    getStatement(desk.ctx, statement!.id),
  ]);
  expect(own).toEqual(desks);
  expect(own.shownLines[0]).toMatchObject({ type: "usage", leaseName: lease.name });
  const [pdf, again] = await Promise.all([
    getStatementPdf(buyer.ctx, statement!.id),
    getStatementPdf(desk.ctx, statement!.id),
  ]);
  expect(pdf.fileName).toBe(`${statement!.number}.pdf`);
  expect(pdf.bytes.equals(again.bytes)).toBe(true);
  const csv = await getStatementCsv(buyer.ctx, statement!.id);
  expect(csv.text.split("\r\n")[1]).toContain("Opening balance,USD,0.000000,");
});

test("a month of the desk's list holds the statements of all parties", async () => {
  const april = await listStatements(desk.ctx, { limit: 10, offset: 0, month: "2026-04-01" });
  expect(april.total).toBe(3);
  expect((await listStatements(desk.ctx, { limit: 10, offset: 0, month: "2026-03-01" })).total).toBe(0);
  expect((await listStatements(buyer.ctx, { limit: 10, offset: 0 })).total).toBe(1);
});
