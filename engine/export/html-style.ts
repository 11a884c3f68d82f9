/** Light and dark as the reader's system has it; black on white when printed, no fact torn in two by a page's end. */
export const HTML_STYLE = `
:root{color-scheme:light dark;--ink:#1c1e21;--soft:#5b626b;--line:#d9dde2;--page:#fff;--subject:#cfe3f7;--object:#f9e2c2}
@media (prefers-color-scheme:dark){:root{--ink:#e6e8eb;--soft:#9aa3ad;--line:#333940;--page:#15181c;--subject:#1d4468;--object:#5b4216}}
*{box-sizing:border-box}body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
main{max-width:46rem;margin:0 auto;padding:2rem 1.25rem 4rem}h1{font-size:1.75rem;line-height:1.2;margin:0 0 .5rem}
h2{font-size:1.25rem;margin:2.25rem 0 .5rem;padding-bottom:.25rem;border-bottom:1px solid var(--line)}
h3{font-size:1rem;margin:1rem 0 .25rem;font-weight:600}h3 em{font-style:normal;font-weight:400}
small{color:var(--soft);font-weight:400;font-size:.8125rem;margin-left:.35em}.lead{color:var(--soft)}
ul{list-style:none;margin:0;padding:0 0 0 .9rem;border-left:2px solid var(--line)}li{margin:.4rem 0;overflow-wrap:anywhere}
q{font-family:Georgia,'Times New Roman',serif;quotes:none;white-space:pre-wrap}cite{font-style:normal;color:var(--soft);font-size:.8125rem}
mark{color:inherit;padding:.05em .1em;border-radius:3px}.subject{background:var(--subject);border-bottom:2px solid currentColor}
.object{background:var(--object);border-bottom:2px dotted currentColor}.subject.object{outline:1px solid currentColor}.more{color:var(--soft)}
@media print{:root{--ink:#000;--soft:#444;--line:#999;--page:#fff;--subject:#e8f0f8;--object:#f8eede}body{font-size:10.5pt}main{max-width:none;padding:0}article{break-inside:avoid}h2{break-after:avoid}mark{print-color-adjust:exact}}
`;
