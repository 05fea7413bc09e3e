export const PROVENANCE_KINDS = ["invoice", "export_licence", "certificate_of_origin"] as const;
export type ProvenanceKind = (typeof PROVENANCE_KINDS)[number];

export const PROVENANCE_LABELS: Record<ProvenanceKind, string> = {
  invoice: "Invoice",
  export_licence: "Export licence",
  certificate_of_origin: "Certificate of origin",
};

export const LARGEST_DOCUMENT_BYTES = 5 * 1024 * 1024;

const SIGNATURES: readonly { type: string; extension: string; starts: readonly number[] }[] = [
  { type: "application/pdf", extension: "pdf", starts: [0x25, 0x50, 0x44, 0x46, 0x2d] },
  { type: "image/png", extension: "png", starts: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  { type: "image/jpeg", extension: "jpg", starts: [0xff, 0xd8, 0xff] },
];

/** What a file is by its first bytes, whatever it is called; null where it is none of what is taken. */
export function documentType(content: Uint8Array): { type: string; extension: string } | null {
  return SIGNATURES.find(({ starts }) => starts.every((byte, at) => content[at] === byte)) ?? null;
}
