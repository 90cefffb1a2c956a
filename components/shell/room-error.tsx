"use client";
import { useRouter } from "next/navigation";
import { startTransition } from "react";
import { Panel } from "../ui/panel";
import { PanelError } from "../ui/panel-error";

export type RoomErrorProps = {
  readonly error: Error & { readonly digest?: string };
  readonly reset: () => void;
};

/** A room that could not be made: the shell stays, the room can be tried again. */
export function RoomError({ name, error, reset }: RoomErrorProps & { readonly name: string }) {
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
