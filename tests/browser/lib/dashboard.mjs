import {execFile} from 'node:child_process';
import {setTimeout as sleep} from 'node:timers/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {after, afterEach, before, beforeEach} from 'node:test';
import {startBrowser} from './browser.mjs';
import {withinOneDay} from './days.mjs';
import {startEdge} from './edge.mjs';

export const FRESH_MS = 1500;
const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Loads a year of made-up answers, of which it is known what there is to find, as the survey `shop`. */
export const loadSample = async (edge, responses = 12_000) => {
  const program = process.env.GLAS_SAMPLE ?? join(root, 'target/debug/glas-sample');
  const env = {...process.env, SPIN_VARIABLE_ADMIN_TOKEN: edge.adminToken};
  await promisify(execFile)(program, ['load', '--url', edge.url, '--responses', String(responses)], {env});
  // For as long as scores may be fresh, what was counted between two parts of it may still be told.
  await sleep(FRESH_MS);
};

/** Asks the edge as an owner would. */
export const api = async (edge, path, {method = 'GET', body, token = edge.adminToken} = {}) => {
  const headers = {authorization: `Bearer ${token}`, ...(body === undefined ? {} : {'content-type': 'application/json'})};
  const response = await fetch(`${edge.url}/${path}`, {method, headers, ...(body === undefined ? {} : {body: JSON.stringify(body)})});
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  // Another instance may know the definition before for as long.
  if (method === 'PUT') await sleep(FRESH_MS);
  return text && response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text;
};

/** Sets up an edge with the sample, of so many responses, and a browser, for the tests of one file. */
export const useDashboard = ({sample = true, responses} = {}) => {
  const stage = {
    /** The dashboard at an address, signed in unless `token` is null, with what went wrong on it in `faults`. */
    async open(address = '', {token = stage.edge.adminToken, options, prepare} = {}) {
      const context = await stage.browser.newContext({reducedMotion: 'reduce', locale: 'en-GB', timezoneId: 'Europe/Ljubljana', ...options});
      if (token) await context.addInitScript((value) => sessionStorage.setItem('glas-token', value), token);
      const page = await context.newPage();
      page.setDefaultTimeout(30_000);
      page.faults = [];
      page.on('console', (message) => message.type() === 'error' && page.faults.push(message.text()));
      page.on('pageerror', (error) => page.faults.push(String(error)));
      await prepare?.(page);
      await page.goto(`${stage.edge.url}/dashboard${address}`);
      return page;
    },
    api: (path, asking) => api(stage.edge, path, asking),
  };
  before(async () => {
    stage.edge = await startEdge();
    if (sample) await loadSample(stage.edge, responses);
    stage.browser = await startBrowser();
  });
  beforeEach(withinOneDay);
  // A page that is left open goes on asking, and takes the time of those of the tests to come.
  afterEach(async () => {
    for (const context of stage.browser.contexts()) {
      await Promise.all(context.pages().map((page) => page.unrouteAll({behavior: 'ignoreErrors'})));
      await context.close();
    }
  });
  after(async () => {
    await stage.browser?.close();
    await stage.edge?.stop();
  });
  return stage;
};
