/**
 * Given names and surnames that many people bear (the head of the lists of the US census of 1990, and the commonest
 * surnames of other countries): alone they say little of whom is meant, whatever the project has seen so far. This is
 * the committed prior of term frequency, so that ten documents suffice.
 */
const MEN = `
  james john robert michael mike william bill will david dave richard dick charles charlie joseph joe thomas tom
  christopher chris daniel dan danny paul mark donald don george kenneth ken steven stephen steve edward ed eddie brian
  ronald ron anthony tony kevin jason jeff jeffrey frank scott eric andrew andy raymond ray gregory greg joshua josh
  jerry dennis walter patrick pat peter pete harold douglas doug henry carl arthur ryan roger juan jack albert justin
  terry gerald keith samuel sam ralph lawrence larry nicholas nick roy benjamin ben bruce brandon adam harry fred
  frederick wayne billy louis jeremy aaron randy eugene carlos russell bobby bob victor martin ernest phillip philip phil
  todd jesse craig alan allen allan shawn sean philippe antonio jim jimmy jean hans ivan jose luis manuel mario miguel
  pedro pierre karl klaus stefan simon hugh ian neil graham stuart oliver leo max alex alexander alfred edgar edwin
  theodore ted norman marvin glenn francis francisco gary stanley leonard nathan johnny rodney curtis norbert augustus
  matthew matt jonathan jon timothy tim zachary kyle ethan noah liam jacob jake mohammed muhammad mohamed ahmed ali omar
  hassan ibrahim abdul vladimir sergei sergey dmitri igor boris anton otto heinrich wilhelm friedrich giovanni giuseppe
`;

const WOMEN = `
  mary patricia linda barbara elizabeth liz beth jennifer jenny maria susan sue margaret maggie dorothy lisa nancy karen
  betty helen sandra donna carol ruth sharon michelle laura sarah sara kimberly kim deborah debbie jessica shirley cynthia
  angela melissa brenda amy anna ann anne rebecca becky virginia kathleen kathy pamela pam martha debra amanda stephanie
  carolyn christine marie janet catherine cathy katherine kate katie frances joyce diane alice julie julia heather teresa
  doris gloria evelyn cheryl mildred joan ashley judith judy rose janice kelly nicole christina tina beverly denise tammy
  irene jane lori rachel marilyn andrea kathryn louise victoria vicky emily emma charlotte sophie sophia olivia hannah
  isabel isabella eva ada ellen eleanor lucy grace clara edith ethel florence agnes lillian josephine caroline diana tracy
  wendy paula natalie monica claire jacqueline leslie norma valerie suzanne holly megan lauren danielle erin april dawn
  sally peggy rita joanna carmen ana rosa elena olga natasha tatiana fatima aisha mei ingrid astrid helga greta
`;

const SURNAMES = `
  smith johnson williams jones brown davis miller wilson moore taylor anderson thomas jackson white harris martin thompson
  garcia martinez robinson clark rodriguez lewis lee walker hall allen young hernandez king wright lopez hill scott green
  adams baker gonzalez nelson carter mitchell perez roberts turner phillips campbell parker evans edwards collins stewart
  sanchez morris rogers reed cook morgan bell murphy bailey rivera cooper richardson cox howard ward torres peterson gray
  ramirez james watson brooks kelly sanders price bennett wood barnes ross henderson coleman jenkins perry powell long
  patterson hughes flores washington butler simmons foster gonzales bryant alexander russell griffin diaz hayes myers ford
  hamilton graham sullivan wallace woods cole west jordan owens reynolds fisher ellis harrison gibson mcdonald cruz
  marshall ortiz gomez murray freeman wells webb simpson stevens tucker porter hunter hicks crawford henry boyd mason
  morales kennedy warren dixon ramos reyes burns gordon shaw holmes rice robertson hunt black daniels palmer mills nichols
  grant knight ferguson rose stone hawkins dunn perkins hudson spencer gardner stephens payne pierce berry matthews arnold
  wagner willis ray watkins olson carroll duncan snyder hart cunningham bradley lane andrews ruiz harper fox riley
  armstrong carpenter weaver greene lawrence elliott chavez sims austin peters kelley franklin lawson fields gutierrez
  ryan schmidt carr vasquez castillo wheeler chapman oliver montgomery richards williamson johnston banks meyer bishop
  mccoy howell alvarez morrison hansen fernandez garza harvey little burton stanley nguyen george jacobs reid kim fuller
  lynch dean gilbert garrett romero welch larson frazier burke hanson day mendoza moreno bowman medina fowler brewer
  hoffman carlson silva pearson holland wang li zhang liu chen yang zhao huang zhou wu xu sun ma zhu lin he guo park choi
  jung kang cho yoon tran le pham singh kumar sharma patel gupta khan ahmed hussain ali das roy reddy sato suzuki takahashi
  tanaka watanabe ito yamamoto nakamura kobayashi muller mueller schneider fischer weber becker schulz koch bauer richter
  klein wolf neumann schwarz zimmermann braun hofmann dubois durand bernard petit robert richard laurent simon michel
  rossi russo ferrari esposito bianchi romano colombo ricci marino greco bruno santos oliveira souza pereira costa
  rodrigues almeida ferreira gomes ribeiro jensen nielsen pedersen andersen christensen larsen sorensen johansson
  andersson karlsson nilsson eriksson svensson jansen devries vandijk bakker visser smit ivanov petrov smirnov kuznetsov
  popov novak kowalski nowak horvath nagy
`;

const men = toSet(MEN);
const women = toSet(WOMEN);
const given = new Set([...men, ...women]);
const surnames = toSet(SURNAMES);

/** `token` is one word of a normalised name. */
export function isCommonGiven(token: string): boolean {
  return given.has(token);
}

/** Of a common given name that is not both; for pronouns, never shown. */
export function toGender(token: string): 'female' | 'male' | undefined {
  if (men.has(token) === women.has(token)) return undefined;
  return men.has(token) ? 'male' : 'female';
}

/** A given name or surname that many people bear, or one so short that it is no better. */
export function isCommonName(token: string): boolean {
  return token.length < 3 || given.has(token) || surnames.has(token);
}

/** Short forms of given names, each line one name: "bill" may be "william". */
const NICKNAMES = [
  'william bill will billy willie',
  'robert bob bobby rob robbie',
  'richard dick rick rich ricky',
  'james jim jimmy jamie',
  'john jack johnny jon',
  'edward ed eddie ted ned',
  'theodore ted teddy',
  'thomas tom tommy',
  'michael mike mick mickey',
  'charles charlie chuck',
  'joseph joe joey',
  'daniel dan danny',
  'david dave',
  'anthony tony',
  'andrew andy drew',
  'alexander alex sandy',
  'benjamin ben',
  'samuel sam sammy',
  'stephen steven steve',
  'kenneth ken kenny',
  'lawrence larry',
  'gerald jerry gerry',
  'ronald ron ronnie',
  'donald don donnie',
  'matthew matt',
  'nicholas nick',
  'patrick pat paddy',
  'peter pete',
  'philip phillip phil',
  'raymond ray',
  'timothy tim',
  'christopher chris',
  'gregory greg',
  'jeffrey geoffrey jeff geoff',
  'jonathan jon',
  'joshua josh',
  'douglas doug',
  'frederick fred freddie',
  'franklin frank',
  'francis frank',
  'walter walt',
  'zachary zach',
  'elizabeth liz beth betty eliza lizzie',
  'margaret maggie meg peggy',
  'katherine catherine kathryn kate katie kathy cathy',
  'patricia pat patty tricia',
  'susan susanna sue susie',
  'deborah debra debbie',
  'jennifer jenny jen',
  'rebecca becky',
  'victoria vicky',
  'barbara barb',
  'pamela pam',
  'christina christine chris tina',
  'jacqueline jackie',
  'judith judy',
  'dorothy dot dolly',
];

const nicknames = new Map<string, Set<number>>();
for (const [line, names] of NICKNAMES.entries())
  for (const name of names.split(' '))
    nicknames.set(name, (nicknames.get(name) ?? new Set()).add(line));

/** "bill" and "william", either way; false of equal names. */
export function isNickname(left: string, right: string): boolean {
  if (left === right) return false;
  const lines = nicknames.get(left);
  return lines !== undefined && [...(nicknames.get(right) ?? [])].some((line) => lines.has(line));
}

/** The names that a given name may be short for, or be shortened from, as numbers; mostly none. */
export function listNicknames(given: string): Iterable<number> {
  return nicknames.get(given) ?? NONE;
}

const NONE: readonly number[] = [];

function toSet(list: string): ReadonlySet<string> {
  return new Set(list.trim().split(/\s+/u));
}
