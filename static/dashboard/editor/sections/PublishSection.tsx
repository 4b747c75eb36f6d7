import {href} from '../../lib/address.js';
import {t} from '../../lib/words.js';
import {Link} from '../../ui/Link.js';
import {DeleteSurvey} from '../DeleteSurvey.js';
import {MomentField} from '../fields/MomentField.js';
import {NumberField} from '../fields/NumberField.js';
import {RadioField} from '../fields/RadioField.js';
import {Switch} from '../fields/Switch.js';

/** Whether it is asked, and from when to when. */
export const PublishSection = () => (
  <div class="section">
    <RadioField
      path={['status']}
      usual="live"
      choices={(['live', 'paused', 'closed'] as const).map((value) => ({value, label: t(`status_${value}`), text: t(`editor_status_${value}_text`)}))}
    />
    <div class="fields">
      <MomentField path={['opens_at']} />
      <MomentField path={['closes_at']} />
      <NumberField path={['max_responses']} min={1} max={4_294_967_295} />
    </div>
    <Switch path={['publish_scores']} off={false} />
    <p>
      <Link to={href({view: 'share'})}>{t('editor_to_share')}</Link>
    </p>
    <DeleteSurvey />
  </div>
);
