import { cva, type VariantProps } from "class-variance-authority";
import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

/** Rules that were asked, two beside each other where there is room. */
export const CHECKS = "grid grid-cols-[1fr_1fr] gap-x-5 max-tablet:grid-cols-[1fr]";

const checkStyles = cva(
  "grid grid-cols-[16px_minmax(88px,1fr)_fit-content(60%)] items-start gap-1.5 py-[1.5px] text-small",
  { variants: { wide: { true: "col-span-full" } } },
);
const iconStyles = cva("mt-0.5", {
  variants: { outcome: { passed: "text-text-3", failed: "text-danger", cut: "text-warn" } },
});
const valueStyles = cva("text-right", {
  variants: { outcome: { passed: "text-text-2", failed: "text-danger", cut: "text-warn" } },
});

type CheckLineProps = Pick<VariantProps<typeof checkStyles>, "wide"> &
  VariantProps<typeof iconStyles> & {
    readonly icon: LucideIcon;
    readonly words: string;
    /** the outcome, for those who hear it */
    readonly said: string;
    /** value of limit */
    readonly value?: ReactNode;
  };

/** Icon, rule, value of limit. A passed one has no colour. */
export function CheckLine({ icon: Icon, outcome, words, said, value, wide }: CheckLineProps) {
  return (
    <li className={checkStyles({ wide })}>
      <Icon size={13} className={iconStyles({ outcome })} aria-hidden="true" />
      <span>
        {words}
        <span className="sr-only">, {said}</span>
      </span>
      {value === undefined ? null : <span className={valueStyles({ outcome })}>{value}</span>}
    </li>
  );
}
