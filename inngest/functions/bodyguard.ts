import { listWatchedBooks } from "@/server/bodyguard/list-watched-books";
import { watchBook } from "@/server/bodyguard/watch-book";
import { inngest } from "@/server/events/inngest-client";
import { retrySoon } from "@/server/events/retry-soon";
import type { WorkerRuntime } from "../worker-runtime";

/**
 * The bodyguard's look at every book with running bots, every five minutes of the market clock; a step a book. A look
 * missed needs no making up for: the next one sees the same bots.
 */
export const bodyguard = ({ trading }: WorkerRuntime) =>
  inngest.createFunction(
    {
      id: "bodyguard",
      name: "Bodyguard",
      triggers: [{ cron: "*/5 * * * *" }],
      singleton: { mode: "skip" },
      retries: 2,
    },
    async ({ step }) => {
      const books = await step.run("books", () => listWatchedBooks().catch(retrySoon));
      const looks = [];
      for (const { userId, book } of books)
        looks.push(
          await step.run(`look-${userId}-${book}`, () =>
            watchBook(trading, { userId, book }).catch(retrySoon),
          ),
        );
      return looks;
    },
  );
