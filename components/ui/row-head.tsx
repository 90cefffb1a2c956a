import type { ComponentProps } from "react";
import { cn } from "./cn";

/** What a row of a table is about: as high as its cells, and as quiet. */
export const RowHead = ({ className, ...rest }: ComponentProps<"th">) => (
  <th
    scope="row"
    {...rest}
    className={cn("h-(--row-h) text-small text-text-2 [tr:last-child>&]:border-b-0", className)}
  />
);
