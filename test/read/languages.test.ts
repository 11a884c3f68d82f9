import { describe, expect, it } from 'vitest';
import { read } from '#read/read';
import { segment } from '#segment/segment';

const english =
  'The harbour of the town was built by Elsa Brandt, who lived in a house beside it and worked there for many years with her brother.';
const german =
  'Der Hafen der Stadt wurde von Elsa Brandt gebaut, die lange Jahre in einem Haus am Ufer lebte und dort mit ihrem Bruder arbeitete.';
const japanese =
  '港は長い間この町の中心であり、多くの人々がここで働いていた。彼女は川のそばの家に住んでいて、毎日ここへ通った。それは今も変わらない。';
const arabic =
  'بنت السيدة الميناء القديم في المدينة وعاشت سنوات طويلة في بيت قريب من النهر وعملت هناك مع أخيها حتى نهاية حياتها.';

async function languagesOf(paragraphs: readonly string[]) {
  const bytes = new TextEncoder().encode(paragraphs.join('\n\n'));
  const reading = await read({ name: 'a.txt', bytes });
  if (!('document' in reading)) throw new Error(reading.code);
  return [reading.document.language, ...reading.document.blocks.map(({ language }) => language)];
}

describe('languages are told', () => {
  it('for the document, and for each block in another one', async () => {
    expect(await languagesOf([english, english, english, german, japanese, arabic])).toEqual([
      'en',
      undefined,
      undefined,
      undefined,
      'de',
      'ja',
      'ar',
    ]);
  });

  it('not for what is too short to tell', async () => {
    expect(await languagesOf([english, english, 'Der Hafen'])).toEqual([
      'en',
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('sentences end as each language ends them', () => {
  // A bar marks the boundary.
  it.each([
    [
      'German',
      'Dr. Weil wohnt z. B. in Graz. | Am 3. Oktober kam er an. | Er sagte: „Komm!“ | Dann ging er.',
    ],
    ['French', 'M. Weil habite à Lyon. | « Venez ! » dit-il. | Est-ce vrai ? | Oui.'],
    ['Spanish', 'El Sr. Weil vive en Linz. | ¿De veras? | ¡Claro!'],
    ['Italian', 'Il Sig. Weil vive a Roma. | Il dott. Brandt lavora lì. | Davvero?'],
    ['Polish', 'Jan mieszka przy ul. Długiej. | Naprawdę? | Tak.'],
    ['Russian', 'Вайль живёт в г. Москве. | Он родился в 1950 г. в Туле. | Правда?'],
    ['Greek', 'Ο Γιάννης ζει στην Αθήνα. | Είναι αλήθεια; | Ναι.'],
    ['Chinese', '张三住在北京。|他在大学工作！|是的。|“走吧。”'],
    ['Japanese', '田中さんは東京に住んでいる。|「行こう。」と言った。|本当？|はい！'],
    ['Korean', '김철수는 서울에 산다. | 정말인가요? | 네.'],
    ['Arabic', 'يعيش أحمد في القاهرة. | هل هذا صحيح؟ | نعم.'],
    ['Hebrew', 'דוד גר בירושלים. | האם זה נכון? | כן.'],
    ['Hindi', 'राम दिल्ली में रहता है। | क्या यह सच है? | हाँ।'],
  ])('%s', (_, marked) => {
    const wanted = marked.split('|').map((sentence) => sentence.trim());
    const text = marked.replaceAll(' | ', ' ').replaceAll('|', '');
    const block = { kind: 'paragraph' as const, start: 0, end: text.length };
    const sentences = segment({ format: 'txt', text, blocks: [block], pages: [], metadata: {} });
    expect(sentences.map(({ start, end }) => text.slice(start, end))).toEqual(wanted);
  });
});
