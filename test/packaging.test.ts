import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const repository = resolve(import.meta.dirname, '..');
const read = (path: string) => readFile(join(repository, path), 'utf8');
const json = async (path: string) => JSON.parse(await read(path)) as Record<string, unknown>;

const semver = z.string().regex(/^\d+\.\d+\.\d+(-[\w.]+)?$/);
const https = z.url({ protocol: /^https$/ });

const registryInput = z.object({
  description: z.string().optional(),
  format: z.enum(['string', 'number', 'boolean', 'filepath']).optional(),
  isRequired: z.boolean().optional(),
  isSecret: z.boolean().optional(),
  value: z.string().optional(),
});

/**
 * The registry's own rules as far as they are used here, and closed: schemas/2025-12-11/server.schema.json, read in
 * modelcontextprotocol/registry (internal/validators, e361b5ff). `npm run registry-entry` asks the schema itself.
 */
const registryEntry = z.strictObject({
  $schema: z.literal('https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json'),
  name: z
    .string()
    .max(200)
    .regex(/^io\.github\.[a-zA-Z0-9-]+\/[a-zA-Z0-9._-]+$/),
  title: z.string().min(1).max(100),
  description: z.string().min(1).max(100),
  version: semver,
  websiteUrl: https,
  repository: z.strictObject({ url: https, source: z.literal('github') }),
  packages: z.tuple([
    z.strictObject({
      registryType: z.literal('npm'),
      identifier: z.string(),
      version: semver,
      runtimeHint: z.literal('npx'),
      transport: z.strictObject({ type: z.literal('stdio') }),
      packageArguments: z.array(
        registryInput.extend({ type: z.literal('positional'), value: z.string() }).strict(),
      ),
      environmentVariables: z.array(registryInput.extend({ name: z.string() }).strict()),
    }),
  ]),
});

const author = z.strictObject({ name: z.string(), email: z.string().optional(), url: https.optional() });

/** agent-plugins.org, version 1.0.0: both are closed. */
const agentPlugin = z.strictObject({
  $schema: z.literal('https://agent-plugins.org/schemas/1.0.0/plugin.schema.json'),
  name: z.string().regex(/^[a-z0-9-]+$/),
  version: semver,
  description: z.string(),
  author,
  homepage: https,
  repository: https,
  license: z.literal('MIT'),
  keywords: z.array(z.string()),
});
const agentPluginServers = z.strictObject({
  $schema: z.literal('https://agent-plugins.org/schemas/1.0.0/mcp.schema.json'),
  mcpServers: z.record(
    z.string(),
    z.strictObject({
      type: z.literal('stdio'),
      // An absolute path makes Codex drop the server without a word (seen of 0.169.0).
      command: z.string().regex(/^(\.\/)?[^/]+$/),
      args: z.array(z.string()),
    }),
  ),
});

/** What Codex's own skill creator writes and asks for. */
const openaiYaml = z.strictObject({
  interface: z.strictObject({
    display_name: z.string(),
    short_description: z.string().min(25).max(64),
    icon_small: z.string(),
    icon_large: z.string(),
    brand_color: z.string().regex(/^#[0-9A-F]{6}$/),
    default_prompt: z.string().regex(/\$fal-video\b/),
  }),
  dependencies: z.strictObject({
    tools: z.array(
      z.strictObject({
        type: z.literal('mcp'),
        value: z.literal('fal-video'),
        description: z.string(),
        transport: z.literal('stdio'),
      }),
    ),
  }),
});

describe('the files that other programs read', () => {
  it('are as package.json, the tools and the skill make them', async () => {
    const check = [join(repository, 'dist', 'scripts', 'build-plugin.js'), '--check'];
    await expect(promisify(execFile)(process.execPath, check)).resolves.toMatchObject({ stderr: '' });
  });

  it('are a valid entry of the MCP registry, whose name the package repeats', async () => {
    const entry = registryEntry.parse(await json('server.json'));
    const { mcpName, name, version } = await json('package.json');
    expect(entry).toMatchObject({ name: mcpName, version, packages: [{ identifier: name, version }] });
  });

  it('are a valid plugin for Codex and its kin', async () => {
    expect(agentPlugin.safeParse(await json('plugin/plugin.json')).error).toBeUndefined();
    expect(agentPluginServers.safeParse(await json('plugin/mcp.json')).error).toBeUndefined();
  });

  it('are instructions for Codex that name the skill, and pictures that are there', async () => {
    const folder = join('plugin', 'skills', 'fal-video', 'agents');
    const { interface: shown } = openaiYaml.parse(parse(await read(join(folder, 'openai.yaml'))));
    for (const icon of [shown.icon_small, shown.icon_large]) {
      expect(existsSync(join(repository, folder, icon))).toBe(true);
    }
  });

  it('hold no key, and start an exact version', async () => {
    const { version } = await json('package.json');
    for (const path of ['plugin/mcp.json', 'plugin/.mcp.json']) {
      const { mcpServers } = (await json(path)) as {
        mcpServers: Record<string, { args: string[]; env?: Record<string, string> }>;
      };
      expect(mcpServers['fal-video']?.args).toEqual(['-y', `fal-video@${String(version)}`, 'mcp']);
      for (const value of Object.values(mcpServers['fal-video']?.env ?? {}))
        expect(value).toMatch(/^\$\{.*\}$/);
    }
  });

  it('have a square picture of 512 pixels', async () => {
    const picture = sharp(join(repository, 'plugin', '.claude-plugin', 'icon.png'));
    expect(await picture.metadata()).toMatchObject({ format: 'png', width: 512, height: 512 });
  });
});
