// The database of a bench or a proof: a temporary one unless AMARKTAI_TEST_DATABASE_URL names a server.
import path from "node:path";

export type ToolDatabase = {
  /** as its owner */
  readonly url: string;
  /** null where a server was given */
  readonly own: { readonly pid: () => number | null } | null;
  readonly close: () => Promise<void>;
};

type Opener = {
  openToolDatabase: (options: { adminUrl?: string | undefined; durable?: boolean }) => Promise<ToolDatabase>;
};

/** Opens it; `durable: false` gives up crash safety for speed. Read from the sources: it is not part of a bundle. */
export async function openToolDatabase({ durable = true } = {}): Promise<ToolDatabase> {
  const library = path.join(process.cwd(), "scripts", "lib", "tool-database.mjs");
  const opener = (await import(library)) as Opener;
  return opener.openToolDatabase({ adminUrl: process.env.AMARKTAI_TEST_DATABASE_URL, durable });
}

/** Does a piece of work as the application does it: by its own role, with only warnings told; closes the database. */
export async function withAppDatabase<T>(
  use: (database: ToolDatabase) => Promise<T>,
  options: { durable?: boolean } = {},
): Promise<T> {
  const database = await openToolDatabase(options);
  try {
    const asApp = new URL(database.url);
    asApp.search = `?options=${encodeURIComponent("-c role=amarktai_app")}`;
    process.env.DATABASE_URL = asApp.href;
    process.env.AMARKTAI_LOG_LEVEL ??= "warn";
    return await use(database);
  } finally {
    await database.close();
  }
}
