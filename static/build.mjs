import {createHash} from 'node:crypto';
import {readFile, writeFile} from 'node:fs/promises';
import {brotliCompressSync, constants, gzipSync} from 'node:zlib';
import {build, transform} from 'esbuild';

/** The system strings that the widget uses. The others are the hosted page's. */
const WIDGET_STRINGS = [
  'announce', 'back', 'close', 'next', 'nps_high', 'nps_low', 'optional',
  'point', 'send', 'thanks_text', 'thanks_title',
];

/** Imports the widget's style sheet as minified text, for a constructable sheet. */
const sheetAsText = {
  name: 'sheet-as-text',
  setup({onLoad}) {
    onLoad({filter: /\.css$/}, async ({path}) => {
      const css = await transform(await readFile(path, 'utf8'), {loader: 'css', minify: true});
      return {contents: css.code.trim(), loader: 'text'};
    });
  },
};

/** Leaves out of `strings.json` what the widget does not use, and holds every language to the same keys. */
const widgetStrings = {
  name: 'widget-strings',
  setup({onLoad}) {
    onLoad({filter: /strings\.json$/}, async ({path}) => {
      const all = JSON.parse(await readFile(path, 'utf8'));
      const keys = Object.keys(all.en).sort().join();
      const odd = Object.keys(all).filter((lang) => Object.keys(all[lang]).sort().join() !== keys);
      if (odd.length) return {errors: [{text: `strings.json: ${odd} and en differ in their keys`}]};
      const pick = (strings) => Object.fromEntries(WIDGET_STRINGS.map((key) => [key, strings[key]]));
      const picked = Object.fromEntries(Object.entries(all).map(([lang, strings]) => [lang, pick(strings)]));
      return {contents: JSON.stringify(picked), loader: 'json'};
    });
  },
};

// The component serves `(function(SURVEY){` + widget.js + `})(` + survey + `);`
await build({
  entryPoints: ['widget/index.ts'],
  outfile: 'dist/widget.js',
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2020',
  charset: 'utf8',
  plugins: [sheetAsText, widgetStrings],
});

// The hosted page inlines this file; its hash is in that page's policy.
await build({entryPoints: ['pages/page.css'], outfile: 'dist/page.css', minify: true});
const sheet = await readFile('dist/page.css');
await writeFile('dist/page.css.sha256', createHash('sha256').update(sheet).digest('base64'));

// The component carries its description; white space is for those who read it here.
const description = JSON.parse(await readFile('openapi.json', 'utf8'));
await writeFile('dist/openapi.json', JSON.stringify(description));

for (const file of ['dist/widget.js', 'dist/page.css']) {
  const bytes = await readFile(file);
  const brotli = brotliCompressSync(bytes, {params: {[constants.BROTLI_PARAM_SIZE_HINT]: bytes.length}});
  console.log(`${file}: ${bytes.length} bytes, gzip ${gzipSync(bytes, {level: 9}).length}, brotli ${brotli.length}`);
}
