import {Figure} from '../charts/Figure.js';
import {number, percent, signed, t} from '../lib/words.js';
import {shown} from '../lib/metrics.js';
import type {Survey} from '../lib/types.js';
import {Link} from '../ui/Link.js';
import {Notice} from '../ui/Notice.js';
import {Table} from '../ui/Table.js';
import {exact, exactRange, probability} from './figures.js';
import {toVoices} from './links.js';
import {aspectText, isTopic, measureName} from './names.js';
import {Quadrant} from './Quadrant.js';
import type {Document, Driver, Drivers as Question} from './types.js';

/** Why nothing can be said of drivers. */
const refusal = (survey: Survey, {question, n, refused}: Question): string => {
  switch (refused?.reason) {
    case 'too_few':
      return refused.needed ? t('insights_drivers_needed', {needed: number(refused.needed), n}) : t('insights_drivers_too_few', {n});
    case 'no_variance':
      return refused.aspect ? t('insights_drivers_alike_aspect', {aspect: aspectText(survey, {...(question ? {question} : {}), aspect: refused.aspect})}) : t('insights_drivers_alike');
    default:
      return t('insights_drivers_collinear');
  }
};

/** What a point more would bring. */
const effect = ({slope, slope_low, slope_high}: Driver, outcome: string): string =>
  slope_low <= 0 && slope_high >= 0 ? t('insights_slope_unclear') : t('insights_slope', {slope: signed(slope, 2), outcome});

const DriversOf = ({survey, drivers}: {survey: Survey; drivers: Question}) => {
  const rows = drivers.drivers;
  const outcome = measureName(survey, {question: drivers.outcome});
  const title = t('insights_drivers_title', {outcome});
  if (drivers.refused || rows.length === 0) {
    return (
      <Notice kind="empty" title={title}>
        <p>{refusal(survey, drivers)}</p>
      </Notice>
    );
  }
  const name = (driver: Driver) => aspectText(survey, driver);
  const strongest = rows.find((driver) => driver.strongest) ?? rows[0]!;
  const fix = rows.find(({quadrant}) => quadrant === 'fix_first');
  const random = drivers.p !== null && drivers.p >= 0.05;
  const explained = drivers.r_squared === null ? '–' : percent(drivers.r_squared * 100);
  const said = [
    random
      ? t('insights_drivers_random')
      : t('insights_drivers_strongest', {
          aspect: name(strongest),
          importance: percent(strongest.importance * 100),
          performance: shown('aspect', strongest.performance),
        }),
    fix && !random ? t('insights_drivers_fix', {aspect: name(fix)}) : '',
    t('insights_drivers_explain', {share: explained, n: drivers.n}),
  ];
  const table = (
    <Table
      caption={title}
      hideCaption
      rows={rows}
      rowKey={({aspect}) => aspect}
      columns={[
        {key: 'name', title: t('insights_driver'), cell: name, order: name},
        {key: 'quadrant', title: t('insights_advice'), cell: ({quadrant}) => t(`insights_quadrant_${quadrant}`), order: ({quadrant}) => t(`insights_quadrant_${quadrant}`)},
        {key: 'importance', title: t('insights_importance'), cell: ({importance}) => exact(importance), order: ({importance}) => importance, numeric: true},
        {key: 'shapley', title: t('insights_shapley'), cell: ({shapley}) => exact(shapley), order: ({shapley}) => shapley, numeric: true},
        {key: 'performance', title: t('insights_performance'), cell: ({performance}) => exact(performance), order: ({performance}) => performance, numeric: true},
        {key: 'interval', title: t('insights_interval'), cell: ({low, high}) => exactRange(low, high), numeric: true},
        {key: 'n', title: t('insights_n'), cell: ({n}) => exact(n), order: ({n}) => n, numeric: true},
        {key: 'slope', title: t('insights_slope_title'), cell: ({slope}) => exact(slope), order: ({slope}) => slope, numeric: true},
        {key: 'slope_interval', title: t('insights_interval'), cell: ({slope_low, slope_high}) => exactRange(slope_low, slope_high), numeric: true},
        {key: 'correlation', title: t('insights_correlation'), cell: ({correlation}) => exact(correlation), order: ({correlation}) => correlation, numeric: true},
        {key: 'p', title: t('insights_p_adjusted'), cell: ({p_adjusted}) => probability(p_adjusted), order: ({p_adjusted}) => p_adjusted, numeric: true},
      ]}
    />
  );
  return (
    <Figure title={title} summary={said.filter(Boolean).join(' ')} table={table} file={`${survey.survey}-${drivers.question}`}>
      <div class="drivers">
        <div>
          <Quadrant drivers={rows} name={name} />
          {fix && isTopic(survey, fix.aspect) && (
            <Link class="button primary" to={toVoices(fix.aspect)}>
              {t('insights_voices_on', {topic: name(fix)})}
            </Link>
          )}
        </div>
        <ol class="ranked">
          {rows.map((driver) => (
            <li key={driver.aspect} class={driver.quadrant}>
              <p class="ranked-head">
                <strong>{name(driver)}</strong>
                <span class={`badge ${driver.quadrant === 'fix_first' ? 'bad' : driver.quadrant === 'keep_up' ? 'good' : ''}`}>{t(`insights_quadrant_${driver.quadrant}`)}</span>
                {isTopic(survey, driver.aspect) && (
                  <Link to={toVoices(driver.aspect)} aria-label={t('insights_voices_on', {topic: name(driver)})}>
                    {t('insights_voices')}
                  </Link>
                )}
              </p>
              <p class="ranked-bar" aria-hidden="true">
                <span style={{inlineSize: `${driver.importance * 100}%`}} />
              </p>
              <p>
                {t('insights_driver_facts', {
                  importance: percent(driver.importance * 100),
                  performance: shown('aspect', driver.performance),
                  low: shown('aspect', driver.low),
                  high: shown('aspect', driver.high),
                })}{' '}
                <span class="muted">{effect(driver, outcome)}</span>
              </p>
            </li>
          ))}
        </ol>
      </div>
    </Figure>
  );
};

/** What the score hangs on, and how well that does. */
export const Drivers = ({survey, document: {drivers}}: {survey: Survey; document: Document}) => (
  <>
    {drivers.length === 0 && <p class="card">{t('insights_drivers_not_asked')}</p>}
    {drivers.map((each) => (
      <DriversOf key={each.question} survey={survey} drivers={each} />
    ))}
  </>
);
