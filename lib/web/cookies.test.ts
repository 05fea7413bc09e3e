import { expect, test, vi } from "vitest";
import { cookieOf, readCookies, setCookie } from "./cookies";

test("over https a cookie is held to this host, else its name carries the port", () => {
  vi.stubEnv("DATABASE_URL", "postgres://localhost/none");
  vi.stubEnv("NEXTAUTH_SECRET", "a secret of thirty-two characters");
  vi.stubEnv("NEXTAUTH_URL", "https://openhall.test");
  expect(setCookie("device", "abc", 60)).toBe(
    "__Host-openhall-device=abc; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure",
  );
  vi.stubEnv("NEXTAUTH_URL", "http://localhost:3000");
  expect(cookieOf("pending").name).toBe("openhall-3000-pending");
  expect(setCookie("pending", "abc", 60)).not.toContain("Secure");
});

test("a header is read as browsers send it, and what is no cookie is left out", () => {
  expect(readCookies("a=1; b=x%20y;c=z=1; bad=%E0%A4%A; =none; flag")).toEqual({ a: "1", b: "x y", c: "z=1" });
  expect(readCookies(null)).toEqual({});
});
