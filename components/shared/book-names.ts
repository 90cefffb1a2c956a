import type { Book } from "@/server/kernel/book";

/** A book as pages write it. */
export const bookNames: { readonly [book in Book]: string } = {
  demo: "Demo",
  paper: "Paper",
  practice: "Practice",
  live: "Live",
};
