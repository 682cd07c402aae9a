import type { z } from 'zod';
import type { Fal } from '../fal/types.ts';
import type { Experiments } from '../experiments/run/experiments.ts';
import type { JournalTrouble } from '../store/store.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Blobs } from '../store/blobs.ts';
import type { Claims } from '../store/claims.ts';
import type { LedgerRow } from '../ledger/ledger-row.ts';
import type { Media } from '../media/types.ts';
import type { LiveModels } from '../models/live-models/live-models.ts';
import type { Models } from '../models/types.ts';
import type { Project } from '../project/index.ts';
import type { ChatView } from '../report/render-chat.ts';
import type { Clock } from '../util/clock.ts';

/**
 * What a tool may do: read; write files of the project; stop work that cannot be taken up again; spend money.
 * Everything said about safety follows from it.
 */
export type Effect = 'read' | 'local' | 'stop' | 'spend';

/** What the tools need of the program: no more than they use. */
export interface ToolContext {
  project: Project;
  models: Models;
  catalog: LiveModels;
  jobs: Jobs;
  experiments: Experiments;
  media: Media;
  fal: Fal;
  clock: Clock;
  claims: Claims;
  blobs: Blobs;
  ledger(): Promise<LedgerRow[]>;
  /** Why nothing is spent, where the journal is damaged or has lost something. Absent where there is no journal. */
  trouble?(): Promise<JournalTrouble | null>;
  /** The OpenAPI document of an endpoint, asked of fal; undefined where fal has none. Absent where it cannot be asked. */
  fetchOpenApi?(endpointId: string): Promise<string | undefined>;
}

/** One call: how to say what goes on, and when to stop waiting. Stopping never cancels a job. */
export interface ToolCall {
  signal: AbortSignal;
  /** Progress as a number that only grows, and in words: "2 ahead in the queue". */
  progress(value: number, message: string): void;
  /** The client's user, where the client can ask them. */
  user?: AskUser | undefined;
}

export interface AskUser {
  /** What was asked and answered earlier in this very call; `null` when nothing was. */
  answered: (Question & { agreed: boolean }) | null;
  /**
   * Asks yes or no. May leave the call instead of resolving: it is then made again from the top, with the answer
   * and the question in `answered`. Whatever is not a clear yes in time is a no.
   */
  ask(question: Question): Promise<boolean>;
}

export interface Question {
  /** In words, for the user. */
  question: string;
  /** What a yes is worth. */
  quote_id: string;
}

/** A picture or file to show with the answer. */
export interface Shown {
  path: string;
  content_type: string;
  /** One line: what it shows. */
  title: string;
}

/** The answer of a tool that shows pictures: short data as text, then the pictures, then links to files. */
export interface PictureAnswer<Data extends object = Record<string, unknown>> {
  data: Data;
  pictures: Shown[];
  links: Shown[];
  /** The job that goes on after this answer: for clients that would rather watch it as a task. */
  running?: string;
}

interface ToolBase<Name extends string, Input extends z.ZodObject> {
  /** Also the name of its file. */
  name: Name;
  title: string;
  effect: Effect;
  /**
   * How far a call goes: it stays in the project, or it may talk to fal and bring text from there, as `get_model` does
   * for an endpoint that nobody here knows. A tool that only reads runs unasked either way.
   */
  reaches: 'project' | 'fal';
  /** For an agent that knows nothing else: what it does, what it costs, what comes back. */
  description: string;
  /** The page that a client may show beside the answer, where it shows pages. */
  view?: ChatView;
  /** Flat; every bound and default stands in the description of its parameter too, since one client drops them. */
  input: Input;
}

/** Answers with data: `structuredContent` that is complete on its own. */
export interface DataTool<
  Name extends string = string,
  Input extends z.ZodObject = z.ZodObject,
  Output extends DataSchema = DataSchema,
> extends ToolBase<Name, Input> {
  kind: 'data';
  output: Output;
  run(input: z.output<Input>, context: ToolContext, call: ToolCall): Promise<z.input<Output>>;
}

/** An object, or one of several. */
export type DataSchema = z.ZodObject | z.ZodUnion<readonly z.ZodObject[]>;

/** Answers with pictures: no `structuredContent`, or one client would drop them. */
export interface PictureTool<
  Name extends string = string,
  Input extends z.ZodObject = z.ZodObject,
  Data extends object = Record<string, unknown>,
> extends ToolBase<Name, Input> {
  kind: 'pictures';
  run(input: z.output<Input>, context: ToolContext, call: ToolCall): Promise<PictureAnswer<Data>>;
}

/** Any tool: its own types are left to who knows its name. */
export type Tool = DataTool | PictureTool;

/** The data that a tool answers with. */
export type DataOf<One> =
  One extends DataTool<string, z.ZodObject, infer Output>
    ? z.output<Output>
    : One extends PictureTool<string, z.ZodObject, infer Data>
      ? Data
      : never;

/** Gives the literal its types; does nothing else. */
export const defineDataTool = <Name extends string, Input extends z.ZodObject, Output extends DataSchema>(
  tool: Omit<DataTool<Name, Input, Output>, 'kind'>,
): DataTool<Name, Input, Output> => ({ ...tool, kind: 'data' });

export const definePictureTool = <Name extends string, Input extends z.ZodObject, Data extends object>(
  tool: Omit<PictureTool<Name, Input, Data>, 'kind'>,
): PictureTool<Name, Input, Data> => ({ ...tool, kind: 'pictures' });
