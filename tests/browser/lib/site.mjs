import {createServer} from 'node:http';

/** A web site on an origin of its own, whose pages each test puts there. */
export const startSite = async () => {
  const pages = new Map();
  const server = createServer(({url}, response) => {
    const page = pages.get(new URL(url, 'http://site').pathname);
    // Browsers ask for an icon that no test is about.
    response.writeHead(page ? 200 : url === '/favicon.ico' ? 204 : 404, page?.headers);
    response.end(page?.body);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  // Not the edge's host name, so that the two are another site to each other and not only another origin.
  const url = `http://localhost:${server.address().port}`;
  let count = 0;

  return {
    url,

    /**
     * Publishes a page that embeds a survey and returns its address. `head` and `body` may hold further markup; the
     * script stands at the end of the head, or in the body where `SCRIPT` is.
     */
    embed(src, {attributes = '', csp, css = '', html = 'lang="en"', scripts = 1, head = '', body = ''} = {}) {
      const path = `/page-${count++}`;
      const headers = {'content-type': 'text/html; charset=utf-8', ...(csp && {'content-security-policy': csp})};
      const script = src ? `<script async src="${src}" ${attributes}></script>`.repeat(scripts) : '';
      const style = css && `<link rel="stylesheet" href="${path}.css">`;
      const inHead = body.includes('SCRIPT') ? '' : script;
      const page = `<!doctype html><html ${html}><head><meta name="viewport" content="width=device-width, initial-scale=1"><title>A shop</title>${style}${head}${inHead}</head>
        <body><main><h1>A shop</h1><p><a href="/elsewhere">A link</a></p></main>${body.replace('SCRIPT', script)}</body></html>`;
      pages.set(path, {headers, body: page});
      pages.set(`${path}.css`, {headers: {'content-type': 'text/css'}, body: css});
      return url + path;
    },

    stop: () => {
      server.closeAllConnections();
      return new Promise((done) => server.close(done));
    },
  };
};
