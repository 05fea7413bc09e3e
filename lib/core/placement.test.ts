import { expect, test } from "vitest";
import { type Candidate, rankCandidates } from "./placement";

const candidate = (hostId: string, change: Partial<Candidate>): Candidate => ({
  offerId: `ofr_${hostId}`,
  hostId,
  siteId: "sit",
  freeAccelerators: 8,
  comparable: { retailMicrosPerHour: 3_000_000n, wholesaleMicrosPerHour: 2_000_000n },
  ...change,
});

test("offers of two currencies are ranked by what the customer would pay, not by their figures", () => {
  // 18 and 12.86 yuan
  const yuan = { comparable: { retailMicrosPerHour: 2_520_000n, wholesaleMicrosPerHour: 1_800_000n } };
  const ranked = rankCandidates([candidate("a", {}), candidate("b", yuan)], 1);
  expect(ranked.map((one) => one.hostId)).toEqual(["b", "a"]);
});

test("at the same price the cheaper supply comes first, then the tightest fit, and what does not fit is left out", () => {
  const cheap = { comparable: { retailMicrosPerHour: 3_000_000n, wholesaleMicrosPerHour: 1_500_000n } };
  const all = [
    candidate("a", {}),
    candidate("b", { freeAccelerators: 2 }),
    candidate("c", cheap),
    candidate("d", { freeAccelerators: 1 }),
  ];
  expect(rankCandidates(all, 2).map((one) => one.hostId)).toEqual(["c", "b", "a"]);
});
