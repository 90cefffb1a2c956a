"use client";
import { createContext, type ReactNode, useContext } from "react";

const Zone = createContext("UTC");

/** The owner's time zone (IANA name) for everything below. */
export const ZoneProvider = ({ zone, children }: { readonly zone: string; readonly children: ReactNode }) => (
  <Zone.Provider value={zone}>{children}</Zone.Provider>
);

export const useZone = (): string => useContext(Zone);
