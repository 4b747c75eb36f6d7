import ces from './ces.json';
import csat from './csat.json';
import delivery from './delivery.json';
import empty from './empty.json';
import kiosk from './kiosk.json';
import nps from './nps.json';
import thumbs from './thumbs.json';
import type {Members} from '../json.js';

/** What to begin with, by name. */
export const TEMPLATES: Record<string, Members> = {nps, csat, ces, delivery, kiosk, thumbs, empty};

/** The languages that templates speak. */
export const TEMPLATE_LOCALES = ['en', 'sl', 'bg', 'be'];
