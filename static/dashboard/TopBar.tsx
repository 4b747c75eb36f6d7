import {href, hrefOnly, visit} from './lib/address.js';
import {signOut} from './lib/session.js';
import type {Surveys} from './lib/types.js';
import {t} from './lib/words.js';
import {Languages} from './Languages.js';
import {Link} from './ui/Link.js';

/** Where one is, and the way out. */
export const TopBar = ({listed, survey}: {listed: Surveys | undefined; survey: string}) => (
  <header class="top">
    <Link to={hrefOnly({})} class="brand">
      Glas
    </Link>
    {survey && listed && (
      <label class="switcher">
        <span class="unseen">{t('survey')}</span>
        <select value={survey} onChange={({currentTarget}) => visit(hrefOnly({survey: currentTarget.value, view: new URLSearchParams(href({})).get('view')}))}>
          {listed.surveys.every((each) => each.survey !== survey) && <option value={survey}>{survey}</option>}
          {listed.surveys.map((each) => (
            <option key={each.survey} value={each.survey}>
              {each.name}
            </option>
          ))}
        </select>
      </label>
    )}
    <span class="space" />
    <Languages />
    <button type="button" class="quiet" onClick={() => void (visit(hrefOnly({})) && signOut())}>
      {t('sign_out')}
    </button>
  </header>
);
