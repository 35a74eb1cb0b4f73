// view.js - what the reader sees
addEventListener('DOMContentLoaded', async () => {
  const study = await openStudy(document);
  const page = document.getElementById('page');
  for (const line of study.facts.headlines) {
    const p = document.createElement('p');
    p.textContent = line;
    page.append(p);
  }
});
