"use client";
import { useEffect, useState } from "react";
import type { ExternalToast } from "sonner";

/** What a place for toasts can do. */
export type Toast = {
  readonly tell: (said: string, options?: ExternalToast) => void;
  readonly tellFault: (said: string) => void;
};

export type PlaceProps = {
  /** hears of it once what is told is also drawn; what it answers is called when that ends */
  readonly onDrawn: (toast: Toast) => () => void;
};

const SHOWN_MS = 10_000;

/** The last that was told, plainly. */
export function PlainToasts({ onDrawn }: PlaceProps) {
  const [said, setSaid] = useState<string | null>(null);
  useEffect(() => onDrawn({ tell: setSaid, tellFault: setSaid }), [onDrawn]);
  useEffect(() => {
    if (said === null) return;
    const timer = setTimeout(() => setSaid(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [said]);
  return (
    <div role="status" className="fixed bottom-4 left-1/2 z-60 -translate-x-1/2 max-tablet:bottom-[72px]">
      {said === null ? null : (
        <p className="w-max max-w-90 rounded-panel border border-line-strong bg-raised px-4 py-3 text-small">
          {said}
        </p>
      )}
    </div>
  );
}
