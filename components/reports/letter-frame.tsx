"use client";
import type { LetterView } from "@/server/reports/core/report-view";
import { useHydrated } from "../ui/use-hydrated";

/** Tall enough for most of a day's report; the frame scrolls by itself. */
const FRAME = "block h-[min(70vh,720px)] w-full rounded-control border border-line";

/**
 * A letter as a mailbox shows it, in a frame that may run, send and open nothing. The page's policy holds in it too: its
 * one style is let in by the page's nonce.
 */
export function LetterFrame({ letter }: { readonly letter: LetterView }) {
  const hydrated = useHydrated();
  if (!hydrated) return <div className={FRAME} />;
  const nonce = document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce ?? "";
  return (
    <iframe
      className={FRAME}
      sandbox=""
      title={letter.subject}
      srcDoc={letter.html.replace("<style>", `<style nonce="${nonce}">`)}
    />
  );
}
