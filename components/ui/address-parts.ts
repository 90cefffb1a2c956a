// What may stand in an address, part by part; whatever else stands there counts as absent. Pages and browser read alike.
import { createParser } from "nuqs/server";

const ID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const NAME = /^[\w.:-]{1,120}$/;

const shapedAs = (shape: RegExp) =>
  createParser<string>({ parse: (text) => (shape.test(text) ? text : null), serialize: (text) => text });

/** The id of a row. */
export const parseAsId = shapedAs(ID);

/** A short name: of a job, a run, a reason. */
export const parseAsName = shapedAs(NAME);

/** There or not, whatever it says. */
export const parseAsFlag = createParser<boolean>({ parse: () => true, serialize: () => "1" });

/** Short names with commas between them, in the order of letters. */
export const parseAsNames = createParser<readonly string[]>({
  parse: (text) => {
    const names = text.split(",").filter((name) => NAME.test(name));
    return names.length > 0 ? names : null;
  },
  serialize: (names) => [...names].sort().join(","),
  eq: (one, other) => one.join() === other.join(),
});

/** Ids of rows with commas between them, in their order. */
export const parseAsIds = createParser<readonly string[]>({
  parse: (text) => {
    const ids = text.split(",").filter((id) => ID.test(id));
    return ids.length > 0 ? ids : null;
  },
  serialize: (ids) => ids.join(","),
  eq: (one, other) => one.join() === other.join(),
});
