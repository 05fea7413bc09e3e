import { expect, test, vi } from "vitest";
import { databaseEnv, settings, smtpEnv, webEnv } from "./env";

test("what is missing is named, with where to look", () => {
  vi.stubEnv("DATABASE_URL", "");
  vi.stubEnv("NEXTAUTH_SECRET", "short");
  vi.stubEnv("NEXTAUTH_URL", "http://localhost:3000");
  expect(() => databaseEnv()).toThrow(/DATABASE_URL .*\.env\.example/);
  expect(() => webEnv()).toThrow(/NEXTAUTH_SECRET needs 32 characters/);
});

test("pages over the internet are served by TLS or not at all", () => {
  vi.stubEnv("DATABASE_URL", "postgres://127.0.0.1/openhall");
  vi.stubEnv("NEXTAUTH_SECRET", "a secret of more than thirty-two characters");
  vi.stubEnv("NEXTAUTH_URL", "http://openhall.example");
  expect(() => webEnv()).toThrow(/NEXTAUTH_URL leads over the internet without TLS/);
  vi.stubEnv("NEXTAUTH_URL", "nonsense");
  expect(() => webEnv()).toThrow(/NEXTAUTH_URL is not an/);
  vi.stubEnv("NEXTAUTH_URL", "https://openhall.example");
  expect(webEnv().origin).toBe("https://openhall.example");
});

test("a database over the internet is spoken to by TLS or not at all", () => {
  for (const safe of [
    "postgres://127.0.0.1/openhall",
    "postgres://db:5432/openhall",
    "postgres://10.0.0.5/openhall",
    "postgres://db.example.com/openhall?sslmode=verify-full",
    "postgres:///openhall?host=/run/postgresql",
  ]) {
    vi.stubEnv("DATABASE_URL", safe);
    expect(databaseEnv().url).toBe(safe);
  }
  for (const open of ["postgres://db.example.com/openhall", "postgres://203.0.113.9/openhall?sslmode=prefer"]) {
    vi.stubEnv("DATABASE_URL", open);
    expect(() => databaseEnv(), open).toThrow(/DATABASE_URL leads over the internet without TLS/);
  }
});

test("settings have defaults and refuse what is not a duration", () => {
  expect(settings().silenceMs).toBe(45_000);
  vi.stubEnv("OPENHALL_TICK_MS", "soon");
  expect(() => settings()).toThrow(/OPENHALL_TICK_MS/);
});

test("a mail server needs a sender, and without one mails wait", () => {
  vi.stubEnv("SMTP_URL", "");
  expect(smtpEnv()).toBeNull();
  vi.stubEnv("SMTP_URL", "smtp://user:secret@smtp.example.com:587");
  vi.stubEnv("MAIL_FROM", "");
  expect(() => smtpEnv()).toThrow(/SMTP_URL needs MAIL_FROM/);
  for (const wrong of ["nobody", "Openhall <nobody>", "a@b.test\r\nBcc: c@d.test", "<a@b.test"]) {
    vi.stubEnv("MAIL_FROM", wrong);
    expect(() => smtpEnv(), wrong).toThrow(/MAIL_FROM/);
  }
  vi.stubEnv("MAIL_FROM", "Openhall <billing@example.com>");
  expect(smtpEnv()).toMatchObject({ from: "Openhall <billing@example.com>" });
  vi.stubEnv("SMTP_URL", "http://smtp.example.com");
  expect(() => smtpEnv()).toThrow(/SMTP_URL/);
});
