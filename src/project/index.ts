import { type Config, readConfig } from './config.ts';
import { findKey, type Key } from './key.ts';
import { type ProjectPaths, projectPaths } from './project-paths.ts';
import { resolveRoot, type RootOptions } from './root.ts';

/** The user's project: where it is, what its user allows, and the key if there is one. */
export interface Project {
  root: string;
  config: Config;
  key: Key | null;
  paths: ProjectPaths;
}

export async function openProject(options: RootOptions & { simulated: boolean }): Promise<Project> {
  const root = await resolveRoot(options);
  return {
    root,
    config: await readConfig(root),
    key: await findKey(options.env),
    paths: projectPaths(root, options.simulated),
  };
}
