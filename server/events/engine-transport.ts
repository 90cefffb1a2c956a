// How the functions' client reaches its engine: the embedded one answers inside this process, an Inngest server
// over HTTP.

export type EngineApi = (request: Request) => Promise<Response>;

export type EngineTransport = {
  /** For the client's `fetch` option. Never touches the network unless `toNetwork()` was called. */
  readonly fetch: typeof fetch;
  readonly attach: (api: EngineApi) => void;
  readonly detach: (api: EngineApi) => void;
  readonly toNetwork: () => void;
};

/** One transport per client. Until an engine is attached every call fails with a plain sentence. */
export function createEngineTransport(): EngineTransport {
  let attached: EngineApi | undefined;
  return {
    fetch: async (input, init) => {
      if (!attached) throw new Error("The job engine is not running: start the worker first.");
      return attached(new Request(input, init));
    },
    attach: (api) => {
      attached = api;
    },
    detach: (api) => {
      if (attached === api) attached = undefined;
    },
    toNetwork: () => {
      attached = (request) => fetch(request);
    },
  };
}
