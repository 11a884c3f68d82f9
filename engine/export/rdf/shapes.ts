import type { Schema } from '#domain/schema';
import type { TargetOptions } from '../target.ts';
import { createMint, toLiteral } from './terms.ts';
import { dct, oa, own, PREFIXES, prov, rdf, skos, xsd } from './vocabulary.ts';

/**
 * SHACL shapes of an export in Turtle: what every document, sentence, name, fact and piece of evidence has, and, from the
 * schema, what each property connects. The last are warnings: a person may know better than the schema.
 */
export function toShapes(
  schemas: readonly Schema[],
  { withText, rdf: { profile, base } }: TargetOptions,
): string {
  const mint = createMint(base);
  const score = [
    own.score,
    `sh:minCount 1 ; sh:datatype ${xsd.double} ; sh:minInclusive 0.0 ; sh:maxInclusive 1.0`,
  ] as const;
  const place = [
    [oa.hasSource, `sh:minCount 1 ; sh:maxCount 1 ; sh:class ${own.Document}`],
    [own.start, `sh:minCount 1 ; sh:maxCount 1 ; sh:datatype ${xsd.integer} ; sh:minInclusive 0`],
    [oa.hasSelector, 'sh:minCount 1 ; sh:nodeKind sh:IRI'],
  ] as const;
  const classes: [string, string, readonly (readonly [string, string])[]][] = [
    [
      'document',
      own.Document,
      [
        [own.sha256, 'sh:minCount 1 ; sh:maxCount 1 ; sh:pattern "^[0-9a-f]{64}$"'],
        [own.path, 'sh:minCount 1'],
        [dct.format, 'sh:minCount 1 ; sh:maxCount 1'],
        [own.run, `sh:minCount 1 ; sh:maxCount 1 ; sh:class ${prov.Activity}`],
        ...(withText ? ([[own.text, 'sh:minCount 1 ; sh:maxCount 1']] as const) : []),
      ],
    ],
    ['sentence', own.Sentence, place],
    [
      'entity',
      own.Entity,
      [
        [skos.prefLabel, 'sh:minCount 1 ; sh:maxCount 1'],
        [rdf.type, 'sh:minCount 2'],
      ],
    ],
    [
      'mention',
      own.Mention,
      [...place, [own.refersTo, `sh:minCount 1 ; sh:maxCount 1 ; sh:class ${own.Entity}`], score],
    ],
    [
      'fact',
      own.Fact,
      [
        [own.evidence, `sh:minCount 1 ; sh:class ${own.Evidence}`],
        score,
        profile === '1.2'
          ? [rdf.reifies, 'sh:minCount 1 ; sh:maxCount 1']
          : [rdf.predicate, 'sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI'],
      ],
    ],
    [
      'evidence',
      own.Evidence,
      [
        [own.sentence, `sh:minCount 1 ; sh:maxCount 1 ; sh:class ${own.Sentence}`],
        [own.subjectMention, `sh:minCount 1 ; sh:maxCount 1 ; sh:class ${own.Mention}`],
        [own.objectMention, `sh:minCount 1 ; sh:maxCount 1 ; sh:class ${own.Mention}`],
        [prov.wasDerivedFrom, `sh:minCount 1 ; sh:maxCount 1 ; sh:class ${own.Document}`],
        [prov.wasGeneratedBy, `sh:minCount 1 ; sh:class ${prov.Activity}`],
        score,
      ],
    ],
    [
      'position',
      oa.TextPositionSelector,
      [
        [
          oa.start,
          `sh:minCount 1 ; sh:maxCount 1 ; sh:datatype ${xsd.integer} ; sh:minInclusive 0`,
        ],
        [oa.end, `sh:minCount 1 ; sh:maxCount 1 ; sh:datatype ${xsd.integer} ; sh:minInclusive 0`],
      ],
    ],
  ];
  const head = Object.entries(PREFIXES).map(([prefix, iri]) => `@prefix ${prefix}: <${iri}> .\n`);
  const shapes = classes.map(([name, target, properties]) =>
    toShape(
      `<urn:espalier:shape:${name}>`,
      `sh:targetClass ${target}`,
      properties.map(([path, rule]) => `sh:property [ sh:path ${path} ; ${rule} ]`),
    ),
  );
  const ends = toEnds(schemas);
  const relations = [...ends].flatMap(([relation, { phrase, subjects, objects }]) => {
    const property = mint('relation', relation);
    return [
      ['subject', 'sh:targetSubjectsOf', subjects] as const,
      ['object', 'sh:targetObjectsOf', objects] as const,
    ].flatMap(([side, target, types]) =>
      types.size === 0
        ? []
        : toShape(mint('relation', relation).replace(/>$/u, `:${side}>`), `${target} ${property}`, [
            `sh:severity sh:Warning`,
            `sh:message ${toLiteral(`${side} of “${phrase}” is usually: ${[...types].join(', ')}`)}`,
            `sh:or ( ${[...types].map((type) => `[ sh:class ${mint('type', type)} ]`).join(' ')} )`,
          ]),
    );
  });
  return [...head, '\n', ...shapes, ...relations].join('');
}

function toShape(iri: string, target: string, rules: readonly string[]): string {
  return `${iri} a sh:NodeShape ;\n  ${target} ;\n  ${rules.join(' ;\n  ')} .\n\n`;
}

interface Ends {
  readonly phrase: string;
  readonly subjects: Set<string>;
  readonly objects: Set<string>;
}

/** A property of several heads connects what any of them lets it connect; no types given means anything. */
function toEnds(schemas: readonly Schema[]): ReadonlyMap<string, Ends> {
  const all = new Map<string, Ends>();
  const open = new Set<string>();
  for (const { relationTypes } of schemas)
    for (const { name, phrase, head, tail } of relationTypes) {
      const ends = all.get(name) ?? { phrase, subjects: new Set(), objects: new Set() };
      if (head.length === 0) open.add(`${name} subject`);
      if (tail.length === 0) open.add(`${name} object`);
      for (const type of head) ends.subjects.add(type);
      for (const type of tail) ends.objects.add(type);
      all.set(name, ends);
    }
  for (const [name, { subjects, objects }] of all) {
    if (open.has(`${name} subject`)) subjects.clear();
    if (open.has(`${name} object`)) objects.clear();
  }
  return all;
}
