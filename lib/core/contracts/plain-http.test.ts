import { expect, test } from "vitest";
import { isPrivateOnTheWay } from "./plain-http";

test.each([
  "https://openhall.example",
  "http://localhost:3000",
  "http://127.0.0.1:3000",
  "http://2130706433",
  "http://[::1]:3000",
  "http://10.1.2.3",
  "http://172.31.0.1",
  "http://192.168.1.5",
  "http://100.64.0.9",
  "http://[fd12::1]",
  "http://web:3000",
  "http://web.internal",
])("%s is read by nobody on the way", (text) => expect(isPrivateOnTheWay(new URL(text))).toBe(true));

test.each([
  "http://openhall.example",
  "http://203.0.113.7",
  "http://172.32.0.1",
  "http://100.128.0.1",
  "http://11.0.0.1",
  "http://[2001:db8::1]",
  "http://[::ffff:8.8.8.8]",
  "http://10.0.0.1.example.com",
  "ftp://localhost",
])("%s is refused", (text) => expect(isPrivateOnTheWay(new URL(text))).toBe(false));
