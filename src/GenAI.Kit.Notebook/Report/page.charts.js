'use strict';
(() => {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

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
  function themed(layout, solid, narrow) {
    const [ink, grid, paper] = [css('--ink'), css('--grid'), css('--paper')];
    const own = structuredClone(layout);
    Object.assign(own, { paper_bgcolor: 'rgba(0,0,0,0)', plot_bgcolor: 'rgba(0,0,0,0)', autosize: true });
    own.font = { ...own.font, color: ink, family: css('--sans'), size: narrow ? 11 : 13 };
    own.hoverlabel = { bgcolor: paper, bordercolor: grid, font: { color: ink, family: css('--sans') } };
    own.legend = { ...own.legend, bgcolor: 'rgba(0,0,0,0)', font: { color: ink } };
    if (narrow) Object.assign(own.legend, { orientation: 'h', x: 0, xanchor: 'left', y: 1.02, yanchor: 'bottom' });
    const space = solid ? own.scene ??= {} : own;
    for (const axis of solid ? ['xaxis', 'yaxis', 'zaxis'] : ['xaxis', 'yaxis']) space[axis] ??= {};
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
  const escape = text => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
  const safe = text => escape(text).replace(/&lt;(\/?(?:b|i|em|sub|sup|br))>/g, '<$1>');

  function draw(figure) {
    const plot = figure.querySelector('.plot');
    const spec = JSON.parse(figure.querySelector('script').textContent);
    const layout = spec.layout ?? {};
    const title = typeof layout.title === 'string' ? layout.title : layout.title?.text;
    const caption = figure.querySelector('figcaption');
    if (title) { caption.innerHTML = safe(title); caption.hidden = false; }
    const height = layout.height ?? 430;
    for (const key of ['title', 'width', 'height', 'template']) delete layout[key];
    const solid = spec.data.some(trace => /3d|surface|volume|cone/.test(trace.type));
    layout.margin = solid ? { l: 0, r: 0, t: 0, b: 0 } : { l: 56, r: 24, b: 52, ...layout.margin, t: 24 };
    figure.classList.add('drawn');
    const narrow = plot.clientWidth < 520;
    plot.style.height = `${Math.round(Math.min(height, Math.max(plot.clientWidth * 0.8, 280)))}px`;
    if (matchMedia('(pointer: coarse)').matches) layout.dragmode = false;
    const config = { responsive: true, displaylogo: false, modeBarButtonsToRemove: ['lasso2d', 'select2d'] };
    const show = () => Plotly.react(plot, {
      data: readable(structuredClone(spec.data)), layout: themed(layout, solid, narrow), frames: spec.frames, config,
    });
    dark.addEventListener('change', show);
    return show();
  }

  window.drawCharts = async load => {
    const figures = document.querySelectorAll('.chart');
    if (!await load('lib-plotly')) return;
    const seen = new IntersectionObserver(entries => {
      for (const entry of entries.filter(e => e.isIntersecting)) {
        seen.unobserve(entry.target);
        draw(entry.target);
      }
    }, { rootMargin: '800px' });
    figures.forEach(figure => seen.observe(figure));
  };
})();
