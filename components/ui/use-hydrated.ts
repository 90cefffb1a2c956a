"use client";
import { useSyncExternalStore } from "react";

const never = () => () => undefined;

/**
 * False on the server and while the browser takes over its page, true from then on. What is read from a cache that
 * may fill in between is shown only when true, so that both draw the same first picture.
 */
export const useHydrated = (): boolean =>
  useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
