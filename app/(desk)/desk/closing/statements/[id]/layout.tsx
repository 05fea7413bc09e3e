import { loadStatement } from "./load-statement";

interface StatementLayoutProps {
  params: Promise<{ id: string }>;
  children: React.ReactNode;
}

/** Outside the page's loading state, so that what is not there answers 404 before anything is streamed. */
export default async function StatementLayout({ params, children }: StatementLayoutProps) {
  await loadStatement((await params).id);
  return children;
}
