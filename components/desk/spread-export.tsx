const BUCKETS = ["hour", "day", "month"] as const;

/** The whole report as files, exact to the micro; a link each, so that they can be saved, scripted and opened in a new tab. */
export function SpreadExport({ by, from, to }: { by: string; from: string; to: string }) {
  return (
    <p className="text-muted-foreground text-xs">
      Export CSV of this period {by === "sku" ? "by SKU" : `by ${by}`}, per{" "}
      {BUCKETS.map((bucket, at) => (
        <span key={bucket}>
          {at > 0 ? ", " : ""}
          <a
            className="text-primary underline"
            href={`/desk/spread-report?${new URLSearchParams({ by, from, to, bucket })}`}
            download
          >
            {bucket}
          </a>
        </span>
      ))}
      .
    </p>
  );
}
