import type { ReportCell } from '../../report-data.ts';
import type { App } from '../app.ts';
import { cellFacts, stateLine } from './cell-facts.ts';
import { copyText } from '../copy.ts';
import { button, el, replace } from '../dom.ts';
import { modelKey } from './model-look.ts';
import { showDialog } from '../show-dialog.ts';

/** Everything of one cell in a dialog. */
export function createDetails(): { element: HTMLDialogElement; open: (app: App, cell: ReportCell) => void } {
  const dialog = el('dialog', { class: 'details', 'aria-labelledby': 'details-title' });
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close();
  });
  const open = (app: App, cell: ReportCell) => {
    replace(
      dialog,
      el(
        'div',
        { class: 'dialog-body' },
        el(
          'h2',
          { id: 'details-title', tabindex: -1 },
          modelKey(app.data, cell.axes.model),
          app.naming.full(cell.axes),
        ),
        stateLine(cell),
        rerun(app, cell),
        ...cellFacts(app, cell),
        el(
          'div',
          { class: 'dialog-end' },
          button('Close', () => dialog.close()),
        ),
      ),
    );
    showDialog(dialog);
  };
  return { element: dialog, open };
}

function rerun({ announce }: App, { rerun: command }: ReportCell): HTMLElement {
  const text = el('pre', { tabindex: 0, 'aria-label': 'The command that makes this cell again' }, command);
  const copy = async () => {
    if (await copyText(command)) {
      announce('Command copied', true);
      return;
    }
    getSelection()?.selectAllChildren(text);
    announce('The browser does not let this page copy. The command is selected: press Ctrl+C', true);
  };
  return el(
    'div',
    { class: 'rerun' },
    text,
    button('Copy', () => void copy()),
  );
}
