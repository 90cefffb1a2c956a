import type { ReactNode } from "react";
import { cn } from "../ui/cn";

/** What gives way while a drawer is open beside: at once, or on narrower screens only. */
export const GIVES_WAY = {
  hide: "min-[1100px]:group-data-open/beside:hidden",
  late: "min-[1100px]:max-[1401px]:group-data-open/beside:hidden",
} as const;

type BesideProps = { readonly open: boolean; readonly className?: string; readonly children: ReactNode };

/** A table that makes room for the drawer of its open row; below 1100 px the drawer lies over it. */
export const Beside = ({ open, className, children }: BesideProps) => (
  <div
    className={cn("group/beside min-[1100px]:data-open:mr-(--drawer-w)", className)}
    data-open={open || undefined}
  >
    {children}
  </div>
);
