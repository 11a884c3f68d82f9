import type { Schema } from '#domain/schema';
import type { Project } from './project.ts';

/** Keeps what a head looks for, and how its predicates are worded: a project opens anywhere without the model. */
export function storeSchema(project: Project, schema: Schema): void {
  project.transaction(() => {
    project.run(
      'INSERT INTO schema (name, definition) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET definition = ?2',
      schema.name,
      JSON.stringify(schema),
    );
    for (const { name, phrase } of schema.relationTypes)
      project.run(
        'INSERT INTO phrase (predicate, phrase) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET phrase = ?2',
        name,
        phrase,
      );
  });
}

export function listSchemas(project: Project): readonly Schema[] {
  return project
    .all<{ definition: string }>('SELECT definition FROM schema ORDER BY name')
    .map(({ definition }) => JSON.parse(definition) as Schema);
}

/** How a predicate reads between subject and object; a predicate without a phrase is its own. */
export function loadPhrases(project: Project): (predicate: string) => string {
  const phrases = project.remember(
    'phrases',
    () =>
      new Map(
        project
          .all<{ predicate: string; phrase: string }>('SELECT predicate, phrase FROM phrase')
          .map(({ predicate, phrase }) => [predicate, phrase]),
      ),
  );
  return (predicate) => phrases.get(predicate) ?? predicate;
}
