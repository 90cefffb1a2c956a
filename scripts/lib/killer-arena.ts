// Where the killer and the road's bench take place: five simulators in a process of their own, a vault, bots with keys and money.
import { rmSync } from "node:fs";
import path from "node:path";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { type Stage, type StageAsk, setStage } from "@/server/worker/testing/killer-stage";
import { startSimulators } from "./killer-simulators";

export type Arena = {
  readonly origins: ReadonlyMap<ExchangeName, string>;
  readonly stage: Stage;
  readonly end: () => Promise<void>;
};

type Ask = StageAsk & {
  /** as the owner of its tables */
  readonly url: string;
  /** the folder of the vault's master key; removed at the end */
  readonly home: string;
  /** what is started anew as the process of the simulators */
  readonly script: string;
  readonly seed: number;
};

/** The environment names the database by now; it names the simulators and the vault afterwards. */
export async function openArena({ url, home, script, seed, ...ask }: Ask): Promise<Arena> {
  const simulators = await startSimulators(script, { AMARKTAI_PROOF_ROLE: JSON.stringify({ seed }) });
  const { origins } = simulators;
  const end = async () => {
    await simulators.end();
    rmSync(home, { recursive: true, force: true });
  };
  try {
    await openVault(home);
    process.env.AMARKTAI_SIMULATORS = [...origins].map((pair) => pair.join("=")).join(",");
    return { origins, stage: await setStage(url, origins, ask), end };
  } catch (error) {
    await end();
    throw error;
  }
}

/** The vault's master key in a file of its own, as a start makes it. */
async function openVault(home: string): Promise<void> {
  const library = path.join(process.cwd(), "scripts", "lib", "vault-key.mjs");
  const { loadVaultKey, vaultKeyFile } = (await import(library)) as {
    loadVaultKey: (home: string) => { publicKey: string };
    vaultKeyFile: (home: string) => string;
  };
  process.env.AMARKTAI_VAULT_PUBLIC = loadVaultKey(home).publicKey;
  process.env.AMARKTAI_VAULT_KEY_FILE = vaultKeyFile(home);
}
