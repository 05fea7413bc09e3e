import { loadCustomer } from "./load-customer";

interface CustomerLayoutProps {
  params: Promise<{ id: string }>;
  children: React.ReactNode;
}

/** Outside the page's loading state, so that what is not there answers 404 before anything is streamed. */
export default async function CustomerLayout({ params, children }: CustomerLayoutProps) {
  await loadCustomer((await params).id);
  return children;
}
