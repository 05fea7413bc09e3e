import { SegmentedLinks } from "@/components/desk/segmented-links";

const PAGES = [
  ["Overview", "/desk/compliance"],
  ["Screening", "/desk/compliance/screening"],
  ["Organizations", "/desk/compliance/organizations"],
  ["Orders", "/desk/compliance/orders"],
  ["Rules", "/desk/compliance/rules"],
  ["Lists", "/desk/compliance/lists"],
  ["Provenance", "/desk/compliance/provenance"],
  ["Suspended", "/desk/compliance/suspended"],
] as const;
type Page = (typeof PAGES)[number][0];

/** Between the pages of compliance. */
export function ComplianceTabs({ current }: { current: Page }) {
  return (
    <div className="min-w-0 overflow-x-auto">
      <SegmentedLinks
        label="Compliance"
        items={PAGES.map(([label, href]) => ({ label, href, current: label === current }))}
      />
    </div>
  );
}
