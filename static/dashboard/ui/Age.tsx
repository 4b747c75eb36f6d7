import {useEffect, useState} from 'preact/hooks';
import {ago, moment, t} from '../lib/words.js';

/** How old what is shown is. It counts on by itself. */
export const Age = ({asOf}: {asOf: string}) => {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return (
    <time class="age" dateTime={asOf} title={moment(asOf)}>
      {t('as_of', {ago: ago(now - Date.parse(asOf))})}
    </time>
  );
};
