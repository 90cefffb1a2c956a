import type { ReactNode } from "react";

type FigureProps = {
  /** what is printed, rounded */
  readonly children: ReactNode;
  /** every digit and the unit: shown on hover and put on the clipboard */
  readonly full: string | null;
  readonly className?: string;
};

/** A printed figure that still knows its full value. */
export function Figure({ children, full, className }: FigureProps) {
  if (full === null) return <span className={className}>{children}</span>;
  return (
    <span className={className} title={full} data-full={full}>
      {children}
    </span>
  );
}
