/** Pixels, of a picture or a frame. */
export interface Size {
  width: number;
  height: number;
}
