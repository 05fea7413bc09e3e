import { availableParallelism } from "node:os";
import { describe, expect, test, vi } from "vitest";
import commonPasswords from "./data/common-passwords.json" with { type: "json" };
import { hashPassword, isPasswordOf } from "./password";
import { findPasswordFault, isMadeOfContext } from "./password-policy";

describe("policy", () => {
  test.each([
    "a few plain words",
    "correct horse battery",
    "\u65e5\u672c\u8a9e\u306e\u5408\u8a00\u8449\u306f\u9577\u3044\u307b\u3069\u3044\u3044",
    "Tr0ub4dor&3xyz",
  ])("%s is accepted", (password) => {
    expect(findPasswordFault(password)).toBeNull();
  });

  test.each([
    ["eleven char", /12 characters/],
    ["x".repeat(257), /256 characters/],
    ["PASSWORD12345", /guessed first/],
    ["passwordpassword", /guessed first/],
    ["letmeinplease", /guessed first/],
    ["iloveyouforever1", /guessed first/],
    ["manchesterunited", /guessed first/],
    ["abcdefghijkl", /guessed first/],
    ["zyxwvutsrqponm", /guessed first/],
    ["aa1234567890", /guessed first/],
    ["987654321098", /guessed first/],
    ["147258369147", /guessed first/],
    ["aaaabbbbaaaa", /too few/],
    ["121212121212", /too few/],
  ])("%s is refused with the reason", (password, reason) => {
    expect(findPasswordFault(password)).toMatch(reason);
  });

  test("of the most common passwords that are long enough, 3,000 and more are refused", () => {
    const words = commonPasswords.words.split(" ");
    const endings = ["", "1", "12", "123", "1234", "12345", "123456", "!", "1!", "2024", "2025"];
    const forms = words.flatMap((word) => [...endings.map((ending) => word + ending), word + word]);
    const long = [...new Set(forms)].filter((form) => form.length >= 12);
    const accepted = long.filter((form) => findPasswordFault(form) === null);
    process.stdout.write(`${long.length - accepted.length} of ${long.length} common forms are refused\n`);
    expect(long.length - accepted.length).toBeGreaterThan(3_000);
    expect(accepted).toEqual([]);
  });

  test("one's own name, address and organization are no secret", () => {
    const context = ["ada.moreau@acme-research.com", "Ada Moreau", "Acme Research"];
    expect(isMadeOfContext("Acme Research 1", context)).toBe(true);
    expect(isMadeOfContext("moreau.openhall", context)).toBe(true);
    expect(isMadeOfContext("ada.moreau@acme-research.com", context)).toBe(true);
    expect(isMadeOfContext("Research into quiet racks", context)).toBe(false);
  });
});

describe("hash", () => {
  test("outside tests it is argon2id with 64 MiB, three passes and one lane", async () => {
    vi.stubEnv("NODE_ENV", "production");
    expect(await hashPassword("a few plain words")).toMatch(/^\$argon2id\$v=19\$m=65536,t=3,p=1\$/);
  });

  test("a password is told from others, whichever way its letters are composed", async () => {
    const hash = await hashPassword("caf\u00e9 au lait twice");
    expect(await isPasswordOf(hash, "cafe\u0301 au lait twice")).toBe(true);
    expect(await isPasswordOf(hash, "cafe au lait twice")).toBe(false);
    expect(await isPasswordOf(null, "a password that nobody has")).toBe(false);
  });

  test("many at once all finish, and too many are turned away", async () => {
    const attempts = Array.from({ length: availableParallelism() + 201 }, () => hashPassword("a few plain words"));
    const settled = await Promise.allSettled(attempts);
    expect(settled.filter((one) => one.status === "fulfilled").length).toBe(availableParallelism() + 200);
    const refused = settled.find((one) => one.status === "rejected");
    expect(refused?.reason).toMatchObject({ code: "unavailable" });
    await expect(hashPassword("a few plain words")).resolves.toContain("$argon2id$");
  });
});
