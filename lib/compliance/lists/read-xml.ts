import { XMLParser, XMLValidator } from "fast-xml-parser";
import { lineOf } from "./decode";
import { listFault } from "./list-fault";

export type XmlNode = { [name: string]: XmlValue };
type XmlValue = string | XmlNode | XmlValue[] | undefined;

const MOST_EXPANSIONS = 1_000_000;
const DEEPEST = 30;

/**
 * A well-formed document as objects, all values as text. Whatever could declare an entity is refused before it is parsed, so none can lead
 * to a file, an address or a billion laughs; those of XML and HTML by name and numbers are all that is replaced.
 */
export function readXml(text: string): XmlNode {
  const declared = /<!(DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)/i.exec(text);
  if (declared)
    throw listFault(
      "A document type or entity is declared, which no published list needs",
      lineOf(text, declared.index),
    );
  const valid = XMLValidator.validate(text);
  if (valid !== true) throw listFault(valid.err.msg.replace(/\.$/, ""), valid.err.line);
  try {
    return new XMLParser({
      ignoreAttributes: true,
      parseTagValue: false,
      removeNSPrefix: true,
      htmlEntities: true,
      maxNestedTags: DEEPEST,
      processEntities: { enabled: true, maxTotalExpansions: MOST_EXPANSIONS, maxExpandedLength: text.length },
    }).parse(text) as XmlNode;
  } catch (error) {
    throw listFault(`It cannot be parsed: ${(error as Error).message}`);
  }
}

/** The children of a name: none, one or many. */
export function children(node: XmlValue, name: string): XmlValue[] {
  if (typeof node !== "object" || Array.isArray(node)) return [];
  const found = node[name];
  if (found === undefined) return [];
  return Array.isArray(found) ? found : [found];
}

export function nodes(node: XmlValue, ...path: string[]): XmlValue[] {
  return path.reduce<XmlValue[]>((at, name) => at.flatMap((one) => children(one, name)), [node]);
}

/** The text of the first of such; empty where there is none. */
export function textOf(node: XmlValue, ...path: string[]): string {
  const found = nodes(node, ...path).find((value) => typeof value === "string");
  return typeof found === "string" ? found.trim() : "";
}

export function textsOf(node: XmlValue, ...path: string[]): string[] {
  return nodes(node, ...path).flatMap((value) => (typeof value === "string" && value.trim() ? [value.trim()] : []));
}
