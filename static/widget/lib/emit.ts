export const emit = (event: 'shown' | 'completed' | 'dismissed' | 'failed', survey: string) => {
  document.dispatchEvent(new CustomEvent(`glas:${event}`, {detail: {survey}}));
};
