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
        Object.assign(value, { automargin: true, exponentformat: value.exponentformat ?? 'power' });
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
    own.modebar = { bgcolor: paper, color: css('--soft'), activecolor: ink };
    const above = Math.max(own.legend.y ?? 0, 1.02);
    if (narrow) Object.assign(own.legend, { orientation: 'h', x: 0, xanchor: 'left', y: above, yanchor: 'bottom' });
    const space = solid ? own.scene ??= {} : own;
    for (const axis of solid ? ['xaxis', 'yaxis', 'zaxis'] : ['xaxis', 'yaxis']) space[axis] ??= {};
    dress(own, ink, grid);
    return own;
  }

  const parts = trace => [trace, trace.line, trace.marker, trace.marker?.line, trace.error_x, trace.error_y];
  const grey = colour => {
    const hex = colour === 'black' ? '#000000' : colour;
    if (!/^#[\da-f]{6}$/i.test(hex)) return undefined;
    const [r, g, b] = [1, 3, 5].map(at => parseInt(hex.slice(at, at + 2), 16));
    return Math.max(r, g, b) - Math.min(r, g, b) < 16 ? r : undefined;
  };

  // where the page is dark, ink and dark grey turn light and white outlines of markers dark
  function readable(traces) {
    if (!dark.matches) return traces;
    for (const part of traces.filter(trace => trace.mode !== 'text').flatMap(parts)) {
      if (typeof part?.color === 'string' && grey(part.color) < 112)
        part.color = css(grey(part.color) < 48 ? '--ink' : '--soft');
    }
    for (const { marker } of traces)
      if (grey(marker?.line?.color) > 250) marker.line.color = css('--paper');
    return traces;
  }

  // a figure of the kit places its panels for a page with title and margins: here the panels take all of it;
  // gives how many stand side by side (rows needn't begin at the same place)
  function unframe(spec) {
    const { layout, data } = spec;
    const axes = Object.entries(layout).filter(([key, value]) => isAxis(key) && value.domain);
    const bars = data.flatMap(trace => [trace.colorbar, trace.marker?.colorbar]).filter(Boolean);
    for (const d of ['x', 'y']) {
      const own = axes.filter(([key]) => key[0] === d).map(([, axis]) => axis);
      const low = Math.min(...own.map(axis => axis.domain[0]));
      const size = Math.max(...own.map(axis => axis.domain[1])) - low;
      const place = v => (v - low) / size;
      for (const axis of own) axis.domain = axis.domain.map(place);
      for (const note of layout.annotations ?? []) if (note[`${d}ref`] === 'paper') note[d] = place(note[d]);
      for (const bar of bars) {
        if (bar[d] !== undefined) bar[d] = place(bar[d]);
        if (d === 'y' && bar.len !== undefined) bar.len /= size;
      }
    }
    const above = layout.annotations?.length ? 30 / (layout.height - 90) : 0.02;
    Object.assign(layout.legend ?? {}, { x: 0, xanchor: 'left', y: 1 + above, yanchor: 'bottom' });
    layout.margin = { l: 8, r: 16, t: 24, b: 8 };
    const spans = axes.filter(([key]) => key[0] === 'x').map(([, axis]) => axis.domain).sort((a, b) => a[1] - b[1]);
    return spans.reduce(([columns, end], [low, high]) => low >= end ? [columns + 1, high] : [columns, end], [0, -1])[0];
  }

  // Plotly's texts know a few tags and entities; all else that looks like a tag is dropped
  function write(target, html) {
    const copy = (from, to) => from.childNodes.forEach(node => {
      if (node.nodeType === Node.TEXT_NODE) to.append(node.textContent);
      else copy(node, /^(I|EM|SUB|SUP|BR)$/.test(node.tagName) ? to.appendChild(node.cloneNode()) : to);
    });
    target.replaceChildren();
    copy(new DOMParser().parseFromString(html, 'text/html').body, target);
    target.hidden = false;
  }

  // a slider's figures have titles of their own: they go where the first one went
  const steps = layout => layout.sliders?.[0]?.steps ?? [];
  const sliderRoom = 80;                                                   // pixels; figures of older outputs have less

  function prepare(figure) {
    const spec = JSON.parse(figure.querySelector('script').textContent);
    const layout = spec.layout ??= {};
    const title = layout.title?.text ?? layout.title;
    if (typeof title === 'string' && title) write(figure.querySelector('figcaption'), title);
    const framed = layout.margin && Object.values(layout.margin).every(side => side === 0);
    const columns = framed ? unframe(spec) : 1;
    const solid = spec.data.some(trace => /3d|surface|volume|cone/.test(trace.type));
    if (solid) layout.margin = { l: 0, r: 0, t: 0, b: 0 };
    else if (!layout.annotations?.length) layout.margin = { l: 56, r: 24, b: 52, ...layout.margin, t: 24 };
    let { height = 430 } = layout;
    if (steps(layout).length) {
      const below = layout.margin?.b ?? 80;                                // Plotly's own is 80
      layout.margin = { ...layout.margin, b: Math.max(below, sliderRoom) };
      height += layout.margin.b - below;
    }
    for (const key of ['title', 'width', 'height', 'template']) delete layout[key];
    const titles = steps(layout).map(({ args: [, change] }) => change?.['title.text']);
    for (const { args: [, change] } of steps(layout)) if (change) delete change['title.text'];
    if (matchMedia('(pointer: coarse)').matches) layout.dragmode = false;
    return { ...spec, layout, solid, height, titles, least: columns > 1 ? columns * 190 : 0 };
  }

  function draw(figure) {
    const plot = figure.querySelector('.drawing');
    const spec = prepare(figure);
    figure.classList.add('drawn');
    plot.style.minWidth = `${spec.least}px`;
    figure.classList.toggle('wide', spec.least > 0);
    const narrow = plot.clientWidth < 520;
    plot.style.height = `${Math.round(Math.min(spec.height, Math.max(plot.clientWidth * 0.8, 280)))}px`;
    const config = {
      responsive: true, displaylogo: false, modeBarButtonsToRemove: ['lasso2d', 'select2d'],
      displayModeBar: matchMedia('(hover: none)').matches ? false : 'hover',       // a finger could not move it off
    };
    const show = () => Plotly.react(plot, {
      data: readable(structuredClone(spec.data)), layout: themed(spec.layout, spec.solid, narrow),
      frames: spec.frames, config,
    });
    dark.addEventListener('change', show);
    return show().then(() => slide(figure, plot, spec));
  }

  // the figure itself is a slider for those who hear it or have no mouse: arrow keys, Home and End move it
  function slide(figure, plot, { layout, titles }) {
    const all = steps(layout);
    if (!all.length) return;
    const caption = figure.querySelector('figcaption');
    let at = layout.sliders[0].active ?? 0;
    const tell = step => {
      at = step;
      if (titles[at]) write(caption, titles[at]);
      plot.setAttribute('aria-valuenow', at);
      plot.setAttribute('aria-valuetext', `${layout.sliders[0].currentvalue?.prefix ?? ''}${all[at].label}`);
    };
    const about = { role: 'slider', tabindex: 0, 'aria-valuemin': 0, 'aria-valuemax': all.length - 1 };
    for (const [name, value] of Object.entries(about)) plot.setAttribute(name, value);
    tell(at);
    plot.on('plotly_sliderchange', ({ slider }) => tell(slider.active));
    plot.addEventListener('keydown', event => {
      const [back, on, last] = [at - 1, at + 1, all.length - 1];
      const to = { ArrowLeft: back, ArrowDown: back, ArrowRight: on, ArrowUp: on, Home: 0, End: last }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      if (!all[to]) return;
      tell(to);
      Plotly.update(plot, all[to].args[0], { ...all[to].args[1], 'sliders[0].active': to });
    });
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
