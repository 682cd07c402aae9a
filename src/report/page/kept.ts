/** What the browser keeps between openings; from disk, some browsers keep nothing. */
export function readKept(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Whether the browser keeps anything; nothing stays of the trial. */
export function canKeep(): boolean {
  const trial = 'fal-video trial';
  const isKept = keep(trial, '');
  if (isKept) localStorage.removeItem(trial);
  return isKept;
}

/** Calls back when another page, or the one before a reload, has kept something else under this key. */
export function whenKept(key: string, changed: () => void): void {
  addEventListener('storage', (event) => {
    if (event.key === key) changed();
  });
}

/** Whether it is kept. */
export function keep(key: string, text: string): boolean {
  try {
    localStorage.setItem(key, text);
    return true;
  } catch {
    return false;
  }
}
