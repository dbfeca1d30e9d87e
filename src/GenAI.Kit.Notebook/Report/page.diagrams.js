'use strict';
window.drawDiagrams = async load => {
  if (!await load('lib-mermaid')) return;
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  const looks = { theme: dark ? 'dark' : 'neutral', fontFamily: 'Inter, sans-serif' };
  mermaid.initialize({ startOnLoad: false, securityLevel: 'strict', suppressErrorRendering: true, ...looks });
  for (const [i, text] of [...document.querySelectorAll('pre.mermaid')].entries()) {
    const caption = text.parentElement.querySelector('figcaption');
    try {
      const { svg } = await mermaid.render(`diagram-${i}`, text.textContent);
      const drawing = document.createElement('div');
      drawing.setAttribute('role', 'img');
      drawing.setAttribute('aria-label', text.textContent.trim());
      drawing.innerHTML = svg;
      text.replaceWith(drawing);
    } catch (fault) {
      caption.textContent = `This Mermaid diagram can't be drawn: ${String(fault?.message ?? fault).split('\n')[0]}`;
      caption.hidden = false;
    }
  }
};
