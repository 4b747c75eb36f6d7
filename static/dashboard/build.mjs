import {mkdir, readFile, readdir, rm, writeFile} from 'node:fs/promises';
import {brotliCompressSync, constants} from 'node:zlib';
import {build} from 'esbuild';

const LANGUAGES = ['en', 'sl', 'bg', 'be'];
const folder = 'dist/dashboard';

/** Whose words come with the first view. */
const FIRST = ['common.json', 'filters.json', 'overview.json'];

/** The words of the page in one language, a file a part of the page: those of the first view, and those of the others with the names of topics that the component has. */
const readWords = async (language) => {
  const words = {first: {}, views: {}};
  for (const part of (await readdir(`dashboard/strings/${language}`)).sort()) {
    Object.assign(words[FIRST.includes(part) ? 'first' : 'views'], JSON.parse(await readFile(`dashboard/strings/${language}/${part}`, 'utf8')));
  }
  const topics = JSON.parse(await readFile('../src/coding/topics.json', 'utf8'));
  for (const [topic, names] of Object.entries(topics)) words.views[`topic_${topic}`] = names[language];
  return words;
};

/** Every language says everything, with the same places. */
const compare = (language, words, english) => {
  const places = (text) => JSON.stringify([...new Set(JSON.stringify(text).match(/\{\w+\}/g) ?? [])].sort());
  const missing = Object.keys(english).filter((key) => !words[key]);
  const unknown = Object.keys(words).filter((key) => !english[key]);
  const wrong = Object.keys(english).filter((key) => words[key] && places(words[key]) !== places(english[key]));
  if (missing.length || unknown.length || wrong.length) {
    throw new Error(`dashboard/strings/${language} lacks [${missing}], should not have [${unknown}] and has other places in [${wrong}]`);
  }
};

/** Everything that files say by a name written out is in the words. */
const search = async (files, words) => {
  const unknown = new Set();
  for (const file of files) {
    const text = await readFile(file, 'utf8');
    for (const [, key] of text.matchAll(/\bt\(\s*'(\w+)'/g)) if (!words[key]) unknown.add(`${file}: ${key}`);
  }
  if (unknown.size) throw new Error(`no words for ${[...unknown].join(', ')}`);
};

const TYPES = {js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8', html: 'text/html; charset=utf-8'};

/** Bundles the marketers' page into dist/dashboard, and lists its files for the component in dist/dashboard.rs. */
export const buildDashboard = async () => {
  await rm(folder, {recursive: true, force: true});
  await mkdir(folder, {recursive: true});
  const all = Object.fromEntries(await Promise.all(LANGUAGES.map(async (language) => [language, await readWords(language)])));
  for (const language of LANGUAGES) for (const part of ['first', 'views']) compare(language, all[language][part], all.en[part]);

  const words = {
    name: 'words',
    setup({onResolve, onLoad}) {
      onResolve({filter: /^words:/}, ({path}) => ({path: path.slice('words:'.length), namespace: 'words'}));
      onLoad({filter: /.*/, namespace: 'words'}, ({path}) => {
        const [language, part] = path.split('/');
        return {contents: JSON.stringify(all[language][part]), loader: 'json'};
      });
    },
  };
  const {metafile} = await build({
    entryPoints: {main: 'dashboard/main.tsx', preview: 'dashboard/preview.ts'},
    outdir: folder,
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    minify: true,
    metafile: true,
    charset: 'utf8',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    plugins: [words],
  });

  const built = (entry) => Object.keys(metafile.outputs).find((file) => metafile.outputs[file].entryPoint === `dashboard/${entry}`);
  const name = (file) => file.slice(`${folder}/`.length);
  const main = built('main.tsx');
  // What the first view imports at once need not wait for the script that says so.
  const early = metafile.outputs[main].imports.filter(({kind}) => kind === 'import-statement').map(({path}) => name(path));
  const sources = (outputs) => outputs.flatMap((file) => Object.keys(metafile.outputs[file].inputs)).filter((file) => /^dashboard\/.*\.tsx?$/.test(file));
  await search(sources([main, ...early.map((file) => `${folder}/${file}`)]), all.en.first);
  await search(sources(Object.keys(metafile.outputs)), {...all.en.first, ...all.en.views});
  const page = async (file, entry, css) => {
    const html = await readFile(`dashboard/${file}`, 'utf8');
    const preloads = early.map((chunk) => `<link rel="modulepreload" href="dashboard/${chunk}">`).join('\n');
    await writeFile(
      `${folder}/${file}`,
      html.replace('MAIN.js', name(entry)).replace('MAIN.css', css ? name(css) : '').replace('<!--preloads-->', preloads),
    );
  };
  await page('index.html', main, metafile.outputs[main].cssBundle);
  const preview = built('preview.ts');
  await page('preview.html', preview, metafile.outputs[preview].cssBundle);

  const assets = [];
  const first = [];
  for (const file of (await readdir(folder)).sort()) {
    const bytes = await readFile(`${folder}/${file}`);
    const params = {[constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length};
    const brotli = brotliCompressSync(bytes, {params});
    await writeFile(`${folder}/${file}.br`, brotli);
    const include = (end) => `include_bytes!("dashboard/${file}${end}")`;
    const type = TYPES[file.split('.').at(-1)];
    assets.push(`Asset { name: "${file}", content_type: "${type}", bytes: ${include('')}, brotli: ${include('.br')} }`);
    if ([name(main), 'index.html', name(metafile.outputs[main].cssBundle), ...early].includes(file)) first.push(brotli.length);
  }
  await writeFile('dist/dashboard.rs', `[\n    ${assets.join(',\n    ')},\n]\n`);
  console.log(`dist/dashboard: ${assets.length} files, brotli ${first.reduce((sum, size) => sum + size, 0)} for the first view in English`);
};
