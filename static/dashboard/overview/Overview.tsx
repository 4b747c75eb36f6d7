import {hrefOnly} from '../lib/address.js';
import type {Polled} from '../lib/polled.js';
import type {Surveys} from '../lib/types.js';
import {t} from '../lib/words.js';
import {Link} from '../ui/Link.js';
import {Loaded} from '../ui/Loaded.js';

/** All surveys, the ones that need attention first. */
export const Overview = ({listed}: {listed: Polled<Surveys>}) => (
  <>
    <h1>{t('surveys')}</h1>
    <Loaded from={listed}>
      {({surveys}) => (
        <ul>
          {surveys.map(({survey, name}) => (
            <li key={survey}>
              <Link to={hrefOnly({survey})}>{name}</Link>
            </li>
          ))}
        </ul>
      )}
    </Loaded>
  </>
);
