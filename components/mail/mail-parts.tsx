import type { ReactNode } from "react";
import { Button, Link, Section, Text } from "react-email";
import { colour } from "./mail-layout";

export function Paragraph({ children }: { children: ReactNode }) {
  return (
    <Text className="ink" style={{ color: colour.ink, fontSize: 15, lineHeight: "23px", margin: "0 0 14px" }}>
      {children}
    </Text>
  );
}

interface FactsProps {
  /** What is null is left out. */
  facts: [label: string, value: string | null][];
}

/** Label and value, one below the other on every screen, so that nothing is cut off. */
export function Facts({ facts }: FactsProps) {
  return (
    <Section className="line" style={{ borderTop: `1px solid ${colour.line}`, margin: "4px 0 18px" }}>
      {facts.map(([label, value]) =>
        value === null ? null : (
          <Text
            key={label}
            className="line"
            style={{
              borderBottom: `1px solid ${colour.line}`,
              margin: 0,
              padding: "8px 0",
              fontSize: 14,
              lineHeight: "20px",
            }}
          >
            <span className="quiet" style={{ color: colour.quiet }}>
              {label}:{" "}
            </span>
            <span className="ink" style={{ color: colour.ink }}>
              {value}
            </span>
          </Text>
        ),
      )}
    </Section>
  );
}

/** The one thing to do, with its address below for whoever does not trust a button. */
export function Act({ href, children }: { href: string; children: string }) {
  return (
    <Section style={{ margin: "4px 0 6px" }}>
      <Button
        href={href}
        className="act"
        style={{
          backgroundColor: colour.accent,
          borderRadius: 6,
          color: "#ffffff",
          fontSize: 15,
          fontWeight: 600,
          padding: "11px 18px",
        }}
      >
        {children}
      </Button>
      <Text
        data-skip-in-text="true"
        className="quiet"
        style={{ color: colour.quiet, fontSize: 12, lineHeight: "18px", margin: "10px 0 0" }}
      >
        <Link href={href} className="quiet" style={{ color: colour.quiet, wordBreak: "break-all" }}>
          {href}
        </Link>
      </Text>
    </Section>
  );
}

/** Several names; the rest is counted. */
export function listOf(names: readonly string[], most = 5): string {
  const rest = names.length - most;
  return rest > 0 ? `${names.slice(0, most).join(", ")} and ${rest} more` : names.join(", ");
}
