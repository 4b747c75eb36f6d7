import {useId} from 'preact/hooks';
import {href} from '../lib/address.js';
import {at} from '../lib/api.js';
import {isAdmin} from '../lib/session.js';
import type {Survey} from '../lib/types.js';
import {t} from '../lib/words.js';
import {Copyable} from '../ui/Copyable.js';
import {Link} from '../ui/Link.js';
import {Notice} from '../ui/Notice.js';
import {badge, liveScore} from './snippets.js';

/** The score on pages of one's own, for all to see. */
export const ShowScore = ({survey, published}: {survey: Survey; published: boolean}) => {
  const id = useId();
  const edge = at('');
  return (
    <section class="card wide" aria-labelledby={id}>
      <h2 id={id}>{t('share_score')}</h2>
      {published ? (
        <div class="mail-ways">
          <div>
            <h3>{t('share_badge')}</h3>
            <p class="muted">{t('share_badge_text')}</p>
            <p>
              <img src={at(`s/${survey.survey}/badge.svg`)} height="28" alt={t('share_badge_alt')} />
            </p>
            <Copyable label={t('share_badge')} text={badge(edge, survey.survey, t('share_badge_alt'))} />
          </div>
          <div>
            <h3>{t('share_live')}</h3>
            <p class="muted">{t('share_live_text')}</p>
            <Copyable label={t('share_live')} text={liveScore(edge, survey.survey)} />
            <h3>{t('share_rating')}</h3>
            <p class="muted">{t('share_rating_text')}</p>
            <Copyable label={t('share_rating')} text={`${edge}s/${survey.survey}/rating.json`} />
          </div>
        </div>
      ) : (
        <Notice
          title={t('share_unpublished')}
          actions={
            isAdmin.value && (
              <Link class="button" to={href({view: 'edit'})}>
                {t('share_publish')}
              </Link>
            )
          }
        >
          <p>{t(isAdmin.value ? 'share_unpublished_admin' : 'share_unpublished_reader')}</p>
        </Notice>
      )}
    </section>
  );
};
