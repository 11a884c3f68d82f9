import { Failure } from '#domain/failure';
import { wikidata } from './wikidata.ts';

/**
 * Label of a schema → IRIs of classes and properties elsewhere that are broader or the same. `{ inverse }` is a property
 * that runs the other way. This is the form of a mapping file.
 */
export interface Mapping {
  readonly classes: Readonly<Record<string, readonly string[]>>;
  readonly properties: Readonly<Record<string, readonly (string | { readonly inverse: string })[]>>;
}

const schema = 'https://schema.org/';
const item = 'http://www.wikidata.org/entity/';
const direct = 'http://www.wikidata.org/prop/direct/';

/** schema.org and Wikidata for the labels of the heads we ship and train: news (CoNLL04), science (SciERC), biomedical (ADE), general. */
export const shippedMapping: Mapping = {
  classes: {
    Peop: [`${schema}Person`, `${item}Q5`],
    Org: [`${schema}Organization`, `${item}Q43229`],
    Loc: [`${schema}Place`, `${item}Q17334923`],
    Other: [`${schema}Thing`, `${item}Q35120`],
    PER: [`${schema}Person`, `${item}Q5`],
    ORG: [`${schema}Organization`, `${item}Q43229`],
    LOC: [`${schema}Place`, `${item}Q17334923`],
    MISC: [`${schema}Thing`, `${item}Q35120`],
    Work: [`${schema}Thing`, `${item}Q35120`],
    Task: [`${schema}Action`],
    Method: [`${item}Q1799072`],
    Material: [`${schema}Dataset`, `${item}Q1172284`],
    Metric: [`${schema}StatisticalVariable`],
    Generic: [`${schema}Thing`, `${item}Q35120`],
    OtherScientificTerm: [`${schema}DefinedTerm`, `${item}Q1969448`],
    Drug: [`${schema}Drug`, `${item}Q12140`],
    'Adverse-Effect': [`${schema}MedicalSignOrSymptom`],
  },
  properties: {
    Work_For: [`${schema}worksFor`, `${direct}P108`],
    Live_In: [`${schema}homeLocation`, `${direct}P551`],
    OrgBased_In: [`${schema}location`, `${direct}P159`],
    Located_In: [`${schema}containedInPlace`, `${direct}P131`],
    Kill: [{ inverse: `${direct}P157` }],
    'USED-FOR': [`${direct}P366`],
    'PART-OF': [`${schema}isPartOf`, `${direct}P361`],
    'HYPONYM-OF': [`${direct}P279`],
    ...Object.fromEntries(
      Object.entries(wikidata).map(([label, property]) => [label, [`${direct}${property}`]]),
    ),
    'Adverse-Effect': [
      { inverse: `${schema}seriousAdverseOutcome` },
      { inverse: `${direct}P1909` },
    ],
  },
};

/** @throws Failure `export-refused`: what is wrong with the file, and where */
export function fromMappingFile(text: string, path: string): Mapping {
  const refuse = (why: string): Failure =>
    new Failure('export-refused', `the mapping ${path} ${why}`);
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    throw refuse('is not JSON');
  }
  if (!isRecord(given)) throw refuse('is not an object with "classes" and "properties"');
  const { classes = {}, properties = {}, ...more } = given;
  for (const name of Object.keys(more))
    throw refuse(`has "${name}", which is neither "classes" nor "properties"`);
  for (const part of [classes, properties]) {
    if (!isRecord(part)) throw refuse('has a part that is not an object');
    for (const [label, iris] of Object.entries(part))
      if (
        !Array.isArray(iris) ||
        !iris.every((iri) => isIri(iri) || (part === properties && isInverse(iri)))
      )
        throw refuse(`does not give "${label}" a list of absolute IRIs`);
  }
  // What was checked is what is returned.
  return {
    classes: classes as Mapping['classes'],
    properties: properties as Mapping['properties'],
  };
}

/** Absolute, and without a character that would end it or begin something else in any syntax (RFC 3987, RDF 1.2 IRIREF). */
export function isIri(value: unknown): value is string {
  // oxlint-disable-next-line no-control-regex -- these are the characters to refuse
  return (
    typeof value === 'string' &&
    /^[a-z][a-z0-9+.-]*:[^\u0000-\u0020<>"{}|^`\\\u007f-\u00a0\ud800-\udfff\ufff0-\uffff]+$/iu.test(
      value,
    )
  );
}

function isInverse(value: unknown): boolean {
  return isRecord(value) && Object.keys(value).length === 1 && isIri(value['inverse']);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
