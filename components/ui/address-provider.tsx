"use client";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import type { ReactNode } from "react";

const EACH_AN_ENTRY = { history: "push" } as const;

/**
 * What the pages below show stands in the address: each change is an entry to go back to, without a round trip. Only
 * the layouts of pages that keep something there use it; the dashboard loads none of it.
 */
export const AddressProvider = ({ children }: { readonly children: ReactNode }) => (
  <NuqsAdapter defaultOptions={EACH_AN_ENTRY}>{children}</NuqsAdapter>
);
