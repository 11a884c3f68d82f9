/** Titles and the like: a name follows, so no sentence ends here. */
export const beforeName =
  'Mr Mrs Ms Mx Dr Drs Prof Gen Sen Sens Rep Reps Gov Govs Hon Rev Fr Sr Sra Srta Mme Mlle Messrs Mmes Pres Supt Capt Cpt Cmdr Cdr Lt Col Maj Sgt Cpl Pvt Adm Brig Ens Comdr Atty Dist Det Insp Amb Sec Mt Ft St Ste Pt Pres Asst Assoc Bros Ave Blvd vs VS Vs Hr Hrn Dhr Sig Dott Ing Mag Dipl Dña Mgr dott ul ks inż dr prof ing arq ул пр проф акад им пл просп бул'.split(
    ' ',
  );

/** A number follows: No. 5, p. 12, Fig. 3, Oct. 15. */
export const beforeNumber =
  'No Nos no nos Nr nr p pp P pp Fig Figs fig figs Eq Eqs eq Vol Vols vol vols Ch Chap ch chap Sec Sect sec Art art Ref Refs ref Tab tab Exh Ex ca c Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Tues Wed Thu Thur Thurs Fri Sat Sun pt Ver ver v op cap approx'.split(
    ' ',
  );

/** They end a sentence or do not: what follows decides. */
export const anywhere =
  'Inc Corp Co Ltd LLC Bros Cos Jr Sr Esq Ph Univ Dept Dep Est Intl Natl Assn Ave Blvd Rd Hwy Bldg Mfg Calif Conn Ariz Ark Colo Del Fla Ga Ill Ind Kan Ky La Mass Md Mich Minn Miss Mo Mont Neb Nev Okla Ore Pa Penn Tenn Tex Va Vt Wash Wis Wyo Ala al etc ed eds est cf et esp incl ibid min max tel Tel dept hrs hr sq ft in lb lbs oz mi km cm mm kg mg ml viz trans cont resp assoc med mktg mgr govt dir approx ext'.split(
    ' ',
  );

/** Of `anywhere`, those that are words too and so keep their full stop only inside a sentence. */
const alsoWords = new Set(
  'in min max est al ed mi Miss Mass Wash La Ill Ind Del Sat Sun Mar no sec art tab c v p ref fig op cap Ore Pa'.split(
    ' ',
  ),
);

/** Written with a full stop as one token wherever they stand. */
export const abbreviations: readonly string[] = [
  'Ph\\.D',
  'M\\.Sc',
  'B\\.Sc',
  'Ed\\.D',
  ...new Set([...beforeName, ...beforeNumber, ...anywhere].filter((word) => !alsoWords.has(word))),
];
