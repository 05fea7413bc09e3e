import type { ReactNode } from "react";
import { Body, Container, Head, Heading, Hr, Html, Preview, Text } from "react-email";

/** The console's light tokens; mail clients know no variables. */
export const colour = {
  page: "#f9fafa",
  card: "#ffffff",
  ink: "#0f1c1c",
  quiet: "#536463",
  line: "#dfe5e4",
  accent: "#0a6560",
} as const;

/** Clients that follow the reader's choice show the console's dark tokens. */
const dark = `@media (prefers-color-scheme: dark) {
.page, .page > table > tbody > tr > td { background-color: #0a1011 !important; }
.card { background-color: #0f1719 !important; border-color: #1e2b2d !important; }
.ink { color: #e3ebea !important; }
.quiet { color: #93a5a4 !important; }
.line { border-color: #1e2b2d !important; }
.act { background-color: #0d8079 !important; }
}`;

const font = "-apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

interface MailLayoutProps {
  preview: string;
  title: string;
  /** Why the reader gets it. */
  reason: string;
  origin: string;
  children: ReactNode;
}

/** Nothing is fetched from anywhere: no pictures, no fonts, no counting of readers. */
export function MailLayout({ preview, title, reason, origin, children }: MailLayoutProps) {
  return (
    <Html lang="en">
      <Head>
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <title>{title}</title>
        <style>{dark}</style>
      </Head>
      <Preview>{preview}</Preview>
      <Body
        className="page"
        style={{ backgroundColor: colour.page, fontFamily: font, margin: 0, padding: "24px 12px" }}
      >
        <Container
          className="card"
          style={{
            backgroundColor: colour.card,
            border: `1px solid ${colour.line}`,
            borderRadius: 8,
            maxWidth: 560,
            padding: "24px 28px",
          }}
        >
          <Text className="quiet" style={{ color: colour.quiet, fontSize: 13, fontWeight: 600, margin: "0 0 12px" }}>
            Openhall
          </Text>
          <Heading
            className="ink"
            as="h1"
            style={{ color: colour.ink, fontSize: 20, lineHeight: "27px", margin: "0 0 14px" }}
          >
            {title}
          </Heading>
          {children}
          <Hr className="line" style={{ borderColor: colour.line, margin: "22px 0 14px" }} />
          <Text className="quiet" style={{ color: colour.quiet, fontSize: 12, lineHeight: "18px", margin: 0 }}>
            {reason} All times are UTC. Sent by {origin}.
          </Text>
        </Container>
      </Body>
    </Html>
  );
}
