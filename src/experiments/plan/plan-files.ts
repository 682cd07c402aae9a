import { asFalVideoError } from '../../errors.ts';
import { pictureNotes } from '../../jobs/plan/picture-notes.ts';
import { filesByRole } from '../../jobs/plan/job-request.ts';
import type { ReadInput } from '../../jobs/plan/read-input.ts';
import type { Role } from '../../models/types.ts';
import type { Matrix } from './matrix.ts';
import type { PlanTools } from './plan-tools.ts';
import type { Path } from './plan-problems.ts';
import type { PlanSource } from './read-plan-file.ts';
import type { PlannedPicture } from '../types.ts';

/** A look at every file that the experiment names, so that a missing one is told once, with its line. */
export async function checkFiles(
  source: PlanSource,
  { pictures, models }: Matrix,
  tools: Pick<PlanTools, 'planner'>,
): Promise<{ pictures: PlannedPicture[]; warnings: string[] }> {
  const planned: PlannedPicture[] = [];
  const inputs: ReadInput[] = [];
  for (const { id, source: given, path } of pictures) {
    const input = await read('first_frame', given, path, source, tools);
    inputs.push(input);
    const { record, info } = input;
    const size = info?.kind === 'picture' ? info : { width: null, height: null };
    const place = record.path ?? record.url ?? given;
    planned.push({ id, source: place, sha256: record.sha256, width: size.width, height: size.height });
  }
  const seen = new Set<string>();
  for (const { files: named, path } of models) {
    for (const [role, files] of Object.entries(filesByRole(named)) as [Role, readonly string[]][]) {
      for (const file of files) {
        if (seen.has(`${role} ${file}`)) continue;
        seen.add(`${role} ${file}`);
        inputs.push(await read(role, file, placeOf(file, source, path), source, tools));
      }
    }
  }
  return { pictures: planned, warnings: pictureNotes(inputs) };
}

async function read(
  role: Role,
  given: string,
  path: Path,
  { wrong }: PlanSource,
  { planner }: Pick<PlanTools, 'planner'>,
) {
  return await planner.read(role, given, { findGrid: role === 'first_frame' }).catch((thrown: unknown) => {
    const error = asFalVideoError(thrown);
    throw error.fault === 'input' ? wrong(path, error.message, error.next) : error;
  });
}

/** A common file is named at the top of the plan, one of a model's own with the model. */
function placeOf(file: string, { content }: PlanSource, model: Path): Path {
  const { end_image, video, sound, references } = content;
  const common = Object.entries({ end_image, video, sound, references });
  const [name] =
    common.find(([, value]) => value === file || (Array.isArray(value) && value.includes(file))) ?? [];
  return name === undefined ? model : [name];
}
