import type { ReasonKind } from '#domain/linking';

/**
 * What is believed before any data are looked at, in bits: log2 of how much likelier an observation is among pairs that
 * are one thing than among candidate pairs that are not (Fellegi and Sunter 1969). Set by judgement; `fitted.ts` is what
 * became of it, and what is compared with.
 */
export const PRIORS: Readonly<Record<ReasonKind, number>> = {
  prior: -9,
  'name.equal': 16,
  'name.abbreviated': 15,
  'name.order': 15,
  'name.sounds': 12,
  'name.similar': 10,
  'name.middle': 14,
  'name.initials': 9,
  'name.nickname': 11,
  'name.surname': 11.5,
  'name.given': 7,
  'name.alias': 15,
  'name.acronym': 8,
  'name.listed': 15.5,
  'name.plain': 12,
  'name.qualified': 9.5,
  'name.plural': 15,
  'name.words': 5,
  'name.differs': -12,
  'name.givenDiffers': -14,
  'name.middleDiffers': -10,
  'name.numberDiffers': -15,
  'name.rare': 1,
  'name.common': -4,
  'name.shared': -1,
  'type.differs': -9,
  'company.shared': 1,
  'company.together': -5,
  'neighbours.shared': 3,
  'attribute.equal': 16,
  'attribute.contradicts': -16,
};

/**
 * The way homes are judged: counted up with every change of blocks, comparisons or weights, so that projects which were
 * linked in another way are linked anew with their next import. `test/resolve/judged.test.ts` notices most changes.
 */
export const JUDGED = 2;

/** Bits from which a pair is merged by itself: a probability of 0.97. */
export const MERGED = 5;
/** Bits from which a person is asked: a probability of 0.33, because a question costs less than a missed merge. */
export const PROPOSED = -1;
