import { describe, expect, test } from "vitest";
import { readCsv } from "@/lib/core/compliance/csv";
import type { ListFormat } from "@/lib/core/compliance/screening";
import { AppError } from "@/lib/errors";
import { ALT_CSV, CSL_CSV, EU_CSV, encode, SDN_CSV, SDN_XML, UN_XML } from "../testing/example-lists";
import { readList } from "./read-list";

const read = (format: ListFormat, text: string, alt?: string) =>
  readList(format, encode(text), alt ? encode(alt) : null);

function refusal(format: ListFormat, text: string, alt?: string): string {
  try {
    read(format, text, alt);
  } catch (error) {
    if (error instanceof AppError && error.code === "invalid_input") return error.message;
    throw error;
  }
  throw new Error("it was read");
}

describe("what each format says", () => {
  test("OFAC's CSV, with aliases, several programmes and remarks", () => {
    expect(read("ofac-csv", SDN_CSV, ALT_CSV)).toEqual([
      {
        externalId: "101",
        kind: "person",
        names: ["ZORVANOV, Quentin", "SORVANOFF, Kventin"],
        programs: ["FICTION1", "FICTION2"],
        countries: ["Nowhere, Atlantis", "Atlantis"],
        birthDates: ["02 Mar 1961"],
      },
      expect.objectContaining({
        externalId: "102",
        kind: "entity",
        names: ["ZORVAN TRADING CO., LTD.", "ZORVAN EXPORT BUREAU"],
      }),
      expect.objectContaining({ externalId: "103", kind: "vessel", programs: ["FICTION2"] }),
    ]);
  });

  test("OFAC's XML, with references to characters", () => {
    expect(read("ofac-xml", SDN_XML)).toEqual([
      {
        externalId: "101",
        kind: "person",
        names: ["Quentin ZORVANOV", "Kventin SORVANOFF"],
        programs: ["FICTION1", "FICTION2"],
        countries: ["Atlantis"],
        birthDates: ["02 Mar 1961"],
      },
      expect.objectContaining({ kind: "entity", names: ["ZORVAN & SÖHNE TRADING CO., LTD."] }),
    ]);
  });

  test("the UN's XML, individuals and entities, the original script too", () => {
    expect(read("un-xml", UN_XML)).toEqual([
      {
        externalId: "6900001",
        kind: "person",
        names: ["QUENTIN PETROVICH ZORVANOV", "Kventin Sorvanoff", "Квентин Зорванов"],
        programs: ["Fiction", "FIi.001"],
        countries: ["Atlantis"],
        birthDates: ["1961-03-02"],
      },
      expect.objectContaining({
        kind: "entity",
        names: ["ZORVAN TRADING", "Zorvan Export Bureau"],
        countries: ["Atlantis"],
      }),
    ]);
  });

  test("the EU's CSV, rows of one number made one", () => {
    expect(read("eu-csv", EU_CSV)).toEqual([
      {
        externalId: "13",
        kind: "person",
        names: ["Quentin Zorvanov", "Sorvanoff; Kventin"],
        programs: ["FIC"],
        countries: ["AQ"],
        birthDates: ["1961-03-02"],
      },
      expect.objectContaining({ externalId: "14", kind: "entity", countries: ["AQ"] }),
    ]);
  });

  test("the US consolidated list's CSV", () => {
    expect(read("csl-csv", CSL_CSV)).toEqual([
      expect.objectContaining({
        externalId: "a1",
        names: ["Zorvan Trading", "Zorvan Export Bureau", "Zorvan Imports"],
      }),
      expect.objectContaining({
        externalId: "a2",
        kind: "person",
        countries: ["AQ", "Nowhere"],
        birthDates: ["1961-03-02"],
      }),
    ]);
  });
});

describe("what is refused, with the line", () => {
  const external = `<?xml version="1.0"?>\n<!DOCTYPE sdnList [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n<sdnList><sdnEntry><uid>1</uid><lastName>&x;</lastName></sdnEntry></sdnList>`;
  const laughs = `<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>\n<sdnList><sdnEntry><uid>1</uid><lastName>&b;</lastName></sdnEntry></sdnList>`;
  test.each<[string, ListFormat, string, RegExp]>([
    ["an external entity", "ofac-xml", external, /Line 2: .*declared/],
    ["a billion laughs", "un-xml", laughs, /Line 1: .*declared/],
    ["a cut-off XML", "ofac-xml", SDN_XML.slice(0, SDN_XML.indexOf("</sdnEntry>")), /Line \d+: /],
    ["XML that is not nested rightly", "un-xml", UN_XML.replace("</ENTITIES>", "</ENTITY>"), /Line \d+: /],
    ["another XML", "un-xml", "<html><body>Not found</body></html>", /no CONSOLIDATED_LIST/],
    ["an entry without a number", "ofac-xml", SDN_XML.replace("<uid>102</uid>", ""), /no uid/],
    [
      "an entry without a name",
      "un-xml",
      UN_XML.replace("<FIRST_NAME>ZORVAN TRADING</FIRST_NAME>", "").replace("Zorvan Export Bureau", ""),
      /6900002 has no name/,
    ],
    [
      "a CSV that is cut off within a row",
      "ofac-csv",
      SDN_CSV.slice(0, SDN_CSV.indexOf('"FICTION2",-0- ,"X1"')),
      /Line 3: 3 columns|Line 3: 4 columns/,
    ],
    [
      "a CSV that is cut off within quotes",
      "eu-csv",
      EU_CSV.slice(0, EU_CSV.indexOf("; Kventin")),
      /Line 3: a quoted field does not end/,
    ],
    ["text after a quote", "csl-csv", CSL_CSV.replace('Quentin"', 'Quentin" x'), /Line 3: there is text after/],
    ["another CSV", "eu-csv", CSL_CSV, /Line 1: The first line has no column Entity_LogicalId/],
    ["a web page in place of a CSV", "csl-csv", "<html>\n<body>Not found</body></html>", /no column source/],
    ["a number twice", "ofac-csv", SDN_CSV.replace("102,", "101,"), /Line 2: The entry 101 is there twice/],
    ["nobody", "un-xml", "<CONSOLIDATED_LIST><INDIVIDUALS/></CONSOLIDATED_LIST>", /nobody in the file/],
    ["an empty file", "eu-csv", "", /empty/],
    ["a NUL", "eu-csv", EU_CSV.replace("Trading", "Tra\0ding"), /Line 5: There is a NUL/],
  ])("%s", (_, format, text, message) => {
    expect(refusal(format, text)).toMatch(message);
  });

  test("an alt.csv of another day", () => {
    expect(refusal("ofac-csv", SDN_CSV, '999,1,"aka","X",-0- \n')).toMatch(/Line 1: .*not of one day/);
  });

  test("bytes that are no UTF-8", () => {
    expect(() => readList("eu-csv", Uint8Array.from([0xff, 0xfe, 0x41]), null)).toThrow("not text in UTF-8");
  });

  test("elements within elements without end", () => {
    const deep = `<sdnList>${"<a>".repeat(500)}${"</a>".repeat(500)}</sdnList>`;
    expect(refusal("ofac-xml", deep)).toMatch(/cannot be parsed/);
  });

  test("a fault is told in a few words, however long what is wrong", () => {
    expect(refusal("ofac-xml", "<a>".repeat(100_000)).length).toBeLessThan(500);
  });

  test("a name of a prototype's property changes no object", () => {
    const text = SDN_XML.replace(
      "<sdnType>Entity</sdnType>",
      "<__proto__><polluted>yes</polluted></__proto__><sdnType>Entity</sdnType>",
    );
    try {
      read("ofac-xml", text);
    } catch (error) {
      expect(error).toBeInstanceOf(AppError);
    }
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

test("a list of fifty thousand parties is read in seconds", () => {
  const row = (n: number) => `${n},"NAME${n} MADE UP",individual,"FICTION1",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \n`;
  const text = Array.from({ length: 50_000 }, (_, n) => row(n + 1)).join("");
  const from = performance.now();
  expect(read("ofac-csv", text)).toHaveLength(50_000);
  expect(performance.now() - from).toBeLessThan(10_000);
});

test("quoted fields keep separators, doubled quotes and line breaks, and lines are counted through them", () => {
  const rows = [...readCsv('a,"b\n""c"",",\r\n"d",,\n', ",")];
  expect(rows).toEqual([
    { line: 1, fields: ["a", 'b\n"c",', ""] },
    { line: 3, fields: ["d", "", ""] },
  ]);
});
