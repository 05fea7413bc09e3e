import { expect, test, vi } from "vitest";
import { databaseEnv, settings, webEnv } from "./env";

test("what is missing is named, with where to look", () => {
  vi.stubEnv("DATABASE_URL", "");
  vi.stubEnv("NEXTAUTH_SECRET", "short");
  vi.stubEnv("NEXTAUTH_URL", "http://localhost:3000");
  expect(() => databaseEnv()).toThrow(/DATABASE_URL .*\.env\.example/);
  expect(() => webEnv()).toThrow(/NEXTAUTH_SECRET needs 32 characters/);
});

test("settings have defaults and refuse what is not a duration", () => {
  expect(settings().silenceMs).toBe(45_000);
  vi.stubEnv("OPENHALL_TICK_MS", "soon");
  expect(() => settings()).toThrow(/OPENHALL_TICK_MS/);
});
