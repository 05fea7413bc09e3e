import { loadPayout } from "./load-payout";

interface PayoutLayoutProps {
  params: Promise<{ id: string }>;
  children: React.ReactNode;
}

/** Outside the page's loading state, so that what is not there answers 404 before anything is streamed. */
export default async function PayoutLayout({ params, children }: PayoutLayoutProps) {
  await loadPayout((await params).id);
  return children;
}
