import type { ReactNode } from "react";

/** What narrows the rows below, in one line as long as it fits. */
export const Filters = ({ children }: { readonly children: ReactNode }) => (
  <div className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1.5">{children}</div>
);
