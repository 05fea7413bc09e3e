import { loadDispute } from "./load-dispute";

interface DisputeLayoutProps {
  params: Promise<{ id: string }>;
  children: React.ReactNode;
}

/** Outside the page's loading state, so that what is not there answers 404 before anything is streamed. */
export default async function DisputeLayout({ params, children }: DisputeLayoutProps) {
  await loadDispute((await params).id);
  return children;
}
