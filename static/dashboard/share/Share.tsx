import {useId, useState} from 'preact/hooks';
import {hrefOnly} from '../lib/address.js';
import {at} from '../lib/api.js';
import {useListed} from '../lib/listed.js';
import {isAdmin} from '../lib/session.js';
import {languageName, t} from '../lib/words.js';
import type {ViewProps} from '../survey/SurveyView.js';
import {Copyable} from '../ui/Copyable.js';
import {Notice} from '../ui/Notice.js';
import {InMail} from './InMail.js';
import {OnPage} from './OnPage.js';
import {QrCode} from './QrCode.js';
import {ShowScore} from './ShowScore.js';
import {hosted, languagesOf, type Origin} from './snippets.js';

const Address = ({title, text, address}: {title: string; text: string; address: string}) => {
  const id = useId();
  return (
    <section class="card" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <p>{text}</p>
      <Copyable label={title} text={address} />
      <p>
        <a href={address} target="_blank" rel="noopener">
          {t('share_open')}
        </a>
      </p>
    </section>
  );
};

/** How a survey gets to people, and its score onto a wall. */
export const Share = ({survey}: ViewProps) => {
  const listed = useListed().data?.surveys.find((each) => each.survey === survey.survey);
  const [typed, setTyped] = useState('');
  const [lang, setLang] = useState('');
  const touchpoint = typed.trim();
  const origin: Origin = {touchpoint, lang};
  const id = useId();
  const edge = at('');
  const available = listed?.available ?? survey.status;
  const published = survey.publish_scores ?? listed?.publish_scores ?? false;
  return (
    <>
      {available !== 'live' && (
        <Notice title={t(`share_${available}`)}>
          <p>{t('share_nobody')}</p>
        </Notice>
      )}
      <form class="card share-origin" aria-labelledby={id} onSubmit={(event) => event.preventDefault()}>
        <h2 id={id}>{t('share_origin')}</h2>
        <p class="muted">{t('share_origin_text')}</p>
        <div class="fields">
          <label>
            {t('share_touchpoint')}
            <input
              value={typed}
              maxLength={64}
              list={`${id}-touchpoints`}
              autocomplete="off"
              onInput={({currentTarget}) => setTyped(currentTarget.value)}
            />
          </label>
          <datalist id={`${id}-touchpoints`}>{survey.analysis?.touchpoints?.map((each) => <option key={each} value={each} />)}</datalist>
          <label>
            {t('share_language')}
            <select value={lang} onChange={({currentTarget}) => setLang(currentTarget.value)}>
              <option value="">{t('share_language_own')}</option>
              {languagesOf(survey).map((each) => (
                <option key={each} value={each}>
                  {languageName(each)}
                </option>
              ))}
            </select>
          </label>
        </div>
      </form>
      <div class="grid share">
        <OnPage survey={survey} origin={origin} />
        <Address title={t('share_link')} text={t('share_link_text')} address={hosted(edge, survey.survey, {channel: 'link', touchpoint, lang})} />
        <Address title={t('share_kiosk')} text={t('share_kiosk_text')} address={hosted(edge, survey.survey, {mode: 'kiosk', touchpoint, lang})} />
        <QrCode survey={survey.survey} origin={origin} />
        <Address
          title={t('share_wall')}
          text={t(published ? 'share_wall_public' : 'share_wall_private')}
          address={new URL(hrefOnly({survey: survey.survey, wall: ''}), location.href).href}
        />
        {isAdmin.value && <InMail survey={survey} origin={origin} />}
        <ShowScore survey={survey} published={published} />
      </div>
    </>
  );
};
