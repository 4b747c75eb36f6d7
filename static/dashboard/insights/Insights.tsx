import {href, hrefOnly} from '../lib/address.js';
import {askedOfInsights, filters, today} from '../lib/filters.js';
import {usePolled} from '../lib/polled.js';
import {days, language, t} from '../lib/words.js';
import type {ViewProps} from '../survey/SurveyView.js';
import {Age} from '../ui/Age.js';
import {Link} from '../ui/Link.js';
import {Failed, Loaded, TOO_MANY} from '../ui/Loaded.js';
import {Notice} from '../ui/Notice.js';
import {Beside} from './Beside.js';
import {Changes} from './Changes.js';
import {Drivers} from './Drivers.js';
import {Goals} from './Goals.js';
import {InShort} from './InShort.js';
import {Notes} from './Notes.js';
import {notesNear} from './near.js';
import {Part} from './Part.js';
import {References} from './References.js';
import {Refused} from './Refused.js';
import {Segments} from './Segments.js';
import {Surprises} from './Surprises.js';
import {Topics} from './Topics.js';
import type {Document} from './types.js';
import {Unsaid} from './Unsaid.js';

const EVERY_MS = 30_000;
const OTHER = 'survey:';

const RemoveFilters = ({survey}: {survey: string}) => (
  <Link class="button" to={hrefOnly({survey, view: 'insights'})}>
    {t('remove_filters')}
  </Link>
);

const Parts = ({survey, document}: {survey: ViewProps['survey']; document: Document}) => {
  const {goals, references, beside, annotations, from, to} = document;
  const noted = notesNear(annotations, from, to, 0);
  return (
    <>
      <InShort survey={survey} document={document} />
      <Part id="changes" title={t('insights_part_changes')} how={[t('insights_how_changes'), t('insights_how_chance'), t('insights_how_p')]}>
        <Changes survey={survey} document={document} />
        {noted.length > 0 && (
          <div class="card">
            <h3>{t('insights_noted')}</h3>
            <Notes notes={noted} />
          </div>
        )}
      </Part>
      <Part id="drivers" title={t('insights_part_drivers')} how={[t('insights_how_drivers'), t('insights_how_slope'), t('insights_how_p')]}>
        <Drivers survey={survey} document={document} />
      </Part>
      <Part id="segments" title={t('insights_part_segments')} how={[t('insights_how_segments'), t('insights_how_contribution'), t('insights_how_p')]}>
        <Segments survey={survey} document={document} />
      </Part>
      <Part id="topics" title={t('insights_part_topics')} how={[t('insights_how_topics'), t('insights_how_p')]}>
        <Topics document={document} />
      </Part>
      <Part id="surprises" title={t('insights_part_surprises')} how={[t('insights_how_surprises'), t('insights_how_p')]}>
        <Surprises survey={survey} document={document} />
      </Part>
      {goals.length + references.length > 0 && (
        <Part id="goals" title={t('insights_part_goals')} how={[t('insights_how_goals')]}>
          <div class="grid">
            {goals.length > 0 && <Goals survey={survey} goals={goals} />}
            {references.length > 0 && <References survey={survey} references={references} />}
          </div>
        </Part>
      )}
      <Part id="unsaid" title={t('insights_part_unsaid')} how={[t('insights_how_unsaid'), t('insights_how_p')]}>
        <Unsaid survey={survey} document={document} />
      </Part>
      {beside && (
        <Part id="beside" title={t('insights_part_beside')} how={[t('insights_how_beside'), t('insights_how_p')]}>
          <Beside survey={survey} beside={beside} />
        </Part>
      )}
    </>
  );
};

/** Nobody answered: then it is worth telling where somebody should have. */
const Nothing = ({survey, document}: {survey: ViewProps['survey']; document: Document}) => (
  <>
    {document.filter ? (
      <Notice kind="empty" title={t('nothing_filtered')} actions={<RemoveFilters survey={survey.survey} />}>
        <p>{t('nothing_filtered_text')}</p>
      </Notice>
    ) : (
      <Notice
        kind="empty"
        title={t('insights_nobody')}
        actions={
          filters.value.period !== '364d' && (
            <Link class="button" to={href({period: '364d', from: null, to: null})}>
              {t('insights_last_days', {n: 364})}
            </Link>
          )
        }
      >
        <p>{t('insights_nobody_text')}</p>
      </Notice>
    )}
    {document.unsaid.silent.length > 0 && (
      <Part id="unsaid" title={t('insights_part_unsaid')} how={[t('insights_how_unsaid'), t('insights_how_p')]}>
        <Unsaid survey={survey} document={document} />
      </Part>
    )}
  </>
);

/** Why a score is what it is. */
export const Insights = ({survey}: ViewProps) => {
  const {compare} = filters.value;
  const beside = compare.startsWith(OTHER) ? compare.slice(OTHER.length) : null;
  const asking = askedOfInsights(filters.value, today(survey), {lang: language.value, beside});
  const path = 'refused' in asking ? null : `v1/surveys/${encodeURIComponent(survey.survey)}/insights${asking.query}`;
  const polled = usePolled<Document>(path, EVERY_MS);
  if ('refused' in asking) return <Refused because={asking.refused} />;
  const {problem, pending, again} = polled;
  if (problem?.code === TOO_MANY && !pending) return <Refused because="many" />;
  // What was told before is not of these filters.
  if (problem && !pending && [400, 404].includes(problem.status)) {
    return (
      <>
        <Failed problem={problem} again={again} />
        <p class="actions">
          <RemoveFilters survey={survey.survey} />
        </p>
      </>
    );
  }
  return (
    <Loaded from={polled}>
      {(document) => (
        <>
          <p class="told-of">
            <span>{days(document.from, document.to)}</span>
            <span>{t('n_responses', {n: document.responses})}</span>
            <Age asOf={document.as_of} />
          </p>
          {document.responses === 0 ? (
            <Nothing survey={survey} document={document} />
          ) : (
            <Parts survey={survey} document={document} />
          )}
        </>
      )}
    </Loaded>
  );
};
