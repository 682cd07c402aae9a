import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inputSchemaOf, type JsonSchema, outputSchemaOf } from '../src/server/protocol/advertise.ts';
import { annotationsOf } from '../src/server/protocol/annotations.ts';
import { appMeta } from '../src/server/resources/apps.ts';
import { headlineOf } from '../src/server/answer/headline.ts';
import { tools } from './index.ts';

const FOLDER = import.meta.dirname;
const files = readdirSync(FOLDER);

/** What a client receives of a tool. */
const wireForm = (tool: (typeof tools)[number]) => ({
  name: tool.name,
  title: tool.title,
  description: tool.description,
  inputSchema: inputSchemaOf(tool),
  outputSchema: outputSchemaOf(tool),
  annotations: annotationsOf(tool),
  ...(tool.view === undefined ? {} : { _meta: appMeta(tool.view) }),
});

const BOUNDS = ['minimum', 'maximum', 'minLength', 'maxLength', 'minItems', 'maxItems', 'default'];
const wordsOf = ({ description }: JsonSchema) => (typeof description === 'string' ? description : '');

describe('the list of tools', () => {
  it('is sorted, holds every file of the folder, and is short', () => {
    const names = tools.map(({ name }) => name);
    expect(names).toEqual(names.toSorted());
    const inFolder = files.filter((file) => /^[a-z_]+\.ts$/.test(file) && file !== 'index.ts');
    expect(inFolder.map((file) => file.replace('.ts', '')).toSorted()).toEqual(names);
    expect(names.length).toBeLessThanOrEqual(20);
  });

  it('has a snapshot for each tool, and none for what is gone', () => {
    const snapshots = readdirSync(join(FOLDER, '__snapshots__')).map((file) => file.replace('.json', ''));
    expect(snapshots.toSorted()).toEqual(tools.map(({ name }) => name));
  });

  it('has names that a client can carry, and that say what they do', () => {
    for (const { name } of tools) {
      // Clients put their own prefix before it, and 64 characters is the least that they take in all.
      expect(name).toMatch(/^[a-z]+_[a-z_]{2,30}$/);
    }
  });

  it('costs an agent little: at most 400 tokens a tool, at about four characters a token', () => {
    const seen = tools.map((tool) => [tool.name, tool.description, inputSchemaOf(tool)]);
    expect(JSON.stringify(seen).length / 4 / tools.length).toBeLessThan(400);
  });

  it('runs unasked in Codex only what reads, or makes new files of what the project has', () => {
    // Codex 0.169.0 runs by itself what is read-only, or neither destructive nor open-world (measured).
    const unasked = tools.filter((tool) => {
      const { readOnlyHint, destructiveHint, openWorldHint } = annotationsOf(tool);
      return readOnlyHint || (!destructiveHint && !openWorldHint);
    });
    expect(unasked.map(({ name }) => name)).toEqual([
      'estimate_cost',
      'get_experiment',
      'get_model',
      'inspect_video',
      'list_jobs',
      'list_models',
      'prepare_plate',
      'read_ledger',
    ]);
  });
});

describe.each(tools.map((tool) => [tool.name, tool] as const))('%s', (name, tool) => {
  const properties = Object.entries(inputSchemaOf(tool)['properties'] as Record<string, JsonSchema>);

  it('has a test beside it', () => {
    expect(files).toContain(`${name}.test.ts`);
  });

  it('is on the wire as it was agreed', async () => {
    const text = `${JSON.stringify(wireForm(tool), null, 2)}\n`;
    await expect(text).toMatchFileSnapshot(join(FOLDER, '__snapshots__', `${name}.json`));
  });

  it('has an effect, and is as destructive as that', () => {
    expect(['read', 'local', 'stop', 'spend']).toContain(tool.effect);
    expect(['project', 'fal']).toContain(tool.reaches);
    const { destructiveHint, idempotentHint } = annotationsOf(tool);
    expect(destructiveHint).toBe(tool.effect === 'spend' || tool.effect === 'stop');
    expect(idempotentHint).toBe(tool.effect === 'read' || tool.effect === 'stop');
    // What spends asks first, and says so.
    if (tool.effect === 'spend') expect(tool.description).toMatch(/costs money.*quote_needed/is);
  });

  it('says what it does to whom in all four hints, and never contradicts itself', () => {
    const { title, ...hints } = annotationsOf(tool);
    expect(title).toBe(tool.title);
    expect(Object.values(hints).every((hint) => typeof hint === 'boolean')).toBe(true);
    expect(hints.readOnlyHint && hints.destructiveHint).toBe(false);
    expect(hints.readOnlyHint).toBe(tool.effect === 'read');
    expect(hints.openWorldHint).toBe(tool.reaches === 'fal');
  });

  it('is described briefly, in plain words that command nothing', () => {
    expect(tool.description.length).toBeGreaterThan(60);
    expect(tool.description.length).toBeLessThan(500);
    // Its first sentence stands alone in the help of the command line and in the README.
    expect(headlineOf(tool)).toMatch(/^[A-Z][a-z]+s .{20,100}\.$/);
    const words = JSON.stringify(wireForm(tool));
    expect(words).not.toMatch(/\b(always|never|must|ignore|important|before answering)\b|<[a-z]/i);
    // Nothing that cannot be seen: printable ASCII.
    expect(words).toMatch(/^[ -~]*$/);
  });

  it.each(properties)('describes its %s, with each bound and default in words', (_, schema) => {
    const words = wordsOf(schema);
    expect(words.length).toBeGreaterThan(5);
    expect(words.length).toBeLessThan(200);
    for (const bound of BOUNDS.filter((rule) => rule in schema)) {
      expect(words).toContain(String(schema[bound]));
    }
    if ('pattern' in schema) expect(words).toMatch(/YYYY-MM-DD|letters, digits/);
  });

  it('takes flat, closed and typed arguments that every client can carry', () => {
    const schema = JSON.stringify(inputSchemaOf(tool));
    expect(schema).not.toMatch(/"(anyOf|oneOf|allOf|\$ref|\$defs|not)"/);
    expect(schema).not.toContain('9007199254740991');
    // Every value has one type. Only within `args`, the model's own, anything may stand.
    expect(schema.replaceAll('"properties":{},"additionalProperties":{}', '')).not.toMatch(/:\{\}|"type":\[/);
    expect(inputSchemaOf(tool)).toMatchObject({ type: 'object', additionalProperties: false });
    expect(properties.filter(([, { type }]) => typeof type !== 'string')).toEqual([]);
  });

  it('promises a structure exactly when it answers with data', () => {
    const output = outputSchemaOf(tool);
    if (tool.kind === 'pictures') expect(output).toBeUndefined();
    else expect(output).toMatchObject({ type: 'object' });
  });
});
