import assert from 'node:assert/strict';
import {readFile} from 'node:fs/promises';
import {test} from 'node:test';
import {assertAccessible} from '../lib/axe.mjs';
import {useDashboard} from '../lib/dashboard.mjs';
import {startSite} from '../lib/site.mjs';
import {defineSurvey} from '../lib/surveys.mjs';

const stage = useDashboard();

const permissions = ['clipboard-read', 'clipboard-write'];
const open = (survey, rest = {}) => stage.open(`?survey=${survey}&view=share`, {...rest, options: {permissions, ...rest.options}});
const section = (page, name) => page.getByRole('region', {name, exact: true});

/** Presses a copy button, and reads what it left. */
const copied = async (place) => {
  await place.getByRole('button', {name: 'Copy'}).first().click();
  await place.getByText('Copied', {exact: true}).first().waitFor();
  return place.page().evaluate(() => navigator.clipboard.readText());
};

const submit = async (survey, answers) => {
  const response = await fetch(`${stage.edge.url}/v1/surveys/${survey}/responses`, {
    method: 'POST',
    headers: {'content-type': 'application/json'},
    body: JSON.stringify({answers}),
  });
  assert.equal(response.status, 201);
};

test('each button copies what stands beside it', async () => {
  const page = await open('shop');
  const {url} = stage.edge;
  const website = section(page, 'On your website');
  assert.equal(await copied(website), `<script async src="${url}/s/shop.js"></script>`);
  await website.getByRole('radio', {name: 'In the page'}).check();
  assert.equal(await copied(website), `<glas-survey survey="shop"></glas-survey>\n<script async src="${url}/s/shop.js" data-placement="inline"></script>`);
  await website.getByRole('radio', {name: 'A tab at the edge'}).check();
  assert.equal(await copied(website), `<script async src="${url}/s/shop.js" data-placement="tab"></script>`);
  assert.equal(await copied(section(page, 'As a link')), `${url}/s/shop?channel=link`);
  assert.equal(await copied(section(page, 'On a tablet in the shop')), `${url}/s/shop?mode=kiosk`);
  assert.equal(await copied(section(page, 'On a wall screen')), `${url}/dashboard?survey=shop&wall`);
  assert.equal(await copied(section(page, 'Show the score')), `<img src="${url}/s/shop/badge.svg" alt="Our score">`);

  await page.getByLabel('Touchpoint, such as checkout').fill('Fish & "chips"');
  await page.getByLabel('Language of the survey').selectOption('sl');
  await website.getByRole('radio', {name: 'In the corner'}).check();
  assert.equal(await copied(website), `<script async src="${url}/s/shop.js" data-touchpoint="Fish &amp; &quot;chips&quot;" data-lang="sl"></script>`);
  const link = await copied(section(page, 'As a link'));
  assert.deepEqual(Object.fromEntries(new URL(link).searchParams), {channel: 'link', touchpoint: 'Fish & "chips"', lang: 'sl'});
  assert.deepEqual(page.faults, []);
});

test('what was copied works on a page', async (t) => {
  const site = await startSite();
  t.after(site.stop);
  const page = await open('shop');
  const website = section(page, 'On your website');
  for (const placement of ['In the corner', 'In the page', 'A tab at the edge', 'On a click']) {
    await website.getByRole('radio', {name: placement}).check();
    const markup = await copied(website);
    // A visitor who has seen no survey yet.
    const other = await (await stage.browser.newContext({reducedMotion: 'reduce'})).newPage();
    await other.goto(site.embed(null, {body: markup}));
    if (placement === 'A tab at the edge' || placement === 'On a click') await other.getByRole('button', {name: 'Feedback'}).click();
    // It is announced, too, a moment later.
    await other.getByRole('heading', {name: 'How likely are you to recommend us to a friend?'}).waitFor();
    await other.context().close();
  }
});

test('without a clipboard the text is selected', async () => {
  const page = await open('shop', {prepare: (page) => page.addInitScript(() => Object.defineProperty(navigator, 'clipboard', {value: undefined}))});
  const website = section(page, 'On your website');
  await website.getByRole('button', {name: 'Copy'}).click();
  await website.getByText('Selected: press Ctrl+C or ⌘C.').waitFor();
  assert.equal(await page.evaluate(() => String(getSelection())), `<script async src="${stage.edge.url}/s/shop.js"></script>`);
});

test('the QR code is downloaded as SVG and PNG, with what goes with the answer', async () => {
  const page = await open('shop');
  await page.getByLabel('Touchpoint, such as checkout').fill('table 7');
  const qr = section(page, 'As a QR code');
  await page.waitForFunction(() => document.querySelector('.qr').complete && document.querySelector('.qr').naturalWidth > 0);
  const take = async (as) => {
    const [download] = await Promise.all([page.waitForEvent('download'), qr.getByRole('button', {name: `Download as ${as}`}).click()]);
    assert.equal(download.suggestedFilename(), `qr-shop-table 7.${as.toLowerCase()}`);
    return readFile(await download.path());
  };
  const svg = String(await take('SVG'));
  assert.ok(svg.includes('touchpoint=table+7'), svg.slice(0, 300));
  const png = await take('PNG');
  assert.deepEqual([...png.subarray(0, 4)], [0x89, 0x50, 0x4e, 0x47]);
  assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [1024, 1024]);
  // Drawn at another size, both are the same picture but for the edges of modules.
  const differing = await page.evaluate(async ({svg, png}) => {
    const side = Number(/viewBox="0 0 (\d+)/.exec(svg)[1]);
    const modules = async (blob, inset) => {
      const bitmap = new Image();
      bitmap.src = URL.createObjectURL(blob);
      await bitmap.decode();
      const canvas = new OffscreenCanvas(1024, 1024);
      const context = canvas.getContext('2d');
      context.drawImage(bitmap, 0, 0, 1024, 1024);
      const size = (1024 - 2 * inset) / side;
      return Array.from({length: side * side}, (_, index) => {
        const [x, y] = [index % side, Math.floor(index / side)];
        return context.getImageData(inset + (x + 0.5) * size, inset + (y + 0.5) * size, 1, 1).data[0] < 128;
      });
    };
    const inset = Math.floor((1024 - Math.floor(1024 / side) * side) / 2);
    const drawn = await modules(new Blob([Uint8Array.from(atob(png), (c) => c.charCodeAt(0))], {type: 'image/png'}), inset);
    const meant = await modules(new Blob([svg], {type: 'image/svg+xml'}), 0);
    return {dark: meant.filter(Boolean).length, differing: meant.filter((dark, index) => dark !== drawn[index]).length};
  }, {svg, png: png.toString('base64')});
  assert.ok(differing.dark > 200);
  assert.equal(differing.differing, 0);
});

test('a code that cannot be drawn says why', async () => {
  const page = await open('shop', {prepare: (page) => page.route('**/qr.svg*', (route) => route.fulfill({status: 400, json: {code: 'invalid_parameter', detail: 'touchpoint is too long'}}))});
  await section(page, 'As a QR code').getByText('A shorter touchpoint may help.').waitFor();
});

test('an e-mail gets a link for one, and a table of recipients gets a link for each', async () => {
  const page = await open('shop');
  const mail = section(page, 'In e-mails');
  await page.getByLabel('Touchpoint, such as checkout').fill('after delivery');
  await mail.getByRole('button', {name: 'Make a link'}).click();
  await mail.getByText('It can be used until').waitFor();
  const texts = await mail.locator('.copyable code').allInnerTexts();
  const link = texts.find((text) => text.includes('/s/shop?invitation='));
  const sealed = new URL(link).searchParams.get('invitation').split('.')[0];
  assert.equal(JSON.parse(Buffer.from(sealed, 'base64url')).t, 'after delivery');
  assert.ok(texts.some((text) => text.startsWith('<table') && text.includes('a.recommend=10')));

  const upload = (text) => mail.getByLabel('CSV file').setInputFiles({name: 'customers.csv', mimeType: 'text/csv', buffer: Buffer.from(text)});
  await upload('email,plan\na@example.com,pro\nb@example.com,gold\n');
  await mail.getByRole('button', {name: 'Add the links'}).click();
  await mail.getByRole('alert').getByText('line 3').waitFor();
  await upload('email,plan\na@example.com,pro\nb@example.com,free\n');
  const [download] = await Promise.all([page.waitForEvent('download'), mail.getByRole('button', {name: 'Add the links'}).click()]);
  const rows = String(await readFile(await download.path())).trim().split(/\r?\n/);
  assert.equal(rows.length, 3);
  assert.ok(rows[0].startsWith('"email","plan","link","link_0"'), rows[0]);
  assert.ok(rows[2].startsWith('"b@example.com","free","http'), rows[2]);
  await mail.getByText('invitations-shop.csv is among your downloads.').waitFor();
});

test('a reader makes no links, and is told whom to ask for what is not published', async () => {
  const {id} = await defineSurvey(stage.edge, {name: 'Private', publish_scores: false});
  const reader = await open(id, {token: stage.edge.readerToken});
  await section(reader, 'On your website').waitFor();
  assert.equal(await reader.getByText('In e-mails').count(), 0);
  await section(reader, 'Show the score').getByText('Ask whoever has the admin token').waitFor();
  await section(reader, 'On a wall screen').getByText('The screen asks for a token once').waitFor();
  const admin = await open(id);
  await section(admin, 'Show the score').getByRole('link', {name: 'To the settings'}).click();
  await admin.waitForURL(/view=edit/);
  const published = await open('shop', {token: stage.edge.readerToken});
  await section(published, 'Show the score').getByRole('img', {name: 'Our score'}).waitFor();
});

test('a survey that nobody would see says so', async () => {
  const paused = await defineSurvey(stage.edge, {name: 'Paused', status: 'paused', origins: ['https://shop.example']});
  const page = await open(paused.id);
  await page.getByText('This survey is paused or not open yet.').waitFor();
  await page.getByText('Only these sites may send answers: https://shop.example.').waitFor();
  const closed = await defineSurvey(stage.edge, {name: 'Closed', status: 'closed'});
  const other = await open(closed.id, {token: stage.edge.readerToken});
  await other.getByText('This survey is closed or full.').waitFor();
  const live = await open('shop');
  await section(live, 'On your website').waitFor();
  assert.equal(await live.getByText('nobody sees the survey').count(), 0);
});

const wall = (survey, rest = {}) => stage.open(`?survey=${survey}&wall${rest.query ?? ''}`, {token: null, ...rest});

test('published scores are on a wall for everybody, live', async () => {
  const {id} = await defineSurvey(stage.edge, {name: 'On the wall'});
  const page = await wall(id);
  await page.getByText('No answers yet').waitFor();
  await submit(id, {recommend: 10});
  const value = page.locator('.wall-value');
  await page.waitForFunction(() => document.querySelector('.wall-value').innerText === '100', null, {timeout: 20_000});
  await page.locator('.wall-counts').getByText('1', {exact: true}).first().waitFor();
  await page.context().setOffline(true);
  await page.getByText('No connection.').waitFor();
  assert.equal(await value.innerText(), '100');
  await page.context().setOffline(false);
  await page.getByText('No connection.').waitFor({state: 'detached'});
});

test('a wall shows the numbers of the API', async () => {
  const page = await wall('shop', {query: '&period=91d&touchpoint=checkout'});
  await page.locator('.wall-value').waitFor();
  const today = Date.parse(new Date(Date.now() + 3_600_000).toISOString().slice(0, 10));
  const day = (offset) => new Date(today + offset * 86_400_000).toISOString().slice(0, 10);
  const read = (from, to) => stage.api(`v1/surveys/shop/scores?from=${from}&to=${to}&touchpoint=checkout`);
  const {responses, scores: [score]} = await read(day(-90), day(1));
  const shares = ([from, to]) => Object.entries(score.counts).reduce((sum, [rating, n]) => (rating >= from && rating <= to ? sum + n : sum), 0) / score.n;
  const whole = (value) => value.toLocaleString('en', {maximumFractionDigits: 0});
  assert.equal(await page.locator('.wall-value').innerText(), whole(score.value));
  await page.getByText(`95% interval: ${whole(score.low)} to ${whole(score.high)}`).waitFor();
  const percent = (share) => share.toLocaleString('en', {style: 'percent'});
  assert.deepEqual(await page.locator('.wall-groups dd').allInnerTexts(), [[9, 10], [7, 8], [0, 6]].map(shares).map(percent));
  await page.locator('.wall-counts').getByText(responses.toLocaleString('en'), {exact: true}).waitFor();
  await page.locator('.wall-trend canvas').waitFor();
  await page.getByText('checkout', {exact: false}).first().waitFor();
  assert.deepEqual(page.faults, []);
});

test('a wall shows the days of the survey, and goes on with the next at its midnight', async () => {
  const {id} = await defineSurvey(stage.edge, {name: 'Far east', analysis: {utc_offset: '+10:00'}});
  const asked = [];
  const page = await wall(id, {
    prepare: async (page) => {
      await page.clock.install({time: '2026-11-22T13:59:30Z'});
      page.on('request', (request) => request.url().includes('/scores?') && asked.push(new URL(request.url()).searchParams));
    },
  });
  await page.locator('.wall-value').waitFor();
  assert.deepEqual([asked[0].get('from'), asked[0].get('to')], ['2026-10-26', '2026-11-23']);
  for (let second = 0; second < 60; second += 5) {
    await page.clock.runFor(5000);
    await page.waitForTimeout(50);
  }
  const last = () => asked.filter((parameters) => parameters.has('compare')).at(-1);
  // The answers that it goes on from take their time, whatever its clock says.
  const deadline = Date.now() + 30_000;
  while (last().get('to') === '2026-11-23' && Date.now() < deadline) await page.waitForTimeout(100);
  assert.deepEqual([last().get('from'), last().get('to')], ['2026-10-27', '2026-11-24']);
});

test('scores that are not published ask for a token first', async () => {
  const {id} = await defineSurvey(stage.edge, {name: 'Private wall', publish_scores: false});
  await submit(id, {recommend: 10});
  const page = await wall(id);
  await page.getByText('The scores of this survey are not published.').waitFor();
  await page.getByLabel('Access token').fill(stage.edge.readerToken);
  await page.getByRole('button', {name: 'Sign in'}).click();
  await page.getByRole('heading', {name: 'Private wall'}).waitFor();
  await page.waitForFunction(() => document.querySelector('.wall-value').innerText === '100');
  assert.ok(!page.url().includes(stage.edge.readerToken));
});

test('comments are on the wall only for one who is signed in and asks for them', async () => {
  const {id} = await defineSurvey(stage.edge, {name: 'Comments'});
  const said = '<img src=x onerror="document.title=\'hurt\'"> slow';
  await submit(id, {recommend: 3, why: said});
  const asked = {query: '&comments'};
  const signedIn = await wall(id, {...asked, token: stage.edge.readerToken});
  await signedIn.getByText(said).waitFor();
  assert.equal(await signedIn.locator('.wall img').count(), 0);
  assert.ok(!(await signedIn.title()).includes('hurt'));
  for (const page of [await wall(id, asked), await wall(id, {token: stage.edge.readerToken})]) {
    await page.locator('.wall-value').waitFor();
    assert.equal(await page.getByText(said).count(), 0);
  }
});

for (const colorScheme of ['light', 'dark']) {
  test(`sharing and the wall are accessible and fit a phone in ${colorScheme}`, async () => {
    const page = await open('shop', {options: {colorScheme}});
    await section(page, 'Show the score').waitFor();
    await assertAccessible(page, `sharing in ${colorScheme}`);
    for (const size of [{width: 1920, height: 1080}, {width: 1080, height: 1920}, {width: 1280, height: 720}]) {
      const big = await wall('shop', {options: {colorScheme, viewport: size}, token: stage.edge.readerToken, query: '&comments'});
      await big.locator('.wall-trend canvas').waitFor();
      await big.locator('.wall-comments blockquote').first().waitFor();
      await assertAccessible(big, `the wall in ${colorScheme}`);
      const needed = await big.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]);
      assert.deepEqual(needed, [size.width, size.height], 'a wall does not scroll');
      await big.context().close();
    }
    for (const lang of ['sl', 'bg', 'be']) {
      const phone = await stage.open(`?survey=shop&view=share&lang=${lang}`, {options: {colorScheme, viewport: {width: 320, height: 640}}});
      await phone.locator('.qr').waitFor();
      assert.equal(await phone.evaluate(() => document.documentElement.scrollWidth), 320, `sideways scroll in ${lang}`);
      await phone.context().close();
    }
  });
}

test('on paper the scores are a report, black on white though the screen is dark', async () => {
  const page = await stage.open('?survey=shop&touchpoint=checkout', {options: {colorScheme: 'dark'}});
  await page.locator('.plot canvas').waitFor();
  // Whether anything in the picture has the colour of lines on a light ground.
  const drawnForPaper = () => {
    const canvas = document.querySelector('.plot canvas');
    const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    for (let at = 0; at < data.length; at += 4) if (data[at] === 0x35 && data[at + 1] === 0x52 && data[at + 2] === 0xd0 && data[at + 3] === 255) return true;
    return false;
  };
  assert.equal(await page.evaluate(drawnForPaper), false);
  await page.evaluate(() => {
    window.seen = [];
    const width = () => document.querySelector('.plot canvas').getBoundingClientRect().width;
    addEventListener('beforeprint', () => queueMicrotask(() => queueMicrotask(() => seen.push(width()))));
  });
  const pdf = String(await page.pdf({format: 'A4'}));
  assert.ok(pdf.length > 10_000);
  const [width] = await page.evaluate(() => window.seen);
  assert.ok(width < 720, `the chart is ${width} px wide when it is printed`);

  await page.emulateMedia({media: 'print'});
  await page.waitForFunction(() => getComputedStyle(document.querySelector('.top')).display === 'none');
  for (const gone of ['.tabs', '.filter-row', '.tools']) assert.equal(await page.locator(gone).first().isVisible(), false, gone);
  assert.ok(await page.getByRole('heading', {name: 'Shop', level: 1}).isVisible());
  const filters = await page.locator('.filters-text').innerText();
  assert.ok(filters.includes('checkout') && filters.includes(String(new Date().getFullYear())), filters);
  const colors = await page.evaluate(() => [getComputedStyle(document.querySelector('.figure')).color, getComputedStyle(document.body).backgroundColor]);
  assert.deepEqual(colors, ['rgb(0, 0, 0)', 'rgba(0, 0, 0, 0)']);
  // The page hears of its new look with the next frame.
  await page.waitForFunction(drawnForPaper);
  await page.emulateMedia({media: 'screen'});
  await page.locator('.top').waitFor();
});
