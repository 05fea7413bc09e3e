import { expect, test } from "vitest";
import { dialFault } from "./dialable-address";

test("a host of the internet is dialled, at ports that instances have alone", () => {
  for (const address of ["8.8.8.8", "2a00:1450:4001:81b::200e"]) {
    expect(dialFault(address, 32_768, "public")).toBeNull();
    expect(dialFault(address, 22, "public")).toBe("its port is not one of an instance");
    expect(dialFault(address, 443, "any")).toBe("its port is not one of an instance");
    expect(dialFault(address, 65_536, "any")).toBe("its port is not one of an instance");
  }
});

test("what is this machine's or a private network's is dialled only where the platform is told so", () => {
  for (const address of ["127.0.0.1", "10.64.3.2", "192.168.1.7", "172.16.0.1", "100.64.0.1", "::1", "fd12::1"]) {
    expect(dialFault(address, 32_768, "public"), address).toBe("its address is not on the public internet");
    expect(dialFault(address, 32_768, "any"), address).toBeNull();
  }
});

test("where clouds keep their secrets, and what is not one machine, is never dialled", () => {
  for (const address of [
    "169.254.169.254",
    "fe80::1",
    "::ffff:169.254.169.254",
    "0.0.0.0",
    "::",
    "224.0.0.1",
    "ff02::1",
    "255.255.255.255",
    "240.0.0.1",
    "64:ff9b::a9fe:a9fe",
    "2002:a9fe:a9fe::",
  ])
    for (const reach of ["public", "any"] as const) expect(dialFault(address, 32_768, reach), address).not.toBeNull();
  expect(dialFault("example.com", 32_768, "any")).toBe("its address is none");
});
