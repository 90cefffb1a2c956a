import { randomUUID } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { inspect } from "node:util";
import fc from "fast-check";
import pino from "pino";
import { describe, expect, it } from "vitest";
import type { Bound } from "./envelope";
import { readSealingKey } from "./master-key";
import { readMasterKeys } from "./open/master-keys";
import { openSecret, unwrapKey } from "./open/open-box";
import { holdKeys } from "./open/opened-keys";
import { sealSecret, wrapKey } from "./seal";
import { makeMaster } from "./testing/make-master";

const bound: Bound = {
  userId: randomUUID(),
  exchange: "kucoin",
  site: "real",
  credentialId: randomUUID(),
};
const CANARY = "canary-7f3a91";

async function openMaster() {
  const made = await makeMaster();
  const read = readMasterKeys(made.file);
  const sealing = readSealingKey(made.publicKey);
  const [master] = read.ok ? read.value : [];
  if (!sealing || !master) throw new Error("no master key was made");
  return { ...made, sealing, master };
}

// Guards FAULTS 4.5: who seals cannot open, and what is sealed opens nowhere but in its own row.
describe("a sealed credential", () => {
  it("opens to what was sealed, whatever it was", async () => {
    const { sealing, master } = await openMaster();
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 400 }), (text) => {
        const sealed = sealSecret(Buffer.from(text), bound, sealing);
        expect(openSecret(sealed, bound, master).toString("utf8")).toBe(Buffer.from(text).toString("utf8"));
      }),
      { numRuns: 50 },
    );
  });

  it("leaves nothing of the secret behind: neither in the box nor in the buffer that held it", async () => {
    const { sealing } = await openMaster();
    const plain = Buffer.from(CANARY);
    const { sealed, wrappedKey } = sealSecret(plain, bound, sealing);
    expect(plain.every((byte) => byte === 0)).toBe(true);
    expect(Buffer.concat([sealed, wrappedKey]).includes(CANARY)).toBe(false);
  });

  it.each([
    ["another person", { userId: randomUUID() }],
    ["another exchange", { exchange: "kraken" }],
    ["another site", { site: "simulator" }],
    ["another row", { credentialId: randomUUID() }],
  ] as const)("does not open for %s", async (_name, moved) => {
    const { sealing, master } = await openMaster();
    const sealed = sealSecret(Buffer.from(CANARY), bound, sealing);
    expect(() => openSecret(sealed, { ...bound, ...moved }, master)).toThrow();
    // nor with a data key that was unwrapped rightly and wrapped anew for the other place
    const dataKey = unwrapKey(sealed, bound, master);
    const rewrapped = { ...sealed, wrappedKey: wrapKey(dataKey, { ...bound, ...moved }, sealing) };
    expect(() => openSecret(rewrapped, { ...bound, ...moved }, master)).toThrow();
  });

  it("does not open with one byte changed, wherever it is", async () => {
    const { sealing, master } = await openMaster();
    const sealed = sealSecret(Buffer.from(CANARY), bound, sealing);
    for (const part of ["sealed", "wrappedKey"] as const)
      for (let at = 0; at < sealed[part].length; at++) {
        const bytes = sealed[part].slice();
        bytes[at] = (bytes[at] ?? 0) ^ 1;
        expect(() => openSecret({ ...sealed, [part]: bytes }, bound, master), `${part} ${at}`).toThrow();
      }
  });

  it("does not open with another master key, and is never twice the same", async () => {
    const [one, other] = [await openMaster(), await openMaster()];
    const sealed = sealSecret(Buffer.from(CANARY), bound, one.sealing);
    expect(() => openSecret(sealed, bound, other.master)).toThrow();
    const again = sealSecret(Buffer.from(CANARY), bound, one.sealing);
    expect(Buffer.from(again.sealed).equals(sealed.sealed)).toBe(false);
    expect(Buffer.from(again.wrappedKey).equals(sealed.wrappedKey)).toBe(false);
  });

  it("is sealed by a half that holds nothing to open with", async () => {
    const { sealing, file } = await openMaster();
    const [kept] = JSON.parse(readFileSync(file, "utf8")).keys;
    expect(sealing.key.type).toBe("public");
    expect(inspect(sealing, { depth: 5 })).not.toContain(kept.privateKey);
    expect(readSealingKey("")).toBeNull();
    expect(readSealingKey("too short")).toBeNull();
  });
});

describe("the file of the master key", () => {
  it("that is missing or damaged is one sentence that says what to do", async () => {
    const { file } = await openMaster();
    for (const text of [
      "",
      "{",
      "{}",
      '{"keys":[]}',
      '{"keys":[{"publicKey":"x","privateKey":"y"}]}',
      null,
    ]) {
      if (text === null) rmSync(file);
      else writeFileSync(file, text);
      const read = readMasterKeys(file);
      expect(read).toMatchObject({
        ok: false,
        refusal: { message: expect.stringContaining("vault-key.json") },
      });
    }
  });
});

// Guards SECRET: whoever holds opened keys cannot print them by accident.
describe("opened keys", () => {
  const open = () =>
    holdKeys("kucoin …91ab", { apiKey: `${CANARY}-k`, secret: `${CANARY}-s`, passphrase: `${CANARY}-p` });

  it("give their parts to who asks for them by name", () => {
    const { apiKey, secret, passphrase } = open();
    expect([apiKey, secret, passphrase]).toEqual([`${CANARY}-k`, `${CANARY}-s`, `${CANARY}-p`]);
  });

  it("show nothing to whatever prints, logs, copies or serialises", () => {
    const keys = open();
    const lines: string[] = [];
    const log = pino({ level: "info" }, { write: (line: string) => lines.push(line) });
    log.info({ keys, nested: { keys: [keys] } }, "opened");
    log.error({ err: Object.assign(new Error("refused"), { keys }) });
    const shown = [
      ...lines,
      `${keys}`,
      String(keys),
      JSON.stringify({ keys }),
      inspect(keys, { showHidden: true, getters: true, depth: 10, customInspect: false }),
      inspect({ keys: [keys] }, { showHidden: true, getters: true, depth: 10 }),
      JSON.stringify({ ...keys }),
      inspect(keys, { showHidden: true, getters: true, showProxy: true, depth: 10 }),
      JSON.stringify(Object.entries(keys)),
      JSON.stringify(Object.getOwnPropertyDescriptors(keys)),
    ];
    expect(() => structuredClone(keys)).toThrow();
    for (const text of shown) expect(text).not.toContain(CANARY);
    expect(shown.join()).toContain("kucoin …91ab");
  });

  it("are nothing but zeros once they are forgotten", () => {
    const keys = open();
    keys.forget();
    expect(`${keys.apiKey}${keys.secret}${keys.passphrase}`).toMatch(/^\0+$/);
  });
});
