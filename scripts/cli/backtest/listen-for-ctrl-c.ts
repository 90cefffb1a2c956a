const IMPATIENT_AFTER_MS = 1_000;

/** npm and the terminal may both hand on one Ctrl-C: only a later one is impatience. */
export function listenForCtrlC() {
  let firstAt: number | null = null;
  const heard = () => {
    if (firstAt !== null && performance.now() - firstAt > IMPATIENT_AFTER_MS) process.exit(130);
    firstAt ??= performance.now();
  };
  process.on("SIGINT", heard);
  return { isCut: () => firstAt !== null, stop: () => process.off("SIGINT", heard) };
}
