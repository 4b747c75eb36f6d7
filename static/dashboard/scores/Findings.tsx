import {href} from '../lib/address.js';
import type {Polled} from '../lib/polled.js';
import {t} from '../lib/words.js';
import {Link} from '../ui/Link.js';
import {Loaded} from '../ui/Loaded.js';
import type {Found} from './found.js';

const MOST = 3;

/** What matters most, in sentences. */
export const Findings = ({found, refused}: {found: Polled<Found>; refused: 'days' | null}) => (
  <section class="card findings" aria-labelledby="findings">
    <h3 id="findings">{t('scores_findings')}</h3>
    {refused !== null ? (
      <p class="muted">{t(`filters_refused_${refused}`)}</p>
    ) : (
      <Loaded from={found}>
        {({insights = []}) =>
          insights.length === 0 ? (
            <p class="muted">{t('scores_findings_none')}</p>
          ) : (
            <ol>
              {insights.slice(0, MOST).map(({sentence}) => (
                <li key={sentence}>{sentence}</li>
              ))}
            </ol>
          )
        }
      </Loaded>
    )}
    <p class="actions">
      <Link class="button" to={href({view: 'insights'})}>
        {t('scores_why')}
      </Link>
    </p>
  </section>
);
