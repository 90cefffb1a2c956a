import pg from "pg";

/** Watches the statements this process sends to the database, whoever sends them. */
export function watchStatements() {
  const original = pg.Client.prototype.query;
  const texts: string[] = [];
  pg.Client.prototype.query = function watched(this: pg.Client, ...args: never[]) {
    texts.push(textOf(args[0]));
    return (original as (...all: never[]) => unknown).apply(this, args);
  } as typeof original;
  return {
    /** in the order they were sent */
    texts: texts as readonly string[],
    stop: () => {
      pg.Client.prototype.query = original;
    },
  };
}

const textOf = (asked: unknown): string =>
  typeof asked === "object" && asked !== null && "text" in asked ? String(asked.text) : String(asked);
