import { loadLine } from "./load-line";

interface LineLayoutProps {
  params: Promise<{ id: string; line: string }>;
  children: React.ReactNode;
}

export default async function LineLayout({ params, children }: LineLayoutProps) {
  const { id, line } = await params;
  await loadLine(id, line);
  return children;
}
