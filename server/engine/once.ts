const PAUSE_AFTER_ERROR_MS = 500;

type Work = () => Promise<void>;
type OnError = (error: unknown) => void;

/** Never at it twice at once; an error is told, the next round tries again. */
export const once = (work: Work, onError: OnError): (() => void) => runner(work, onError, false);

/** Like `once`; what was asked for meanwhile is done right after. */
export const onceMore = (work: Work, onError: OnError): (() => void) => runner(work, onError, true);

function runner(work: Work, onError: OnError, remembers: boolean): () => void {
  let busy = false;
  let again = false;
  const run = () => {
    if (busy) {
      again = remembers;
      return;
    }
    busy = true;
    const free = () => {
      busy = false;
      if (!again) return;
      again = false;
      run();
    };
    work().then(free, (error: unknown) => {
      onError(error);
      setTimeout(free, PAUSE_AFTER_ERROR_MS).unref();
    });
  };
  return run;
}
