import { expect, test } from "vitest";
import { countStates, totalOf, utilisationBps } from "./accelerator-states";
import { CITIES } from "./cities";
import { COUNTRY_CODES, countryName, isCountryCode } from "./countries";
import { formatMib } from "./format-mib";
import { hostStatus } from "./host-status";
import { offerState } from "./offer-state";

const now = new Date("2026-01-01T12:00:00Z");
const after = (seconds: number) => new Date(now.getTime() + seconds * 1_000);

test("silence counts before problems, and ends exactly at the limit", () => {
  const host = { now, silenceMs: 45_000, problems: [] as string[] };
  expect(hostStatus({ ...host, lastSeenAt: after(-45) })).toBe("online");
  expect(hostStatus({ ...host, lastSeenAt: after(-46) })).toBe("offline");
  expect(hostStatus({ ...host, lastSeenAt: after(-45), problems: ["x"] })).toBe("degraded");
  expect(hostStatus({ ...host, lastSeenAt: after(-46), problems: ["x"] })).toBe("offline");
});

test("an offer is active from its start up to but not at its end", () => {
  const offer = { from: now, to: after(10), withdrawnAt: null };
  expect([-1, 0, 9, 10].map((seconds) => offerState(offer, after(seconds)))).toEqual([
    "upcoming",
    "active",
    "active",
    "ended",
  ]);
  expect(offerState({ ...offer, to: null }, after(1e6))).toBe("active");
  expect(offerState({ ...offer, withdrawnAt: now }, after(1))).toBe("withdrawn");
});

test("utilisation is leased of all, and nothing of nothing", () => {
  const counts = countStates([
    { state: "leased", count: 1 },
    { state: "free", count: 1 },
    { state: "free", count: 1 },
  ]);
  expect([totalOf(counts), utilisationBps(counts)]).toEqual([3, 3_333]);
  expect(utilisationBps(countStates([]))).toBeNull();
});

test("every known city lies in a country that a site may name", () => {
  expect(COUNTRY_CODES).toHaveLength(249);
  expect(CITIES.filter((city) => !isCountryCode(city.country))).toEqual([]);
  expect([isCountryCode("XX"), isCountryCode("is"), countryName("IS")]).toEqual([false, false, "Iceland"]);
});

test("memory is shown in the unit that fits", () => {
  expect([512, 81_559, 2_097_152].map(formatMib)).toEqual(["512 MiB", "79.6 GiB", "2 TiB"]);
});
