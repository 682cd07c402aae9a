import { join } from 'node:path';
import { inputError } from '../../errors.ts';
import type { Project } from '../../project/index.ts';
import { readIfExists, writeJson } from '../../util/atomic-file.ts';
import { canonicalJson } from '../../util/canonical-json.ts';
import { parseJson } from '../../util/json.ts';
import { NoText, readTextIfExists } from '../../util/read-text.ts';

/** Writes a plan that came as data to `experiments/<slug>.json`, and gives that path. Another plan there stays. */
export async function keepPlan(content: unknown, project: Project): Promise<string> {
  const { readPlan } = await import('./read-plan-file.ts');
  const { slug } = readPlan(content);
  const file = `experiments/${slug}.json`;
  for (const other of [`experiments/${slug}.yaml`, `experiments/${slug}.yml`]) {
    if ((await readIfExists(join(project.root, other))) !== null) throw isThere(other);
  }
  const path = join(project.root, file);
  const before = await readTextIfExists(path).catch(asNoPlan);
  if (before === null) await writeJson(path, content);
  else if (canonicalJson(parsed(before)) !== canonicalJson(content)) throw isThere(file);
  return file;
}

function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return null;
  }
}

/** What cannot be read is not the same plan. */
function asNoPlan(cause: unknown): string {
  if (cause instanceof NoText) return '';
  throw cause;
}

const isThere = (file: string) =>
  inputError({
    code: 'EXPERIMENT_EXISTS',
    message: `${file} holds another plan; it was left as it is.`,
    next: 'Change that file and name it as file, or give the plan another task_slug.',
  });
