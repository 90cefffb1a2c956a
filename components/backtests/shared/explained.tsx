"use client";
import { Tooltip } from "radix-ui";
import { type ReactNode, useState } from "react";
import { TOOLTIP } from "../../ui/menu";

type ExplainedProps = { readonly words: ReactNode; readonly children: ReactNode };

/** A name with what it means: on hover, on focus, and on a tap. */
export function Explained({ words, children }: ExplainedProps) {
  const [open, setOpen] = useState(false);
  return (
    <Tooltip.Provider delayDuration={150}>
      <Tooltip.Root open={open} onOpenChange={setOpen}>
        <Tooltip.Trigger asChild>
          <button
            type="button"
            className="min-h-7 rounded-[2px] text-left text-inherit underline decoration-text-3 decoration-dotted decoration-1 underline-offset-3 tablet:min-h-5"
            onClick={(event) => {
              // a tap has no hover: it opens what the library would close
              event.preventDefault();
              setOpen(true);
            }}
          >
            {children}
          </button>
        </Tooltip.Trigger>
        <Tooltip.Portal>
          <Tooltip.Content className={TOOLTIP} sideOffset={4} collisionPadding={8}>
            {words}
          </Tooltip.Content>
        </Tooltip.Portal>
      </Tooltip.Root>
    </Tooltip.Provider>
  );
}
