"use client";
import dynamic from "next/dynamic";
import { useState } from "react";
import { Button } from "../ui/button";

// fetched when it is first opened
const CloseAllDialog = dynamic(
  () => import("./close-all-dialog").then(({ CloseAllDialog }) => CloseAllDialog),
  { ssr: false },
);

/** Asks to sell everything that is open. */
export function CloseAllButton() {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button size="small" onClick={() => setAsking(true)}>
        Close all…
      </Button>
      {asking ? <CloseAllDialog onClose={() => setAsking(false)} /> : null}
    </>
  );
}
