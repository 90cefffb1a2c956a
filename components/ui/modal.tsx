"use client";
import { X } from "lucide-react";
import { Dialog } from "radix-ui";
import type { ReactNode } from "react";
import { Button } from "./button";

/** Over the page while something is in front of it; ribbon and bar stay in sight. */
export const SCRIM = "fixed inset-x-0 top-[calc(var(--ribbon-h)+var(--top-h))] bottom-0 z-54 bg-(--scrim)";

type ModalProps = {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  readonly description: string;
  readonly children: ReactNode;
};

/** A dialog over the page, below the ribbon. Focus stays inside; Esc closes and returns it. */
export function Modal({ open, onOpenChange, title, description, children }: ModalProps) {
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className={SCRIM} />
        <Dialog.Content
          className="fixed top-[calc(var(--ribbon-h)+var(--top-h)+8px)] left-1/2 z-55 max-h-[calc(100dvh-var(--ribbon-h)-var(--top-h)-24px)] w-[min(560px,calc(100vw-16px))] -translate-x-1/2 animate-dialog overflow-auto rounded-float border border-line bg-panel shadow-sheet"
          aria-describedby={undefined}
        >
          <div className="flex items-center gap-2 px-4 pt-3">
            <Dialog.Title className="text-title font-semibold">{title}</Dialog.Title>
            <span className="flex-1" />
            <Dialog.Close asChild>
              <Button kind="ghost" size="icon" aria-label="Close, Escape">
                <X size={16} aria-hidden="true" />
              </Button>
            </Dialog.Close>
          </div>
          <p className="px-4 pt-1 pb-3 text-small text-text-2">{description}</p>
          <div className="px-4 pb-4">{children}</div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
