"use client";
import { useMutation } from "@tanstack/react-query";
import { OctagonX } from "lucide-react";
import dynamic from "next/dynamic";
import { useCallback, useEffect, useState } from "react";
import { newRunId } from "../commands/new-run-id";
import { useTRPC } from "../trpc/client";
import { sentenceOf } from "../trpc/sentence-of";
import { Button } from "../ui/button";
import { tellFault } from "../ui/toasts";
import { useEmergency } from "./use-emergency";

// fetched when it is first opened
const EmergencyDialog = dynamic(
  () => import("./emergency-dialog").then(({ EmergencyDialog }) => EmergencyDialog),
  { ssr: false },
);

const STOP_KEYS = "Shift+Escape";

/**
 * The stop button of every page. The first press, or Shift+Esc, is stage 1: it acts at once and asks nothing. What it did
 * and what may follow is shown then; while the stop holds, the button leads back there.
 */
export function EmergencyStop() {
  const [isOpen, setOpen] = useState(false);
  const emergency = useEmergency();
  const trpc = useTRPC();
  const { mutate, isPending } = useMutation(
    trpc.emergency.stop.mutationOptions({
      onSuccess: () => setOpen(true),
      onError: (error) => tellFault(`${sentenceOf(error)} In a terminal: npm run cli -- emergency-stop`),
    }),
  );
  const halted = emergency?.halted ?? false;
  const press = useCallback(() => {
    if (halted) setOpen(true);
    else mutate({ runId: newRunId(), input: {} });
  }, [halted, mutate]);
  useStopKeys(press);
  return (
    <>
      <Button
        kind="danger"
        aria-label={wordsOf(halted, isPending)}
        aria-keyshortcuts={STOP_KEYS}
        title="Emergency stop, Shift+Esc"
        disabled={isPending}
        onClick={press}
        data-emergency={halted}
      >
        <OctagonX size={16} aria-hidden="true" />
        <span className="max-tablet:hidden">{wordsOf(halted, isPending)}</span>
        <span className="tablet:hidden">{halted ? "Stopped" : "Stop"}</span>
      </Button>
      {isOpen ? <EmergencyDialog onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function wordsOf(halted: boolean, isPending: boolean): string {
  if (isPending) return "Stopping";
  return halted ? "Stopped" : "Emergency stop";
}

function useStopKeys(press: () => void) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || !event.shiftKey || event.repeat) return;
      event.preventDefault();
      press();
    };
    // before any dialog takes Escape for itself
    window.addEventListener("keydown", onKey, { capture: true });
    return () => window.removeEventListener("keydown", onKey, { capture: true });
  }, [press]);
}
