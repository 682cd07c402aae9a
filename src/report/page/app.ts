import type { ReportCell, ReportData } from '../report-data.ts';
import type { Addresses } from './addresses.ts';
import type { Naming } from './sections/naming.ts';
import type { SaveFile } from './save-file.ts';
import type { ViewState, Store } from './view-state.ts';
import type { Wall } from './clips/wall.ts';

/** What every view is given. */
export interface App {
  data: ReportData;
  addresses: Addresses;
  /** `null` where the page can give its reader no file: there is no voting then. */
  saveFile: SaveFile | null;
  naming: Naming;
  store: Store<ViewState>;
  wall: Wall;
  /** Says a thing to those who listen; it is shown for a moment too where `shown` is set. */
  announce: (text: string, shown?: boolean) => void;
  openDetails: (cell: ReportCell) => void;
}
