import { loadLease } from "./load-lease";

interface LeaseLayoutProps {
  params: Promise<{ id: string }>;
  children: React.ReactNode;
}

/** Outside the page's loading state, so that what is not there answers 404 before anything is streamed. */
export default async function LeaseLayout({ params, children }: LeaseLayoutProps) {
  await loadLease((await params).id);
  return children;
}
