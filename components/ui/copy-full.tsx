"use client";
import { useEffect } from "react";

/** Copying a rounded figure copies its full value: the selection must lie inside one figure. */
export function CopyFull() {
  useEffect(() => {
    const onCopy = (event: ClipboardEvent) => {
      const selection = document.getSelection();
      const node = selection?.anchorNode;
      const figure = (node instanceof Element ? node : node?.parentElement)?.closest("[data-full]");
      if (!figure || !selection?.focusNode || !figure.contains(selection.focusNode)) return;
      event.clipboardData?.setData("text/plain", figure.getAttribute("data-full") ?? "");
      event.preventDefault();
    };
    document.addEventListener("copy", onCopy);
    return () => document.removeEventListener("copy", onCopy);
  }, []);
  return null;
}
