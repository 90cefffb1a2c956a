import type { ReactNode } from "react";
import { cn } from "../../ui/cn";

type FieldGroupProps = {
  readonly legend: ReactNode;
  /** as wide as two groups */
  readonly wide?: boolean;
  readonly children: ReactNode;
};

/** Fields of the form that belong together, under their name. */
export const FieldGroup = ({ legend, wide = false, children }: FieldGroupProps) => (
  <fieldset className={cn("grid min-w-0 gap-2.5", wide && "tablet:col-span-2")}>
    <legend className="mb-1.5 flex items-center gap-2 text-small font-semibold">{legend}</legend>
    {children}
  </fieldset>
);

/** Fields side by side, two in a row. */
export const FieldPairs = ({ children }: Pick<FieldGroupProps, "children">) => (
  <div className="grid grid-cols-2 items-start gap-2.5">{children}</div>
);
