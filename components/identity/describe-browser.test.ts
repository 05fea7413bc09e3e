import { expect, test } from "vitest";
import { describeBrowser } from "./describe-browser";

test.each([
  [null, "unknown browser"],
  ["Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", "Firefox on Linux"],
  ["Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/142.0 Safari/537.36 Edg/142.0", "Edge on Windows"],
  ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) AppleWebKit/605 Version/19 Safari/605", "Safari on macOS"],
  ["Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19 Safari/604", "Safari on iOS"],
  ["something else", "unknown browser"],
])("%s is %s", (userAgent, said) => {
  expect(describeBrowser(userAgent)).toBe(said);
});
