"use client";
import dynamic from "next/dynamic";
import { useEffect, useState } from "react";
import type { ExternalToast } from "sonner";
import { PlainToasts, type Toast } from "./plain-toasts";

// fetched for the first that is told: most pages are left again without any. Where it does not come, because the
// server is away, that is what is to be told.
const Place = dynamic(
  () =>
    import("./toast-place").then(
      ({ ToastPlace }) => ToastPlace,
      () => PlainToasts,
    ),
  { ssr: false },
);

/** What was told before the place for it was drawn, in its order. */
const waiting: ((toast: Toast) => void)[] = [];
let place: Toast | null = null;
let wake = () => {};

/** Where what has happened is told in passing. */
export function Toasts() {
  const [asked, setAsked] = useState(false);
  useEffect(() => {
    wake = () => setAsked(true);
    if (waiting.length > 0) wake();
    return () => {
      wake = () => {};
    };
  }, []);
  return asked ? <Place onDrawn={opened} /> : null;
}

function opened(toast: Toast): () => void {
  place = toast;
  for (const saying of waiting.splice(0)) saying(toast);
  return () => {
    place = null;
  };
}

function say(saying: (toast: Toast) => void): void {
  if (place) {
    saying(place);
    return;
  }
  waiting.push(saying);
  wake();
}

/** Tells something in passing. */
export const tell = (said: string, options?: ExternalToast): void =>
  say((toast) => toast.tell(said, options));

/** Tells in passing that something was refused or failed. */
export const tellFault = (said: string): void => say((toast) => toast.tellFault(said));
