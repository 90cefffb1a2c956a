// Preloaded into the process that serves the pages: addresses are told before a server exists.
import { readProxies, tellAddresses } from "./tell-address.mjs";

tellAddresses(readProxies(process.env.AMARKTAI_TRUSTED_PROXIES));
