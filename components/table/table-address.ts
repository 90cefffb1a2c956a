import { createParser } from "nuqs/server";
import { parseAsNames } from "../ui/address-parts";
import type { Column, Sort } from "./column";

const SORT = /^([\w-]{1,40})\.(asc|desc)$/;

const parseAsSort = createParser<Sort>({
  parse: (text) => {
    const [, by, way] = SORT.exec(text) ?? [];
    return by === undefined ? null : { by, descending: way === "desc" };
  },
  serialize: ({ by, descending }) => `${by}.${descending ? "desc" : "asc"}`,
  eq: (one, other) => one.by === other.by && one.descending === other.descending,
});

/** Hidden columns and the order of a table. */
export const tableAddress = { hide: parseAsNames, sort: parseAsSort };

/** The order an address asks for, where the table has such a column and can be sorted by it. */
export const sortOf = <Row>(asked: Sort | null, columns: readonly Column<Row>[]): Sort | null =>
  asked !== null && columns.some((column) => column.id === asked.by && column.sorts) ? asked : null;
