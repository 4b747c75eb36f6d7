const SIDE = 1024;

/** A QR code as a PNG: each of its modules is as many whole pixels wide, with white around what is left over. */
export const drawQrCode = async (svg: string): Promise<Blob> => {
  const modules = Number(/viewBox="0 0 (\d+)/.exec(svg)?.[1]);
  const side = Math.floor(SIDE / modules) * modules;
  const url = URL.createObjectURL(new Blob([svg], {type: 'image/svg+xml'}));
  try {
    const image = new Image(side, side);
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = SIDE;
    canvas.height = SIDE;
    const context = canvas.getContext('2d')!;
    context.fillStyle = '#fff';
    context.fillRect(0, 0, SIDE, SIDE);
    const margin = Math.floor((SIDE - side) / 2);
    context.drawImage(image, margin, margin, side, side);
    return await new Promise((done, failed) => canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error('no picture'))), 'image/png'));
  } finally {
    URL.revokeObjectURL(url);
  }
};
