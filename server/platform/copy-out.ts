import pg from "pg";
import { env } from "./env";

/** Values of one binary column, packed: row `index` lies between two of the `ends`. */
export type PackedRows = { readonly bytes: Buffer; readonly ends: readonly number[] };

export type CopyOut = {
  /** Runs a SELECT of one binary column; its text must hold no value that somebody typed. */
  readonly read: (select: string) => Promise<PackedRows>;
  /** Says that those rows are looked at no more: their bytes are written over by a later read. */
  readonly reuse: (rows: PackedRows) => void;
  readonly end: () => Promise<void>;
};

const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 60_000;
const FIRST_BYTES = 1 << 20;
const SPARE_MAX = 4;
const COPY_HEADER_BYTES = 19;
/** how many columns a row has, and how long the one is */
const ROW_HEADER_BYTES = 6;

/** A connection of its own for reading millions of binary values: as they lie in the row, with nothing made of them. */
export async function openCopyOut(): Promise<CopyOut> {
  const client = new pg.Client({
    connectionString: env().DATABASE_URL,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
  });
  client.on("error", () => undefined);
  await client.connect();
  const spare: Buffer[] = [];
  return {
    read: (select) =>
      new Promise((done, fail) => {
        const into = spare.pop() ?? Buffer.allocUnsafe(FIRST_BYTES);
        client.query(new Copying(`COPY (${select}) TO STDOUT (FORMAT binary)`, into, done, fail));
      }),
    reuse: ({ bytes }) => {
      if (spare.length < SPARE_MAX) spare.push(bytes);
    },
    end: () => client.end(),
  };
}

/** What pg asks of a query of one's own, as pg-copy-streams has it; a stream would cost more than the rows. */
class Copying implements pg.Submittable {
  private size = 0;
  private readonly ends: number[] = [];
  private began = false;
  private failure: Error | null = null;

  constructor(
    private readonly text: string,
    private bytes: Buffer,
    private readonly done: (rows: PackedRows) => void,
    private readonly fail: (error: Error) => void,
  ) {}

  submit(connection: pg.Connection): void {
    connection.query(this.text);
  }

  /** One row a message, the first behind the header; the buffer is pg's and is used again. */
  handleCopyData({ chunk }: { readonly chunk: Buffer }): void {
    const start = this.began ? 0 : COPY_HEADER_BYTES;
    this.began = true;
    const from = start + ROW_HEADER_BYTES;
    if (chunk.length < from) return;
    const length = chunk.readInt32BE(start + 2);
    if (this.size + length > this.bytes.length) this.grow(length);
    chunk.copy(this.bytes, this.size, from, from + length);
    this.size += length;
    this.ends.push(this.size);
  }

  private grow(length: number): void {
    const larger = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.size + length));
    this.bytes.copy(larger, 0, 0, this.size);
    this.bytes = larger;
  }

  handleError(error: Error): void {
    this.failure = error;
    this.fail(error);
  }

  handleReadyForQuery(): void {
    if (!this.failure) this.done({ bytes: this.bytes, ends: this.ends });
  }

  handleCommandComplete(): void {}
  handleRowDescription(): void {}
  handleDataRow(): void {}
  handleEmptyQuery(): void {}
}
