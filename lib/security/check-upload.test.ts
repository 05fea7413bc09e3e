import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkUpload, sanitiseFileName, type UploadType } from "./check-upload";

const all: UploadType[] = ["csv", "xml", "pdf", "png", "jpg"];
const bytesOf = (text: string) => Buffer.from(text, "latin1");
const png = bytesOf("\x89PNG\r\n\x1a\n....");
const zip = bytesOf("PK\x03\x04....");
const check = (name: string, mediaType: string, content: Uint8Array | string, types = all) =>
  checkUpload({ name, mediaType, bytes: typeof content === "string" ? Buffer.from(content) : content }, { types });

test.each([
  ["list.csv", "text/csv", "name,country\nÅsa,SE\n", "csv"],
  ["list.csv", "text/csv; charset=utf-8", "\ufeffname\n", "csv"],
  ["LIST.CSV", "", "a,b", "csv"],
  ["sdn.xml", "text/xml", '<?xml version="1.0"?>\n<sdnList/>', "xml"],
  ["deed.pdf", "application/pdf", "%PDF-1.7\n", "pdf"],
  ["photo.png", "image/png", png, "png"],
  ["photo.jpeg", "image/jpeg", bytesOf("\xff\xd8\xff\xe0"), "jpg"],
])("%s (%s) is what it says", (name, mediaType, content, type) => {
  expect(check(name, mediaType, content)).toMatchObject({ type, fault: null });
});

test.each([
  ["an archive", "list.zip", "application/zip", zip],
  ["an archive named otherwise", "list.csv", "text/csv", zip],
  ["a document made of an archive", "list.xlsx", "application/vnd.openxmlformats", zip],
  ["a page named as a picture", "photo.png", "image/png", "<script>alert(1)</script>"],
  ["a page named as a list", "list.csv", "text/csv", "<html><script>alert(1)</script>"],
  ["a picture named as a document", "deed.pdf", "application/pdf", png],
  ["another type declared", "deed.pdf", "text/html", "%PDF-1.7"],
  ["a drawing that can run scripts", "logo.svg", "image/svg+xml", "<svg/>"],
  ["two extensions", "deed.pdf.exe", "application/pdf", "%PDF-1.7"],
  ["none", "deed", "application/pdf", "%PDF-1.7"],
  ["XML that defines entities", "a.xml", "text/xml", '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'],
  ["text that is no UTF-8", "list.csv", "text/csv", bytesOf("a\xff\xfe")],
  ["text with a NUL", "list.csv", "text/csv", "a\0b"],
  ["nothing", "list.csv", "text/csv", ""],
])("%s is refused", (_what, name, mediaType, content) => {
  expect(check(name, mediaType, content).fault).toEqual(expect.any(String));
});

test("what is not asked for is refused with what is, and what is too large with how large it may be", () => {
  expect(check("photo.png", "image/png", png, ["csv", "xml"]).fault).toBe("Upload CSV or XML.");
  const large = { name: "a.csv", mediaType: "text/csv", bytes: Buffer.alloc(1_048_577, "a") };
  expect(checkUpload(large, { types: ["csv"], maxBytes: 1_048_576 }).fault).toBe("This file is larger than 1 MB.");
});

describe("names", () => {
  test.each([
    ["../../etc/passwd", "passwd"],
    ["C:\\Users\\kim\\Deed of sale.PDF", "deed-of-sale.pdf"],
    ["Übersicht (März).csv", "ubersicht-marz.csv"],
    ['a"; filename="evil.exe', "a-filename-evil.exe"],
    ["a\r\nSet-Cookie: b.csv", "a-set-cookie-b.csv"],
    ["<img src=x onerror=alert(1)>.png", "img-src-x-onerror-alert-1.png"],
    ["report.tar.gz", "report-tar.gz"],
    ["..", "file"],
    ["", "file"],
    ["清单.csv", "file.csv"],
  ])("%j becomes %s", (given, safe) => expect(sanitiseFileName(given)).toBe(safe));

  test("whatever is given, the name is short and plain, and sanitising it again changes nothing", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (given) => {
        const safe = sanitiseFileName(given);
        expect(safe).toMatch(/^[a-z0-9_][a-z0-9_-]*(\.[a-z0-9]+)?$/);
        expect(safe.length).toBeLessThanOrEqual(100);
        expect(sanitiseFileName(safe)).toBe(safe);
      }),
      { numRuns: 2_000 },
    );
  });
});
