import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";

type VaultKeys = {
  readonly loadVaultKey: (home: string) => { publicKey: string; note: string | null };
  readonly addVaultKey: (home: string) => string;
  readonly listVaultKeys: (home: string) => readonly { id: string }[];
  readonly vaultKeyFile: (home: string) => string;
};
type ChildEnv = Record<"webEnv" | "workerEnv", (env: object) => object>;

const load = async <T>(name: string): Promise<T> =>
  (await import(path.join(import.meta.dirname, "lib", name))) as T;
const CLI = path.join(import.meta.dirname, "cli.mjs");
const homes: string[] = [];
const makeHome = () => {
  const home = mkdtempSync(path.join(tmpdir(), "amarktai-vault-key-"));
  homes.push(home);
  return home;
};
afterAll(() => {
  for (const home of homes) rmSync(home, { recursive: true, force: true });
});

describe("the vault's master key", () => {
  it("is made once, for its owner's eyes, and the start says how to keep it", async () => {
    const { loadVaultKey, vaultKeyFile } = await load<VaultKeys>("vault-key.mjs");
    const home = makeHome();
    const made = loadVaultKey(home);
    expect(made.note).toMatch(/Keep a copy of it apart from the database's backups/);
    expect(statSync(vaultKeyFile(home)).mode & 0o777).toBe(0o600);
    expect(loadVaultKey(home)).toEqual({ publicKey: made.publicKey, note: null });
    const [{ privateKey }] = JSON.parse(readFileSync(vaultKeyFile(home), "utf8")).keys;
    expect(`${made.note}${made.publicKey}`).not.toContain(privateKey);
  });

  it.each(["", "{", "[]", "{}", '{"keys":[{"publicKey":"x"}]}'])(
    "that is damaged (%j) is left as it lies, and the start goes on with a sentence",
    async (text) => {
      const { loadVaultKey, addVaultKey, vaultKeyFile } = await load<VaultKeys>("vault-key.mjs");
      const home = makeHome();
      writeFileSync(vaultKeyFile(home), text);
      const loaded = loadVaultKey(home);
      expect(loaded).toMatchObject({
        publicKey: "",
        note: expect.stringContaining("put it back from its copy"),
      });
      expect(() => addVaultKey(home)).toThrow("put it back");
      expect(readFileSync(vaultKeyFile(home), "utf8")).toBe(text);
      expect(existsSync(`${vaultKeyFile(home)}.damaged`)).toBe(false);
    },
  );

  it("is followed by a newer one in front, the old one is kept, and no call prints a secret", async () => {
    const { loadVaultKey, listVaultKeys, vaultKeyFile } = await load<VaultKeys>("vault-key.mjs");
    const home = makeHome();
    const before = loadVaultKey(home).publicKey;
    const [first] = listVaultKeys(home);
    const said = execFileSync(process.execPath, [CLI, "vault", "rotate", "--home", home], {
      encoding: "utf8",
    });
    expect(loadVaultKey(home).publicKey).not.toBe(before);
    const ids = listVaultKeys(home).map(({ id }) => id);
    expect(ids).toEqual([expect.any(String), first?.id]);
    expect(statSync(vaultKeyFile(home)).mode & 0o777).toBe(0o600);
    for (const id of ids) expect(said).toContain(id);
    for (const { privateKey } of JSON.parse(readFileSync(vaultKeyFile(home), "utf8")).keys)
      expect(said).not.toContain(privateKey);
  });

  it("is told to the worker as a file's name, and to the web by its public half alone", async () => {
    const { webEnv, workerEnv } = await load<ChildEnv>("child-env.mjs");
    const env = { AMARKTAI_VAULT_PUBLIC: "p", AMARKTAI_VAULT_KEY_FILE: "/home/vault-key.json" };
    expect(webEnv(env)).toEqual({ AMARKTAI_VAULT_PUBLIC: "p" });
    expect(workerEnv(env)).toEqual(env);
  });
});
