import {spawn} from 'node:child_process';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const ADMIN_TOKEN = 'browser-tests';
const READER_TOKEN = 'browser-tests-reader';
const SIGNING_KEY = 'a key that signs the form tokens of the browser tests';
const START_MS = 120_000;

/** Runs the built component on the host, with the demo survey and the demo shop. */
export const startEdge = async () => {
  const stateDir = await mkdtemp(join(tmpdir(), 'glas-browser-'));
  const host = process.env.GLAS_HOST ?? join(root, 'target/debug/glas-host');
  const flags = {
    manifest: 'spin.toml',
    // Any that is free: one that is looked for first may be taken by the time that it is listened on.
    listen: '127.0.0.1:0',
    'state-dir': stateDir,
    store: 'memory',
    shop: 'static/shop',
    'shop-listen': '127.0.0.1:0',
    seed: 'static/demo.json',
  };
  const args = Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, value]);
  const output = [];
  const child = spawn(host, ['up', ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      SPIN_VARIABLE_ADMIN_TOKEN: ADMIN_TOKEN,
      SPIN_VARIABLE_READER_TOKEN: READER_TOKEN,
      SPIN_VARIABLE_SIGNING_KEY: SIGNING_KEY,
      SPIN_VARIABLE_FRESHNESS: '1',
      SPIN_VARIABLE_SUBMISSIONS_PER_MINUTE: '0',
    },
  });
  child.stdout.on('data', (chunk) => output.push(chunk));
  child.stderr.on('data', (chunk) => output.push(chunk));
  const exited = new Promise((done) => child.once('exit', done).once('error', done));

  const stop = async () => {
    child.kill();
    await Promise.race([exited, sleep(5000).then(() => child.kill('SIGKILL'))]);
    await rm(stateDir, {recursive: true, force: true});
  };

  // It says where it listens once all is there, the demo survey and the shop too.
  const said = (what) => new RegExp(`^ +${what} +(http://[\\d.:]+)/`, 'm').exec(Buffer.concat(output))?.[1];
  const deadline = Date.now() + START_MS;
  while (!said('dashboard') || !said('demo shop')) {
    if (child.exitCode !== null || child.pid === undefined || Date.now() > deadline) {
      await stop();
      throw new Error(`the host did not start: ${Buffer.concat(output)}`);
    }
    await sleep(100);
  }
  return {url: said('dashboard'), shop: said('demo shop'), adminToken: ADMIN_TOKEN, readerToken: READER_TOKEN, stop};
};
