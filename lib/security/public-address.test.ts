import { isIP } from "node:net";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkPublicUrl, hostOf, isPublicAddress } from "./public-address";

const faultOf = (text: string) => checkPublicUrl(text).fault;

describe("addresses", () => {
  test.each(["1.1.1.1", "8.8.8.8", "193.0.6.139", "2606:4700:4700::1111", "2a00:1450:4001:80e::200e"])(
    "%s is anybody's",
    (address) => expect(isPublicAddress(address)).toBe(true),
  );

  test.each([
    ["this host", "0.0.0.0"],
    ["loopback", "127.0.0.1"],
    ["loopback, elsewhere in its net", "127.255.1.2"],
    ["private", "10.0.0.1"],
    ["private", "172.16.9.9"],
    ["private", "192.168.1.1"],
    ["link local: a cloud's metadata", "169.254.169.254"],
    ["carrier-grade NAT", "100.64.0.1"],
    ["protocol assignments", "192.0.0.8"],
    ["documentation", "192.0.2.1"],
    ["documentation", "198.51.100.1"],
    ["documentation", "203.0.113.1"],
    ["benchmarking", "198.18.0.1"],
    ["multicast", "224.0.0.1"],
    ["reserved", "240.0.0.1"],
    ["broadcast", "255.255.255.255"],
    ["unspecified", "::"],
    ["loopback", "::1"],
    ["IPv4-mapped", "::ffff:127.0.0.1"],
    ["IPv4-mapped, public even so", "::ffff:8.8.8.8"],
    ["IPv4-compatible", "::7f00:1"],
    ["NAT64", "64:ff9b::7f00:1"],
    ["local NAT64", "64:ff9b:1::7f00:1"],
    ["6to4 of a private one", "2002:0a00:0001::"],
    ["Teredo", "2001:0:4136:e378:8000:63bf:3fff:fdd2"],
    ["unique local", "fc00::1"],
    ["unique local", "fd00:ec2::254"],
    ["link local", "fe80::1"],
    ["site local", "fec0::1"],
    ["multicast", "ff02::1"],
    ["documentation", "2001:db8::1"],
    ["never assigned", "4000::1"],
    ["no address", "localhost"],
    ["short", "127.1"],
    ["decimal", "2130706433"],
    ["octal", "0177.0.0.1"],
    ["hexadecimal", "0x7f.0.0.1"],
    ["empty", ""],
  ])("%s is not: %s", (_what, address) => expect(isPublicAddress(address)).toBe(false));

  test("none of a net that is not public is, whatever its other bits", () => {
    const nets: [string, number][] = [
      ["0.0.0.0", 8],
      ["10.0.0.0", 8],
      ["100.64.0.0", 10],
      ["127.0.0.0", 8],
      ["169.254.0.0", 16],
      ["172.16.0.0", 12],
      ["192.168.0.0", 16],
      ["198.18.0.0", 15],
      ["224.0.0.0", 3],
    ];
    const bits = (text: string) => text.split(".").reduce((all, byte) => all * 256 + Number(byte), 0);
    const dotted = (n: number) => [24, 16, 8, 0].map((by) => Math.floor(n / 2 ** by) % 256).join(".");
    fc.assert(
      fc.property(
        fc.constantFrom(...nets),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (net, at) => {
          const address = dotted(bits(net[0]) + Math.floor(at * 2 ** (32 - net[1])));
          const groups = bits(address)
            .toString(16)
            .padStart(8, "0")
            .replace(/^(.{4})/, "$1:");
          const clothed = [`::ffff:${address}`, `64:ff9b::${groups}`, `2002:${groups}::`, `::${groups}`];
          for (const text of [address, ...clothed]) expect(isPublicAddress(text), text).toBe(false);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

describe("what customers enter", () => {
  test.each([
    "https://hooks.example.com/in",
    "https://hooks.example.com:8443/in?key=a@b",
    "https://EXAMPLE.com./",
    "https://münchen.example.com/",
    "https://1.1.1.1/",
    "https://[2606:4700:4700::1111]/hook",
  ])("%s may be called", (text) => expect(faultOf(text)).toBeNull());

  test.each([
    ["https://127.0.0.1/"],
    ["https://2130706433/"],
    ["https://0x7f000001/"],
    ["https://0177.0.0.1/"],
    ["https://127.1/"],
    ["https://127.0.0.1./"],
    ["https://①②⑦.⓪.⓪.①/"],
    ["https://[::1]/"],
    ["https://[::ffff:169.254.169.254]/"],
    ["https://[0:0:0:0:0:ffff:a9fe:a9fe]/"],
    ["https://[64:ff9b::a9fe:a9fe]/"],
    ["https://[fe80::1%25eth0]/"],
    ["https://localhost/"],
    ["https://localhost./"],
    ["https://router/"],
    ["https://metadata.google.internal/"],
    ["https://printer.local/"],
    ["https://a.LOCALHOST/"],
    ["https://user@example.com/"],
    ["https://user:secret@example.com/"],
    ["https://@example.com/"],
    ["https://example.com@127.0.0.1/"],
    ["http://example.com/"],
    ["ftp://example.com/"],
    ["file:///etc/passwd"],
    ["javascript:alert(1)"],
    ["https:example.com"],
    ["https:/example.com"],
    ["https:///example.com"],
    ["//example.com/"],
    ["https://example.com:22/"],
    ["https://example.com:0/"],
    ["https://example.com\\@127.0.0.1/"],
    ["https://exam\tple.com/"],
    [" https://example.com/"],
    ["https://example.com/\r\nHost: a"],
    ["https://exa\u00admple.com/"],
    [`https://example.com/${"a".repeat(2_000)}`],
    [""],
  ])("%j may not", (text) => expect(faultOf(text)).not.toBeNull());

  test("whatever text is let through names a public address or a name with a dot, by https and a port of ours", () => {
    const part = fc.constantFrom(
      ..."https:// http:// // @ : # ? / \\ % . 127.0.0.1 0x7f.1 2130706433 [::1] [::ffff:10.0.0.1] localhost example.com :443 :80 user".split(
        " ",
      ),
      "\t",
      "\u3002",
      "\uff0e",
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        const { url } = checkPublicUrl(`https://${parts.join("")}`);
        if (!url) return;
        const host = hostOf(url);
        if (isIP(host)) expect(isPublicAddress(host)).toBe(true);
        else expect(host).toMatch(/^[^.]+(\.[^.]+)*\.(?!localhost$)[^.]+$/);
        expect([url.protocol, url.username, url.password]).toEqual(["https:", "", ""]);
        expect(["", "443", "8443"]).toContain(url.port);
      }),
      { numRuns: 5_000 },
    );
  });
});
