import Link from "next/link";
import type { ReactNode } from "react";

type PageHeadProps = {
  readonly title: string;
  /** lines below the title */
  readonly children?: ReactNode;
  readonly acts: ReactNode;
};

/** The head of a page about one or two backtests, with the way back to all of them. */
export const PageHead = ({ title, children, acts }: PageHeadProps) => (
  <header className="mb-(--gap-panel) flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
    <div className="min-w-0 [&>p]:mt-1">
      <h2 className="text-title font-semibold">
        <Link className="rounded-[2px] font-normal text-text-2 hover:underline" href="/backtests">
          Backtests
        </Link>{" "}
        / {title}
      </h2>
      {children}
    </div>
    {acts}
  </header>
);
