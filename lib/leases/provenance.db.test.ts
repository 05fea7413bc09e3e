import { afterEach, beforeEach, expect, test } from "vitest";
import { provenanceDocuments } from "@/db/schema";
import { createMember, createOperator } from "@/db/testing/context";
import { refusalOf } from "@/db/testing/refusal";
import { Scene } from "@/db/testing/scene";
import { createClass } from "@/lib/compliance/create-class";
import { getProvenanceFile, listBarredHosts, listOwnProvenance } from "@/lib/compliance/provenance-queries";
import { reviewProvenance } from "@/lib/compliance/review-provenance";
import { setProvenancePolicy } from "@/lib/compliance/set-provenance-policy";
import { encode } from "@/lib/compliance/testing/example-lists";
import { uploadProvenance } from "@/lib/compliance/upload-provenance";
import { listStock } from "./stock-queries";

let scene: Scene;
let classId: string;

beforeEach(async () => {
  scene = await Scene.open(new Date("2026-12-01T10:00:00Z"));
  ({ classId } = await createClass(scene.market.platform.ctx, { name: "Fast", minBf16Tflops: 500 }));
});
afterEach(() => scene.close());

const PDF = encode("%PDF-1.7 made up");
const policy = (isNeeded: boolean) =>
  setProvenancePolicy(scene.market.platform.ctx, { classId, isNeeded, reason: "A decision of the board." });
const upload = (
  by = scene.market.operator,
  content: Uint8Array<ArrayBuffer> = PDF,
  hostIds = [scene.market.hostId],
  fileName = "invoice.pdf",
) => uploadProvenance(by.ctx, { kind: "invoice", hostIds, fileName, content });
const review = (documentId: string, decision: "accepted" | "rejected", by = scene.market.platform) =>
  reviewProvenance(by.ctx, { documentId, decision, reason: "As it should be." });
const units = async () => (await listStock(scene.buyer.ctx)).reduce((sum, row) => sum + row.availableUnits, 0);

test("hardware without accepted provenance is sold until the policy says otherwise, and again once it is accepted", async () => {
  expect(await units()).toBeGreaterThan(0);
  await policy(true);
  expect(await units()).toBe(0);
  expect((await refusalOf(scene.buyer.launch(1))).code).toBe("insufficient_capacity");
  expect((await listOwnProvenance(scene.market.operator.ctx)).barredHosts).toEqual([
    { hostId: scene.market.hostId, hostName: expect.any(String), classes: ["Fast"] },
  ]);
  const { documentId } = await upload();
  expect(await units()).toBe(0);
  await review(documentId, "rejected");
  expect(await units()).toBe(0);
  const second = await upload();
  await review(second.documentId, "accepted");
  expect(await units()).toBeGreaterThan(0);
  expect((await listOwnProvenance(scene.market.operator.ctx)).barredHosts).toEqual([]);
  await scene.buyer.launch(1);
  expect((await refusalOf(review(second.documentId, "rejected"))).code).toBe("conflict");
});

test("what runs goes on under a new policy, and the policy ends as it began", async () => {
  const lease = await scene.buyer.launch(1);
  await policy(true);
  await scene.container(lease).beat();
  expect((await scene.read(lease)).state).toBe("running");
  await policy(false);
  expect(await units()).toBeGreaterThan(0);
});

test("a file is what its name and its first bytes say alike, and 5 MB at most", async () => {
  for (const content of [encode("<html><script>1</script></html>"), encode("GIF89a"), encode("PK"), encode(" %PDF-")])
    expect((await refusalOf(upload(undefined, content))).options.fields).toHaveProperty("content");
  const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1]);
  expect((await refusalOf(upload(undefined, png))).options.fields).toHaveProperty("content");
  await upload(undefined, png, undefined, "../My Invoice.PNG");
  const [stored] = await scene.database.db.select().from(provenanceDocuments);
  expect(stored).toMatchObject({ fileName: "my-invoice.png", contentType: "image/png", state: "waiting" });
  expect(Buffer.compare(stored!.content, Buffer.from(png))).toBe(0);
  const big = new Uint8Array(5 * 1024 * 1024 + 1);
  big.set(PDF);
  expect((await refusalOf(upload(undefined, big))).options.fields).toHaveProperty("content");
  expect((await refusalOf(upload(undefined, new Uint8Array()))).options.fields).toHaveProperty("content");
});

test("documents are the operator's own and the desk's, and name the operator's own hosts", async () => {
  const { documentId } = await upload();
  const other = await createOperator(scene.database.db);
  expect((await refusalOf(upload(other))).code).toBe("not_found");
  expect((await refusalOf(upload(scene.buyer))).code).toBe("forbidden");
  expect((await refusalOf(getProvenanceFile(other.ctx, { documentId }))).code).toBe("not_found");
  expect((await refusalOf(getProvenanceFile(scene.buyer.ctx, { documentId }))).code).toBe("forbidden");
  expect((await getProvenanceFile(scene.market.operator.ctx, { documentId })).fileName).toBe("invoice.pdf");
  const support = await createMember(scene.database.db, scene.market.platform, "support");
  expect((await getProvenanceFile(support.ctx, { documentId })).contentType).toBe("application/pdf");
  for (const by of [scene.market.operator, support])
    expect((await refusalOf(review(documentId, "accepted", by))).code).toBe("forbidden");
  expect((await refusalOf(setProvenancePolicy(support.ctx, { classId, isNeeded: true, reason: "because" }))).code).toBe(
    "forbidden",
  );
  expect((await listOwnProvenance(other.ctx)).documents).toEqual([]);
  await policy(true);
  expect(await listBarredHosts(scene.market.operator.ctx)).toHaveLength(1);
  expect(await listBarredHosts(other.ctx)).toEqual([]);
});
