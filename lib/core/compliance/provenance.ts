export const PROVENANCE_KINDS = ["invoice", "export_licence", "certificate_of_origin"] as const;
export type ProvenanceKind = (typeof PROVENANCE_KINDS)[number];

export const PROVENANCE_LABELS: Record<ProvenanceKind, string> = {
  invoice: "Invoice",
  export_licence: "Export licence",
  certificate_of_origin: "Certificate of origin",
};
