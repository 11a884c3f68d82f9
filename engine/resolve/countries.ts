/**
 * What countries (and a few lands of old) are also called: `name|other names|adjectives and people`. General knowledge,
 * committed so that "the U.S." and "United States" meet without a document that says so. Names that are somebody
 * else's too (Georgia, Jordan, Turkey) carry no weight of their own: type and context still decide.
 */
const COUNTRIES = `
  afghanistan||afghan afghani
  albania||albanian
  algeria||algerian
  andorra||andorran
  angola||angolan
  argentina|argentine republic|argentine argentinian
  armenia||armenian
  australia|commonwealth of australia|australian
  austria||austrian
  azerbaijan||azerbaijani azeri
  bahamas||bahamian
  bahrain||bahraini
  bangladesh||bangladeshi
  barbados||barbadian
  belarus|byelorussia|belarusian
  belgium||belgian
  belize||belizean
  benin||beninese
  bhutan||bhutanese
  bolivia||bolivian
  bosnia and herzegovina|bosnia|bosnian
  botswana||
  brazil||brazilian
  brunei||bruneian
  bulgaria||bulgarian
  burkina faso||burkinabe
  burundi||burundian
  cambodia|kampuchea|cambodian
  cameroon||cameroonian
  canada||canadian
  cape verde|cabo verde|
  central african republic||
  chad||chadian
  chile||chilean
  china|people's republic of china,prc|chinese
  colombia||colombian
  costa rica||
  croatia||croatian croat
  cuba||cuban
  cyprus||cypriot
  czech republic|czechia|czech
  czechoslovakia||czechoslovak
  democratic republic of the congo|dr congo,drc,zaire|zairean
  denmark||danish dane
  djibouti||
  dominican republic||
  east germany|german democratic republic,gdr|
  east timor|timor-leste|timorese
  ecuador||ecuadorian ecuadorean
  egypt||egyptian
  el salvador||salvadoran
  england||english
  eritrea||eritrean
  estonia||estonian
  ethiopia||ethiopian
  fiji||fijian
  finland||finnish finn
  france|french republic|french
  gabon||gabonese
  gambia||gambian
  georgia||georgian
  germany|federal republic of germany|german
  ghana||ghanaian
  greece|hellenic republic|greek
  greenland||greenlandic
  guatemala||guatemalan
  guinea||guinean
  guyana||guyanese
  haiti||haitian
  honduras||honduran
  hungary||hungarian
  iceland||icelandic icelander
  india|republic of india|
  indonesia||indonesian
  iran|islamic republic of iran|iranian
  iraq||iraqi
  ireland|republic of ireland|irish
  israel||israeli
  italy||italian
  ivory coast|cote d'ivoire|ivorian
  jamaica||jamaican
  japan||japanese
  jordan||jordanian
  kazakhstan||kazakh kazakhstani
  kenya||kenyan
  kosovo||kosovar
  kuwait||kuwaiti
  kyrgyzstan||kyrgyz
  laos||laotian
  latvia||latvian
  lebanon||lebanese
  lesotho||basotho
  liberia||liberian
  libya||libyan
  liechtenstein||
  lithuania||lithuanian
  luxembourg||luxembourgish
  madagascar||malagasy
  malawi||malawian
  malaysia||malaysian
  maldives||maldivian
  mali||malian
  malta||maltese
  mauritania||mauritanian
  mauritius||mauritian
  mexico||mexican
  moldova||moldovan
  monaco||monegasque
  mongolia||mongolian
  montenegro||montenegrin
  morocco||moroccan
  mozambique||mozambican
  myanmar|burma|burmese
  namibia||namibian
  nepal||nepalese nepali
  netherlands|holland|dutch
  new zealand||
  nicaragua||nicaraguan
  niger||nigerien
  nigeria||nigerian
  north korea|democratic people's republic of korea,dprk|
  north macedonia|macedonia|macedonian
  norway||norwegian
  oman||omani
  pakistan||pakistani
  palestine||palestinian
  panama||panamanian
  papua new guinea||
  paraguay||paraguayan
  peru||peruvian
  philippines|the philippines|filipino philippine
  poland||polish pole
  portugal||portuguese
  prussia||prussian
  puerto rico||puerto-rican
  qatar||qatari
  republic of the congo|congo-brazzaville|
  romania|rumania|romanian
  russia|russian federation|russian
  rwanda||rwandan
  samoa||samoan
  saudi arabia|kingdom of saudi arabia|saudi
  scotland||scottish scot
  senegal||senegalese
  serbia||serbian serb
  sierra leone||
  singapore||singaporean
  slovakia|slovak republic|slovak slovakian
  slovenia||slovenian slovene
  somalia||somali
  south africa|republic of south africa|
  south korea|republic of korea|
  soviet union|ussr,union of soviet socialist republics|soviet
  spain||spanish spaniard
  sri lanka|ceylon|
  sudan||sudanese
  suriname||surinamese
  sweden||swedish swede
  switzerland|swiss confederation|swiss
  syria|syrian arab republic|syrian
  taiwan|republic of china|taiwanese
  tajikistan||tajik
  tanzania||tanzanian
  thailand|siam|thai
  togo||togolese
  trinidad and tobago||trinidadian
  tunisia||tunisian
  turkey|turkiye|turkish turk
  turkmenistan||turkmen
  uganda||ugandan
  ukraine||ukrainian
  united arab emirates|uae|emirati
  united kingdom|uk,great britain,britain,united kingdom of great britain and northern ireland|british briton
  united states|us,usa,united states of america,america,the states|american
  uruguay||uruguayan
  uzbekistan||uzbek
  vatican city|holy see|
  venezuela||venezuelan
  vietnam|viet nam|vietnamese
  wales||welsh
  west germany||
  yemen||yemeni
  yugoslavia||yugoslav yugoslavian
  zambia||zambian
  zimbabwe|rhodesia|zimbabwean
  africa||african
  asia||asian
  europe||european
  north america||
  south america||
`;

const names = new Map<string, string>();
const adjectives = new Map<string, string>();

for (const line of COUNTRIES.trim().split('\n')) {
  const [name = '', others = '', people = ''] = line.trim().split('|');
  for (const each of [name, ...others.split(',')]) names.set(toKey(each), toKey(name));
  for (const each of people.split(' ').filter((word) => word !== '')) {
    adjectives.set(toKey(each), toKey(name));
    if (!each.endsWith('s') && !/(?:sh|ch|ese)$/u.test(each))
      adjectives.set(`${toKey(each)}s`, toKey(name));
  }
}

/** The country that a normalised name or adjective stands for: "us" → "united states", "soviets" → "soviet union". */
export function findCountry(key: string): string | undefined {
  return names.get(key) ?? adjectives.get(key);
}

/** Written as `normaliseName` writes keys. */
function toKey(name: string): string {
  return name.replace(/^the /u, '').replace(/'/gu, '').replace(/-/gu, ' ').trim();
}
