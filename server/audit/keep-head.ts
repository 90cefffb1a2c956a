import { open, readFile, rename } from "node:fs/promises";
import type { WallMs } from "@/server/kernel/clock";
import { invariant } from "@/server/kernel/result";
import { addHead, type KeptHeads, NO_HEADS, parseHeads } from "./core/kept-heads";
import { findFirstKeyed, findHashAt, findSealHead } from "./store";

/** What a look at the chain's end came to: `broken` says in words what does not fit what was written down before. */
export type KeptState = { readonly position: string; readonly broken: string | null };

/**
 * Writes the end of the audit chain into a file outside the database, whole or not at all: what is cut off the end of
 * the chain afterwards is missed by verifyAudit.
 *
 * Where the chain no longer holds what the file says, the file stays as it is, as evidence, and the answer says why.
 */
export async function keepHead(file: string, wallNow: WallMs): Promise<KeptState> {
  const [head, kept] = [await findSealHead(), await readKeptHeads(file)];
  const newest = kept?.heads.at(-1);
  const position = (head?.position ?? 0n).toString();
  if (newest && BigInt(newest.position) > BigInt(position)) {
    const broken = `The audit chain ends at link ${position}, but link ${newest.position} was there at ${newest.at}`;
    return { position, broken };
  }
  if (newest && newest.hash !== (await findHashAt(BigInt(newest.position)))) {
    const broken = `Link ${newest.position} of the audit chain is not the one that was there at ${newest.at}`;
    return { position, broken };
  }
  if (!head || newest?.position === position) return { position, broken: null };
  const keyedFrom = kept?.keyedFrom ?? (await findFirstKeyed());
  await writeWhole(file, JSON.stringify(addHead({ ...(kept ?? NO_HEADS), keyedFrom }, head, wallNow)));
  return { position, broken: null };
}

/** The heads written down in a file; null where there is none yet. Throws for a file that cannot be read. */
export async function readKeptHeads(file: string): Promise<KeptHeads | null> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (text === null) return null;
  const kept = parseHeads(text);
  invariant(kept, `${file} holds the heads of the audit chain and cannot be read: put it back from a backup`);
  return kept;
}

async function writeWhole(file: string, text: string): Promise<void> {
  const draft = `${file}.new`;
  const handle = await open(draft, "w", 0o600);
  try {
    await handle.writeFile(`${text}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
}
