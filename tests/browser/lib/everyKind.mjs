/** One question of each kind; only the first must be answered. */
export const everyKind = [
  {id: 'recommend', kind: 'nps', required: true, text: {en: 'How likely are you to recommend us to a friend?'}},
  {id: 'overall', kind: 'csat', text: {en: 'How satisfied are you with your order?'}},
  {id: 'ease', kind: 'ces', text: {en: 'The shop made it easy to order.'}},
  {id: 'bowl', kind: 'stars', text: {en: 'How do you like your bowl?'}},
  {id: 'mood', kind: 'emoji', text: {en: 'How was talking to us?'}},
  {id: 'helped', kind: 'thumbs', text: {en: 'Did this page help?'}},
  {
    id: 'from',
    kind: 'choice',
    text: {en: 'Where did you hear of us?'},
    options: [
      {id: 'friend', text: {en: 'From a friend'}},
      {id: 'search', text: {en: 'I searched for it'}},
      {id: 'market', text: {en: 'At the Saturday market'}},
    ],
  },
  {
    id: 'better',
    kind: 'choice',
    multiple: true,
    text: {en: 'What could be better?'},
    options: [
      {id: 'price', text: {en: 'Price'}},
      {id: 'delivery', text: {en: 'Delivery'}},
      {id: 'choice', text: {en: 'What there is to choose from'}},
    ],
  },
  {id: 'why', kind: 'text', text: {en: 'What is the main reason for your score?'}},
];
