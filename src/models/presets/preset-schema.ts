import { z } from 'zod';
import { withDurations } from './duration-rule.ts';
import { expandLikes } from './expand-likes.ts';
import { mergeArguments, type PresetArgument } from './preset-arguments.ts';
import { presetProblems } from './preset-problems.ts';
import { written } from './preset-shape.ts';

/** The arguments that the catalog knows for an endpoint; none where it does not know it. */
export type KnownArguments = (endpointId: string) => readonly PresetArgument[];

/** One preset, written out. */
export function presetSchema(known: KnownArguments) {
  return written
    .transform((each, context) => {
      const catalogued = each.whole === true ? [] : known(each.endpoint_id);
      const { merged, problems } = mergeArguments(catalogued, each.arguments);
      for (const { index, message } of problems) {
        context.addIssue({ code: 'custom', path: ['arguments', index], message });
      }
      return { ...each, arguments: withDurations(each.duration, merged) };
    })
    .superRefine((each, context) => {
      for (const { path, message } of presetProblems(each)) {
        context.addIssue({ code: 'custom', path, message });
      }
    });
}

export function presetFileSchema(known: KnownArguments) {
  return z
    .strictObject({
      family: z.string().min(1),
      /** Beginnings of endpoint ids that belong to the family, by whole segments. */
      matches: z.array(z.string()).default([]),
      presets: z
        .array(z.looseObject({}))
        .min(1)
        .transform((each, context) => {
          const { presets, problems } = expandLikes(each);
          for (const { index, message } of problems) {
            context.addIssue({ code: 'custom', path: [index, 'like'], message });
          }
          return presets;
        })
        .pipe(z.array(presetSchema(known))),
    })
    .transform(({ family, matches, presets }) => ({
      family,
      matches,
      presets: presets.map((each) => ({ family, ...each })),
    }));
}
