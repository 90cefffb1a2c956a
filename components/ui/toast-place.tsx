"use client";
import { type CSSProperties, useEffect } from "react";
import { Toaster, toast } from "sonner";
import type { PlaceProps } from "./plain-toasts";

const LOOK = {
  "--normal-bg": "var(--raised)",
  "--normal-border": "var(--line-strong)",
  "--normal-text": "var(--text)",
  "--border-radius": "var(--r-panel)",
} as CSSProperties;

/** The place itself; what is told while it is not drawn would be lost. */
export function ToastPlace({ onDrawn }: PlaceProps) {
  useEffect(
    () =>
      onDrawn({
        tell: (said, options) => void toast(said, options),
        tellFault: (said) => void toast.error(said),
      }),
    [onDrawn],
  );
  return (
    <Toaster
      // where no act is: the right edge has what rows and drawers offer, and a toast over it takes the click
      position="bottom-center"
      visibleToasts={3}
      style={LOOK}
      offset={{ bottom: "16px" }}
      mobileOffset={{ bottom: "72px" }}
      toastOptions={{ classNames: { toast: "font-sans", description: "text-text-2!" } }}
    />
  );
}
