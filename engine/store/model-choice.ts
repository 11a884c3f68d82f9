import type { SwitchedOff } from '#domain/schema';
import type { Project } from './project.ts';

/** At most one row: what this project is read with. */
export const MODEL_CHOICE: readonly string[] = [
  `CREATE TABLE model_choice (
  key INTEGER PRIMARY KEY CHECK (key = 1),
  model TEXT NOT NULL,
  heads TEXT NOT NULL,
  off TEXT NOT NULL
) STRICT`,
];

/** As `--model` and `--heads`: an empty model is the one that ships. */
export interface ChosenModel {
  readonly model: string;
  readonly heads: readonly string[];
  /** What of their schemas is not looked for. */
  readonly off: SwitchedOff;
}

/** Undefined where nobody chose. */
export function getModelChoice(project: Project): ChosenModel | undefined {
  const row = project.find<{ model: string; heads: string; off: string }>(
    'SELECT model, heads, off FROM model_choice WHERE key = 1',
  );
  return (
    row && {
      model: row.model,
      heads: JSON.parse(row.heads) as string[],
      off: JSON.parse(row.off) as SwitchedOff,
    }
  );
}

export function keepModelChoice(project: Project, { model, heads, off }: ChosenModel): void {
  project.transaction(() =>
    project.run(
      `INSERT INTO model_choice (key, model, heads, off) VALUES (1, ?1, ?2, ?3)
       ON CONFLICT (key) DO UPDATE SET model = ?1, heads = ?2, off = ?3`,
      model,
      JSON.stringify(heads),
      JSON.stringify(off),
    ),
  );
}
