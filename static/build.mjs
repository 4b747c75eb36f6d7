import {createHash} from 'node:crypto';
import {mkdir, readFile, readdir, writeFile} from 'node:fs/promises';
import {dirname, extname} from 'node:path';
import {brotliCompressSync, constants, gzipSync} from 'node:zlib';
import {build, transform} from 'esbuild';
import {minify} from 'terser';
import {buildDashboard} from './dashboard/build.mjs';

/** The system strings that the widget uses. The others are the pages'. */
const WIDGET_STRINGS = [
  'announce', 'back', 'ces_high', 'ces_low', 'close', 'csat_high', 'csat_low', 'drivers_high', 'drivers_low',
  'emoji_1', 'emoji_2', 'emoji_3', 'emoji_4', 'emoji_5', 'error_required', 'next', 'nps_high', 'nps_low', 'opens_new',
  'optional', 'other', 'other_label', 'point', 'progress', 'send', 'tab', 'thanks_text', 'thanks_title', 'thumbs_0', 'thumbs_1',
];

/** The service's own words by language. Every language has the same ones. */
const readStrings = async () => {
  const files = (await readdir('strings')).filter((file) => file.endsWith('.json')).sort();
  const all = new Map();
  for (const file of files) all.set(file.slice(0, -'.json'.length), JSON.parse(await readFile(`strings/${file}`, 'utf8')));
  const known = Object.keys(all.get('en'));
  for (const [lang, strings] of all) {
    const missing = known.filter((key) => !strings[key]?.trim());
    const unknown = Object.keys(strings).filter((key) => !known.includes(key));
    if (missing.length || unknown.length) throw new Error(`strings/${lang}.json lacks [${missing}] and should not have [${unknown}]`);
  }
  return all;
};
await mkdir('dist', {recursive: true});
const strings = await readStrings();

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

/** Leaves out of the English strings what the widget does not use. */
const widgetStrings = {
  name: 'widget-strings',
  setup({onLoad}) {
    onLoad({filter: /strings\/en\.json$/}, () => {
      const picked = Object.fromEntries(WIDGET_STRINGS.map((key) => [key, strings.get('en')[key]]));
      return {contents: JSON.stringify(picked), loader: 'json'};
    });
  },
};

// The component serves `(function(SURVEY){` + this + `})(` + survey + `);`
const widgetBuild = {
  entryPoints: ['widget/index.ts'],
  bundle: true,
  write: false,
  format: 'iife',
  // Firefox 101 and Safari 16.4, the first with constructable sheets.
  target: 'es2022',
  charset: 'utf8',
  plugins: [sheetAsText, widgetStrings],
};
const widget = await build(widgetBuild);
// Unlike esbuild it puts a function that is called once in the place of its call.
const minified = await minify(widget.outputFiles[0].text, {
  ecma: 2020,
  compress: {passes: 3, unsafe_arrows: true, pure_getters: true, keep_fargs: false},
});

// What each folder of the widget, its style sheets and its words take, for the benchmark.
const {metafile} = await build({...widgetBuild, minify: true, metafile: true});
const parts = {};
for (const {inputs} of Object.values(metafile.outputs)) {
  for (const [file, {bytesInOutput}] of Object.entries(inputs)) {
    const part = {'.css': 'style sheets', '.json': 'words'}[extname(file)] ?? dirname(file);
    parts[part] = (parts[part] ?? 0) + bytesInOutput;
  }
}
await writeFile('dist/widget-parts.json', JSON.stringify(parts));

// What shows a score in a page's text.
await build({entryPoints: ['widget/score.ts'], outfile: 'dist/score.js', bundle: true, minify: true, format: 'iife', target: 'es2020'});

// All that comes before the survey is compressed here, and the stream left open: the component appends the survey as it is.
const opening = Buffer.from(`(function(SURVEY){${minified.code}})(`);
const params = {
  [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
  [constants.BROTLI_PARAM_SIZE_HINT]: opening.length,
  // Measured: half a per cent less than the default.
  [constants.BROTLI_PARAM_NPOSTFIX]: 2,
};
await writeFile('dist/widget.js', opening);
await writeFile('dist/widget.js.br', brotliCompressSync(opening, {params, finishFlush: constants.BROTLI_OPERATION_FLUSH}));

// The pages have these in themselves; their hashes are in the pages' policy.
const inline = async (file) => {
  const text = await readFile(`dist/${file}`);
  await writeFile(`dist/${file}.sha256`, createHash('sha256').update(text).digest('base64'));
};
for (const sheet of ['pages.css', 'dark.css']) {
  await build({entryPoints: [`pages/${sheet}`], outfile: `dist/${sheet}`, bundle: true, minify: true});
  await inline(sheet);
}
for (const page of ['phone', 'kiosk']) {
  await build({entryPoints: [`pages/${page}.ts`], outfile: `dist/${page}.js`, bundle: true, minify: true, format: 'iife', target: 'es2020', charset: 'utf8'});
  await inline(`${page}.js`);
}

await buildDashboard();

// The component looks languages up by the beginning of a line, and parses that line only. The script gets the widget's
// strings in the survey's languages other than English, which is bundled.
const lines = [...strings].map(([lang, words]) => `${lang}\t${JSON.stringify(words)}\n`);
await writeFile('dist/strings.ndjson', lines.join(''));
await writeFile('dist/widget-strings.json', JSON.stringify(WIDGET_STRINGS));

// The component carries its description; white space is for those who read it here.
const description = JSON.parse(await readFile('openapi.json', 'utf8'));
await writeFile('dist/openapi.json', JSON.stringify(description));

for (const file of ['dist/widget.js', 'dist/pages.css']) {
  const bytes = await readFile(file);
  const brotli = brotliCompressSync(bytes, {params: {[constants.BROTLI_PARAM_SIZE_HINT]: bytes.length}});
  console.log(`${file}: ${bytes.length} bytes, gzip ${gzipSync(bytes, {level: 9}).length}, brotli ${brotli.length}`);
}
