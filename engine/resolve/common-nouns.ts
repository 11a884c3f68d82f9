/**
 * Nouns that a model at times takes for a name, and that a document uses of whatever it speaks of: "the party", "Nations",
 * "three miles". No two documents mean one thing by them, so nobody is asked whether they do.
 */
const NOUNS = new Set(
  `academy account act administration admiral affair age agency agreement air airline airport alliance ally ambassador
  amendment animal apartment archbishop area army article artist assembly association athlete attorney author
  authority avenue award band bank banker base bay beach belt bill bishop board boat body book border boy branch
  bridge brother building bureau business cabinet camp campaign candidate cape captain castle cathedral central
  century chairman champion channel chapter chief child church citizen city class clergy club coach coast college
  colonel colony comedian commander commission commissioner committee community company conference consul contract
  convent convention corporation council country county court creek crew crowd crown daughter day deal deck defence
  defense delegation democracy department deputy director district division doctor dollar duke economy editor emperor
  empire employee enemy engineer estate expedition family farm farmer father federation festival few field film firm
  fleet foot force forest fort foundation founder free friend front fund gallery game garden general gentleman girl
  government governor group guard gulf harbor harbour head hill home hospital hotel hour house husband inch industry
  inhabitant institute institution island isle journal judge jury justice kingdom knight lady lake land law lawyer
  leader league legion legislature lieutenant major majority man manager market marshal master match mayor member men
  merchant meter metre mile military million minister ministry mission missionary moment monarch money month mother
  mount mountain museum nation national navy neighbor neighbour newspaper night ocean office officer official owner
  palace parent parish park parliament part party passage peak peninsula people person pilot plain plant player poet
  police policy port pound power press priest prince princess prison prisoner production professor program programme
  project province public radio railroad railway regiment region republic reservation reserve river road room route
  sailor school scientist sea season secretary section senator servant service settlement settler sheriff ship shop
  singer sister slave society soldier son sovereign squadron staff stage stairs state station storm strait street
  student studio subject summer system team temple term territory theater theatre thing throne ton tower town township
  trade treasury treaty tree tribe troop troops union unit united university valley vessel victim village wall war
  week wife winter woman women worker world writer yard year`
    .trim()
    .split(/\s+/u),
);

/** True of "nation", "nations" and "companies": one word of a normalised name. */
export function isCommonNoun(word: string): boolean {
  return (
    NOUNS.has(word) ||
    (word.endsWith('s') && NOUNS.has(word.slice(0, -1))) ||
    (word.endsWith('ies') && NOUNS.has(`${word.slice(0, -3)}y`))
  );
}

/** Written without a capital wherever it stands, in a script that has them. */
export function isLowerCase(spellings: Iterable<string>): boolean {
  for (const spelling of spellings)
    if (/[\p{Lu}\p{N}]/u.test(spelling) || !/\p{Ll}/u.test(spelling)) return false;
  return true;
}
