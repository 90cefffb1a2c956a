"use client";
import { Copy, RotateCw, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { Button } from "./button";
import { copyText } from "./copy-text";
import { EMPTY, EMPTY_TITLE, EMPTY_WORDS } from "./panel-state";

type PanelErrorProps = {
  readonly name: string;
  readonly error: unknown;
  readonly onRetry: () => void;
};

/** One sentence, what is safe, what to do. The rest of the page lives on. */
export function PanelError({ name, error, onRetry }: PanelErrorProps) {
  const [copied, setCopied] = useState<boolean | null>(null);
  const copy = async () => setCopied(await copyText(diagnostics(name, error)));
  return (
    <div className={EMPTY} role="alert">
      <TriangleAlert size={18} className="text-text-3" aria-hidden="true" />
      <h3 className={EMPTY_TITLE}>{name} could not be read</h3>
      <p className={EMPTY_WORDS}>
        {sentenceOf(error)} Bots and stops go on: the worker runs apart from this page.
      </p>
      <div className="flex flex-wrap gap-2">
        <Button kind="primary" onClick={onRetry}>
          <RotateCw size={14} aria-hidden="true" />
          Retry
        </Button>
        <Button onClick={copy}>
          <Copy size={14} aria-hidden="true" />
          {copied === null ? "Copy diagnostics" : copied ? "Copied" : "Copy is not allowed here"}
        </Button>
      </div>
    </div>
  );
}

function sentenceOf(error: unknown): string {
  if (typeof navigator !== "undefined" && !navigator.onLine) return "This browser is offline.";
  const message = error instanceof Error ? error.message.trim() : "";
  if (message === "" || /fetch|network/i.test(message)) return "The server did not answer.";
  return /[.!?]$/.test(message) ? message : `${message}.`;
}

function diagnostics(name: string, error: unknown): string {
  const known = error instanceof Error ? error : new Error(String(error));
  return JSON.stringify(
    {
      panel: name,
      page: window.location.pathname,
      at: new Date().toISOString(),
      error: known.name,
      message: known.message,
      data: "data" in known ? known.data : undefined,
      digest: "digest" in known ? known.digest : undefined,
      browser: navigator.userAgent,
    },
    null,
    2,
  );
}
