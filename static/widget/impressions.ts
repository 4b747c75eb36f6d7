import {label} from './lib/label.js';
import {post} from './lib/post.js';
import {api} from './page.js';
import {settings} from './settings.js';

let due = 0;

/** Draws whether this show is one of those that are reported. */
export const countImpression = () => {
  if (Math.random() * settings.impression_weight < 1) due++;
};

/** Reports what was drawn, each show as all those it stands for. */
export const reportImpressions = () => {
  const body = JSON.stringify({weight: settings.impression_weight, touchpoint: label(settings.touchpoint)});
  // One that is lost is not worth a second request.
  for (; due; due--) post(`${api}/impressions`, body).catch(() => {});
};
