import {obey} from './commands.js';
import {claim} from './lib/claim.js';
import {el} from './lib/el.js';
import {whenChanged} from './lib/whenChanged.js';
import {whenIdle} from './lib/whenIdle.js';
import {whenLeaving} from './lib/whenLeaving.js';
import {whenNavigating} from './lib/whenNavigating.js';
import {resend} from './outbox.js';
import {container, edge, name, script, survey} from './page.js';
import {askable} from './questions/index.js';
import {arrange, turnPage, visit} from './schedule.js';
import {leave} from './session.js';
import {settings} from './settings.js';

/** Has the script of the scores take the place of this one. */
const showScore = () => {
  const {question, lang} = settings;
  Object.assign(script.dataset, {glasScore: '', question, lang});
  // It looks for tags once each time that it runs, and a module runs once for each address.
  import(`${edge}/s/${name}/score.js#${Math.random()}`);
};

const showSurvey = () => {
  if (settings.placement === 'inline' && !container() && document.body.contains(script)) {
    script.after(el('glas-survey' as 'div', {survey: name}));
  }
  if (!claim(name)) return;
  resend();
  addEventListener('online', resend);
  if ((survey.status !== 'live' && !settings.preview) || !survey.questions.some(askable)) return;
  whenLeaving(leave);
  obey();
  visit();
  whenChanged(arrange);
  whenNavigating(turnPage);
};

whenIdle(settings.glas_score ? showScore : showSurvey);
