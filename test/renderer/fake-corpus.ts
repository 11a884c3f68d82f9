import type { BlockKind } from '#domain/document';

/** A small project by hand: who is who, what is stated, and the documents that say so. Written for these tests. */
export const people: readonly (readonly [name: string, type: string, ...forms: string[]])[] = [
  ['Cyrus Field', 'Peop', 'Cyrus W. Field', 'Field'],
  ['Wildman Whitehouse', 'Peop', 'Edward Orange Wildman Whitehouse', 'Whitehouse'],
  ['William Thomson', 'Peop', 'Thomson', 'Lord Kelvin'],
  ['Charles Bright', 'Peop', 'Charles Tilston Bright', 'Bright'],
  ['James Anderson', 'Peop', 'Captain Anderson'],
  ['Samuel Morse', 'Peop', 'Samuel F. B. Morse', 'Morse'],
  ['Peter Cooper', 'Peop', 'Cooper'],
  ['Daniel Gooch', 'Peop', 'Gooch'],
  ['Robert Halpin', 'Peop', 'Halpin'],
  ['Atlantic Telegraph Company', 'Org', 'the Company'],
  ['Glass, Elliot & Co.', 'Org', 'Glass, Elliot'],
  ['Telegraph Construction and Maintenance Company', 'Org', 'Telcon'],
  ['University of Glasgow', 'Org', 'Glasgow University'],
  ['Great Eastern', 'Other', 'the Great Eastern'],
  ['HMS Agamemnon', 'Other', 'Agamemnon'],
  ['USS Niagara', 'Other', 'Niagara'],
  ['New York', 'Loc'],
  ['London', 'Loc'],
  ['Glasgow', 'Loc'],
  ['Valentia Island', 'Loc', 'Valentia'],
  ['Ireland', 'Loc'],
  ["Heart's Content", 'Loc'],
  ['Newfoundland', 'Loc'],
  ['Brighton', 'Loc'],
  ['Greenwich', 'Loc'],
];

export const phrases: Readonly<Record<string, string>> = {
  Work_For: 'works for',
  OrgBased_In: 'is based in',
  Live_In: 'lives in',
  Located_In: 'is located in',
};

/** Names as in `people`; every sentence that names both is evidence. */
export const stated: readonly (readonly [string, string, string, number])[] = [
  ['Cyrus Field', 'Work_For', 'Atlantic Telegraph Company', 0.97],
  ['Cyrus Field', 'Live_In', 'New York', 0.94],
  ['Wildman Whitehouse', 'Work_For', 'Atlantic Telegraph Company', 0.96],
  ['Wildman Whitehouse', 'Live_In', 'Brighton', 0.88],
  ['William Thomson', 'Work_For', 'University of Glasgow', 0.95],
  ['William Thomson', 'Work_For', 'Atlantic Telegraph Company', 0.71],
  ['William Thomson', 'Live_In', 'Glasgow', 0.83],
  ['Charles Bright', 'Work_For', 'Atlantic Telegraph Company', 0.92],
  ['Samuel Morse', 'Live_In', 'New York', 0.64],
  ['Peter Cooper', 'Live_In', 'New York', 0.77],
  ['Atlantic Telegraph Company', 'OrgBased_In', 'London', 0.98],
  ['Glass, Elliot & Co.', 'OrgBased_In', 'Greenwich', 0.93],
  ['Telegraph Construction and Maintenance Company', 'OrgBased_In', 'London', 0.9],
  ['Daniel Gooch', 'Work_For', 'Telegraph Construction and Maintenance Company', 0.86],
  ['University of Glasgow', 'OrgBased_In', 'Glasgow', 0.97],
  ['Valentia Island', 'Located_In', 'Ireland', 0.99],
  ["Heart's Content", 'Located_In', 'Newfoundland', 0.99],
  ['Robert Halpin', 'Work_For', 'Telegraph Construction and Maintenance Company', 0.52],
  ['Greenwich', 'Located_In', 'London', 0.58],
];

export interface Written {
  readonly name: string;
  readonly title: string;
  readonly format: 'txt' | 'md' | 'html' | 'pdf' | 'docx';
  readonly blocks: readonly (readonly [BlockKind, string, number?])[];
}

export const written: readonly Written[] = [
  {
    name: 'the-company.md',
    title: 'The Company',
    format: 'md',
    blocks: [
      ['heading', 'The Company', 1],
      [
        'paragraph',
        'In the autumn of 1856 Cyrus W. Field, who lived in New York, crossed the ocean to raise money. The Atlantic Telegraph Company was founded in London before the year was out 📜. Field sat on its board, and the Atlantic Telegraph Company sold its shares within weeks.',
      ],
      [
        'paragraph',
        'Charles Tilston Bright was made chief engineer of the Atlantic Telegraph Company at twenty-four. The electrician of the Atlantic Telegraph Company was Wildman Whitehouse, a surgeon from Brighton who had taught himself the trade.',
      ],
      ['heading', 'The makers', 2],
      [
        'paragraph',
        'Half of the cable was spun by Glass, Elliot & Co. at Greenwich. Greenwich lies a few miles down the river from London.',
      ],
      ['item', 'HMS Agamemnon carried the eastern half.', 1],
      ['item', 'USS Niagara carried the western half.', 1],
      [
        'item',
        'Both halves were spliced in the middle of the ocean, after three attempts had failed.',
        1,
      ],
    ],
  },
  {
    name: 'professor-and-surgeon.pdf',
    title: 'The professor and the surgeon',
    format: 'pdf',
    blocks: [
      ['frame', 'Notes on the cable of 1858'],
      ['heading', 'The professor and the surgeon', 1],
      [
        'paragraph',
        'William Thomson held the chair of natural philosophy at the University of Glasgow for more than fifty years. He lived in Glasgow all that time; Thomson is said to have loved Glasgow more than any honour. The University of Glasgow, in the west of Glasgow, gave him a wine cellar for a laboratory.',
      ],
      [
        'paragraph',
        'Thomson joined the board of the Atlantic Telegraph Company in 1857 without pay. Whitehouse, who ran the electrical department of the Atlantic Telegraph Company, did not believe in his law of squares. When the cable fell silent, Whitehouse was dismissed by the Atlantic Telegraph Company and went home to Brighton.',
      ],
      ['note', 'Whitehouse kept a house in Brighton until his death.'],
      [
        'paragraph',
        'Samuel Morse, painter and inventor, lived in New York in those years and watched the work from far. Peter Cooper of New York lent money to it more than once.',
      ],
    ],
  },
  {
    name: 'landing-places.html',
    title: 'Landing places',
    format: 'html',
    blocks: [
      ['heading', 'Landing places', 1],
      [
        'paragraph',
        "Valentia Island lies off the south-west of Ireland. On the other side, Heart's Content is a small harbour in Newfoundland.",
      ],
      ['cell', 'East'],
      ['cell', 'Valentia Island, Ireland'],
      ['cell', 'West'],
      ['cell', "Heart's Content, Newfoundland"],
      [
        'paragraph',
        'The first message took sixteen hours and forty minutes. After a month the line was dead.',
      ],
    ],
  },
  {
    name: 'great-eastern.docx',
    title: 'The Great Eastern',
    format: 'docx',
    blocks: [
      ['heading', 'The Great Eastern', 1],
      [
        'paragraph',
        'The Telegraph Construction and Maintenance Company, formed in London in 1864, chartered the Great Eastern for the new cable. Daniel Gooch was chairman of the Telegraph Construction and Maintenance Company and came along. James Anderson commanded her.',
      ],
      [
        'paragraph',
        'Robert Halpin, her first officer, later served the Telegraph Construction and Maintenance Company as marine superintendent. Cyrus Field, by then as well known in London as in New York, was on board each time for the Atlantic Telegraph Company.',
      ],
      ['code', 'STOP ALL SPEED  08:05\nCABLE BUOYED    11:40'],
    ],
  },
  {
    name: 'log-1858.txt',
    title: '',
    format: 'txt',
    blocks: [
      [
        'paragraph',
        'Agamemnon left Valentia on the tenth. Bright was aboard with the paying-out gear; Cyrus Field had gone with the Niagara for the Company.',
      ],
      ['paragraph', 'Queenstown, Ireland. Valentia in sight of Ireland by noon.'],
    ],
  },
];

export const unread: readonly (readonly [
  name: string,
  state: 'partial' | 'skipped' | 'quarantined',
  code: string,
])[] = [
  ['accounts-locked.pdf', 'skipped', 'needs-password'],
  ['map-of-the-plateau.png', 'skipped', 'unknown-format'],
  ['minutes-scan.pdf', 'skipped', 'no-text-layer'],
  ['board-letter.docx', 'quarantined', 'reader-timeout'],
];
