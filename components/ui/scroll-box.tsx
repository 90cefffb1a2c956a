import type { ReactNode, Ref } from "react";

/** What is wider than its panel. */
export const SCROLL_X = "relative min-w-0 overflow-x-auto";

type ScrollBoxProps = {
  /** what is in it, for those who hear the page */
  readonly label: string;
  readonly className?: string;
  readonly id?: string;
  readonly ref?: Ref<HTMLElement>;
  readonly children: ReactNode;
};

/** A box that scrolls, reachable by keyboard: without a focus of its own nobody could scroll it with the arrow keys. */
export function ScrollBox({ label, className = SCROLL_X, id, ref, children }: ScrollBoxProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section ref={ref} id={id} className={className} tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}
