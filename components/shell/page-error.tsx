"use client";
import { useRouter } from "next/navigation";
import { startTransition } from "react";
import { Panel } from "../ui/panel";
import { PanelError } from "../ui/panel-error";

export type PageErrorProps = {
  readonly error: Error & { readonly digest?: string };
  readonly reset: () => void;
};

/** A page that could not be made: the shell stays, the page can be tried again. */
export function PageError({ name, error, reset }: PageErrorProps & { readonly name: string }) {
  const router = useRouter();
  const retry = () =>
    startTransition(() => {
      router.refresh();
      reset();
    });
  return (
    <Panel title={name} asOf="failed">
      <PanelError name={name} error={error} onRetry={retry} />
    </Panel>
  );
}
