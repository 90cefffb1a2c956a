"use client";
import { PanelError } from "@/components/ui/panel-error";
import "./globals.css";

type Props = { readonly error: Error & { readonly digest?: string }; readonly reset: () => void };

/** The last resort: even the frame of the page failed. */
export default function GlobalError({ error, reset }: Props) {
  return (
    <html lang="en-ZA" data-theme="dark">
      <body>
        <title>Amarktai</title>
        <main className="mx-auto max-w-xl p-4 pt-16">
          <h1 className="sr-only">Amarktai</h1>
          <PanelError name="This page" error={error} onRetry={reset} />
        </main>
      </body>
    </html>
  );
}
