import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { vi } from "vitest";

type VaultFile = {
  readonly loadVaultKey: (home: string) => { publicKey: string; note: string | null };
  readonly addVaultKey: (home: string) => string;
  readonly vaultKeyFile: (home: string) => string;
};

const scripts = (): Promise<VaultFile> =>
  import(path.resolve(import.meta.dirname, "../../../scripts/lib/vault-key.mjs")) as Promise<VaultFile>;

/** A data folder with a master key of its own, as a start makes it. */
export async function makeMaster() {
  const { loadVaultKey, vaultKeyFile, addVaultKey } = await scripts();
  const home = mkdtempSync(path.join(tmpdir(), "amarktai-vault-"));
  const { publicKey } = loadVaultKey(home);
  return { home, publicKey, file: vaultKeyFile(home), addKey: () => addVaultKey(home) };
}

/** The same, told to this process as a start tells its worker; before anything reads the environment. */
export async function useMaster() {
  const master = await makeMaster();
  vi.stubEnv("AMARKTAI_VAULT_PUBLIC", master.publicKey);
  vi.stubEnv("AMARKTAI_VAULT_KEY_FILE", master.file);
  return master;
}
