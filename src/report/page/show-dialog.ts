/**
 * Opens it at its top, with the focus on its heading. Not by `autofocus`: browsers try that when the element is made,
 * and refuse it to a frame of somebody else's page.
 */
export function showDialog(dialog: HTMLDialogElement): void {
  dialog.showModal();
  dialog.scrollTop = 0;
  dialog.querySelector('h2')?.focus({ preventScroll: true });
}
