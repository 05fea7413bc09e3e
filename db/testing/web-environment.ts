import { vi } from "vitest";

/** What the web process reads, for tests that go through its adapters. Call it before each test and before what closes its pool. */
export function stubWebEnvironment({ url }: { url: string }, origin: string): void {
  vi.stubEnv("DATABASE_URL", url);
  vi.stubEnv("NEXTAUTH_URL", origin);
  vi.stubEnv("NEXTAUTH_SECRET", "a secret of more than thirty-two characters");
}
