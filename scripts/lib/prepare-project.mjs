// What every command needs before it may load a package: the packages and Prisma's client, made by one at a time.
import { generateClient, isClientMade } from "./build.mjs";
import { lockBuild } from "./build-lock.mjs";
import { installPackages, isInstalled } from "./install.mjs";

/** Installs and generates what is missing; waits while another command of this project does so. `tell` gets the news. */
export async function prepareProject(tell) {
  if (isInstalled() && isClientMade()) return;
  const release = await lockBuild({ stopping: false }, { line: tell });
  try {
    await installPackages(tell);
    await generateClient();
  } finally {
    release();
  }
}
