/** Something that can be done, by the palette or by its keys. */
export interface Command {
  readonly title: string;
  /** Key presses in a row, as `KeyboardEvent.key` names them; a letter with Shift is `Shift Z`. */
  readonly keys?: readonly string[];
  readonly run: () => void;
}
