import { inputError } from '../../src/errors.ts';
import { loadModels } from '../../src/models/index.ts';
import type { ModelDetail, Models, Resolution, Role, TaskKind } from '../../src/models/types.ts';
import type { Micros } from '../../src/util/money.ts';

/** A model as a test needs it: which argument each word and each role goes to. */
export interface ModelDouble {
  endpoint_id: string;
  tasks: TaskKind[];
  words?: Partial<Record<'size' | 'count' | 'prompt' | 'seed' | 'aspect_ratio', string>>;
  /** A field in the plural takes a list. */
  roles?: Partial<Record<Role, string>>;
  cost: Micros | ((args: Record<string, unknown>) => Micros);
}

/** The models that ship with the package, and these. */
export function modelsWith(...doubles: readonly ModelDouble[]): Models {
  const shipped = loadModels();
  const find = (model: string) => doubles.find(({ endpoint_id }) => endpoint_id === model);
  return {
    ...shipped,
    get: (model) => {
      const double = find(model);
      return double === undefined ? shipped.get(model) : detailOf(double, shipped);
    },
    limits: (model) => (find(model) === undefined ? shipped.limits(model) : {}),
    resolve: (model, task): Resolution => {
      const double = find(model);
      if (double === undefined) return shipped.resolve(model, task);
      const args: Record<string, unknown> = {};
      const words = { prompt: 'prompt', seed: 'seed', ...double.words };
      for (const [word, field] of Object.entries(words) as [keyof typeof words, string][]) {
        if (task[word] !== undefined) args[field] = task[word];
      }
      for (const [role, given] of Object.entries(task.inputs ?? {}) as [Role, string[]][]) {
        const field = double.roles?.[role];
        if (field === undefined) throw inputError({ code: 'UNSUPPORTED_INPUT', message: `no ${role} here` });
        args[field] = field.endsWith('s') ? given : given[0];
      }
      Object.assign(args, task.args);
      const fields = Object.entries(args).map(([field, sent]) => ({ field, sent, origin: 'asked' }) as const);
      return { endpoint_id: double.endpoint_id, model_alias: null, arguments: args, fields, notes: [] };
    },
    price: (endpointId, args) => {
      const double = find(endpointId);
      if (double === undefined) return shipped.price(endpointId, args);
      const cost = typeof double.cost === 'number' ? double.cost : double.cost(args);
      return { low: cost, expected: cost, high: cost, rule: 'a double', source: 'test', as_of: '2026-11-20' };
    },
  };
}

/** What a double does not say is as in some model that ships. */
function detailOf({ endpoint_id, tasks }: ModelDouble, shipped: Models): ModelDetail {
  return { ...shipped.get('kling-v3-pro-i2v'), alias: null, endpoint_id, title: endpoint_id, tasks };
}
