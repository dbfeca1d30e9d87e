'use strict';
(() => {
  async function load(id) {
    const text = document.getElementById(id)?.textContent;
    if (!text) return false;
    const bytes = Uint8Array.from(atob(text), c => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
    const script = document.createElement('script');
    script.textContent = await new Response(stream).text();
    document.head.append(script);
    return true;
  }

  async function maths() {
    if (!await load('lib-katex')) return;
    for (const e of document.querySelectorAll('.math-inline, .math-block')) {
      katex.render(e.textContent, e, { displayMode: e.classList.contains('math-block'), throwOnError: false });
      e.classList.add('set');
    }
  }

  function folding() {
    const cells = [...document.querySelectorAll('.code')];
    const button = document.getElementById('fold');
    button.hidden = cells.length === 0;
    button.addEventListener('click', () => {
      const hide = cells.some(cell => cell.open);
      cells.forEach(cell => { cell.open = !hide; });
      button.textContent = hide ? 'Show code' : 'Hide code';
      button.setAttribute('aria-pressed', hide);
    });
    for (const cell of cells) {
      const copy = document.createElement('button');
      Object.assign(copy, { type: 'button', className: 'copy', textContent: 'Copy' });
      copy.addEventListener('click', async () => {
        await navigator.clipboard.writeText(cell.querySelector('code').textContent);
        copy.textContent = 'Copied';
        setTimeout(() => { copy.textContent = 'Copy'; }, 1500);
      });
      cell.append(copy);
    }
  }

  function contents() {
    const details = document.querySelector('.toc details');
    const wide = matchMedia('(min-width: 72rem)');
    const fit = () => { details.open = wide.matches; };
    wide.addEventListener('change', fit);
    fit();
    const links = [...document.querySelectorAll('.toc a')];
    const headOf = link => document.getElementById(decodeURIComponent(link.hash.slice(1)));
    let current;
    const mark = () => {
      const link = links.findLast(a => headOf(a)?.getBoundingClientRect().top < innerHeight * 0.3);
      if (link === current) return;
      current?.removeAttribute('aria-current');
      link?.setAttribute('aria-current', 'true');
      current = link;
    };
    addEventListener('scroll', mark, { passive: true });
    mark();
  }

  folding();
  contents();
  Promise.all([maths(), window.drawCharts?.(load), window.drawDiagrams?.(load)]).then(() => document.documentElement.classList.add('ready'));
})();
