import { inngest } from "@/server/events/inngest-client";
import { retrySoon } from "@/server/events/retry-soon";
import { listFundedBooks } from "@/server/portfolio/funding/list-funded-books";
import { planFunding } from "@/server/portfolio/funding/plan-funding";
import type { WorkerRuntime } from "../worker-runtime";

/**
 * What each exchange has against its target, once an hour of the market clock; a step a book. A look missed needs no making
 * up for: the next one sees the same balances.
 */
export const refreshBalances = ({ trading }: WorkerRuntime) =>
  inngest.createFunction(
    {
      id: "refresh-balances",
      name: "Balances and funding plans",
      triggers: [{ cron: "10 * * * *" }],
      singleton: { mode: "skip" },
      retries: 2,
    },
    async ({ step }) => {
      const books = await step.run("books", () => listFundedBooks().catch(retrySoon));
      let changed = 0;
      for (const { userId, book } of books)
        changed += await step.run(`plan-${userId}-${book}`, () =>
          planFunding(trading.clocks, { userId, book }).catch(retrySoon),
        );
      return { books: books.length, changed };
    },
  );
