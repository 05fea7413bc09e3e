export const UPLOAD_TYPES = {
  csv: { mediaTypes: ["text/csv", "application/vnd.ms-excel", "text/plain"], label: "CSV" },
  xml: { mediaTypes: ["application/xml", "text/xml"], label: "XML" },
  pdf: { mediaTypes: ["application/pdf"], label: "PDF" },
  png: { mediaTypes: ["image/png"], label: "PNG" },
  jpg: { mediaTypes: ["image/jpeg"], label: "JPEG" },
} as const satisfies Record<string, { mediaTypes: readonly string[]; label: string }>;
export type UploadType = keyof typeof UPLOAD_TYPES;

/** Under what `serverActions.bodySizeLimit` lets an action have, with what its form says besides. */
export const MAX_UPLOAD_BYTES = 5 * 1_048_576;

export interface Upload {
  name: string;
  /** As the browser says it. */
  mediaType: string;
  bytes: Uint8Array;
}

export interface UploadRules {
  types: readonly UploadType[];
  maxBytes?: number;
}

export type CheckedUpload = { type: UploadType; name: string; fault: null } | { type: null; name: null; fault: string };

const NAME_MAX_LENGTH = 100;
const extensions: Record<string, UploadType> = {
  csv: "csv",
  xml: "xml",
  pdf: "pdf",
  png: "png",
  jpg: "jpg",
  jpeg: "jpg",
};

/** What a browser says of a file that it knows nothing of. */
const UNDECLARED = new Set(["", "application/octet-stream"]);

const refused = (fault: string): CheckedUpload => ({ type: null, name: null, fault });

/**
 * What a file is, by what it says and by what it begins with: name, declared type and content must agree on one of the allowed types. Archives
 * are none of them, and neither are documents made of archives. The fault is fit to stand beside the input.
 */
export function checkUpload(
  { name, mediaType, bytes }: Upload,
  { types, maxBytes = MAX_UPLOAD_BYTES }: UploadRules,
): CheckedUpload {
  if (bytes.length === 0) return refused("This file is empty.");
  if (bytes.length > maxBytes) return refused(`This file is larger than ${Math.floor(maxBytes / 1_048_576)} MB.`);
  const wanted = `Upload ${types.map((type) => UPLOAD_TYPES[type].label).join(" or ")}.`;
  const safeName = sanitiseFileName(name);
  const type = extensions[safeName.split(".").at(-1) ?? ""];
  if (!type || !types.includes(type)) return refused(wanted);
  const declared = mediaType.split(";")[0]!.trim().toLowerCase();
  const isDeclared =
    UNDECLARED.has(declared) || (UPLOAD_TYPES[type].mediaTypes as readonly string[]).includes(declared);
  if (!isDeclared || !looksLike(type, bytes)) return refused(`This file is not ${UPLOAD_TYPES[type].label}. ${wanted}`);
  return { type, name: safeName, fault: null };
}

const ascii = (text: string) => [...text].map((character) => character.charCodeAt(0));
const signatures: Partial<Record<UploadType, number[]>> = {
  pdf: ascii("%PDF-"),
  png: [0x89, ...ascii("PNG\r\n"), 0x1a, 0x0a],
  jpg: [0xff, 0xd8, 0xff],
};

function looksLike(type: UploadType, bytes: Uint8Array): boolean {
  const signature = signatures[type];
  if (signature) return signature.every((byte, at) => bytes[at] === byte);
  const text = readText(bytes);
  if (text === null) return false;
  const start = text.trimStart();
  // an entity can make a small file a huge one, or another file's content
  if (type === "xml") return /^<(\?xml|[A-Za-z_])/.test(start) && !/<!(DOCTYPE|ENTITY)/i.test(text);
  return !start.startsWith("<") && !start.startsWith("%PDF-");
}

/** UTF-8 without control characters but line ends and tabs; null for anything else. */
function readText(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    return /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(text) ? null : text;
  } catch {
    return null;
  }
}

/** The last part of a path in letters, digits, dots, dashes and underscores, with its extension kept: safe in a header, a folder and a page. */
export function sanitiseFileName(name: string): string {
  const last = name.normalize("NFKC").split(/[/\\]/).at(-1) ?? "";
  const spelled = last.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const [, given = "", extension = ""] = /^(.*?)(\.[a-z0-9]{1,8})?$/s.exec(spelled) ?? [];
  const base = given
    .replace(/[^a-z0-9_]+/g, "-")
    .replace(/^-+/, "")
    .slice(0, NAME_MAX_LENGTH - extension.length);
  return `${base.replace(/-+$/, "") || "file"}${extension}`;
}
