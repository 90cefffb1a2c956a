import { cva } from "class-variance-authority";
import type { FeedState } from "../live/feed-age";

const dotStyles = cva("size-[7px] flex-none rounded-full", {
  variants: {
    state: {
      ok: "bg-text-3",
      late: "border-2 border-warn",
      off: "border-[1.5px] border-text-3",
    },
  },
});

type FeedDotProps = { readonly state: FeedState; readonly title?: string };

/** A feed's health as a shape: full, a ring, hollow. Its words stand beside it or in its title. */
export const FeedDot = ({ state, title }: FeedDotProps) => (
  <i className={dotStyles({ state })} data-feed-dot={state} title={title} aria-hidden={title === undefined} />
);
