import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {useDashboard} from '../lib/dashboard.mjs';
import {startSite} from '../lib/site.mjs';
import {widgetOn} from '../lib/widget.mjs';

const stage = useDashboard();
let site;
before(async () => {
  site = await startSite();
});
after(() => site?.stop());

/** What somebody does who sees it for the first time, and by what the page itself says. */
test('who has never seen it learns the score, whether it moved, why, what people say, and puts a survey on a page', async () => {
  const page = await stage.open('', {token: null, options: {permissions: ['clipboard-read', 'clipboard-write']}});
  await page.getByLabel('Access token').fill(stage.edge.adminToken);
  await page.getByRole('button', {name: 'Sign in'}).click();

  // The score, and whether it moved.
  await page.getByRole('link', {name: 'Shop', exact: true}).click();
  const today = new Date(Date.now() + 3_600_000);
  const day = (offset) => new Date(today.getTime() + offset * 86_400_000).toISOString().slice(0, 10);
  const asked = `from=${day(-27)}&to=${day(1)}&compare=previous`;
  const {scores, changes} = await stage.api(`v1/surveys/shop/scores?${asked}`);
  const main = page.getByRole('main');
  await main.getByText('Net Promoter Score').first().waitFor();
  await main.getByText(String(Math.round(scores[0].value)), {exact: true}).first().waitFor();
  const nps = changes[0].scores.find(({question}) => question === 'recommend');
  await main.getByText(nps.significant ? /more than chance/i : /may well be chance/i).first().waitFor();

  // Why: the strongest driver that does worst.
  await page.getByRole('link', {name: 'Why', exact: true}).click();
  await main.getByText('“Delivery” is the strongest driver of the likelihood to recommend').waitFor();

  // What people say about it.
  await main.getByRole('link', {name: /say about .*Delivery/}).first().click();
  const texts = main.locator('.comment-text');
  await texts.first().waitFor();
  const {responses} = await stage.api(`v1/surveys/shop/responses?format=json&comments=1&order=newest&limit=1&topic=delivery`);
  assert.ok(responses[0].comments.why.topics.some(({topic}) => topic === 'delivery'));
  await texts.filter({hasText: responses[0].answers.why}).first().waitFor();

  // The survey on a page.
  await page.getByRole('link', {name: 'Share', exact: true}).click();
  // What people say can be copied, too.
  await texts.first().waitFor({state: 'detached'});
  await page.getByRole('button', {name: /copy/i}).first().click();
  const line = await (await page.waitForFunction(() => navigator.clipboard.readText())).jsonValue();
  assert.match(line, /^<script async src="http:\/\/[^"]+\/s\/shop\.js"><\/script>$/);
  const before = (await stage.api('v1/surveys/shop/scores')).responses;
  const shop = await page.context().newPage();
  await shop.goto(site.embed(/src="([^"]+)"/.exec(line)[1]));
  await widgetOn(shop).point(9).click();
  // Who leaves in the middle has answered that much.
  await shop.goto('about:blank');
  for (const deadline = Date.now() + 15_000; (await stage.api('v1/surveys/shop/scores')).responses === before; ) {
    assert.ok(Date.now() < deadline, 'the answer did not count');
    await new Promise((done) => setTimeout(done, 200));
  }
});
