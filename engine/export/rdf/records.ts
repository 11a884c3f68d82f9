import { dct, oa, own, prov, rdf, rdfs } from './vocabulary.ts';

/** What is kept of one subject: property → values, as IRIs or literal text. */
export type RdfRecord = Partial<Record<string, string[]>>;

/** By class (its name in our vocabulary), then by subject. */
export interface Records {
  readonly all: ReadonlyMap<string, RdfRecord>;
  readonly byClass: ReadonlyMap<string, readonly string[]>;
}

/** As both parsers give it. */
interface GivenTerm {
  readonly termType: string;
  readonly value: string;
  readonly predicate?: { readonly value: string };
}
interface GivenQuad {
  readonly subject: GivenTerm;
  readonly predicate: GivenTerm;
  readonly object: GivenTerm;
}

/** Only what an import needs: selectors, labels of SKOS and named graphs say again what stands elsewhere. */
const KEPT: ReadonlySet<string> = new Set(
  [
    ...Object.values(own),
    dct.format,
    dct.title,
    dct.language,
    prov.wasDerivedFrom,
    oa.hasSource,
    prov.wasAssociatedWith,
    prov.wasAttributedTo,
    rdfs.label,
    rdf.predicate,
  ].map(toIri),
);
const TYPE = toIri(rdf.type);
const REIFIES = toIri(rdf.reifies);
const PREDICATE = toIri(rdf.predicate);
const OWN = 'urn:espalier:vocabulary:';

/** Takes quads in any order. */
export function collect(): { readonly records: Records; add(quad: GivenQuad): void } {
  const all = new Map<string, RdfRecord>();
  const byClass = new Map<string, string[]>();
  const put = (subject: string, property: string, value: string): void => {
    let record = all.get(subject);
    if (record === undefined) all.set(subject, (record = {}));
    const values = (record[property] ??= []);
    if (!values.includes(value)) values.push(value);
  };
  return {
    records: { all, byClass },
    add({ subject, predicate, object }) {
      const property = predicate.value;
      if (property === TYPE) {
        if (!object.value.startsWith(OWN)) return;
        const name = object.value.slice(OWN.length);
        const subjects = byClass.get(name);
        if (subjects === undefined) byClass.set(name, [subject.value]);
        else subjects.push(subject.value);
      } else if (property === REIFIES) {
        // A fact of RDF 1.2 says its predicate inside the triple term.
        if (object.predicate !== undefined) put(subject.value, PREDICATE, object.predicate.value);
      } else if (KEPT.has(property)) put(subject.value, property, object.value);
    },
  };
}

export function toIri(term: string): string {
  return term.slice(1, -1);
}
