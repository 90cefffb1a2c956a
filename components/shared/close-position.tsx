"use client";
import { CircleX } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { Button } from "../ui/button";
import type { Closable } from "./close-position-dialog";

// fetched when it is first opened
const ClosePositionDialog = dynamic(
  () => import("./close-position-dialog").then(({ ClosePositionDialog }) => ClosePositionDialog),
  { ssr: false },
);

/** Asks to sell a position at market. */
export function ClosePosition({ position }: { readonly position: Closable }) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button size="small" onClick={() => setAsking(true)}>
        <CircleX size={12} aria-hidden="true" />
        <span className="max-tablet:sr-only">Close…</span>{" "}
        <span className="sr-only">
          {position.botName}, {position.symbol}
        </span>
      </Button>
      {asking ? <ClosePositionDialog position={position} onClose={() => setAsking(false)} /> : null}
    </>
  );
}
