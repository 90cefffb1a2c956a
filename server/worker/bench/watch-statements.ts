import pg from "pg";

export type Statement = { readonly text: string; readonly values: readonly unknown[] };

/** Watches the statements this process sends to the database, whoever sends them. */
export function watchStatements() {
  const original = pg.Client.prototype.query;
  const sent: Statement[] = [];
  pg.Client.prototype.query = function watched(this: pg.Client, ...args: never[]) {
    sent.push(statementOf(args));
    return (original as (...all: never[]) => unknown).apply(this, args);
  } as typeof original;
  return {
    /** in the order they were sent */
    sent: sent as readonly Statement[],
    /** How many held that part. */
    count: (part: string) => sent.filter(({ text }) => text.includes(part)).length,
    stop: () => {
      pg.Client.prototype.query = original;
    },
  };
}

function statementOf([asked, values]: readonly unknown[]): Statement {
  if (typeof asked !== "object" || asked === null || !("text" in asked))
    return { text: String(asked), values: Array.isArray(values) ? values : [] };
  const own = "values" in asked ? asked.values : values;
  return { text: String(asked.text), values: Array.isArray(own) ? own : [] };
}
