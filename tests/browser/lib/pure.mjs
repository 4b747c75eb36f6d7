import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';
import {build} from '../../../static/node_modules/esbuild/lib/main.js';

const source = fileURLToPath(new URL('../../../static/dashboard/', import.meta.url));

/** What a module of the dashboard exports, outside a browser: for those that only compute. */
export const importPure = async (module) => {
  const folder = await mkdtemp(join(tmpdir(), 'glas-pure-'));
  const outfile = join(folder, 'module.mjs');
  const words = {
    name: 'words',
    setup({onResolve, onLoad}) {
      onResolve({filter: /^words:/}, ({path}) => ({path, namespace: 'words'}));
      onLoad({filter: /.*/, namespace: 'words'}, () => ({contents: '{}', loader: 'json'}));
    },
  };
  // What modules beside it look at once when they are loaded.
  globalThis.location ??= {search: ''};
  globalThis.addEventListener ??= () => {};
  await build({entryPoints: [join(source, module)], outfile, bundle: true, format: 'esm', platform: 'neutral', mainFields: ['module', 'main'], plugins: [words]});
  try {
    return await import(pathToFileURL(outfile));
  } finally {
    await rm(folder, {recursive: true});
  }
};
