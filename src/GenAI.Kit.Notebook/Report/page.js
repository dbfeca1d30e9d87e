'use strict';
(() => {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

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

  const isAxis = key => /^[xyz]axis\d*$|^(radial|angular)axis$/.test(key);

  function dress(part, ink, grid) {
    for (const [key, value] of Object.entries(part)) {
      if (isAxis(key)) {
        Object.assign(value, { gridcolor: grid, zerolinecolor: grid, linecolor: grid, tickcolor: grid, color: ink });
        value.tickfont = { ...value.tickfont, color: ink };
        if (value.title?.font) value.title.font.color = ink;
        value.automargin = true;
      } else if (/^(scene|polar|ternary)\d*$/.test(key)) {
        Object.assign(value, { bgcolor: 'rgba(0,0,0,0)' });
        dress(value, ink, grid);
      }
    }
  }

  // the page's colours in place of the figure's own paper, ink and grid; its traces keep theirs
  function themed(layout, narrow) {
    const [ink, grid, paper] = [css('--ink'), css('--grid'), css('--paper')];
    const own = structuredClone(layout);
    Object.assign(own, { paper_bgcolor: 'rgba(0,0,0,0)', plot_bgcolor: 'rgba(0,0,0,0)', autosize: true });
    own.font = { ...own.font, color: ink, family: css('--sans'), size: narrow ? 11 : 13 };
    own.hoverlabel = { bgcolor: paper, bordercolor: grid, font: { color: ink, family: css('--sans') } };
    own.legend = { ...own.legend, bgcolor: 'rgba(0,0,0,0)', font: { color: ink } };
    if (narrow) Object.assign(own.legend, { orientation: 'h', x: 0, xanchor: 'left', y: -0.22, yanchor: 'top' });
    for (const axis of ['xaxis', 'yaxis']) own[axis] ??= {};
    dress(own, ink, grid);
    return own;
  }

  const isInk = colour => /^(#000|#000000|black|rgba?\(0, ?0, ?0(, ?1(\.0)?)?\))$/i.test(colour);

  function readable(traces) {
    for (const trace of traces)
      for (const part of [trace, trace.line, trace.marker, trace.marker?.line, trace.textfont, trace.error_y])
        if (typeof part?.color === 'string' && isInk(part.color)) part.color = css('--ink');
    return traces;
  }

  // Plotly's titles know a few tags; everything else is text
  const safe = text => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/&lt;(\/?(?:b|i|em|sub|sup|br))>/g, '<$1>');

  function draw(figure) {
    const plot = figure.querySelector('.plot');
    const spec = JSON.parse(figure.querySelector('script').textContent);
    const layout = spec.layout ?? {};
    const title = typeof layout.title === 'string' ? layout.title : layout.title?.text;
    const caption = figure.querySelector('figcaption');
    if (title) { caption.innerHTML = safe(title); caption.hidden = false; }
    const height = layout.height ?? 430;
    for (const key of ['title', 'width', 'height', 'template']) delete layout[key];
    layout.margin = { l: 64, r: 24, t: 28, b: 56, ...layout.margin };
    if (title) layout.margin.t = Math.min(layout.margin.t, 36);
    figure.classList.add('drawn');
    const narrow = plot.clientWidth < 520;
    plot.style.height = `${Math.round(Math.min(height, Math.max(plot.clientWidth * 0.8, 280)))}px`;
    if (matchMedia('(pointer: coarse)').matches) layout.dragmode = false;
    const config = { responsive: true, displaylogo: false, modeBarButtonsToRemove: ['lasso2d', 'select2d'] };
    const show = () => Plotly.react(plot, { data: readable(structuredClone(spec.data)), layout: themed(layout, narrow),
      frames: spec.frames, config });
    dark.addEventListener('change', show);
    return show();
  }

  async function charts() {
    const figures = document.querySelectorAll('.chart');
    if (figures.length === 0 || !await load('lib-plotly')) return;
    const seen = new IntersectionObserver(entries => {
      for (const entry of entries.filter(e => e.isIntersecting)) {
        seen.unobserve(entry.target);
        draw(entry.target);
      }
    }, { rootMargin: '800px' });
    figures.forEach(figure => seen.observe(figure));
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
      const copy = Object.assign(document.createElement('button'), { type: 'button', className: 'copy', textContent: 'Copy' });
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
    const links = new Map([...document.querySelectorAll('.toc a')].map(a => [decodeURIComponent(a.hash.slice(1)), a]));
    const heads = [...links.keys()].map(id => document.getElementById(id)).filter(Boolean);
    let current;
    const mark = () => {
      const head = heads.findLast(h => h.getBoundingClientRect().top < innerHeight * 0.3);
      if (head === current) return;
      current = head;
      links.forEach((a, id) => id === head?.id ? a.setAttribute('aria-current', 'true') : a.removeAttribute('aria-current'));
    };
    addEventListener('scroll', mark, { passive: true });
    mark();
  }

  folding();
  contents();
  maths().then(charts).then(() => document.documentElement.classList.add('ready'));
})();
