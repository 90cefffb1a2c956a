import type { Column } from "./column";

const ROWS = 9;
const WIDTHS = ["62%", "78%", "54%", "70%", "48%"];

type SkeletonProps<Row> = {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly cellOf: (column: Column<Row>) => string;
};

/** Rows in the geometry of those to come. */
export function SkeletonRows<Row>({ label, columns, cellOf }: SkeletonProps<Row>) {
  return (
    <tbody>
      {Array.from({ length: ROWS }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows of a skeleton have no identity and never move
        <tr key={row}>
          {columns.map((column, place) => (
            <td key={column.id} className={cellOf(column)}>
              {row === 0 && place === 0 ? (
                <span role="status" className="sr-only" aria-label={`${label}: loading`} />
              ) : null}
              <span
                aria-hidden="true"
                className="block h-2.5 min-w-10 rounded-[3px] bg-hover"
                style={{ width: WIDTHS[(row + place) % WIDTHS.length] }}
              />
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  );
}
