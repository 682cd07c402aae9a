import {
  AppBridge,
  type McpUiHostCapabilities,
  type McpUiHostContext,
  PostMessageTransport,
} from '@modelcontextprotocol/ext-apps/app-bridge';
import type { CallToolResult, ReadResourceResult } from '@modelcontextprotocol/client';

/** A chat with one view in it, as hosts make it: a sandboxed frame under their policy, and the official bridge to it. */

export interface View {
  html: string;
  /** The arguments of the call. */
  input: Record<string, unknown>;
  answer: CallToolResult | null;
  context: McpUiHostContext;
  can: McpUiHostCapabilities;
}

declare global {
  interface Window {
    /** Resources of the real server, read by the test. */
    readForView: (uri: string) => Promise<ReadResourceResult>;
    openView: (view: View) => Promise<void>;
    sendAnswer: (answer: CallToolResult) => Promise<void>;
    changeContext: (context: McpUiHostContext) => void;
    giveUp: () => Promise<void>;
    takeAway: () => Promise<void>;
    /** What the view asked of its host, in order. */
    asked: { method: string; params: unknown }[];
  }
}

/** The policy that the protocol prescribes where a resource names no domains. */
const POLICY =
  "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; media-src 'self' data:; connect-src 'none'; frame-src 'none'; object-src 'none'; base-uri 'self'";

window.asked = [];
window.openView = async ({ html, input, answer, context, can }) => {
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', 'allow-scripts');
  frame.style.cssText = 'width: 100%; height: 300px; border: 1px solid #888';
  const bridge = new AppBridge(null, { name: 'test-host', version: '1.0.0' }, can, { hostContext: context });
  const note = (method: string, params: unknown) => window.asked.push({ method, params });
  bridge.onreadresource = ({ uri }) => {
    if (can.serverResources === undefined) throw new Error('This host reads nothing for views.');
    return window.readForView(uri);
  };
  bridge.ondownloadfile = (params) => {
    note('ui/download-file', params);
    return Promise.resolve({});
  };
  bridge.onrequestdisplaymode = ({ mode }) => {
    note('ui/request-display-mode', { mode });
    return Promise.resolve({ mode });
  };
  bridge.onsizechange = (params) => {
    note('ui/notifications/size-changed', params);
    if (params.height !== undefined) frame.style.height = `${params.height}px`;
  };
  const ready = new Promise<void>((resolve) => (bridge.oninitialized = () => resolve()));
  document.body.append(frame);
  const inside = frame.contentWindow;
  if (inside === null) throw new Error('The frame has no window.');
  await bridge.connect(new PostMessageTransport(inside, inside));
  frame.srcdoc = html.replace(
    '<head>',
    `<head><meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
  );
  await ready;
  await bridge.sendToolInput({ arguments: input });
  window.sendAnswer = (result) => bridge.sendToolResult(result);
  window.changeContext = (change) => void bridge.sendHostContextChange(change);
  window.giveUp = () => bridge.sendToolCancelled({ reason: 'test' });
  window.takeAway = async () => void (await bridge.teardownResource({}));
  if (answer !== null) await window.sendAnswer(answer);
};
