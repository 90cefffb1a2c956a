"use client";
import { type QueryKey, useQueryClient } from "@tanstack/react-query";
import type { ToNewest } from "./column";
import { isResting } from "./resting";

/** The way back to the newest rows of a list that grew too long to follow events; null while it follows them. */
export function useToNewest(queryKey: QueryKey, data: unknown): ToNewest {
  const queries = useQueryClient();
  return isResting(data) ? () => void queries.resetQueries({ queryKey }) : null;
}
