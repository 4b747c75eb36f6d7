import type {Kind} from '../../lib/types.js';

export const KINDS: Kind[] = ['nps', 'csat', 'ces', 'stars', 'emoji', 'thumbs', 'choice', 'drivers', 'text'];

/** What a question of each kind is mostly about. */
export const USUAL_ID: Record<Kind, string> = {
  nps: 'recommend',
  csat: 'overall',
  ces: 'ease',
  stars: 'rating',
  emoji: 'mood',
  thumbs: 'helpful',
  choice: 'reason',
  drivers: 'aspects',
  text: 'why',
};
