// Charts as pictures of their own.

export interface Mark {
  name: string;
  tone: 'accent' | 'band' | 'good' | 'bad' | 'warn' | 'muted';
  shape: 'line' | 'dashes' | 'area';
}

/** What is drawn, its size in the page, and how many pixels of the picture one of the page becomes. */
interface Drawing {
  image: CanvasImageSource;
  width: number;
  height: number;
  scale: number;
}

/** What the page's style says of a shape or a text: a picture has no style sheet. */
const LOOKS = ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'font-family', 'font-size', 'font-weight', 'text-anchor'];
/** Sharp also where the picture is shown larger than the page was. */
const FINE = 2;

const drawn = async (svg: SVGSVGElement): Promise<Drawing> => {
  const {width, height} = svg.getBoundingClientRect();
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const parts = copy.querySelectorAll('*');
  svg.querySelectorAll('*').forEach((part, index) => {
    const style = getComputedStyle(part);
    for (const look of LOOKS) parts[index]!.setAttribute(look, style.getPropertyValue(look));
  });
  copy.setAttribute('viewBox', `0 0 ${width} ${height}`);
  copy.setAttribute('width', String(width * FINE));
  copy.setAttribute('height', String(height * FINE));
  const url = URL.createObjectURL(new Blob([new XMLSerializer().serializeToString(copy)], {type: 'image/svg+xml'}));
  try {
    const image = new Image(width * FINE, height * FINE);
    image.src = url;
    await image.decode();
    return {image, width, height, scale: FINE};
  } finally {
    URL.revokeObjectURL(url);
  }
};

/** The drawing in a figure, if it has one. */
export const drawingIn = async (figure: HTMLElement): Promise<Drawing | null> => {
  const canvas = figure.querySelector('canvas');
  if (canvas) {
    const scale = canvas.width / canvas.clientWidth || 1;
    return {image: canvas, width: canvas.width / scale, height: canvas.height / scale, scale};
  }
  const svg = figure.querySelector<SVGSVGElement>('svg.chart');
  return svg && drawn(svg);
};

const EDGE = 16;

/** Breaks a text into lines that fit. */
const wrap = (context: CanvasRenderingContext2D, text: string, width: number): string[] => {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line ? `${line} ${word}` : word;
    if (line && context.measureText(longer).width > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
};

/** A drawing with its words around it, and the page's ground under it, which it does not have itself. */
export const picture = (drawing: Drawing, {title, about, below, legend}: {title: string; about: string; below: string[]; legend: Mark[]}) => {
  const style = getComputedStyle(document.documentElement);
  const color = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const family = getComputedStyle(document.body).fontFamily;
  const {scale} = drawing;
  const width = Math.max(drawing.width, 320) + 2 * EDGE;
  const whole = document.createElement('canvas');
  const context = whole.getContext('2d')!;

  const texts = [
    {text: title, font: `600 17px ${family}`, tone: 'text', height: 24},
    {text: about, font: `13px ${family}`, tone: 'muted', height: 19},
  ].filter(({text}) => text);
  const broken = (text: string, font: string) => {
    context.font = font;
    return wrap(context, text, width - 2 * EDGE);
  };
  const heads = texts.map((part) => ({...part, lines: broken(part.text, part.font)}));
  const small = `13px ${family}`;
  const foot = {font: small, tone: 'muted', height: 19, lines: below.flatMap((text) => broken(text, small))};
  const size = (part: {lines: string[]; height: number}) => part.lines.length * part.height;
  const legendHeight = legend.length > 0 ? 26 : 0;
  const top = EDGE + heads.reduce((sum, part) => sum + size(part), 0) + legendHeight + 6;
  const height = top + drawing.height + 8 + size(foot) + EDGE;

  // A canvas forgets what it was told when its size is set.
  whole.width = Math.round(width * scale);
  whole.height = Math.round(height * scale);
  context.scale(scale, scale);
  context.fillStyle = color('surface');
  context.fillRect(0, 0, width, height);
  const write = (part: {lines: string[]; font: string; tone: string; height: number}, from: number) => {
    context.font = part.font;
    context.fillStyle = color(part.tone);
    part.lines.forEach((line, index) => context.fillText(line, EDGE, from + (index + 0.75) * part.height));
    return from + size(part);
  };
  const y = heads.reduce((from, part) => write(part, from), EDGE) + 14;
  let x = EDGE;
  context.font = small;
  for (const {name, tone, shape} of legend) {
    context.fillStyle = context.strokeStyle = color(tone);
    if (shape === 'area') context.fillRect(x, y - 6, 18, 12);
    else {
      context.lineWidth = 2;
      context.setLineDash(shape === 'dashes' ? [5, 4] : []);
      context.beginPath();
      context.moveTo(x, y);
      context.lineTo(x + 18, y);
      context.stroke();
    }
    context.fillStyle = color('text');
    context.fillText(name, x + 24, y + 4);
    x += 24 + context.measureText(name).width + 18;
  }
  context.drawImage(drawing.image, EDGE, top, drawing.width, drawing.height);
  write(foot, top + drawing.height + 8);
  return whole;
};
