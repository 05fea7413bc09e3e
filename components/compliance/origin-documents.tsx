import Link from "next/link";
import { UtcTime } from "@/components/layout/utc-time";
import type { Wire } from "@/components/wire";
import type { ProvenanceRow } from "@/lib/compliance/provenance-queries";
import { PROVENANCE_LABELS } from "@/lib/core/compliance/provenance";

interface OriginDocumentsProps {
  documents: Wire<ProvenanceRow>[];
  /** Where they are handed in or reviewed; absent where the reader may not go there. */
  href?: string | undefined;
}

/** What a host's operator handed in about where its hardware is from. */
export function OriginDocuments({ documents, href }: OriginDocumentsProps) {
  const link = href ? (
    <Link href={href} className="rounded-sm text-primary text-xs hover:underline">
      All documents
    </Link>
  ) : null;
  if (documents.length === 0) return <p className="text-muted-foreground">None handed in for this host. {link}</p>;
  return (
    <div className="flex flex-col items-start gap-2">
      <ul className="flex w-full flex-col gap-2">
        {documents.map(({ id, fileName, kind, state, uploadedAt }) => (
          <li key={id} className="flex flex-wrap items-baseline gap-x-3 rounded-md border bg-card px-3 py-2">
            {href ? (
              <a href={`/api/provenance/${id}`} download className="break-all text-primary hover:underline">
                {fileName}
              </a>
            ) : (
              <span className="break-all">{fileName}</span>
            )}
            <span className="text-muted-foreground text-xs">
              {PROVENANCE_LABELS[kind]}, {state}, handed in <UtcTime at={uploadedAt} />
            </span>
          </li>
        ))}
      </ul>
      {link}
    </div>
  );
}
