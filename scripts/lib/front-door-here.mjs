// Preloaded into the process that serves the pages: it stands at the door before a server exists.
import { standBefore } from "./front-door.mjs";

standBefore({
  host: process.env.AMARKTAI_HOST ?? "",
  publicUrl: process.env.NEXTAUTH_URL ?? "",
  jobsUrl: process.env.INNGEST_SERVE_ORIGIN ?? "",
  hosts: process.env.AMARKTAI_HOSTS ?? "",
  proxies: process.env.AMARKTAI_TRUSTED_PROXIES ?? "",
});
