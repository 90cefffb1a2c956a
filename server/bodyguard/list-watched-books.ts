import { listBooksInUse } from "@/server/bots/list-running-bots";

/** Whose books the bodyguard looks at: those with a bot that runs or is in quarantine. */
export const listWatchedBooks = () => listBooksInUse();
