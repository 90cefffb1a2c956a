"use client";
import { ChevronDown, ChevronUp, X } from "lucide-react";
import { Dialog } from "radix-ui";
import type { KeyboardEvent, ReactNode } from "react";
import { Button } from "./button";
import { SCRIM } from "./modal";
import { PanelBoundary } from "./panel-boundary";
import { useMedia } from "./use-media";

/** What scrolls between the head and the foot of a drawer. */
export const DRAWER_BODY = "flex-1 overflow-auto px-4 pb-2";

export type DrawerMove = {
  /** what is moved between: "trade" */
  readonly what: string;
  readonly up: (() => void) | null;
  readonly down: (() => void) | null;
};

type DrawerProps = {
  /** what a failing drawer calls itself */
  readonly name: string;
  readonly what: string;
  /** the row that is open, and the rows of its table, top to bottom */
  readonly current: string;
  readonly order: readonly string[];
  readonly onMove: (id: string) => void;
  readonly onClose: () => void;
  /** where the focus goes back to */
  readonly returnTo: () => HTMLElement | null;
  readonly children: (move: DrawerMove) => ReactNode;
};

/** One row, whole: beside the table from 1100 px, a sheet over it below. Esc closes, ↑ ↓ change the row. */
export function Drawer({ name, what, current, order, onMove, onClose, returnTo, children }: DrawerProps) {
  const beside = useMedia("(min-width: 1100px)");
  const at = order.indexOf(current);
  const previous = at > 0 ? order[at - 1] : undefined;
  const next = at >= 0 ? order[at + 1] : undefined;
  const onKeyDown = (event: KeyboardEvent) => {
    const target = event.key === "ArrowUp" ? previous : event.key === "ArrowDown" ? next : undefined;
    if (!target) return;
    event.preventDefault();
    onMove(target);
  };
  const to = (id: string | undefined) => (id ? () => onMove(id) : null);
  return (
    <Dialog.Root open modal={!beside} onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        {beside ? null : <Dialog.Overlay className={SCRIM} />}
        <Dialog.Content
          className="fixed top-[calc(var(--ribbon-h)+var(--top-h))] right-0 bottom-0 z-55 flex w-[min(var(--drawer-w),100vw)] animate-drawer flex-col border-l border-line bg-panel shadow-sheet max-tablet:w-full max-tablet:border-0"
          aria-describedby={undefined}
          onKeyDown={onKeyDown}
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            if (event.target instanceof Element)
              event.target.querySelector<HTMLElement>("[data-close]")?.focus();
          }}
          onInteractOutside={(event) => beside && event.preventDefault()}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            returnTo()?.focus();
          }}
        >
          <PanelBoundary name={name}>{children({ what, up: to(previous), down: to(next) })}</PanelBoundary>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

type HeadProps = {
  readonly title: string;
  readonly chip?: ReactNode;
  readonly sentence?: ReactNode;
  readonly move: DrawerMove;
  /** what else belongs to the head */
  readonly children?: ReactNode;
};

/** Title, what kind of thing it is, the way to its neighbours, and one sentence. */
export function DrawerHead({ title, chip, sentence, move, children }: HeadProps) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-1 border-b border-line px-4 pt-3 pb-2.5">
      <div className="flex items-center gap-2">
        <Dialog.Title className="min-w-0 text-title leading-tight font-semibold">{title}</Dialog.Title>
        {chip}
        <span className="flex-1" />
        <Button
          kind="ghost"
          size="icon"
          aria-label={`Previous ${move.what}, arrow up`}
          disabled={!move.up}
          onClick={move.up ?? undefined}
        >
          <ChevronUp size={16} aria-hidden="true" />
        </Button>
        <Button
          kind="ghost"
          size="icon"
          aria-label={`Next ${move.what}, arrow down`}
          disabled={!move.down}
          onClick={move.down ?? undefined}
        >
          <ChevronDown size={16} aria-hidden="true" />
        </Button>
        <Dialog.Close asChild>
          <Button kind="ghost" size="icon" aria-label="Close, Escape" data-close>
            <X size={16} aria-hidden="true" />
          </Button>
        </Dialog.Close>
      </div>
      {sentence ? <p className="text-small text-text-2">{sentence}</p> : null}
      {children}
    </div>
  );
}
