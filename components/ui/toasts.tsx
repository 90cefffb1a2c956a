"use client";
import dynamic from "next/dynamic";
import type { CSSProperties } from "react";
import type { toast } from "sonner";

// loaded beside the page, not before it: nothing is told in the first moment
const Toaster = dynamic(() => import("sonner").then((module) => module.Toaster), { ssr: false });

const LOOK = {
  "--normal-bg": "var(--raised)",
  "--normal-border": "var(--line-strong)",
  "--normal-text": "var(--text)",
  "--border-radius": "var(--r-panel)",
} as CSSProperties;

/** Where what has happened is told in passing. */
export const Toasts = () => (
  <Toaster
    position="bottom-right"
    visibleToasts={3}
    style={LOOK}
    offset={{ bottom: "16px" }}
    mobileOffset={{ bottom: "72px" }}
    toastOptions={{ classNames: { toast: "font-sans", description: "text-text-2!" } }}
  />
);

/** Tells something in passing. */
export const tell = (...said: Parameters<typeof toast>): void =>
  void import("sonner").then((module) => module.toast(...said));

/** Tells in passing that something was refused or failed. */
export const tellFault = (said: string): void => void import("sonner").then(({ toast }) => toast.error(said));
