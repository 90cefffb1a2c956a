// Where the killer and the road's bench take place: five simulators in a process of their own, a vault, bots with keys and money.
import { rmSync } from "node:fs";
import path from "node:path";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { startSimulators } from "./killer-simulators";

type Origins = ReadonlyMap<ExchangeName, string>;
export type Arena<Stage> = {
  readonly origins: Origins;
  readonly stage: Stage;
  readonly end: () => Promise<void>;
};

type Ask<Stage> = {
  /** the folder of the vault's master key; removed at the end */
  readonly home: string;
  /** what is started anew as the process of the simulators */
  readonly script: string;
  readonly seed: number;
  /** sets what stands in the database and at the exchanges, which answer by then */
  readonly setStage: (origins: Origins) => Promise<Stage>;
};

/** The environment names the database by now; it names the simulators and the vault afterwards. */
export async function openArena<Stage>({ home, script, seed, setStage }: Ask<Stage>): Promise<Arena<Stage>> {
  const simulators = await startSimulators(script, { AMARKTAI_PROOF_ROLE: JSON.stringify({ seed }) });
  const { origins } = simulators;
  const end = async () => {
    await simulators.end();
    rmSync(home, { recursive: true, force: true });
  };
  try {
    await openVault(home);
    process.env.AMARKTAI_SIMULATORS = [...origins].map((pair) => pair.join("=")).join(",");
    return { origins, stage: await setStage(origins), end };
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
