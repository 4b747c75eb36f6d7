/** One question of each kind; only the first must be answered. */
export const everyKind = [
  {
    id: 'recommend',
    kind: 'nps',
    required: true,
    text: {en: 'How likely are you to recommend us to a friend?', ar: 'ما مدى احتمال أن توصي بنا لصديق؟'},
  },
  {id: 'overall', kind: 'csat', text: {en: 'How satisfied are you with your order?', ar: 'ما مدى رضاك عن طلبك؟'}},
  {id: 'ease', kind: 'ces', text: {en: 'The shop made it easy to order.', ar: 'سهّل عليّ المتجر تقديم الطلب.'}},
  {id: 'bowl', kind: 'stars', text: {en: 'How do you like your bowl?', ar: 'ما رأيك في وعائك؟'}},
  {id: 'mood', kind: 'emoji', text: {en: 'How was talking to us?', ar: 'كيف كان حديثك معنا؟'}},
  {id: 'helped', kind: 'thumbs', text: {en: 'Did this page help?', ar: 'هل أفادتك هذه الصفحة؟'}},
  {
    id: 'from',
    kind: 'choice',
    text: {en: 'Where did you hear of us?', ar: 'كيف سمعت عنا؟'},
    options: [
      {id: 'friend', text: {en: 'From a friend', ar: 'من صديق'}},
      {id: 'search', text: {en: 'I searched for it', ar: 'بحثت عنه'}},
      {id: 'market', text: {en: 'At the Saturday market', ar: 'في سوق السبت'}},
    ],
  },
  {
    id: 'better',
    kind: 'choice',
    multiple: true,
    text: {en: 'What could be better?', ar: 'ما الذي يمكن تحسينه؟'},
    options: [
      {id: 'price', text: {en: 'Price', ar: 'السعر'}},
      {id: 'delivery', text: {en: 'Delivery', ar: 'التوصيل'}},
      {id: 'choice', text: {en: 'What there is to choose from', ar: 'تنوع المنتجات'}},
    ],
  },
  {id: 'why', kind: 'text', text: {en: 'What is the main reason for your score?', ar: 'ما السبب الرئيس لتقييمك؟'}},
];

/** A choice that a visitor may add to. */
export const withOther = {...everyKind[6], id: 'heard', other: true};

export const drivers = {
  id: 'aspects',
  kind: 'drivers',
  text: {en: 'How do you rate us?', ar: 'كيف تقيّمنا؟'},
  aspects: [
    {id: 'price', text: {en: 'Price', ar: 'السعر'}},
    {id: 'quality', text: {en: 'Quality', ar: 'الجودة'}},
    {id: 'delivery', text: {en: 'Delivery', ar: 'التوصيل'}},
    {id: 'service', text: {en: 'Help when something goes wrong', ar: 'المساعدة عند حدوث مشكلة'}},
  ],
};
