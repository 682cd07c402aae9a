import { resolveRoot } from '../../project/root.ts';
import type { CommandContext, Layout, PlainCommand } from '../command.ts';
import type { Finding } from '../doctor/check.ts';
import { EXIT } from '../exit-codes.ts';
import { widthOf } from '../paint.ts';
import { simulatorFolder } from '../../project/project-paths.ts';
import { sayReading } from '../say-reading.ts';
import { wrap } from '../table.ts';

export const doctorCommand: PlainCommand = {
  name: 'doctor',
  group: 'Set-up',
  about: 'Checks key, network, prices, disk, journal, media and clients, without spending',
  run: async (host) => {
    const findings = await findingsOf(host);
    const failed = findings.some(({ verdict }) => verdict === 'fail');
    host.printer.answer({ ok: !failed, findings }, () => report(findings, host.printer));
    return failed ? EXIT.failed : EXIT.done;
  },
};

async function findingsOf({ dependencies, io, globals, printer }: CommandContext): Promise<Finding[]> {
  const { env, cwd } = io;
  const { version } = dependencies;
  const root = await resolveRoot({ root: globals.root, env, cwd });
  // Loaded here, so that no other command waits for media and network.
  const { examine } = await import('../doctor/examine.ts');
  const patient = { root, env, version, onProgress: sayReading(printer) };
  if (globals.simulate !== true) return await examine(patient);
  const simulator = await dependencies.joinSimulator({ root, folder: simulatorFolder(root) });
  try {
    return await examine({ ...patient, hosts: simulator.hosts });
  } finally {
    await simulator.close();
  }
}

function report(findings: readonly Finding[], { paint, width }: Layout): string {
  const signs = { ok: paint.green('ok  '), warn: paint.yellow('warn'), fail: paint.red('fail') };
  const nameWidth = Math.max(...findings.map(({ check }) => widthOf(check)));
  const indent = ' '.repeat(nameWidth + 8);
  const lines = findings.flatMap(({ check, verdict, found, mend }) => {
    const [first = '', ...more] = wrap(found, width - indent.length);
    return [
      `${signs[verdict]}  ${check.padEnd(nameWidth)}  ${first}`,
      ...more.map((line) => indent + line),
      ...(mend === null
        ? []
        : wrap(`→ ${mend}`, width - indent.length).map((line) => indent + paint.dim(line))),
    ];
  });
  return [...lines, '', summary(findings, paint)].join('\n');
}

function summary(findings: readonly Finding[], { green, red, yellow }: Layout['paint']): string {
  const count = (verdict: Finding['verdict']) =>
    findings.filter((finding) => finding.verdict === verdict).length;
  const [failed, warned] = [count('fail'), count('warn')];
  if (failed > 0) return red(`${failed} of ${findings.length} checks failed.`);
  return warned > 0
    ? yellow(`Ready, with ${warned} of ${findings.length} to look at.`)
    : green('All is well.');
}
