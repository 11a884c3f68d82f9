import type { Project } from './project.ts';

/** At most one row: what this project is read with. */
export const MODEL_CHOICE: readonly string[] = [
  `CREATE TABLE model_choice (
  key INTEGER PRIMARY KEY CHECK (key = 1),
  model TEXT NOT NULL,
  heads TEXT NOT NULL
) STRICT`,
];

/** As `--model` and `--heads`: an empty model is the one that ships. */
export interface ChosenModel {
  readonly model: string;
  readonly heads: readonly string[];
}

/** Undefined where nobody chose. */
export function getModelChoice(project: Project): ChosenModel | undefined {
  const row = project.find<{ model: string; heads: string }>(
    'SELECT model, heads FROM model_choice WHERE key = 1',
  );
  return row && { model: row.model, heads: JSON.parse(row.heads) as string[] };
}

export function keepModelChoice(project: Project, { model, heads }: ChosenModel): void {
  project.transaction(() =>
    project.run(
      `INSERT INTO model_choice (key, model, heads) VALUES (1, ?1, ?2)
       ON CONFLICT (key) DO UPDATE SET model = ?1, heads = ?2`,
      model,
      JSON.stringify(heads),
    ),
  );
}
